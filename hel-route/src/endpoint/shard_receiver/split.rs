//! Single shards of many.

use super::ShardReceiver;
use crate::mpmc::Receiver;

/// The shards: each, one, and their number.
impl<T, const CAP: usize, R> ShardReceiver<T, CAP, R> {
    /// Splits into one receiver per shard, by index: one for each worker.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::thread;
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(4);
    /// let workers = rx.into_receivers().into_iter();
    /// let workers: Vec<_> = workers.map(|rx| thread::spawn(move || rx.iter().sum::<u32>())).collect();
    /// (1..=100).for_each(|n| tx.send(n).unwrap());
    /// drop(tx);
    /// let sum: u32 = workers.into_iter().map(|worker| worker.join().unwrap()).sum();
    /// assert_eq!(sum, 5050);
    /// ```
    pub fn into_receivers(self) -> Vec<Receiver<T, CAP>> {
        self.receivers.into_vec()
    }

    /// Borrows the receiver of one shard; `None` when there is no shard `index`.
    ///
    /// A clone of it receives from that shard only.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::shard_group;
    ///
    /// let (tx, rx) = shard_group::<_, 8, _>([("orders", 0), ("fills", 1)]);
    /// tx.send("orders", 1).unwrap();
    /// tx.send("fills", 2).unwrap();
    /// assert_eq!(rx.receiver(1).unwrap().recv(), Ok(2));
    /// assert!(rx.receiver(2).is_none());
    /// ```
    pub fn receiver(&self, index: usize) -> Option<&Receiver<T, CAP>> {
        self.receivers.get(index)
    }

    /// How many shards there are, at least 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::shard_key;
    ///
    /// let (_tx, rx) = shard_key::<u8, 8>(5);
    /// assert_eq!(rx.shards(), 5);
    /// ```
    pub fn shards(&self) -> usize {
        self.receivers.len()
    }
}
