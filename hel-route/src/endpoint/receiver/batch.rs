//! Many values, by a thread.

use std::time::{Duration, Instant};

use super::Receiver;
use crate::errors::{RecvError, TryRecvError};
use crate::op::{self, Limit};

/// Receiving many values by a thread.
impl<T, const CAP: usize> Receiver<T, CAP> {
    /// Waits for a value, blocking the thread, then appends the queued values to `into`, at most `max`.
    ///
    /// Returns their number, at least 1. If `max` is 0, returns 0 at once; `usize::MAX` means no limit.
    ///
    /// # Errors
    ///
    /// [`RecvError::Disconnected`] when the shard is drained and no further send can succeed.
    ///
    /// # Panics
    ///
    /// When `into` cannot grow. Then nothing was taken.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 8>();
    /// tx.send_batch(&mut vec![1, 2, 3, 4]).unwrap();
    ///
    /// let mut into = vec![0];
    /// assert_eq!(rx.recv_batch(&mut into, 3), Ok(3));
    /// assert_eq!(into, [0, 1, 2, 3]);
    /// ```
    #[doc(alias("recv_many"))]
    pub fn recv_batch(&self, into: &mut Vec<T>, max: usize) -> Result<usize, RecvError> {
        op::recv_batch(self, into, max, Limit::Forever)
    }

    /// Like [`recv_batch`](Self::recv_batch), but waits at most `timeout` for the first value. It never waits for more.
    ///
    /// # Errors
    ///
    /// [`RecvError::TimeOut`] with the time waited, or [`RecvError::Disconnected`].
    ///
    /// # Panics
    ///
    /// As [`recv_batch`](Self::recv_batch).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 8>();
    /// tx.send_batch(&mut vec![1, 2]).unwrap();
    ///
    /// let mut into = Vec::new();
    /// assert_eq!(rx.recv_batch_timeout(&mut into, 64, Duration::MAX), Ok(2)); // the queued values
    /// assert!(rx.recv_batch_timeout(&mut into, 64, Duration::from_millis(1)).unwrap_err().is_timeout());
    /// assert_eq!(into, [1, 2]);
    /// ```
    pub fn recv_batch_timeout(
        &self,
        into: &mut Vec<T>,
        max: usize,
        timeout: Duration,
    ) -> Result<usize, RecvError> {
        op::recv_batch(self, into, max, Limit::timeout(timeout))
    }

    /// Like [`recv_batch_timeout`](Self::recv_batch_timeout), with a deadline. One in the past still takes queued values.
    ///
    /// # Errors
    ///
    /// As [`recv_batch_timeout`](Self::recv_batch_timeout).
    ///
    /// # Panics
    ///
    /// As [`recv_batch`](Self::recv_batch).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Instant;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 8>();
    /// tx.send_batch(&mut vec![1, 2]).unwrap();
    /// let mut into = Vec::new();
    /// assert_eq!(rx.recv_batch_deadline(&mut into, 64, Instant::now()), Ok(2));
    /// assert!(rx.recv_batch_deadline(&mut into, 64, Instant::now()).unwrap_err().is_timeout());
    /// ```
    pub fn recv_batch_deadline(
        &self,
        into: &mut Vec<T>,
        max: usize,
        deadline: Instant,
    ) -> Result<usize, RecvError> {
        op::recv_batch(self, into, max, Limit::deadline(deadline))
    }

    /// Appends the values queued now to `into`, at most `max`. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// As [`try_recv`](Self::try_recv).
    ///
    /// # Panics
    ///
    /// As [`recv_batch`](Self::recv_batch).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::TryRecvError;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 8>();
    /// tx.send_batch(&mut vec![1, 2, 3]).unwrap();
    ///
    /// let mut into = Vec::new();
    /// assert_eq!(rx.try_recv_batch(&mut into, 2), Ok(2));
    /// assert_eq!(rx.try_recv_batch(&mut into, 2), Ok(1));
    /// assert_eq!(rx.try_recv_batch(&mut into, 2), Err(TryRecvError::Empty));
    /// assert_eq!(into, [1, 2, 3]);
    /// ```
    pub fn try_recv_batch(&self, into: &mut Vec<T>, max: usize) -> Result<usize, TryRecvError> {
        self.shard.pop_batch(into, max).map_err(|error| op::nudging(self, error))
    }
}
