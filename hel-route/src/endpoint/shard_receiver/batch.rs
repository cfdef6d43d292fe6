//! Many values of all shards, by a thread.

use std::time::{Duration, Instant};

use super::ShardReceiver;
use crate::channel::SharedRecv as _;
use crate::errors::{RecvError, TryRecvError};
use crate::op::{self, Limit};

/// Receiving many values by a thread.
impl<T, const CAP: usize, R> ShardReceiver<T, CAP, R> {
    /// Waits for a value of any shard, blocking the thread, then appends the queued values of all shards to `into`, at most `max`. The
    /// order of each shard is kept.
    ///
    /// Returns their number, at least 1. If `max` is 0, returns 0 at once; `usize::MAX` means no limit. O(shards), and linear in the
    /// batch.
    ///
    /// # Errors
    ///
    /// [`RecvError::Disconnected`] when all shards are drained and no further send can succeed.
    ///
    /// # Panics
    ///
    /// When `into` cannot grow. The values taken before that are in it.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// (1..=6).for_each(|n| tx.send(n).unwrap()); // odd values go to shard 0
    ///
    /// let mut into = Vec::new();
    /// assert_eq!(rx.recv_batch(&mut into, 5), Ok(5));
    /// assert_eq!(into, [1, 3, 5, 2, 4]);
    /// ```
    #[doc(alias("recv_many"))]
    pub fn recv_batch(&self, into: &mut Vec<T>, max: usize) -> Result<usize, RecvError> {
        op::recv_batch(self, into, max, Limit::Forever)
    }

    /// Like [`recv_batch`](Self::recv_batch), but waits at most `timeout` for the first value. It never waits for more.
    ///
    /// # Errors
    ///
    /// As [`recv_timeout`](Self::recv_timeout).
    ///
    /// # Panics
    ///
    /// As [`recv_batch`](Self::recv_batch).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// tx.send(1).unwrap();
    /// tx.send(2).unwrap();
    ///
    /// let mut into = Vec::new();
    /// assert_eq!(rx.recv_batch_timeout(&mut into, 64, Duration::MAX), Ok(2)); // the queued values
    /// assert!(rx.recv_batch_timeout(&mut into, 64, Duration::from_millis(1)).unwrap_err().is_timeout());
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
    /// As [`recv_timeout`](Self::recv_timeout).
    ///
    /// # Panics
    ///
    /// As [`recv_batch`](Self::recv_batch).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Instant;
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// tx.send(1).unwrap();
    /// tx.send(2).unwrap();
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

    /// Appends the values queued now in all shards to `into`, at most `max`. Never waits for another thread.
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
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// (1..=4).for_each(|n| tx.send(n).unwrap());
    ///
    /// let mut into = Vec::new();
    /// assert_eq!(rx.try_recv_batch(&mut into, 64), Ok(4));
    /// assert_eq!(into, [1, 3, 2, 4]); // shard by shard
    /// assert_eq!(rx.try_recv_batch(&mut into, 64), Err(TryRecvError::Empty));
    /// ```
    pub fn try_recv_batch(&self, into: &mut Vec<T>, max: usize) -> Result<usize, TryRecvError> {
        if max == 0 {
            return Ok(0);
        }
        self.pop_batch(into, max).map_err(|error| op::nudging(self, error))
    }
}
