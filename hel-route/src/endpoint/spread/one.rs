//! One value, from a thread.

use std::time::{Duration, Instant};

use super::SpreadSender;
use crate::channel::SharedSend as _;
use crate::errors::{SendError, TrySendError};
use crate::op::{self, Limit};
use crate::policy::Policy;

/// Sending one value from a thread. O(1) when the first shard has room, O(shards) at worst.
impl<T, const CAP: usize, P: Policy> SpreadSender<T, CAP, P> {
    /// Sends a value to a shard with room, blocking the thread while every open shard is full.
    ///
    /// In a task, use [`send_async`](Self::send_async): a blocked thread runs no other task.
    ///
    /// # Errors
    ///
    /// [`SendError::Disconnected`] with the value when all shards are closed. Never [`SendError::TimeOut`].
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(3);
    /// for n in 0..6 {
    ///     tx.send(n)?;
    /// }
    /// for (shard, rx) in rx.into_receivers().into_iter().enumerate() {
    ///     assert_eq!(rx.try_iter().collect::<Vec<_>>(), [shard, shard + 3]);
    /// }
    /// # Ok::<(), hel::channel::errors::SendError<usize>>(())
    /// ```
    #[doc(alias("send_blocking", "blocking_send"))]
    #[inline]
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        op::send(self, &mut Some(value))
    }

    /// Like [`send`](Self::send), but waits at most `timeout` in all, however many shards are tried.
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
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, _rx) = round_robin::<_, 1>(2);
    /// tx.send_timeout("one", Duration::ZERO)?;
    /// tx.send_timeout("two", Duration::ZERO)?;
    /// let refused = tx.send_timeout("three", Duration::from_millis(1));
    /// assert_eq!(refused, Err(SendError::TimeOut("three")));
    /// # Ok::<(), SendError<&str>>(())
    /// ```
    pub fn send_timeout(&self, value: T, timeout: Duration) -> Result<(), SendError<T>> {
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
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, _rx) = round_robin::<_, 1>(2);
    /// let deadline = Instant::now() + Duration::from_millis(10); // one deadline for all of them
    /// let sent = (1..=3).take_while(|n| tx.send_deadline(*n, deadline).is_ok()).count();
    /// assert_eq!(sent, 2);
    /// ```
    pub fn send_deadline(&self, value: T, deadline: Instant) -> Result<(), SendError<T>> {
        op::send_within(self, &mut Some(value), || Limit::deadline(deadline))
    }

    /// Sends a value to a shard that has room now. Never waits for another thread. A failed call does not advance the sequence of
    /// [`RoundRobin`](crate::mpmc::RoundRobin).
    ///
    /// # Errors
    ///
    /// With the value: [`TrySendError::Full`] when every open shard was seen full during the call, [`TrySendError::Disconnected`] when
    /// all are closed.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::TrySendError;
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 1>(2);
    /// tx.shard(0).unwrap().try_send("full").unwrap();
    /// tx.try_send("to shard 1")?; // shard 0 is full
    /// assert_eq!(tx.try_send("no room"), Err(TrySendError::Full("no room")));
    /// rx.close();
    /// assert_eq!(tx.try_send("late"), Err(TrySendError::Disconnected("late")));
    /// # Ok::<(), TrySendError<&str>>(())
    /// ```
    #[inline]
    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        let mut slot = Some(value);
        let attempted = self.push(&mut slot);
        op::try_send(&self, &mut slot, attempted)
    }

    /// Sends a value to a shard that has room. When every open shard is full, it takes the place of the oldest value of the first open
    /// one, which is returned. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// [`TrySendError::Disconnected`] with the value when all shards are closed; [`TrySendError::Full`] only while another thread is in
    /// the middle of an operation, and then nothing was evicted.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 1>(2);
    /// assert_eq!(tx.force_send(1), Ok(None));
    /// assert_eq!(tx.force_send(2), Ok(None));
    /// assert_eq!(tx.force_send(3), Ok(Some(1)));
    /// assert_eq!(rx.try_iter().collect::<Vec<_>>(), [3, 2]); // shard 0, shard 1
    /// ```
    pub fn force_send(&self, value: T) -> Result<Option<T>, TrySendError<T>> {
        let mut slot = Some(value);
        if self.push(&mut slot).is_ok() {
            return Ok(None);
        }
        let first = self.first();
        for shard in std::iter::once(first).chain(self.behind(first)) {
            // If the shard was closed since, or another eviction is in progress there, try the next one.
            if let Ok(evicted) = self.senders()[shard].force_push(&mut slot) {
                self.router.sent_to(shard);
                return Ok(evicted);
            }
        }
        // No shard took the value: `Disconnected` only if all are closed.
        let error = if self.is_closed() { TrySendError::Disconnected(()) } else { TrySendError::Full(()) };
        error.give_back(&mut slot)
    }
}
