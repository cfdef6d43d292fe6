//! How a lane ends, and what the sender has to do with it.

use super::Sender;
use crate::endpoint::future::ClosedFuture;
use crate::op::CloseOp;

/// The end of the lane.
impl<T, const CAP: usize> Sender<T, CAP> {
    /// Closes the lane: no further send succeeds, what is queued can still be received. True for the call that closed it.
    ///
    /// Exact: every send that said Ok is drained, every other hands its value back.
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
    /// To know when to stop producing what nobody will take.
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
    /// tx.closed(); // it took one, and is gone
    /// assert!(tx.is_disconnected());
    /// assert_eq!(consumer.join().unwrap(), Ok(1));
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
    /// use futures_lite::future::{block_on, or, pending};
    /// use hel::channel::spsc::spsc;
    ///
    /// let (tx, rx) = spsc::<u8, 4>();
    /// let work = async { pending::<&str>().await }; // takes for ever
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
    /// assert!(!tx.is_disconnected()); // closed, but it is there to drain the lane
    /// drop(rx);
    /// assert!(tx.is_disconnected());
    /// ```
    pub fn is_disconnected(&self) -> bool {
        self.lane.signals().receiver_gone()
    }
}
