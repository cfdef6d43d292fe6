//! Closing a lane, from its sender.

use super::Sender;
use crate::endpoint::future::ClosedFuture;
use crate::op::CloseOp;

/// Closing the lane.
impl<T, const CAP: usize> Sender<T, CAP> {
    /// Closes the lane: no further send succeeds, queued values can still be received. Returns true if this call closed it.
    ///
    /// Exact: the value of every send that returned `Ok` can be received, every other send returns its value.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, mut rx) = spsc::<_, 4>();
    /// tx.send(1).unwrap();
    /// assert!(tx.close());
    /// assert!(tx.send(2).unwrap_err().is_disconnected());
    /// assert_eq!(rx.recv(), Ok(1));
    /// assert!(rx.recv().unwrap_err().is_disconnected());
    /// ```
    pub fn close(&self) -> bool {
        self.lane.close()
    }

    /// Blocks the thread until no further send can succeed: the lane is closed, or one of its halves is gone.
    ///
    /// Use it to stop producing once nobody receives.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::thread;
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, mut rx) = spsc::<u8, 4>();
    /// let consumer = thread::spawn(move || rx.recv());
    /// tx.send(1).unwrap();
    /// tx.closed(); // the consumer took one and is gone
    /// assert!(tx.is_disconnected());
    /// assert_eq!(consumer.join().unwrap(), Ok(1));
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
    /// use futures_lite::future::{block_on, or, pending};
    /// use hel::channel::spsc::spsc;
    ///
    /// let (tx, rx) = spsc::<u8, 4>();
    /// let work = async { pending::<&str>().await }; // takes forever
    /// let given_up = async { tx.closed_async().await; "nobody listens" };
    /// drop(rx);
    /// assert_eq!(block_on(or(work, given_up)), "nobody listens");
    /// ```
    pub fn closed_async(&self) -> ClosedFuture<&Self> {
        ClosedFuture::new(self)
    }

    /// Whether no further send can succeed: the lane was closed, or one of its halves is gone. Once true it stays true.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::spsc;
    ///
    /// let (tx, rx) = spsc::<u8, 4>();
    /// assert!(!tx.is_closed());
    /// rx.close();
    /// assert!(tx.is_closed());
    /// ```
    pub fn is_closed(&self) -> bool {
        self.lane.ring().is_closed()
    }

    /// Whether the receiver is gone. Once true it stays true.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::spsc;
    ///
    /// let (tx, rx) = spsc::<u8, 4>();
    /// rx.close();
    /// assert!(!tx.is_disconnected()); // closed, but the receiver exists
    /// drop(rx);
    /// assert!(tx.is_disconnected());
    /// ```
    pub fn is_disconnected(&self) -> bool {
        self.lane.signals().receiver_gone()
    }
}
