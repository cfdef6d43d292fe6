//! The next value of any shard, by a thread.

use std::time::{Duration, Instant};

use super::ShardReceiver;
use crate::endpoint::iter::{Iter, TryIter};
use crate::errors::{RecvError, TryRecvError};
use crate::op::{self, Limit};

/// Receiving the next value of any shard by a thread. O(1) when the next shard has a value, O(shards) at worst.
impl<T, const CAP: usize, R> ShardReceiver<T, CAP, R> {
    /// Receives the next value of any shard, blocking the thread while there is none.
    ///
    /// In a task, use [`recv_async`](Self::recv_async): a blocked thread runs no other task.
    ///
    /// # Errors
    ///
    /// [`RecvError::Disconnected`] when all shards are drained and no further send can succeed. Never
    /// [`RecvError::TimeOut`].
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// tx.shard(0).unwrap().send_batch(&mut vec!["a1", "a2", "a3"]).unwrap();
    /// tx.shard(1).unwrap().send("b1").unwrap();
    /// drop(tx);
    /// // A busy shard does not delay the others.
    /// assert_eq!([rx.recv(), rx.recv()], [Ok("a1"), Ok("b1")]);
    /// assert_eq!([rx.recv(), rx.recv()], [Ok("a2"), Ok("a3")]);
    /// assert!(rx.recv().unwrap_err().is_disconnected());
    /// ```
    #[doc(alias("recv_blocking", "blocking_recv"))]
    #[inline]
    pub fn recv(&self) -> Result<T, RecvError> {
        op::recv(self, op::value, || Limit::Forever)
    }

    /// Like [`recv`](Self::recv), but waits at most `timeout`. Zero still takes a queued value; `Duration::MAX` means no limit.
    ///
    /// # Errors
    ///
    /// [`RecvError::TimeOut`] with the time waited, or [`RecvError::Disconnected`].
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// tx.shard(1).unwrap().send('b').unwrap();
    /// assert_eq!(rx.recv_timeout(Duration::ZERO), Ok('b'));
    /// assert!(rx.recv_timeout(Duration::from_millis(1)).unwrap_err().is_timeout());
    /// ```
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvError> {
        op::recv(self, op::value, || Limit::timeout(timeout))
    }

    /// Like [`recv`](Self::recv), but waits until `deadline` at the latest. A deadline in the past still takes a queued value.
    ///
    /// # Errors
    ///
    /// As [`recv_timeout`](Self::recv_timeout).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// tx.send_batch(&mut vec![1, 2, 3]).unwrap();
    /// let deadline = Instant::now() + Duration::from_millis(1); // one deadline for all of them
    /// let received = std::iter::from_fn(|| rx.recv_deadline(deadline).ok()).count();
    /// assert_eq!(received, 3);
    /// ```
    pub fn recv_deadline(&self, deadline: Instant) -> Result<T, RecvError> {
        op::recv(self, op::value, || Limit::deadline(deadline))
    }

    /// Receives the next value of any shard if there is one now. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// [`TryRecvError::Empty`], or [`TryRecvError::Disconnected`] when all shards are drained and no further send can
    /// succeed.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::TryRecvError;
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    /// tx.shard(1).unwrap().try_send('b').unwrap();
    /// assert_eq!(rx.try_recv(), Ok('b'));
    /// drop(tx);
    /// assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
    /// ```
    #[inline]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        op::try_recv(self, op::value)
    }

    /// An iterator that blocks for each value of any shard and ends with the channel.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::thread;
    /// use hel::channel::mpmc::shard_key;
    ///
    /// let (tx, rx) = shard_key::<_, 8>(4);
    /// thread::spawn(move || (0..100).try_for_each(|n| tx.send(n, n)));
    /// assert_eq!(rx.iter().sum::<u32>(), 4950);
    /// ```
    pub fn iter(&self) -> Iter<&Self> {
        Iter::new(self)
    }

    /// An iterator over the values that are queued in all shards, which never waits.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// (1..=4).for_each(|n| tx.send(n).unwrap());
    /// assert_eq!(rx.try_iter().collect::<Vec<_>>(), [1, 2, 3, 4]);
    /// assert!(!rx.is_closed()); // more may come
    /// ```
    #[doc(alias("drain"))]
    pub fn try_iter(&self) -> TryIter<&Self> {
        TryIter::new(self)
    }
}
