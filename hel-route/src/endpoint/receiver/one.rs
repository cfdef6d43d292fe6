//! One value, by a thread.

use std::time::{Duration, Instant};

use super::Receiver;
use crate::endpoint::iter::{Iter, TryIter};
use crate::errors::{RecvError, TryRecvError};
use crate::op::{self, Limit};

/// Receiving one value by a thread.
impl<T, const CAP: usize> Receiver<T, CAP> {
    /// Receives the oldest value, blocking the thread while there is none.
    ///
    /// In a task, use [`recv_async`](Self::recv_async): a blocked thread runs no other task.
    ///
    /// O(1) and without allocation when there is one.
    ///
    /// # Errors
    ///
    /// [`RecvError::Disconnected`] when the shard is drained and no further send can succeed, even if that happens during the call. Never
    /// [`RecvError::TimeOut`].
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::RecvError;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 4>();
    /// tx.send(1).unwrap();
    /// drop(tx);
    /// assert_eq!(rx.recv(), Ok(1));
    /// assert_eq!(rx.recv(), Err(RecvError::Disconnected));
    /// ```
    #[doc(alias("recv_blocking", "blocking_recv"))]
    #[inline]
    pub fn recv(&self) -> Result<T, RecvError> {
        op::recv(self, op::value, || Limit::Forever)
    }

    /// Like [`recv`](Self::recv), but waits at most `timeout`.
    ///
    /// Zero still takes a queued value; `Duration::MAX` means no limit.
    ///
    /// # Errors
    ///
    /// [`RecvError::TimeOut`] with the time waited, or [`RecvError::Disconnected`].
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use hel::channel::errors::RecvError;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 4>();
    /// tx.send(1).unwrap();
    /// assert_eq!(rx.recv_timeout(Duration::ZERO), Ok(1));
    ///
    /// let limit = Duration::from_millis(1);
    /// assert!(matches!(rx.recv_timeout(limit), Err(RecvError::TimeOut(waited)) if waited >= limit));
    /// ```
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvError> {
        op::recv(self, op::value, || Limit::timeout(timeout))
    }

    /// Like [`recv`](Self::recv), but waits until `deadline` at the latest.
    ///
    /// A deadline in the past still takes a queued value. One deadline can bound many calls.
    ///
    /// # Errors
    ///
    /// As [`recv_timeout`](Self::recv_timeout).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 4>();
    /// tx.send_batch(&mut vec![1, 2, 3]).unwrap();
    /// let deadline = Instant::now() + Duration::from_millis(1); // one deadline for all of them
    /// let mut values = Vec::new();
    /// while let Ok(value) = rx.recv_deadline(deadline) {
    ///     values.push(value);
    /// }
    /// assert_eq!(values, [1, 2, 3]);
    /// ```
    pub fn recv_deadline(&self, deadline: Instant) -> Result<T, RecvError> {
        op::recv(self, op::value, || Limit::deadline(deadline))
    }

    /// Receives the oldest value if there is one now. Never waits for another thread.
    ///
    /// `Empty` may also mean that a sender is still writing the oldest value; `Disconnected` is never returned then.
    ///
    /// # Errors
    ///
    /// [`TryRecvError::Empty`], or [`TryRecvError::Disconnected`] when the shard is drained and no further send can succeed.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::TryRecvError;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 4>();
    /// assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    /// tx.try_send(1).unwrap();
    /// drop(tx);
    /// assert_eq!(rx.try_recv(), Ok(1));
    /// assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
    /// ```
    #[inline]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        op::try_recv(self, op::value)
    }

    /// An iterator that blocks for each value and ends with the channel.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::thread;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 4>();
    /// thread::spawn(move || (0..100).for_each(|n| tx.send(n).unwrap()));
    /// assert_eq!(rx.iter().sum::<i32>(), 4950);
    /// ```
    pub fn iter(&self) -> Iter<&Self> {
        Iter::new(self)
    }

    /// An iterator over the values that are queued, which never waits.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 4>();
    /// tx.send_batch(&mut vec![1, 2, 3]).unwrap();
    /// assert_eq!(rx.try_iter().collect::<Vec<_>>(), [1, 2, 3]);
    /// assert!(!rx.is_closed()); // more may come
    /// ```
    #[doc(alias("drain"))]
    pub fn try_iter(&self) -> TryIter<&Self> {
        TryIter::new(self)
    }
}
