//! Sending to each shard in turn.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use hel_notify::{Notify, Wait};
use hel_ring::Closed;

use super::future::{SendBatchFuture, SendFuture, SendRefFuture};
use super::shard_sender::ShardSender;
use crate::channel::sealed::Paced;
use crate::channel::{Budget, Owned, SharedSend};
use crate::errors::{BatchSendError, SendError, TrySendError};
use crate::op::{self, Patience, SendBatchOp};
use crate::policy::RoundRobin;

/// The sender of [`round_robin`](crate::mpmc::round_robin): each message to the next shard, past full and dead ones.
///
/// The sequence is a handle's own: exact on one thread, approximate when a `&` to it is shared among threads. Clones begin
/// at different shards.
pub type RoundRobinSender<T, const CAP: usize> = ShardSender<T, CAP, RoundRobin>;

/// Sending to each shard in turn: the methods of [`RoundRobinSender`].
///
/// A send goes to the first shard in sequence that has room. It waits only while every live shard is full, wakes when any
/// of them frees a slot, and is `Disconnected` only when all shards are dead.
impl<T, const CAP: usize> ShardSender<T, CAP, RoundRobin> {
    /// Sends a value to the next shard with room, blocking the thread while every live shard is full.
    ///
    /// In a task, use [`send_async`](Self::send_async): a blocked thread runs no other.
    ///
    /// O(1) when the next shard has room, O(shards) at worst.
    ///
    /// # Errors
    ///
    /// [`SendError::Disconnected`] with the value when all shards are closed. Never [`SendError::TimeOut`].
    ///
    /// # Examples
    ///
    /// ```
    /// let (tx, rx) = hel::channel::mpmc::round_robin::<_, 8>(3);
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
        op::send(self, value, || Patience::Forever)
    }

    /// As [`send`](Self::send), for `timeout` at most. One limit for the call, however many shards are looked at.
    ///
    /// A timeout of zero still takes the room that is there; `Duration::MAX` is no limit.
    ///
    /// # Errors
    ///
    /// [`SendError::TimeOut`] or [`SendError::Disconnected`], with the value.
    pub fn send_timeout(&self, value: T, timeout: Duration) -> Result<(), SendError<T>> {
        op::send(self, value, || Patience::timeout(timeout))
    }

    /// As [`send`](Self::send), until `deadline`.
    ///
    /// # Errors
    ///
    /// [`SendError::TimeOut`] or [`SendError::Disconnected`], with the value.
    pub fn send_deadline(&self, value: T, deadline: Instant) -> Result<(), SendError<T>> {
        op::send(self, value, || Patience::deadline(deadline))
    }

    /// Sends a value to the next shard with room, waiting as a task while every live shard is full.
    ///
    /// # Errors
    ///
    /// The future gives [`AsyncSendError::Disconnected`](crate::errors::AsyncSendError::Disconnected) with the value when
    /// all shards are closed.
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped while pending has not sent, and never will; the value is dropped with it. Take it back with
    /// [`SendFuture::into_inner`], or use [`send_ref_async`](Self::send_ref_async). The place among the waiting senders is
    /// lost, and a wakeup that had come is passed on.
    pub fn send_async(&self, value: T) -> SendFuture<&Self> {
        SendFuture::new(self, value)
    }

    /// As [`send_async`](Self::send_async), leaving the value in `slot` until it is sent. An empty slot is `Ok` at once.
    ///
    /// # Errors
    ///
    /// The future gives [`AsyncSendRefError`](crate::errors::AsyncSendRefError); the value is in `slot` still.
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped while pending leaves the value in `slot`.
    pub fn send_ref_async<'v>(&self, slot: &'v mut Option<T>) -> SendRefFuture<'v, &Self> {
        SendRefFuture::new(self, slot)
    }

    /// As [`send_async`](Self::send_async), in a future that owns the sender.
    pub fn into_send_async(self, value: T) -> SendFuture<Owned<Self>> {
        SendFuture::new(Owned(self), value)
    }

    /// Sends a value to the next shard that has room now. Never waits for another thread. A failed call does not advance
    /// the sequence.
    ///
    /// # Errors
    ///
    /// [`TrySendError::Full`] when every live shard was seen full during the call, [`TrySendError::Disconnected`] when all
    /// are closed; with the value.
    #[inline]
    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        self.push(value).map_err(|error| op::nudging(self, error))
    }

    /// Sends a value to the next shard that has room; when every live shard is full, in place of the oldest value of the
    /// next live one, which is handed back. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// [`TrySendError::Disconnected`] with the value when all shards are closed; [`TrySendError::Full`] only while another
    /// thread is in the middle of an operation of its own. Then nothing was evicted.
    ///
    /// # Examples
    ///
    /// ```
    /// let (tx, rx) = hel::channel::mpmc::round_robin::<_, 1>(2);
    /// assert_eq!(tx.force_send(1), Ok(None));
    /// assert_eq!(tx.force_send(2), Ok(None));
    /// assert_eq!(tx.force_send(3), Ok(Some(1)));
    /// # drop(rx);
    /// ```
    pub fn force_send(&self, value: T) -> Result<Option<T>, TrySendError<T>> {
        let mut rejected = match self.push(value) {
            Ok(()) => return Ok(None),
            Err(rejected) => rejected,
        };
        for shard in self.policy.cursor.sequence() {
            // A shard may have been closed since, or be in use by another eviction: the next one, then.
            match self.senders()[shard].force_send(rejected.into_inner()) {
                Ok(evicted) => {
                    self.policy.cursor.advance_past(shard);
                    return Ok(evicted);
                }
                Err(error) => rejected = error,
            }
        }
        // The last word of the last shard, unless another one is alive.
        let value = rejected.into_inner();
        Err(if self.is_closed() { TrySendError::Disconnected(value) } else { TrySendError::Full(value) })
    }

    /// Sends all of `buffer`, item by item to the next shard with room, blocking the thread while every live shard is full.
    ///
    /// # Errors
    ///
    /// [`BatchSendError`] when all shards are closed. What was not sent is in `buffer`, in order.
    pub fn send_batch(&self, buffer: &mut Vec<T>) -> Result<usize, BatchSendError> {
        op::send_batch(SendBatchOp::new(self, buffer), Patience::Forever)
    }

    /// As [`send_batch`](Self::send_batch), for `timeout` at most.
    ///
    /// # Errors
    ///
    /// [`BatchSendError`], also of kind [`TimeOut`](crate::errors::BatchErrorKind::TimeOut). What was not sent is in
    /// `buffer`, in order.
    pub fn send_batch_timeout(
        &self,
        buffer: &mut Vec<T>,
        timeout: Duration,
    ) -> Result<usize, BatchSendError> {
        op::send_batch(SendBatchOp::new(self, buffer), Patience::timeout(timeout))
    }

    /// As [`send_batch`](Self::send_batch), until `deadline`.
    ///
    /// # Errors
    ///
    /// As [`send_batch_timeout`](Self::send_batch_timeout).
    pub fn send_batch_deadline(
        &self,
        buffer: &mut Vec<T>,
        deadline: Instant,
    ) -> Result<usize, BatchSendError> {
        op::send_batch(SendBatchOp::new(self, buffer), Patience::deadline(deadline))
    }

    /// As [`send_batch`](Self::send_batch), waiting as a task.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future puts what was not sent back into `buffer`, in order; until then the buffer is empty.
    pub fn send_batch_async<'b>(&self, buffer: &'b mut Vec<T>) -> SendBatchFuture<'b, &Self> {
        SendBatchFuture::new(self, buffer)
    }

    /// Sends what there is room for now, item by item. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// [`BatchSendError`] when anything is left over: it is in `buffer`, in order.
    pub fn try_send_batch(&self, buffer: &mut Vec<T>) -> Result<usize, BatchSendError> {
        op::try_send_batch(SendBatchOp::new(self, buffer))
    }

    /// The sender as a `Sink`.
    #[cfg(feature = "sink")]
    pub fn into_sink(self) -> super::sink::SendSink<Owned<Self>> {
        super::sink::SendSink::new(Owned(self))
    }
}

impl<T, const CAP: usize> Paced for ShardSender<T, CAP, RoundRobin> {
    #[inline]
    fn has_turn(&self) -> bool {
        self.senders()[self.policy.cursor.next()].has_turn()
    }

    fn take_turn(&self, budget: Budget) -> bool {
        self.senders()[self.policy.cursor.next()].take_turn(budget)
    }

    fn nudge(&self) -> bool {
        self.senders().iter().any(Paced::nudge)
    }

    fn wait(&self) -> Wait {
        self.senders()[0].wait()
    }
}

impl<T, const CAP: usize> SharedSend for ShardSender<T, CAP, RoundRobin> {
    type Item = T;

    #[inline(always)]
    fn push(&self, value: T) -> Result<(), TrySendError<T>> {
        let shard = self.policy.cursor.next();
        match self.senders()[shard].push(value) {
            Ok(()) => {
                self.policy.cursor.advance_past(shard);
                Ok(())
            }
            Err(error) => self.push_behind(shard, error),
        }
    }

    fn push_batch(&self, items: &mut VecDeque<T>) -> Result<usize, Closed> {
        let mut count = 0;
        while let Some(value) = items.pop_front() {
            match self.push(value) {
                Ok(()) => count += 1,
                Err(error) => {
                    let closed = error.is_disconnected();
                    items.push_front(error.into_inner());
                    return if closed && count == 0 { Err(Closed) } else { Ok(count) };
                }
            }
        }
        Ok(count)
    }

    /// Room in any shard.
    fn room(&self) -> &Notify {
        &self.hub.room
    }

    fn has_room(&self) -> bool {
        self.senders().iter().any(|sender| !sender.is_closed() && !sender.is_full())
    }
}

impl<T, const CAP: usize> ShardSender<T, CAP, RoundRobin> {
    /// Goes on with a push that failed at its first shard.
    #[inline(never)]
    fn push_behind(&self, first: usize, error: TrySendError<T>) -> Result<(), TrySendError<T>> {
        let mut alive = !error.is_disconnected();
        let mut value = error.into_inner();
        for shard in self.policy.cursor.behind(first) {
            match self.senders()[shard].push(value) {
                Ok(()) => {
                    self.policy.cursor.advance_past(shard);
                    return Ok(());
                }
                Err(error) => {
                    alive |= !error.is_disconnected();
                    value = error.into_inner();
                }
            }
        }
        Err(if alive { TrySendError::Full(value) } else { TrySendError::Disconnected(value) })
    }
}
