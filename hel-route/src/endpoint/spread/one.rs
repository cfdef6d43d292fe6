//! One value, from a thread.

use std::time::{Duration, Instant};

use super::SpreadSender;
use crate::channel::SharedSend as _;
use crate::errors::{SendError, TrySendError};
use crate::op::{self, Patience};
use crate::policy::Policy;

/// Sending one value from a thread. O(1) when the first shard has room, O(shards) at worst.
impl<T, const CAP: usize, P: Policy> SpreadSender<T, CAP, P> {
    /// Sends a value to a shard with room, blocking the thread while every live shard is full.
    ///
    /// In a task, use [`send_async`](Self::send_async): a blocked thread runs no other.
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

    /// As [`send`](Self::send), for `timeout` at most. One limit for the call, however many shards are looked at.
    ///
    /// A timeout of zero still takes the room that is there; `Duration::MAX` is no limit.
    ///
    /// # Errors
    ///
    /// [`SendError::TimeOut`] or [`SendError::Disconnected`], with the value. It is never delivered later.
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
        op::send_within(self, &mut Some(value), || Patience::timeout(timeout))
    }

    /// As [`send`](Self::send), until `deadline`. One that has passed still takes the room that is there.
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
    /// let deadline = Instant::now() + Duration::from_millis(10); // for all of them together
    /// let sent = (1..=3).take_while(|n| tx.send_deadline(*n, deadline).is_ok()).count();
    /// assert_eq!(sent, 2);
    /// ```
    pub fn send_deadline(&self, value: T, deadline: Instant) -> Result<(), SendError<T>> {
        op::send_within(self, &mut Some(value), || Patience::deadline(deadline))
    }

    /// Sends a value to a shard that has room now. Never waits for another thread. A failed call does not advance the sequence of
    /// [`RoundRobin`](crate::mpmc::RoundRobin).
    ///
    /// # Errors
    ///
    /// [`TrySendError::Full`] when every live shard was seen full during the call, [`TrySendError::Disconnected`] when all
    /// are closed; with the value.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::TrySendError;
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 1>(2);
    /// tx.shard(0).unwrap().try_send("full").unwrap();
    /// tx.try_send("to shard 1")?; // past the full one
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

    /// Sends a value to a shard that has room; when every live shard is full, in place of the oldest value of the first
    /// live one, which is handed back. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// [`TrySendError::Disconnected`] with the value when all shards are closed; [`TrySendError::Full`] only while another
    /// thread is in the middle of an operation of its own. Then nothing was evicted.
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
            // A shard may have been closed since, or be in use by another eviction: the next one, then.
            if let Ok(evicted) = self.senders()[shard].force_push(&mut slot) {
                self.router.sent_to(shard);
                return Ok(evicted);
            }
        }
        // The last word of the last shard, unless another one is alive.
        let error = if self.is_closed() { TrySendError::Disconnected(()) } else { TrySendError::Full(()) };
        error.give_back(&mut slot)
    }
}
