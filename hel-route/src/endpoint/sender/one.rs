//! One value, from a thread.

use std::time::{Duration, Instant};

use super::Sender;
use crate::errors::{SendError, TrySendError};
use crate::op::{self, Limit};

/// Sending one value from a thread.
impl<T, const CAP: usize> Sender<T, CAP> {
    /// Sends a value, blocking the thread while the channel is full.
    ///
    /// In a task, use [`send_async`](Self::send_async): a blocked thread runs no other task.
    ///
    /// O(1) and without allocation when there is room.
    ///
    /// # Errors
    ///
    /// [`SendError::Disconnected`] with the value when the channel is closed or its receivers are gone, even if that happens during the
    /// call. Never [`SendError::TimeOut`].
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 4>();
    /// tx.send("one")?;
    /// assert_eq!(rx.recv(), Ok("one"));
    ///
    /// drop(rx);
    /// assert_eq!(tx.send("two").unwrap_err().into_inner(), "two");
    /// # Ok::<(), hel::channel::errors::SendError<&str>>(())
    /// ```
    #[doc(alias("send_blocking", "blocking_send"))]
    #[inline]
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        op::send(self, &mut Some(value))
    }

    /// Like [`send`](Self::send), but waits at most `timeout`.
    ///
    /// Zero still sends if there is room; `Duration::MAX` means no limit.
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
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 1>();
    /// tx.send_timeout("first", Duration::from_millis(10))?;
    /// let refused = tx.send_timeout("second", Duration::from_millis(10));
    /// assert_eq!(refused, Err(SendError::TimeOut("second")));
    /// assert_eq!(rx.recv(), Ok("first"));
    /// # Ok::<(), SendError<&str>>(())
    /// ```
    pub fn send_timeout(&self, value: T, timeout: Duration) -> Result<(), SendError<T>> {
        op::send_within(self, &mut Some(value), || Limit::timeout(timeout))
    }

    /// Like [`send`](Self::send), but waits until `deadline` at the latest.
    ///
    /// A deadline in the past still sends if there is room. One deadline can bound many calls.
    ///
    /// # Errors
    ///
    /// [`SendError::TimeOut`] or [`SendError::Disconnected`], with the value. After an error the value is never delivered.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, _rx) = bounded::<_, 2>();
    /// let deadline = Instant::now() + Duration::from_millis(10); // one deadline for all of them
    /// let sent = (1..=3).take_while(|n| tx.send_deadline(*n, deadline).is_ok()).count();
    /// assert_eq!(sent, 2);
    /// ```
    pub fn send_deadline(&self, value: T, deadline: Instant) -> Result<(), SendError<T>> {
        op::send_within(self, &mut Some(value), || Limit::deadline(deadline))
    }

    /// Sends a value if there is room now. Never waits for another thread.
    ///
    /// `Full` may also mean that a receiver is still taking the value whose slot becomes free.
    ///
    /// # Errors
    ///
    /// [`TrySendError::Full`] or [`TrySendError::Disconnected`], with the value.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::TrySendError;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 1>();
    /// tx.try_send(1)?;
    /// assert_eq!(tx.try_send(2), Err(TrySendError::Full(2)));
    /// drop(rx);
    /// assert_eq!(tx.try_send(3), Err(TrySendError::Disconnected(3)));
    /// # Ok::<(), TrySendError<i32>>(())
    /// ```
    #[inline]
    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        self.try_send_slot(&mut Some(value))
    }

    /// Sends a value. When the channel is full, it takes the place of the oldest value, which is returned. Never waits for another
    /// thread.
    ///
    /// # Errors
    ///
    /// [`TrySendError::Disconnected`] with the value; [`TrySendError::Full`] only while another thread is in the middle of an operation,
    /// and then nothing was evicted.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 2>();
    /// assert_eq!(tx.force_send(1), Ok(None));
    /// assert_eq!(tx.force_send(2), Ok(None));
    /// assert_eq!(tx.force_send(3), Ok(Some(1)));
    /// assert_eq!(rx.try_iter().collect::<Vec<_>>(), [2, 3]);
    /// ```
    pub fn force_send(&self, value: T) -> Result<Option<T>, TrySendError<T>> {
        let mut slot = Some(value);
        self.force_push(&mut slot).or_else(|error| error.give_back(&mut slot))
    }
}
