//! The state of all shards, seen from a receiver.

use std::sync::Arc;

use super::ShardReceiver;
use crate::monitor::Monitor;
use crate::mpmc::Receiver;
use crate::stats::Stats;

/// The state of all shards. Nothing waits. Concurrent operations of other threads may or may not be counted, and the shards are read one
/// after the other.
impl<T, const CAP: usize, R> ShardReceiver<T, CAP, R> {
    /// How many values are queued in all shards. Other threads may change it at any time. O(shards).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// (1..=5).for_each(|n| tx.send(n).unwrap());
    /// assert_eq!((rx.len(), rx.receiver(0).unwrap().len()), (5, 3));
    /// ```
    pub fn len(&self) -> usize {
        self.receivers.iter().map(Receiver::len).sum()
    }

    /// Whether nothing is queued in any shard. Other threads may change it at any time. O(shards).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// assert!(rx.is_empty());
    /// tx.shard(1).unwrap().send('b').unwrap();
    /// assert!(!rx.is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.receivers.iter().all(Receiver::is_empty)
    }

    /// Whether every shard that is not closed is full; false when all are closed. Other threads may change it at any time.
    /// O(shards).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 1>(2);
    /// tx.send('a').unwrap();
    /// assert!(!rx.is_full());
    /// rx.receiver(1).unwrap().close(); // the one that had room
    /// assert!(rx.is_full());
    /// ```
    pub fn is_full(&self) -> bool {
        let mut open = self.receivers.iter().filter(|receiver| !receiver.is_closed()).peekable();
        open.peek().is_some() && open.all(Receiver::is_full)
    }

    /// How many values can be queued in all shards: `CAP` times their number.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (_tx, rx) = round_robin::<u8, 8>(3);
    /// assert_eq!(rx.capacity(), 24);
    /// ```
    pub fn capacity(&self) -> usize {
        CAP.saturating_mul(self.shards())
    }

    /// Whether both receive from the same shards.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (_tx, rx) = round_robin::<u8, 8>(2);
    /// let (_tx, other) = round_robin::<u8, 8>(2);
    /// assert!(rx.same_channel(&rx.clone()));
    /// assert!(!rx.same_channel(&other));
    /// ```
    pub fn same_channel(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.hub, &other.hub)
    }

    /// The statistics of each shard so far, by index. O(shards).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// (1..=5).for_each(|n| tx.send(n).unwrap());
    /// let sent: Vec<_> = rx.stats().iter().map(|shard| shard.sent).collect();
    /// assert_eq!(sent, [3, 2]);
    /// ```
    pub fn stats(&self) -> Vec<Stats> {
        self.receivers.iter().map(Receiver::stats).collect()
    }

    /// A [`Monitor`], which reads the [`stats`](Self::stats) of all shards without keeping them open.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// let monitor = rx.monitor();
    /// tx.send(1).unwrap();
    /// drop(rx);
    /// assert!(tx.is_disconnected()); // a monitor is not a receiver
    /// assert_eq!(monitor.stats()[0].discarded, 1);
    /// ```
    pub fn monitor(&self) -> Monitor
    where
        T: Send + 'static,
    {
        Monitor::of(self.receivers.iter().map(Receiver::observed))
    }
}
