//! Many values, from a thread.

use std::time::{Duration, Instant};

use super::Sender;
use crate::errors::BatchSendError;
use crate::op::{self, Limit, SendBatchOp};

/// Sending many values from a thread.
impl<T, const CAP: usize> Sender<T, CAP> {
    /// Sends all of `buffer`, from front to back, blocking the thread while the channel is full.
    ///
    /// Returns the number of items sent, which is all of them. Linear in the batch; one claim queues several items.
    ///
    /// # Errors
    ///
    /// [`BatchSendError`] when the channel is closed or its receivers are gone, even if that happens during the call. What was not sent
    /// is in `buffer`, in order.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 8>();
    /// let mut buffer = vec![1, 2, 3];
    /// assert_eq!(tx.send_batch(&mut buffer), Ok(3));
    /// assert!(buffer.is_empty());
    ///
    /// assert_eq!(rx.recv_batch(&mut buffer, 64), Ok(3));
    /// assert_eq!(buffer, [1, 2, 3]);
    /// ```
    pub fn send_batch(&self, buffer: &mut Vec<T>) -> Result<usize, BatchSendError> {
        op::send_batch(SendBatchOp::new(self, buffer), Limit::Forever)
    }

    /// Like [`send_batch`](Self::send_batch), but waits at most `timeout`.
    ///
    /// # Errors
    ///
    /// As [`send_batch`](Self::send_batch), or of kind [`TimeOut`](crate::errors::BatchErrorKind::TimeOut). What was not sent is in
    /// `buffer`, in order.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, _rx) = bounded::<_, 2>();
    /// let mut buffer = vec![1, 2, 3];
    /// let error = tx.send_batch_timeout(&mut buffer, Duration::from_millis(1)).unwrap_err();
    /// assert!(error.is_timeout());
    /// assert_eq!((error.sent, buffer), (2, vec![3]));
    /// ```
    pub fn send_batch_timeout(
        &self,
        buffer: &mut Vec<T>,
        timeout: Duration,
    ) -> Result<usize, BatchSendError> {
        op::send_batch(SendBatchOp::new(self, buffer), Limit::timeout(timeout))
    }

    /// Like [`send_batch`](Self::send_batch), but waits until `deadline` at the latest. A deadline in the past still sends what fits now.
    ///
    /// # Errors
    ///
    /// As [`send_batch_timeout`](Self::send_batch_timeout).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Instant;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, _rx) = bounded::<_, 2>();
    /// assert_eq!(tx.send_batch_deadline(&mut vec![1, 2], Instant::now()), Ok(2));
    /// assert!(tx.send_batch_deadline(&mut vec![3], Instant::now()).unwrap_err().is_timeout());
    /// ```
    pub fn send_batch_deadline(
        &self,
        buffer: &mut Vec<T>,
        deadline: Instant,
    ) -> Result<usize, BatchSendError> {
        op::send_batch(SendBatchOp::new(self, buffer), Limit::deadline(deadline))
    }

    /// Sends the items that fit now, from front to back. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// [`BatchSendError`] when items are left over. They are in `buffer`, in order.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, _rx) = bounded::<_, 2>();
    /// let mut buffer = vec!['a', 'b', 'c'];
    /// let error = tx.try_send_batch(&mut buffer).unwrap_err();
    /// assert!(error.is_full());
    /// assert_eq!((error.sent, buffer), (2, vec!['c']));
    /// ```
    pub fn try_send_batch(&self, buffer: &mut Vec<T>) -> Result<usize, BatchSendError> {
        op::try_send_batch(SendBatchOp::new(self, buffer))
    }
}
