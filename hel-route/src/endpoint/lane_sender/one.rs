//! One value, from a thread.

use std::time::{Duration, Instant};

use super::Sender;
use crate::errors::{SendError, TrySendError};
use crate::op::{self, Limit};

/// Sending one value from a thread.
impl<T, const CAP: usize> Sender<T, CAP> {
    /// Sends a value, blocking the thread while the lane is full.
    ///
    /// In a task, use [`send_async`](Self::send_async): a blocked thread runs no other task.
    ///
    /// O(1) when there is room: then it does not allocate, and the halves share only the cache lines of the slot and of the tail.
    ///
    /// # Errors
    ///
    /// [`SendError::Disconnected`] with the value when the lane is closed or the receiver is gone, even if that happens during the call.
    /// Never [`SendError::TimeOut`].
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, mut rx) = spsc::<_, 4>();
    /// tx.send("one")?;
    /// assert_eq!(rx.recv(), Ok("one"));
    /// drop(rx);
    /// assert_eq!(tx.send("two").unwrap_err().into_inner(), "two");
    /// # Ok::<(), hel::channel::errors::SendError<&str>>(())
    /// ```
    #[doc(alias("send_blocking", "blocking_send"))]
    #[inline]
    pub fn send(&mut self, value: T) -> Result<(), SendError<T>> {
        op::send(self, &mut Some(value))
    }

    /// Like [`send`](Self::send), but waits at most `timeout`. Zero still sends if there is room; `Duration::MAX` means no limit.
    ///
    /// # Errors
    ///
    /// [`SendError::TimeOut`] or [`SendError::Disconnected`], with the value. After an error the value is never delivered.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use hel::channel::errors::SendError;
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, mut rx) = spsc::<_, 1>();
    /// tx.send_timeout("first", Duration::from_millis(10))?;
    /// let refused = tx.send_timeout("second", Duration::from_millis(10));
    /// assert_eq!(refused, Err(SendError::TimeOut("second")));
    /// assert_eq!(rx.recv(), Ok("first"));
    /// # Ok::<(), SendError<&str>>(())
    /// ```
    pub fn send_timeout(&mut self, value: T, timeout: Duration) -> Result<(), SendError<T>> {
        op::send_within(self, &mut Some(value), || Limit::timeout(timeout))
    }

    /// Like [`send`](Self::send), but waits until `deadline` at the latest. A deadline in the past still sends if there is room.
    ///
    /// # Errors
    ///
    /// As [`send_timeout`](Self::send_timeout).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, _rx) = spsc::<_, 2>();
    /// let deadline = Instant::now() + Duration::from_millis(10); // one deadline for all of them
    /// let sent = (1..=3).take_while(|n| tx.send_deadline(*n, deadline).is_ok()).count();
    /// assert_eq!(sent, 2);
    /// ```
    pub fn send_deadline(&mut self, value: T, deadline: Instant) -> Result<(), SendError<T>> {
        op::send_within(self, &mut Some(value), || Limit::deadline(deadline))
    }

    /// Sends a value if there is room now. Never waits for the other half.
    ///
    /// # Errors
    ///
    /// [`TrySendError::Full`] or [`TrySendError::Disconnected`], with the value.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::TrySendError;
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, rx) = spsc::<_, 1>();
    /// tx.try_send(1)?;
    /// assert_eq!(tx.try_send(2), Err(TrySendError::Full(2)));
    /// drop(rx);
    /// assert_eq!(tx.try_send(3), Err(TrySendError::Disconnected(3)));
    /// # Ok::<(), TrySendError<i32>>(())
    /// ```
    #[inline]
    pub fn try_send(&mut self, value: T) -> Result<(), TrySendError<T>> {
        let mut slot = Some(value);
        let attempted = self.lane.push(&mut slot);
        op::try_send(&self, &mut slot, attempted)
    }
}
