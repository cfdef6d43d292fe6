//! Closing all shards, from a receiver.

use super::ShardReceiver;
use crate::endpoint::future::ClosedFuture;
use crate::endpoint::weak::Weak;
use crate::mpmc::Receiver;
use crate::op::CloseOp;

/// Closing all shards.
impl<T, const CAP: usize, R> ShardReceiver<T, CAP, R> {
    /// Closes every shard: no further send succeeds, queued values can still be received. Returns true if any was open.
    ///
    /// Exact for each shard: the value of every send that returned `Ok` can be received, every other send returns its value. O(shards).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// tx.send("counts").unwrap();
    /// assert!(rx.close());
    /// assert_eq!(tx.send("comes back").unwrap_err().into_inner(), "comes back");
    /// assert_eq!(rx.iter().collect::<Vec<_>>(), ["counts"]);
    /// ```
    pub fn close(&self) -> bool {
        // Not `any`, which would stop at the first.
        self.receivers.iter().fold(false, |closed, receiver| receiver.close() | closed)
    }

    /// Blocks the thread until no further send can succeed into any shard. Values may still be queued.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::thread;
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// thread::spawn(move || (0..5).try_for_each(|n| tx.send(n)));
    /// rx.closed(); // then receive all at once
    /// assert_eq!(rx.try_iter().count(), 5);
    /// ```
    pub fn closed(&self) {
        hel_notify::wait(&mut CloseOp::new(self));
    }

    /// The async form of [`closed`](Self::closed).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::thread;
    /// use futures_lite::future::block_on;
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<u8, 8>(2);
    /// thread::spawn(move || tx.close());
    /// block_on(rx.closed_async());
    /// assert!(rx.is_closed());
    /// ```
    pub fn closed_async(&self) -> ClosedFuture<&Self> {
        ClosedFuture::new(self)
    }

    /// Whether no further send can succeed into any shard. Values may still be queued. Once true it stays true. O(shards).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (_tx, rx) = round_robin::<u8, 8>(2);
    /// rx.receiver(0).unwrap().close();
    /// assert!(!rx.is_closed()); // shard 1 takes more
    /// rx.receiver(1).unwrap().close();
    /// assert!(rx.is_closed());
    /// ```
    pub fn is_closed(&self) -> bool {
        self.receivers.iter().all(Receiver::is_closed)
    }

    /// Whether no shard has a sender. Once true it stays true. O(shards).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<u8, 8>(2);
    /// let of_shard_1 = tx.shard(1).unwrap().clone();
    /// drop(tx);
    /// assert!(!rx.is_disconnected());
    /// drop(of_shard_1);
    /// assert!(rx.is_disconnected());
    /// ```
    pub fn is_disconnected(&self) -> bool {
        self.receivers.iter().all(Receiver::is_disconnected)
    }

    /// A weak handle, which does not keep the shards open. O(shards).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<u8, 8>(2);
    /// let weak = rx.downgrade();
    /// assert_eq!(weak.upgrade().unwrap().shards(), 2);
    /// drop(rx);
    /// assert!(weak.upgrade().is_none());
    /// assert!(tx.is_closed());
    /// ```
    pub fn downgrade(&self) -> Weak<Self> {
        Weak::of(self)
    }
}
