//! The receiver from many shards.

use core::fmt;
use core::marker::PhantomData;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hel_notify::{Notify, Wait};

use super::future::{ClosedFuture, RecvAnyFuture, RecvBatchFuture, RecvFuture};
use super::iter::{Iter, TryIter};
use super::receiver::Receiver;
use super::workers::Spread;
use crate::channel::sealed::Paced;
use crate::channel::{Budget, Handle, Hub, SharedRecv, found_nothing, let_ahead, recv_by_sharing, sealed};
use crate::cursor::Cursor;
use crate::errors::{RecvError, TryRecvError};
use crate::monitor::Monitor;
use crate::op::{self, CloseOp, Patience};
use crate::slot::lend_apart;
use crate::stats::Stats;

/// Receives from all shards of a channel: whole, lent shard by shard, or split into one [`Receiver`] per shard.
///
/// Whole, it has every operation of a [`Receiver`] and gives the next value of *any* shard; the `recv_any` forms also say of
/// which. It begins each look where the last one ended, so that a busy shard cannot starve another. The order of each shard
/// is kept, the order between shards is not.
///
/// It counts as a receiver of each of its shards, and so does each clone; a clone costs O(shards).
///
/// `R` says how the channel's messages are routed: [`Spread`] over the shards, or [`Keyed`](crate::mpmc::Keyed). A receiver of spread messages can be split
/// [into workers](Self::into_workers) that help each other. Of a keyed channel, give each shard to one worker by
/// [`into_receivers`](Self::into_receivers): where several threads or tasks take from a whole keyed receiver, or from one shard, the
/// messages of a key are taken in order, and may be handled at the same time and end in another.
pub struct ShardReceiver<T, const CAP: usize, R = Spread> {
    pub(super) receivers: Box<[Receiver<T, CAP>]>,
    pub(super) hub: Arc<Hub>,
    /// Where the next look begins.
    pub(super) cursor: Cursor,
    pub(super) routing: PhantomData<fn() -> R>,
}

impl<T, const CAP: usize, R> ShardReceiver<T, CAP, R> {
    pub(crate) fn new(receivers: Box<[Receiver<T, CAP>]>, hub: Arc<Hub>) -> Self {
        Self { cursor: Cursor::new(0, receivers.len()), receivers, hub, routing: PhantomData }
    }

    /// One more, with another home.
    pub(super) fn at_home(&self, cursor: Cursor) -> Self {
        Self { receivers: self.receivers.clone(), hub: Arc::clone(&self.hub), cursor, routing: PhantomData }
    }

    /// One receiver per shard, by index, each to go to its own worker.
    ///
    /// # Examples
    ///
    /// ```
    /// let (tx, rx) = hel::channel::mpmc::round_robin::<_, 8>(4);
    /// let workers: Vec<_> = rx
    ///     .into_receivers()
    ///     .into_iter()
    ///     .map(|rx| std::thread::spawn(move || rx.iter().sum::<u32>()))
    ///     .collect();
    /// (1..=100).for_each(|n| tx.send(n).unwrap());
    /// drop(tx);
    /// let sum: u32 = workers.into_iter().map(|worker| worker.join().unwrap()).sum();
    /// assert_eq!(sum, 5050);
    /// ```
    pub fn into_receivers(self) -> Vec<Receiver<T, CAP>> {
        self.receivers.into_vec()
    }

    /// Lends the receiver of one shard; `None` when there is no shard `index`.
    pub fn receiver(&self, index: usize) -> Option<&Receiver<T, CAP>> {
        self.receivers.get(index)
    }

    /// How many shards there are, at least 1.
    pub fn shards(&self) -> usize {
        self.receivers.len()
    }

    /// Receives the next value of any shard, blocking the thread while there is none.
    ///
    /// In a task, use [`recv_async`](Self::recv_async): a blocked thread runs no other.
    ///
    /// O(1) when the next shard has a value, O(shards) at worst.
    ///
    /// # Errors
    ///
    /// [`RecvError::Disconnected`] when all shards are drained and no further send can succeed. Never
    /// [`RecvError::TimeOut`].
    #[doc(alias("recv_blocking", "blocking_recv"))]
    #[inline]
    pub fn recv(&self) -> Result<T, RecvError> {
        op::recv(self, op::value, || Patience::Forever)
    }

    /// As [`recv`](Self::recv), for `timeout` at most. Zero still takes what is there; `Duration::MAX` is no limit.
    ///
    /// # Errors
    ///
    /// [`RecvError::TimeOut`] with the time waited, or [`RecvError::Disconnected`].
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvError> {
        op::recv(self, op::value, || Patience::timeout(timeout))
    }

    /// As [`recv`](Self::recv), until `deadline`.
    ///
    /// # Errors
    ///
    /// [`RecvError::TimeOut`] with the time waited, or [`RecvError::Disconnected`].
    pub fn recv_deadline(&self, deadline: Instant) -> Result<T, RecvError> {
        op::recv(self, op::value, || Patience::deadline(deadline))
    }

    /// Receives the next value of any shard, waiting as a task while there is none.
    ///
    /// # Errors
    ///
    /// The future gives [`AsyncRecvError::Disconnected`](crate::errors::AsyncRecvError::Disconnected) when all shards are
    /// drained and no further send can succeed.
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped while pending has taken no value. Its place among the waiting receivers is lost, and a
    /// wakeup that had come is passed on.
    pub fn recv_async(&self) -> RecvFuture<&Self> {
        RecvFuture::new(self)
    }

    /// As [`recv_async`](Self::recv_async), in a future that owns the receiver.
    pub fn into_recv_async(self) -> RecvFuture<Self> {
        RecvFuture::new(self)
    }

    /// Receives the next value of any shard if there is one now. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// [`TryRecvError::Empty`], or [`TryRecvError::Disconnected`] when all shards are drained and no further send can
    /// succeed.
    #[inline]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        op::try_recv(self, op::value)
    }

    /// Receives the next value of any shard and the shard's index, blocking the thread while there is none.
    ///
    /// # Errors
    ///
    /// As [`recv`](Self::recv).
    ///
    /// # Examples
    ///
    /// ```
    /// let (tx, rx) = hel::channel::mpmc::round_robin::<_, 8>(2);
    /// tx.send('a').unwrap();
    /// tx.send('b').unwrap();
    /// assert_eq!(rx.recv_any(), Ok((0, 'a')));
    /// assert_eq!(rx.recv_any(), Ok((1, 'b')));
    /// ```
    #[inline]
    pub fn recv_any(&self) -> Result<(usize, T), RecvError> {
        op::recv(self, op::value_and_shard, || Patience::Forever)
    }

    /// As [`recv_any`](Self::recv_any), for `timeout` at most.
    ///
    /// # Errors
    ///
    /// As [`recv_timeout`](Self::recv_timeout).
    pub fn recv_any_timeout(&self, timeout: Duration) -> Result<(usize, T), RecvError> {
        op::recv(self, op::value_and_shard, || Patience::timeout(timeout))
    }

    /// As [`recv_any`](Self::recv_any), until `deadline`.
    ///
    /// # Errors
    ///
    /// As [`recv_timeout`](Self::recv_timeout).
    pub fn recv_any_deadline(&self, deadline: Instant) -> Result<(usize, T), RecvError> {
        op::recv(self, op::value_and_shard, || Patience::deadline(deadline))
    }

    /// As [`recv_any`](Self::recv_any), waiting as a task.
    ///
    /// # Cancel safety
    ///
    /// As [`recv_async`](Self::recv_async).
    pub fn recv_any_async(&self) -> RecvAnyFuture<&Self> {
        RecvAnyFuture::new(self)
    }

    /// Receives the next value of any shard and the shard's index if there is one now. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// As [`try_recv`](Self::try_recv).
    #[inline]
    pub fn try_recv_any(&self) -> Result<(usize, T), TryRecvError> {
        op::try_recv(self, op::value_and_shard)
    }

    /// Waits for a value of any shard, blocking the thread, then appends what is there in all shards to `into`, `max` values
    /// at most. The order of each shard is kept.
    ///
    /// Gives their number, at least 1; 0 for a `max` of 0, before anything is looked at. `usize::MAX` is no limit.
    ///
    /// # Errors
    ///
    /// [`RecvError::Disconnected`] when all shards are drained and no further send can succeed.
    ///
    /// # Panics
    ///
    /// When `into` cannot grow: what was taken so far is in it.
    #[doc(alias("recv_many"))]
    pub fn recv_batch(&self, into: &mut Vec<T>, max: usize) -> Result<usize, RecvError> {
        op::recv_batch(self, into, max, Patience::Forever)
    }

    /// As [`recv_batch`](Self::recv_batch), for `timeout` at most.
    ///
    /// # Errors
    ///
    /// As [`recv_timeout`](Self::recv_timeout).
    pub fn recv_batch_timeout(
        &self,
        into: &mut Vec<T>,
        max: usize,
        timeout: Duration,
    ) -> Result<usize, RecvError> {
        op::recv_batch(self, into, max, Patience::timeout(timeout))
    }

    /// As [`recv_batch`](Self::recv_batch), until `deadline`.
    ///
    /// # Errors
    ///
    /// As [`recv_timeout`](Self::recv_timeout).
    pub fn recv_batch_deadline(
        &self,
        into: &mut Vec<T>,
        max: usize,
        deadline: Instant,
    ) -> Result<usize, RecvError> {
        op::recv_batch(self, into, max, Patience::deadline(deadline))
    }

    /// As [`recv_batch`](Self::recv_batch), waiting as a task.
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped while pending has taken no value: the buffer is touched at completion only.
    pub fn recv_batch_async<'b>(&self, into: &'b mut Vec<T>, max: usize) -> RecvBatchFuture<'b, &Self> {
        RecvBatchFuture::new(self, into, max)
    }

    /// Appends what is there now in all shards to `into`, `max` values at most. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// As [`try_recv`](Self::try_recv).
    pub fn try_recv_batch(&self, into: &mut Vec<T>, max: usize) -> Result<usize, TryRecvError> {
        if max == 0 {
            return Ok(0);
        }
        self.pop_batch(into, max).map_err(|error| op::nudging(self, error))
    }

    /// An iterator that blocks for each value of any shard and ends with the channel.
    pub fn iter(&self) -> Iter<&Self> {
        Iter::new(self)
    }

    /// An iterator over what is there, which never waits.
    #[doc(alias("drain"))]
    pub fn try_iter(&self) -> TryIter<&Self> {
        TryIter::new(self)
    }

    /// The values as a `Stream`, which ends with the channel.
    #[cfg(feature = "stream")]
    pub fn stream(&self) -> super::stream::RecvStream<&Self> {
        super::stream::RecvStream::new(self)
    }

    /// The values as a `Stream` that owns the receiver.
    #[cfg(feature = "stream")]
    pub fn into_stream(self) -> super::stream::RecvStream<Self> {
        super::stream::RecvStream::new(self)
    }

    /// Closes every shard: no further send succeeds, what is queued can still be received. True if any was open.
    ///
    /// Exact for each shard: every send that said Ok is drained, every other hands its value back.
    pub fn close(&self) -> bool {
        // Not `any`, which would stop at the first.
        self.receivers.iter().fold(false, |closed, receiver| receiver.close() | closed)
    }

    /// Blocks the thread until no further send can succeed into any shard. Values may still be queued then.
    pub fn closed(&self) {
        hel_notify::wait(&mut CloseOp::new(self));
    }

    /// Waits as a task until no further send can succeed into any shard.
    ///
    /// # Cancel safety
    ///
    /// Nothing is lost when the future is dropped.
    pub fn closed_async(&self) -> ClosedFuture<&Self> {
        ClosedFuture::new(self)
    }

    /// Whether no further send can succeed into any shard. Values may still be queued. Once true it stays true. O(shards).
    pub fn is_closed(&self) -> bool {
        self.receivers.iter().all(Receiver::is_closed)
    }

    /// Whether no shard has a sender. Once true it stays true. O(shards).
    pub fn is_disconnected(&self) -> bool {
        self.receivers.iter().all(Receiver::is_disconnected)
    }

    /// How many values are queued in all shards, for the moment. O(shards).
    pub fn len(&self) -> usize {
        self.receivers.iter().map(Receiver::len).sum()
    }

    /// Whether nothing is queued in any shard. Other threads may change it at any time. O(shards).
    pub fn is_empty(&self) -> bool {
        self.receivers.iter().all(Receiver::is_empty)
    }

    /// Whether every shard that is not closed is full, for the moment; false when all are closed. O(shards).
    pub fn is_full(&self) -> bool {
        let mut open = self.receivers.iter().filter(|receiver| !receiver.is_closed()).peekable();
        open.peek().is_some() && open.all(Receiver::is_full)
    }

    /// How many values can be queued in all shards: `CAP` times their number.
    pub fn capacity(&self) -> usize {
        CAP.saturating_mul(self.shards())
    }

    /// Whether both receive from the same shards.
    pub fn same_channel(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.hub, &other.hub)
    }

    /// What happened on each shard so far, by index. O(shards).
    pub fn stats(&self) -> Vec<Stats> {
        self.receivers.iter().map(Receiver::stats).collect()
    }

    /// Reads the [`stats`](Self::stats) of all shards, and keeps none of them open.
    pub fn monitor(&self) -> Monitor
    where
        T: Send + 'static,
    {
        Monitor::of(self.receivers.iter().map(Receiver::observed))
    }
}

impl<T, const CAP: usize, R> Clone for ShardReceiver<T, CAP, R> {
    fn clone(&self) -> Self {
        self.at_home(self.cursor.afresh())
    }
}

impl<T, const CAP: usize, R> fmt::Debug for ShardReceiver<T, CAP, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShardReceiver")
            .field("shards", &self.shards())
            .field("capacity", &self.capacity())
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

impl<T, const CAP: usize, R> IntoIterator for ShardReceiver<T, CAP, R> {
    type Item = T;
    type IntoIter = Iter<Self>;

    fn into_iter(self) -> Self::IntoIter {
        Iter::new(self)
    }
}

impl<'a, T, const CAP: usize, R> IntoIterator for &'a ShardReceiver<T, CAP, R> {
    type Item = T;
    type IntoIter = Iter<&'a ShardReceiver<T, CAP, R>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T, const CAP: usize, R> sealed::Sealed for ShardReceiver<T, CAP, R> {}

impl<T, const CAP: usize, R> Paced for ShardReceiver<T, CAP, R> {
    fn found_nothing(&self) -> bool {
        let had = self.receivers.iter().fold(0, |sum: usize, receiver| sum.wrapping_add(receiver.popped()));
        found_nothing(self.items(), self.receivers.len(), had)
    }

    fn let_ahead(&self, budget: Budget) {
        let_ahead(budget, self.receivers.len(), CAP, || self.len());
    }

    fn nudge(&self) -> bool {
        self.receivers.iter().any(Paced::nudge)
    }

    fn wait(&self) -> Wait {
        self.receivers[0].wait()
    }
}

impl<T, const CAP: usize, R> Handle for ShardReceiver<T, CAP, R> {
    fn has_ended(&self) -> bool {
        self.is_closed()
    }

    fn end(&self) -> &Notify {
        &self.hub.closed
    }
}

impl<T, const CAP: usize, R> SharedRecv for ShardReceiver<T, CAP, R> {
    type Item = T;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn pop(&self, slot: &mut Option<T>) -> Result<usize, TryRecvError> {
        let shard = self.cursor.next();
        match SharedRecv::pop(&self.receivers[shard], slot) {
            Ok(_) => {
                self.cursor.go_on_from(shard);
                Ok(shard)
            }
            Err(error) => lend_apart(slot, |slot| self.pop_behind(shard, error == TryRecvError::Empty, slot)),
        }
    }

    fn pop_batch(&self, into: &mut Vec<T>, max: usize) -> Result<usize, TryRecvError> {
        let mut alive = false;
        let mut count = 0;
        for shard in self.cursor.sequence() {
            let is_home = self.cursor.is_home(shard);
            if count > 0 && !is_home {
                break; // others' work is theirs, as long as there is some of one's own
            }
            match SharedRecv::pop_batch(&self.receivers[shard], into, max - count) {
                Ok(taken) => {
                    count += taken;
                    self.cursor.advance_past(shard);
                    if count == max || !is_home {
                        break;
                    }
                }
                Err(TryRecvError::Empty) => alive = true,
                Err(TryRecvError::Disconnected) => {}
            }
        }
        match (count, alive) {
            (0, true) => Err(TryRecvError::Empty),
            (0, false) => Err(TryRecvError::Disconnected),
            _ => Ok(count),
        }
    }

    /// A value in any shard.
    fn items(&self) -> &Notify {
        &self.hub.items
    }

    fn has_items(&self) -> bool {
        !self.is_empty()
    }
}

impl<T, const CAP: usize, R> ShardReceiver<T, CAP, R> {
    /// Goes on with a pop that failed at its first shard.
    #[inline(never)]
    fn pop_behind(&self, first: usize, mut alive: bool, slot: &mut Option<T>) -> Result<usize, TryRecvError> {
        for shard in self.cursor.behind(first) {
            match SharedRecv::pop(&self.receivers[shard], slot) {
                Ok(_) => {
                    self.cursor.advance_past(shard);
                    return Ok(shard);
                }
                Err(error) => alive |= error == TryRecvError::Empty,
            }
        }
        Err(if alive { TryRecvError::Empty } else { TryRecvError::Disconnected })
    }
}

recv_by_sharing!([T, const CAP: usize, R] ShardReceiver<T, CAP, R> => Self);
