//! How a shard ends, and what a receiver has to do with it.

use super::Receiver;
use crate::endpoint::future::ClosedFuture;
use crate::endpoint::weak::Weak;
use crate::op::CloseOp;

/// The end of the shard.
impl<T, const CAP: usize> Receiver<T, CAP> {
    /// Closes the shard: no further send succeeds, what is queued can still be received. True for the call that closed it.
    ///
    /// Exact: every send that said Ok is drained, every other hands its value back. Wakes everyone who waits on the shard.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 4>();
    /// tx.send("counts").unwrap();
    /// assert!(rx.close());
    /// assert_eq!(tx.send("comes back").unwrap_err().into_inner(), "comes back");
    /// assert_eq!(rx.iter().collect::<Vec<_>>(), ["counts"]);
    /// assert!(!rx.close());
    /// ```
    pub fn close(&self) -> bool {
        self.shard.close()
    }

    /// Blocks the thread until no further send can succeed: the shard is closed, or its senders are gone.
    ///
    /// Values may still be queued then.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::thread;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 8>();
    /// thread::spawn(move || (0..5).try_for_each(|n| tx.send(n)));
    /// rx.closed(); // all of it, at once
    /// assert_eq!(rx.try_iter().count(), 5);
    /// ```
    pub fn closed(&self) {
        hel_notify::wait(&mut CloseOp::new(self));
    }

    /// As [`closed`](Self::closed), waiting as a task.
    ///
    /// # Cancel safety
    ///
    /// Nothing is lost when the future is dropped.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::thread;
    /// use futures_lite::future::block_on;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<u8, 4>();
    /// thread::spawn(move || tx.close());
    /// block_on(rx.closed_async());
    /// assert!(rx.is_closed());
    /// ```
    pub fn closed_async(&self) -> ClosedFuture<&Self> {
        ClosedFuture::new(self)
    }

    /// Whether no further send can succeed: the shard was closed, or one of its sides is gone. Values may still be queued.
    ///
    /// Once true it stays true; false may be outdated when it is read.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 4>();
    /// tx.send(1).unwrap();
    /// assert!(!rx.is_closed());
    /// drop(tx);
    /// assert!(rx.is_closed());
    /// assert_eq!(rx.recv(), Ok(1));
    /// ```
    pub fn is_closed(&self) -> bool {
        self.shard.is_closed()
    }

    /// Whether the shard has no sender. Once true it stays true.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<u8, 4>();
    /// tx.close();
    /// assert!(!rx.is_disconnected()); // closed, but its sender is there
    /// drop(tx);
    /// assert!(rx.is_disconnected());
    /// ```
    pub fn is_disconnected(&self) -> bool {
        self.sender_count() == 0
    }

    /// A reference that does not keep the shard open.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<u8, 4>();
    /// let weak = rx.downgrade();
    /// tx.send(1).unwrap();
    /// assert_eq!(weak.upgrade().unwrap().recv(), Ok(1));
    /// drop(rx);
    /// assert!(weak.upgrade().is_none());
    /// assert!(tx.is_closed());
    /// ```
    pub fn downgrade(&self) -> Weak<Self> {
        Weak::of(self)
    }
}
