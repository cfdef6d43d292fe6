//! Closing a lane, from its receiver.

use super::Receiver;
use crate::endpoint::future::ClosedFuture;
use crate::op::CloseOp;

/// Closing the lane.
impl<T, const CAP: usize> Receiver<T, CAP> {
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
    /// tx.send("counts").unwrap();
    /// assert!(rx.close());
    /// assert_eq!(tx.send("comes back").unwrap_err().into_inner(), "comes back");
    /// assert_eq!(rx.iter().collect::<Vec<_>>(), ["counts"]);
    /// ```
    pub fn close(&self) -> bool {
        self.lane.close()
    }

    /// Blocks the thread until no further send can succeed: the lane is closed, or one of its halves is gone. Values may still be queued.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::thread;
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, mut rx) = spsc::<_, 8>();
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
    /// use hel::channel::spsc::spsc;
    ///
    /// let (tx, rx) = spsc::<u8, 4>();
    /// thread::spawn(move || tx.close());
    /// block_on(rx.closed_async());
    /// assert!(rx.is_closed());
    /// ```
    pub fn closed_async(&self) -> ClosedFuture<&Self> {
        ClosedFuture::new(self)
    }

    /// Whether no further send can succeed: the lane was closed, or one of its halves is gone. Once true it stays true. Values may
    /// still be queued.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, mut rx) = spsc::<_, 4>();
    /// tx.send(1).unwrap();
    /// assert!(!rx.is_closed());
    /// drop(tx);
    /// assert!(rx.is_closed());
    /// assert_eq!(rx.recv(), Ok(1));
    /// ```
    pub fn is_closed(&self) -> bool {
        self.lane.ring().is_closed()
    }

    /// Whether the sender is gone. Once true it stays true.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::spsc;
    ///
    /// let (tx, rx) = spsc::<u8, 4>();
    /// tx.close();
    /// assert!(!rx.is_disconnected()); // closed, but the sender exists
    /// drop(tx);
    /// assert!(rx.is_disconnected());
    /// ```
    pub fn is_disconnected(&self) -> bool {
        self.lane.signals().sender_gone()
    }
}
