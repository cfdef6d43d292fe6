//! The sender of one shard.

use core::fmt;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hel_notify::{Notify, Wait};
use hel_ring::Closed;

use super::future::{ClosedFuture, SendBatchFuture, SendFuture, SendRefFuture};
use crate::channel::sealed::Paced;
use crate::channel::{Budget, Handle, Shard, SharedSend, sealed, send_by_sharing};
use crate::errors::{BatchSendError, SendError, TrySendError};
use crate::monitor::{Monitor, Observed};
use crate::op::{self, CloseOp, Patience, SendBatchOp};
use crate::stats::Stats;

/// Sends into one shard: the sender of [`bounded`](crate::mpmc::bounded), and what the sharded senders lend for one of
/// theirs.
///
/// Clones send into the same shard; all methods take `&self` and may be called from many threads and tasks at once.
/// Dropping the last sender of a shard lets its receivers drain what is queued and then hear `Disconnected`.
pub struct Sender<T, const CAP: usize> {
    shard: Shard<T, CAP>,
}

impl<T, const CAP: usize> Sender<T, CAP> {
    /// A sender that is counted already: the first of a new shard, or one that the caller has added.
    pub(crate) fn counted(shard: Shard<T, CAP>) -> Self {
        Self { shard }
    }

    /// Sends a value, blocking the thread while the channel is full.
    ///
    /// In a task, use [`send_async`](Self::send_async): a blocked thread runs no other.
    ///
    /// O(1) when there is room; then nothing is allocated.
    ///
    /// # Errors
    ///
    /// [`SendError::Disconnected`] with the value when the channel is closed or its receivers are gone, also when that
    /// happens while the call waits. Never [`SendError::TimeOut`].
    ///
    /// # Examples
    ///
    /// ```
    /// let (tx, rx) = hel::channel::mpmc::bounded::<_, 4>();
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

    /// Sends a value, blocking the thread while the channel is full, for `timeout` at most.
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
    ///
    /// let (tx, rx) = hel::channel::mpmc::bounded::<_, 1>();
    /// tx.send_timeout(1, Duration::from_millis(10))?;
    /// assert!(tx.send_timeout(2, Duration::from_millis(10)).unwrap_err().is_timeout());
    /// # assert_eq!(rx.recv(), Ok(1));
    /// # Ok::<(), hel::channel::errors::SendError<i32>>(())
    /// ```
    pub fn send_timeout(&self, value: T, timeout: Duration) -> Result<(), SendError<T>> {
        op::send_within(self, &mut Some(value), || Patience::timeout(timeout))
    }

    /// Sends a value, blocking the thread while the channel is full, until `deadline`.
    ///
    /// A deadline that has passed still takes the room that is there.
    ///
    /// # Errors
    ///
    /// As [`send_timeout`](Self::send_timeout).
    pub fn send_deadline(&self, value: T, deadline: Instant) -> Result<(), SendError<T>> {
        op::send_within(self, &mut Some(value), || Patience::deadline(deadline))
    }

    /// Sends a value, waiting as a task while the channel is full. Never blocks the thread.
    ///
    /// # Errors
    ///
    /// The future gives [`AsyncSendError::Disconnected`](crate::errors::AsyncSendError::Disconnected) with the value when
    /// the channel is closed or its receivers are gone.
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped while pending has not sent, and never will; the value is dropped with it. Take it back with
    /// [`SendFuture::into_inner`], or use [`send_ref_async`](Self::send_ref_async) to keep it. The place among the waiting
    /// senders is lost, and a wakeup that had come is passed on.
    ///
    /// # Examples
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
    /// let (tx, rx) = hel::channel::mpmc::bounded::<_, 4>();
    /// tx.send_async(7).await?;
    /// assert_eq!(rx.recv_async().await, Ok(7));
    /// # Ok::<(), hel::channel::errors::AsyncSendError<i32>>(())
    /// # }).unwrap();
    /// ```
    pub fn send_async(&self, value: T) -> SendFuture<&Self> {
        SendFuture::new(self, value)
    }

    /// Sends the value in `slot`, waiting as a task while the channel is full, and leaves it there until it is sent. An empty slot
    /// is `Ok` at once.
    ///
    /// # Errors
    ///
    /// The future gives [`AsyncSendRefError`](crate::errors::AsyncSendRefError); the value is in `slot` still.
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped while pending leaves the value in `slot`: this is the form to put under a runtime's timeout
    /// or into a `select!`.
    ///
    /// # Examples
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
    /// use std::time::Duration;
    ///
    /// let (tx, _rx) = hel::channel::mpmc::bounded::<_, 1>();
    /// tx.try_send("first").unwrap();
    ///
    /// let mut slot = Some("second");
    /// let sent = tokio::time::timeout(Duration::from_millis(1), tx.send_ref_async(&mut slot)).await;
    /// assert!(sent.is_err());
    /// assert_eq!(slot, Some("second"));
    /// # });
    /// ```
    pub fn send_ref_async<'v>(&self, slot: &'v mut Option<T>) -> SendRefFuture<'v, &Self> {
        SendRefFuture::new(self, slot)
    }

    /// As [`send_async`](Self::send_async), in a future that owns the sender and so may outlive this scope.
    pub fn into_send_async(self, value: T) -> SendFuture<Self> {
        SendFuture::new(self, value)
    }

    /// Sends a value if there is room now. Never waits for another thread.
    ///
    /// `Full` may be said while a receiver is in the middle of taking the value that makes room.
    ///
    /// # Errors
    ///
    /// [`TrySendError::Full`] or [`TrySendError::Disconnected`], with the value.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::TrySendError;
    ///
    /// let (tx, rx) = hel::channel::mpmc::bounded::<_, 1>();
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

    /// Sends a value; when the channel is full, in place of the oldest, which is handed back. Never waits for another
    /// thread.
    ///
    /// # Errors
    ///
    /// [`TrySendError::Disconnected`] with the value; [`TrySendError::Full`] only while another thread is in the middle of
    /// an operation of its own. Then nothing was evicted.
    ///
    /// # Examples
    ///
    /// ```
    /// let (tx, rx) = hel::channel::mpmc::bounded::<_, 2>();
    /// assert_eq!(tx.force_send(1), Ok(None));
    /// assert_eq!(tx.force_send(2), Ok(None));
    /// assert_eq!(tx.force_send(3), Ok(Some(1)));
    /// assert_eq!(rx.try_iter().collect::<Vec<_>>(), [2, 3]);
    /// ```
    pub fn force_send(&self, value: T) -> Result<Option<T>, TrySendError<T>> {
        let mut slot = Some(value);
        self.force_push(&mut slot).or_else(|error| error.give_back(&mut slot))
    }

    /// [`try_send`](Self::try_send) of the value in `slot`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn try_send_slot(&self, slot: &mut Option<T>) -> Result<(), TrySendError<T>> {
        let attempted = self.shard.push(slot);
        op::try_send(&self, slot, attempted)
    }

    /// [`force_send`](Self::force_send) of the value in `slot`.
    pub(super) fn force_push(&self, slot: &mut Option<T>) -> Result<Option<T>, TrySendError<()>> {
        self.shard.force_push(slot)
    }

    /// Sends all of `buffer`, from front to back, blocking the thread while the channel is full.
    ///
    /// Gives the number of items sent, which is all of them. Linear in the batch; several items are queued by one claim.
    ///
    /// # Errors
    ///
    /// [`BatchSendError`] when the channel is closed or its receivers are gone, also meanwhile. What was not sent is in
    /// `buffer`, in order.
    ///
    /// # Examples
    ///
    /// ```
    /// let (tx, rx) = hel::channel::mpmc::bounded::<_, 8>();
    /// let mut buffer = vec![1, 2, 3];
    /// assert_eq!(tx.send_batch(&mut buffer), Ok(3));
    /// assert!(buffer.is_empty());
    ///
    /// assert_eq!(rx.recv_batch(&mut buffer, 64), Ok(3));
    /// assert_eq!(buffer, [1, 2, 3]);
    /// ```
    pub fn send_batch(&self, buffer: &mut Vec<T>) -> Result<usize, BatchSendError> {
        op::send_batch(SendBatchOp::new(self, buffer), Patience::Forever)
    }

    /// As [`send_batch`](Self::send_batch), for `timeout` at most.
    ///
    /// # Errors
    ///
    /// [`BatchSendError`] as there, or of kind [`TimeOut`](crate::errors::BatchErrorKind::TimeOut). What was not sent is in
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

    /// Sends all of `buffer`, from front to back, waiting as a task while the channel is full.
    ///
    /// # Errors
    ///
    /// As [`send_batch`](Self::send_batch).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future puts what was not sent back into `buffer`, in order; until then the buffer is empty.
    pub fn send_batch_async<'b>(&self, buffer: &'b mut Vec<T>) -> SendBatchFuture<'b, &Self> {
        SendBatchFuture::new(self, buffer)
    }

    /// Sends what there is room for now, from front to back. Never waits for another thread.
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

    /// Closes the shard: no further send succeeds, what is queued can still be received. True for the call that closed it.
    ///
    /// Exact: every send that said Ok is drained, every other hands its value back. Wakes everyone who waits on the shard.
    ///
    /// # Examples
    ///
    /// ```
    /// let (tx, rx) = hel::channel::mpmc::bounded::<_, 4>();
    /// tx.try_send(1).unwrap();
    /// assert!(tx.close());
    /// assert!(tx.try_send(2).unwrap_err().is_disconnected());
    /// assert_eq!(rx.recv(), Ok(1));
    /// assert!(rx.recv().unwrap_err().is_disconnected());
    /// ```
    pub fn close(&self) -> bool {
        self.shard.close()
    }

    /// Blocks the thread until no further send can succeed: the shard is closed, or its receivers are gone.
    ///
    /// To know when to stop producing what nobody will take.
    pub fn closed(&self) {
        hel_notify::wait(&mut CloseOp::new(self));
    }

    /// Waits as a task until no further send can succeed. See [`closed`](Self::closed).
    ///
    /// # Cancel safety
    ///
    /// Nothing is lost when the future is dropped.
    pub fn closed_async(&self) -> ClosedFuture<&Self> {
        ClosedFuture::new(self)
    }

    /// Whether no further send can succeed: the shard was closed, or one of its sides is gone.
    ///
    /// Once true it stays true; false may be outdated when it is read.
    pub fn is_closed(&self) -> bool {
        self.shard.is_closed()
    }

    /// Whether the shard has no receiver. Once true it stays true.
    pub fn is_disconnected(&self) -> bool {
        self.receiver_count() == 0
    }

    /// How many values are queued, at most `CAP`. Other threads may change it at any time.
    pub fn len(&self) -> usize {
        self.shard.len()
    }

    /// Whether nothing is queued. Other threads may change it at any time.
    pub fn is_empty(&self) -> bool {
        self.shard.is_empty()
    }

    /// Whether there is no room. Other threads may change it at any time.
    pub fn is_full(&self) -> bool {
        self.shard.is_full()
    }

    /// How many values can be queued: `CAP`.
    pub fn capacity(&self) -> usize {
        CAP
    }

    /// How many senders the shard has, those inside sharded senders counted.
    pub fn sender_count(&self) -> usize {
        self.shard.signals().senders().get()
    }

    /// How many receivers the shard has, those inside [`ShardReceiver`](crate::mpmc::ShardReceiver)s counted.
    pub fn receiver_count(&self) -> usize {
        self.shard.signals().receivers().get()
    }

    /// Whether both senders send into the same shard.
    pub fn same_channel(&self, other: &Self) -> bool {
        self.shard.same(&other.shard)
    }

    /// What happened on the shard so far. O(1).
    pub fn stats(&self) -> Stats {
        self.shard.stats()
    }

    /// Reads the [`stats`](Self::stats), and keeps nothing open.
    pub fn monitor(&self) -> Monitor
    where
        T: Send + 'static,
    {
        Monitor::of([self.observed()].into_iter())
    }

    pub(super) fn shard(&self) -> &Shard<T, CAP> {
        &self.shard
    }

    pub(super) fn observed(&self) -> Arc<dyn Observed>
    where
        T: Send + 'static,
    {
        Arc::new(self.shard.clone())
    }
}

impl<T, const CAP: usize> Clone for Sender<T, CAP> {
    fn clone(&self) -> Self {
        self.shard.signals().senders().add();
        Self { shard: self.shard.clone() }
    }
}

impl<T, const CAP: usize> Drop for Sender<T, CAP> {
    fn drop(&mut self) {
        if self.shard.signals().senders().remove() {
            self.shard.close();
        }
    }
}

impl<T, const CAP: usize> fmt::Debug for Sender<T, CAP> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender")
            .field("capacity", &CAP)
            .field("len", &self.len())
            .field("closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}

impl<T, const CAP: usize> sealed::Sealed for Sender<T, CAP> {}

impl<T, const CAP: usize> Paced for Sender<T, CAP> {
    #[inline]
    fn has_turn(&self) -> bool {
        self.shard.has_sending_turn()
    }

    fn take_turn(&self, budget: Budget) -> bool {
        self.shard.take_sending_turn(budget)
    }

    fn found_nothing(&self) -> bool {
        self.shard.found_no_room()
    }

    fn let_ahead(&self, budget: Budget) {
        self.shard.let_room_grow(budget);
    }

    fn nudge(&self) -> bool {
        self.shard.nudge_receivers()
    }

    fn wait(&self) -> Wait {
        self.shard.signals().sides.wait()
    }
}

impl<T, const CAP: usize> Handle for Sender<T, CAP> {
    fn has_ended(&self) -> bool {
        self.is_closed()
    }

    fn end(&self) -> &Notify {
        &self.shard.signals().closed
    }
}

impl<T, const CAP: usize> SharedSend for Sender<T, CAP> {
    type Item = T;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn push(&self, slot: &mut Option<T>) -> Result<(), TrySendError<()>> {
        self.shard.push_in_passing(slot)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn push_in_turn(&self, slot: &mut Option<T>) -> Result<(), TrySendError<()>> {
        self.shard.push_in_turn(slot)
    }

    fn push_batch(&self, items: &mut VecDeque<T>) -> Result<usize, Closed> {
        self.shard.push_batch(items)
    }

    fn room(&self) -> &Notify {
        self.shard.signals().sides.room()
    }

    fn has_room(&self) -> bool {
        !self.is_full() && !self.is_closed()
    }
}

send_by_sharing!([T, const CAP: usize] Sender<T, CAP> => Self);
