//! The next value and its shard, by a thread.

use std::time::{Duration, Instant};

use super::ShardReceiver;
use crate::errors::{RecvError, TryRecvError};
use crate::op::{self, Limit};

/// Receiving the next value of any shard, with the shard's index.
impl<T, const CAP: usize, R> ShardReceiver<T, CAP, R> {
    /// Receives the next value of any shard and the shard's index, blocking the thread while there is none.
    ///
    /// # Errors
    ///
    /// As [`recv`](Self::recv).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// tx.send('a').unwrap();
    /// tx.send('b').unwrap();
    /// assert_eq!(rx.recv_any(), Ok((0, 'a')));
    /// assert_eq!(rx.recv_any(), Ok((1, 'b')));
    /// ```
    #[inline]
    pub fn recv_any(&self) -> Result<(usize, T), RecvError> {
        op::recv(self, op::value_and_shard, || Limit::Forever)
    }

    /// Like [`recv_any`](Self::recv_any), but waits at most `timeout`. Zero still takes a queued value; `Duration::MAX` means no limit.
    ///
    /// # Errors
    ///
    /// As [`recv_timeout`](Self::recv_timeout).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use hel::channel::mpmc::shard_key;
    ///
    /// let (tx, rx) = shard_key::<_, 8>(4);
    /// tx.send("AAPL", 187.2).unwrap();
    /// assert_eq!(rx.recv_any_timeout(Duration::ZERO), Ok((tx.shard_for("AAPL"), 187.2)));
    /// assert!(rx.recv_any_timeout(Duration::from_millis(1)).unwrap_err().is_timeout());
    /// ```
    pub fn recv_any_timeout(&self, timeout: Duration) -> Result<(usize, T), RecvError> {
        op::recv(self, op::value_and_shard, || Limit::timeout(timeout))
    }

    /// Like [`recv_any`](Self::recv_any), but waits until `deadline` at the latest. A deadline in the past still takes a queued value.
    ///
    /// # Errors
    ///
    /// As [`recv_timeout`](Self::recv_timeout).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Instant;
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// tx.shard(1).unwrap().send('b').unwrap();
    /// assert_eq!(rx.recv_any_deadline(Instant::now()), Ok((1, 'b')));
    /// assert!(rx.recv_any_deadline(Instant::now()).unwrap_err().is_timeout());
    /// ```
    pub fn recv_any_deadline(&self, deadline: Instant) -> Result<(usize, T), RecvError> {
        op::recv(self, op::value_and_shard, || Limit::deadline(deadline))
    }

    /// Receives the next value of any shard and the shard's index if there is one now. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// As [`try_recv`](Self::try_recv).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::TryRecvError;
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// tx.shard(1).unwrap().send('b').unwrap();
    /// assert_eq!(rx.try_recv_any(), Ok((1, 'b')));
    /// assert_eq!(rx.try_recv_any(), Err(TryRecvError::Empty));
    /// ```
    #[inline]
    pub fn try_recv_any(&self) -> Result<(usize, T), TryRecvError> {
        op::try_recv(self, op::value_and_shard)
    }
}
