//! The state of a lane, seen from its receiver.

use std::sync::Arc;

use super::Receiver;
use crate::monitor::{Monitor, Observed};
use crate::spsc::Sender;
use crate::stats::Stats;

/// The state of the lane. O(1); nothing waits.
impl<T, const CAP: usize> Receiver<T, CAP> {
    /// How many values are queued, at most `CAP`. Until this half receives, the sender can only increase it.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, rx) = spsc::<_, 4>();
    /// tx.send_batch(&mut vec![1, 2, 3]).unwrap();
    /// assert_eq!(rx.len(), 3);
    /// ```
    pub fn len(&self) -> usize {
        self.lane.ring().len()
    }

    /// Whether nothing is queued. False stays false until this half receives.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, mut rx) = spsc::<_, 4>();
    /// assert!(rx.is_empty());
    /// tx.send(1).unwrap();
    /// assert!(!rx.is_empty()); // so `try_recv` succeeds, whatever the sender does
    /// assert_eq!(rx.try_recv(), Ok(1));
    /// ```
    pub fn is_empty(&self) -> bool {
        self.lane.ring().is_empty()
    }

    /// Whether there is no room. True stays true until this half receives.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, mut rx) = spsc::<_, 1>();
    /// tx.send(1).unwrap();
    /// assert!(rx.is_full());
    /// rx.recv().unwrap();
    /// assert!(!rx.is_full());
    /// ```
    pub fn is_full(&self) -> bool {
        self.lane.ring().is_full()
    }

    /// How many values can be queued: `CAP`.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::spsc;
    ///
    /// let (_tx, rx) = spsc::<u8, 64>();
    /// assert_eq!(rx.capacity(), 64);
    /// ```
    pub fn capacity(&self) -> usize {
        CAP
    }

    /// Whether `sender` is the other half of this lane.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::spsc;
    ///
    /// let (tx, rx) = spsc::<u8, 4>();
    /// let (other, _rx) = spsc::<u8, 4>();
    /// assert!(rx.same_channel(&tx));
    /// assert!(!rx.same_channel(&other));
    /// ```
    pub fn same_channel(&self, sender: &Sender<T, CAP>) -> bool {
        sender.same_channel(self)
    }

    /// The lane's statistics so far.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, mut rx) = spsc::<_, 4>();
    /// tx.send_batch(&mut vec![1, 2, 3]).unwrap();
    /// rx.recv().unwrap();
    /// let stats = rx.stats();
    /// assert_eq!((stats.sent, stats.received, stats.queued), (3, 1, 2));
    /// ```
    pub fn stats(&self) -> Stats {
        self.lane.observer().stats()
    }

    /// A [`Monitor`], which reads the [`stats`](Self::stats) without keeping the channel open.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, rx) = spsc::<_, 4>();
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
        let observer: Arc<dyn Observed> = Arc::new(self.lane.observer());
        Monitor::of([observer].into_iter())
    }
}
