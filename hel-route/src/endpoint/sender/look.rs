//! The state of a shard, seen from a sender.

use super::Sender;
use crate::monitor::Monitor;
use crate::stats::Stats;

/// The state of the shard. O(1); nothing waits. Concurrent operations of other threads may or may not be counted.
impl<T, const CAP: usize> Sender<T, CAP> {
    /// How many values are queued, at most `CAP`. Other threads may change it at any time.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, _rx) = bounded::<_, 4>();
    /// tx.send_batch(&mut vec![1, 2, 3]).unwrap();
    /// assert_eq!(tx.len(), 3);
    /// ```
    pub fn len(&self) -> usize {
        self.shard.len()
    }

    /// Whether nothing is queued. Other threads may change it at any time.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 4>();
    /// tx.send(1).unwrap();
    /// assert!(!tx.is_empty());
    /// rx.recv().unwrap();
    /// assert!(tx.is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.shard.is_empty()
    }

    /// Whether there is no room. Other threads may change it at any time.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 1>();
    /// tx.send(1).unwrap();
    /// assert!(tx.is_full());
    /// rx.recv().unwrap();
    /// assert!(!tx.is_full());
    /// ```
    pub fn is_full(&self) -> bool {
        self.shard.is_full()
    }

    /// How many values can be queued: `CAP`.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, _rx) = bounded::<u8, 64>();
    /// assert_eq!(tx.capacity(), 64);
    /// ```
    pub fn capacity(&self) -> usize {
        CAP
    }

    /// How many senders the shard has, including those inside sharded senders.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, _rx) = bounded::<u8, 4>();
    /// let other = tx.clone();
    /// assert_eq!(tx.sender_count(), 2);
    /// drop(other);
    /// assert_eq!(tx.sender_count(), 1);
    /// ```
    pub fn sender_count(&self) -> usize {
        self.shard.signals().senders().get()
    }

    /// How many receivers the shard has, including those inside [`ShardReceiver`](crate::mpmc::ShardReceiver)s.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<u8, 4>();
    /// let workers = [rx.clone(), rx];
    /// assert_eq!(tx.receiver_count(), 2);
    /// drop(workers);
    /// assert_eq!(tx.receiver_count(), 0);
    /// ```
    pub fn receiver_count(&self) -> usize {
        self.shard.signals().receivers().get()
    }

    /// Whether both senders belong to the same shard.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, _rx) = bounded::<u8, 4>();
    /// let (other, _rx) = bounded::<u8, 4>();
    /// assert!(tx.same_channel(&tx.clone()));
    /// assert!(!tx.same_channel(&other));
    /// ```
    pub fn same_channel(&self, other: &Self) -> bool {
        self.shard.same(&other.shard)
    }

    /// The shard's statistics so far.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 4>();
    /// tx.send_batch(&mut vec![1, 2, 3]).unwrap();
    /// rx.recv().unwrap();
    /// let stats = tx.stats();
    /// assert_eq!((stats.sent, stats.received, stats.queued), (3, 1, 2));
    /// ```
    pub fn stats(&self) -> Stats {
        self.shard.stats()
    }

    /// A [`Monitor`], which reads the [`stats`](Self::stats) without keeping the channel open.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 4>();
    /// let monitor = tx.monitor();
    /// tx.send(1).unwrap();
    /// drop(tx);
    /// assert_eq!(rx.iter().count(), 1); // the channel ended: a monitor is not a sender
    /// assert_eq!(monitor.stats()[0].received, 1);
    /// ```
    pub fn monitor(&self) -> Monitor
    where
        T: Send + 'static,
    {
        Monitor::of([self.observed()].into_iter())
    }
}
