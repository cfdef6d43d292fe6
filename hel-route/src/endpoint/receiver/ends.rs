//! Closing a shard, from a receiver.

use super::Receiver;
use crate::endpoint::future::ClosedFuture;
use crate::endpoint::weak::Weak;
use crate::op::CloseOp;

/// Closing the shard.
impl<T, const CAP: usize> Receiver<T, CAP> {
    /// Closes the shard: no further send succeeds, queued values can still be received. Returns true if this call closed it.
    ///
    /// Exact: the value of every send that returned `Ok` can be received, every other send returns its value. Wakes all threads and tasks
    /// that wait on the shard.
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
    /// Values may still be queued.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::thread;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 8>();
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

    /// Whether no further send can succeed: the shard was closed, or all its senders or all its receivers are gone. Values may still be
    /// queued.
    ///
    /// Once true it stays true. False may be outdated when you read it.
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
    /// assert!(!rx.is_disconnected()); // closed, but a sender exists
    /// drop(tx);
    /// assert!(rx.is_disconnected());
    /// ```
    pub fn is_disconnected(&self) -> bool {
        self.sender_count() == 0
    }

    /// A weak handle, which does not keep the shard open.
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
