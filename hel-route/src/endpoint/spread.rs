//! Sending a value without a key to a shard with room.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use hel_notify::{Notify, Wait};
use hel_ring::Closed;

use super::future::{SendBatchFuture, SendFuture, SendRefFuture};
use super::shard_sender::{ShardSender, shard_sender};
use crate::channel::sealed::{Paced, Sealed};
use crate::channel::{Budget, Handle, SharedSend, send_by_sharing};
use crate::errors::{BatchSendError, SendError, TrySendError};
use crate::op::{self, Patience, SendBatchOp};
use crate::policy::{Home, LeastLoaded, Policy, RoundRobin};
use crate::slot::lend_apart;

/// The sender of [`round_robin`](crate::mpmc::round_robin): each message to the next shard, past full and dead ones.
///
/// The sequence is a handle's own: exact on one thread, approximate when a `&` to it is shared among threads. Clones begin
/// at different shards.
pub type RoundRobinSender<T, const CAP: usize> = SpreadSender<T, CAP, RoundRobin>;

/// The sender of [`home_shard`](crate::mpmc::home_shard): each message to the handle's own shard, or past that where it is full or
/// dead. Clones get their shards in turn.
pub type HomeSender<T, const CAP: usize> = SpreadSender<T, CAP, Home>;

/// The sender of [`least_loaded`](crate::mpmc::least_loaded): each message to the emptier one of two shards that are drawn at random,
/// or past that where it is full or dead.
pub type LeastLoadedSender<T, const CAP: usize> = SpreadSender<T, CAP, LeastLoaded>;

/// Sends each value to a shard of its own choice: [`RoundRobinSender`], [`HomeSender`] or [`LeastLoadedSender`].
///
/// The policy `P` says to which shard a value is offered first; the others follow in sequence. A send waits only while every live
/// shard is full, wakes when any of them frees a slot, and is `Disconnected` only when all shards are dead.
///
/// What concerns all shards is said at [`ShardSender`], whose methods are here too.
pub struct SpreadSender<T, const CAP: usize, P> {
    shards: ShardSender<T, CAP>,
    router: P,
}

impl<T, const CAP: usize, P: Policy> SpreadSender<T, CAP, P> {
    /// Sends a value to a shard with room, blocking the thread while every live shard is full.
    ///
    /// In a task, use [`send_async`](Self::send_async): a blocked thread runs no other.
    ///
    /// O(1) when the first shard has room, O(shards) at worst.
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
        op::send(self, &mut Some(value))
    }

    /// As [`send`](Self::send), for `timeout` at most. One limit for the call, however many shards are looked at.
    ///
    /// A timeout of zero still takes the room that is there; `Duration::MAX` is no limit.
    ///
    /// # Errors
    ///
    /// [`SendError::TimeOut`] or [`SendError::Disconnected`], with the value.
    pub fn send_timeout(&self, value: T, timeout: Duration) -> Result<(), SendError<T>> {
        op::send_within(self, &mut Some(value), || Patience::timeout(timeout))
    }

    /// As [`send`](Self::send), until `deadline`.
    ///
    /// # Errors
    ///
    /// [`SendError::TimeOut`] or [`SendError::Disconnected`], with the value.
    pub fn send_deadline(&self, value: T, deadline: Instant) -> Result<(), SendError<T>> {
        op::send_within(self, &mut Some(value), || Patience::deadline(deadline))
    }

    /// Sends a value to a shard with room, waiting as a task while every live shard is full.
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
    pub fn into_send_async(self, value: T) -> SendFuture<Self> {
        SendFuture::new(self, value)
    }

    /// Sends a value to a shard that has room now. Never waits for another thread. A failed call does not advance the sequence of
    /// [`RoundRobin`].
    ///
    /// # Errors
    ///
    /// [`TrySendError::Full`] when every live shard was seen full during the call, [`TrySendError::Disconnected`] when all
    /// are closed; with the value.
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
    /// let (tx, rx) = hel::channel::mpmc::round_robin::<_, 1>(2);
    /// assert_eq!(tx.force_send(1), Ok(None));
    /// assert_eq!(tx.force_send(2), Ok(None));
    /// assert_eq!(tx.force_send(3), Ok(Some(1)));
    /// # drop(rx);
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

    /// Sends all of `buffer` in runs, each as long as a shard has room for it, blocking the thread while every live shard is full.
    ///
    /// A batch costs one claim for each shard that it touches, not one for each value: what fits goes to one shard. (So a batch is no
    /// way to spread work: for that, send the values one by one.)
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

    /// Sends what there is room for now, in runs. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// [`BatchSendError`] when anything is left over: it is in `buffer`, in order.
    pub fn try_send_batch(&self, buffer: &mut Vec<T>) -> Result<usize, BatchSendError> {
        op::try_send_batch(SendBatchOp::new(self, buffer))
    }

    /// A `Sink` over the sender.
    #[cfg(feature = "sink")]
    pub fn sink(&self) -> super::sink::SendSink<&Self> {
        super::sink::SendSink::new(self)
    }

    /// The sender as a `Sink`.
    #[cfg(feature = "sink")]
    pub fn into_sink(self) -> super::sink::SendSink<Self> {
        super::sink::SendSink::new(self)
    }

    /// The shard that the next message is offered to.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn first(&self) -> usize {
        self.router.first(|shard| {
            let sender = &self.senders()[shard];
            // One that is closed takes none, however empty it is.
            if sender.is_closed() { usize::MAX } else { sender.len() }
        })
    }

    /// The other shards, in sequence.
    fn behind(&self, first: usize) -> impl Iterator<Item = usize> + use<T, CAP, P> {
        (first + 1..self.shards()).chain(0..first)
    }

    /// Goes on with a push that failed at its first shard.
    #[inline(never)]
    fn push_behind(
        &self,
        first: usize,
        slot: &mut Option<T>,
        error: TrySendError<()>,
    ) -> Result<(), TrySendError<()>> {
        let mut alive = error.is_full();
        for shard in self.behind(first) {
            match self.senders()[shard].push(slot) {
                Ok(()) => {
                    self.router.sent_to(shard);
                    return Ok(());
                }
                Err(error) => alive |= error.is_full(),
            }
        }
        Err(if alive { TrySendError::Full(()) } else { TrySendError::Disconnected(()) })
    }
}

shard_sender!(
    [T, const CAP: usize, P: Policy] SpreadSender<T, CAP, P>, "SpreadSender", Policy::for_clone, Policy::for_weak, P
);

impl<T, const CAP: usize, P> Sealed for SpreadSender<T, CAP, P> {}

impl<T, const CAP: usize, P: Policy> Handle for SpreadSender<T, CAP, P> {
    fn has_ended(&self) -> bool {
        self.is_closed()
    }

    fn end(&self) -> &Notify {
        self.shards.end()
    }
}

impl<T, const CAP: usize, P: Policy> Paced for SpreadSender<T, CAP, P> {
    #[inline]
    fn has_turn(&self) -> bool {
        self.router.comes_back_to().is_none_or(|shard| self.senders()[shard].has_turn())
    }

    fn take_turn(&self, budget: Budget) -> bool {
        self.router.comes_back_to().is_some_and(|shard| self.senders()[shard].take_turn(budget))
    }

    fn nudge(&self) -> bool {
        self.senders().iter().any(Paced::nudge)
    }

    fn wait(&self) -> Wait {
        self.senders()[0].wait()
    }
}

impl<T, const CAP: usize, P: Policy> SharedSend for SpreadSender<T, CAP, P> {
    type Item = T;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn push(&self, slot: &mut Option<T>) -> Result<(), TrySendError<()>> {
        let shard = self.first();
        match self.senders()[shard].push(slot) {
            Ok(()) => {
                self.router.sent_to(shard);
                Ok(())
            }
            Err(error) => lend_apart(slot, |slot| self.push_behind(shard, slot, error)),
        }
    }

    fn push_batch(&self, items: &mut VecDeque<T>) -> Result<usize, Closed> {
        let first = self.first();
        let (mut count, mut alive) = (0, false);
        for shard in std::iter::once(first).chain(self.behind(first)) {
            if let Ok(pushed) = self.senders()[shard].push_batch(items) {
                alive = true;
                count += pushed;
                if pushed > 0 {
                    self.router.sent_to(shard);
                }
                if items.is_empty() {
                    break;
                }
            }
        }
        if alive { Ok(count) } else { Err(Closed) }
    }

    /// Room in any shard.
    fn room(&self) -> &Notify {
        &self.shards.hub().room
    }

    fn has_room(&self) -> bool {
        // Its own shard first: the others' lines are others'.
        self.router.comes_back_to().is_some_and(|shard| self.senders()[shard].has_room())
            || self.senders().iter().any(SharedSend::has_room)
    }
}

send_by_sharing!([T, const CAP: usize, P: Policy] SpreadSender<T, CAP, P> => Self);
