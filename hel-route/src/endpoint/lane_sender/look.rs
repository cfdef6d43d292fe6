//! The state of a lane, seen from its sender.

use std::sync::Arc;

use super::Sender;
use crate::monitor::{Monitor, Observed};
use crate::spsc::Receiver;
use crate::stats::Stats;

/// The state of the lane. O(1); nothing waits.
impl<T, const CAP: usize> Sender<T, CAP> {
    /// How many values are queued, at most `CAP`. Until this half sends, the receiver can only decrease it.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, _rx) = spsc::<_, 4>();
    /// tx.send_batch(&mut vec![1, 2, 3]).unwrap();
    /// assert_eq!(tx.len(), 3);
    /// ```
    pub fn len(&self) -> usize {
        self.lane.ring().len()
    }

    /// Whether nothing is queued. True stays true until this half sends.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, mut rx) = spsc::<_, 4>();
    /// tx.send(1).unwrap();
    /// assert!(!tx.is_empty());
    /// rx.recv().unwrap();
    /// assert!(tx.is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.lane.ring().is_empty()
    }

    /// Whether there is no room. False stays false until this half sends.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, _rx) = spsc::<_, 2>();
    /// tx.send(1).unwrap();
    /// assert!(!tx.is_full()); // so the next send fits, whatever the receiver does
    /// tx.try_send(2).unwrap();
    /// assert!(tx.is_full());
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
    /// let (tx, _rx) = spsc::<u8, 64>();
    /// assert_eq!(tx.capacity(), 64);
    /// ```
    pub fn capacity(&self) -> usize {
        CAP
    }

    /// Whether `receiver` is the other half of this lane.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::spsc;
    ///
    /// let (tx, rx) = spsc::<u8, 4>();
    /// let (_tx, other) = spsc::<u8, 4>();
    /// assert!(tx.same_channel(&rx));
    /// assert!(!tx.same_channel(&other));
    /// ```
    pub fn same_channel(&self, receiver: &Receiver<T, CAP>) -> bool {
        std::ptr::eq(self.lane.signals(), receiver.lane().signals())
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
    /// let stats = tx.stats();
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
    /// let (mut tx, mut rx) = spsc::<_, 4>();
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
        let observer: Arc<dyn Observed> = Arc::new(self.lane.observer());
        Monitor::of([observer].into_iter())
    }
}
