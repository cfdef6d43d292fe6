//! Closing a shard, from a sender.

use super::Sender;
use crate::endpoint::future::ClosedFuture;
use crate::endpoint::weak::Weak;
use crate::op::CloseOp;

/// Closing the shard.
impl<T, const CAP: usize> Sender<T, CAP> {
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
    /// tx.try_send(1).unwrap();
    /// assert!(tx.close());
    /// assert!(tx.try_send(2).unwrap_err().is_disconnected());
    /// assert_eq!(rx.recv(), Ok(1));
    /// assert!(rx.recv().unwrap_err().is_disconnected());
    /// ```
    pub fn close(&self) -> bool {
        self.shard.close()
    }

    /// Blocks the thread until no further send can succeed: the shard is closed, or its receivers are gone.
    ///
    /// Use it to stop producing once nobody receives.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::thread;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<u8, 4>();
    /// let consumer = thread::spawn(move || rx.recv());
    /// tx.send(1).unwrap();
    /// tx.closed(); // the consumer took one and is gone
    /// assert!(tx.is_disconnected());
    /// assert_eq!(consumer.join().unwrap(), Ok(1));
    /// ```
    pub fn closed(&self) {
        hel_notify::wait(&mut CloseOp::new(self));
    }

    /// The async form of [`closed`](Self::closed). Race it against the work that makes the next value.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::{block_on, or, pending};
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<u8, 4>();
    /// let work = async { pending::<&str>().await }; // takes forever
    /// let given_up = async { tx.closed_async().await; "nobody listens" };
    /// drop(rx);
    /// assert_eq!(block_on(or(work, given_up)), "nobody listens");
    /// ```
    pub fn closed_async(&self) -> ClosedFuture<&Self> {
        ClosedFuture::new(self)
    }

    /// Whether no further send can succeed: the shard was closed, or all its senders or all its receivers are gone.
    ///
    /// Once true it stays true. False may be outdated when you read it.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<u8, 4>();
    /// assert!(!tx.is_closed());
    /// rx.close();
    /// assert!(tx.is_closed());
    /// ```
    pub fn is_closed(&self) -> bool {
        self.shard.is_closed()
    }

    /// Whether the shard has no receiver. Once true it stays true.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<u8, 4>();
    /// rx.close();
    /// assert!(!tx.is_disconnected()); // closed, but a receiver exists
    /// drop(rx);
    /// assert!(tx.is_disconnected());
    /// ```
    pub fn is_disconnected(&self) -> bool {
        self.receiver_count() == 0
    }

    /// A weak handle, which does not keep the shard open.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<u8, 4>();
    /// let weak = tx.downgrade();
    /// weak.upgrade().unwrap().try_send(1).unwrap();
    /// drop(tx);
    /// assert!(weak.upgrade().is_none());
    /// assert_eq!(rx.iter().collect::<Vec<_>>(), [1]);
    /// ```
    pub fn downgrade(&self) -> Weak<Self> {
        Weak::of(self)
    }
}
