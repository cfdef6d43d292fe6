//! Many values, from a thread.

use std::time::{Duration, Instant};

use super::SpreadSender;
use crate::errors::BatchSendError;
use crate::op::{self, Limit, SendBatchOp};
use crate::policy::Policy;

/// Sending many values from a thread.
impl<T, const CAP: usize, P: Policy> SpreadSender<T, CAP, P> {
    /// Sends all of `buffer` in runs, blocking the thread while every open shard is full. Each run fills the free slots of one shard.
    ///
    /// A batch costs one claim per shard that it touches, not one per value: the items that fit go to one shard. So a batch does not
    /// spread work; to spread it, send the values one by one.
    ///
    /// # Errors
    ///
    /// [`BatchSendError`] when all shards are closed. What was not sent is in `buffer`, in order.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 4>(2);
    /// assert_eq!(tx.send_batch(&mut vec![1, 2, 3, 4, 5, 6]), Ok(6));
    /// assert_eq!(rx.receiver(0).unwrap().try_iter().collect::<Vec<_>>(), [1, 2, 3, 4]);
    /// assert_eq!(rx.receiver(1).unwrap().try_iter().collect::<Vec<_>>(), [5, 6]);
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
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, _rx) = round_robin::<_, 1>(2);
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
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, _rx) = round_robin::<_, 1>(2);
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

    /// Sends the items that fit now, in runs as [`send_batch`](Self::send_batch) does. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// [`BatchSendError`] when items are left over. They are in `buffer`, in order.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, _rx) = round_robin::<_, 1>(2);
    /// let mut buffer = vec!['a', 'b', 'c'];
    /// let error = tx.try_send_batch(&mut buffer).unwrap_err();
    /// assert!(error.is_full());
    /// assert_eq!((error.sent, buffer), (2, vec!['c']));
    /// ```
    pub fn try_send_batch(&self, buffer: &mut Vec<T>) -> Result<usize, BatchSendError> {
        op::try_send_batch(SendBatchOp::new(self, buffer))
    }
}
