//! The sending half of a lane.

use core::fmt;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hel_notify::{Notify, Wait};
use hel_ring::Closed;

use super::future::{ClosedFuture, SendBatchFuture, SendFuture, SendRefFuture};
use super::lane_receiver::Receiver;
use crate::channel::{Budget, Handle, LaneSender, SendHandle, enough, found_nothing, let_ahead, sealed};
use crate::errors::{BatchSendError, SendError, TrySendError};
use crate::monitor::{Monitor, Observed};
use crate::op::{self, CloseOp, Patience, SendBatchOp};
use crate::stats::Stats;

/// Sends into a lane: the one producer of [`spsc`](crate::spsc::spsc).
///
/// It is not `Clone`, and every operation that moves a value takes `&mut self`: the compiler proves that there is one
/// producer. It may be moved between threads.
///
/// ```compile_fail,E0277
/// let (tx, _rx) = hel::channel::spsc::spsc::<u8, 4>();
/// let other = tx.clone(); // one producer
/// ```
///
/// ```compile_fail,E0499
/// let (mut tx, _rx) = hel::channel::spsc::spsc::<u8, 4>();
/// std::thread::scope(|scope| {
///     scope.spawn(|| tx.send(1));
///     scope.spawn(|| tx.send(2)); // from one place at a time
/// });
/// ```
///
/// Moved, not shared, it compiles:
///
/// ```
/// let (mut tx, mut rx) = hel::channel::spsc::spsc::<u8, 4>();
/// std::thread::scope(|scope| {
///     scope.spawn(move || tx.send(1));
/// });
/// assert_eq!(rx.recv(), Ok(1));
/// ```
pub struct Sender<T, const CAP: usize> {
    lane: LaneSender<T, CAP>,
}

impl<T, const CAP: usize> Sender<T, CAP> {
    pub(crate) fn new(lane: LaneSender<T, CAP>) -> Self {
        Self { lane }
    }

    /// Sends a value, blocking the thread while the lane is full.
    ///
    /// In a task, use [`send_async`](Self::send_async): a blocked thread runs no other.
    ///
    /// O(1) when there is room; then nothing is allocated, and no line is shared but the value's slot and the tail.
    ///
    /// # Errors
    ///
    /// [`SendError::Disconnected`] with the value when the lane is closed or the receiver is gone, also meanwhile. Never
    /// [`SendError::TimeOut`].
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, mut rx) = hel::channel::spsc::spsc::<_, 4>();
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

    /// As [`send`](Self::send), for `timeout` at most. Zero still takes the room that is there; `Duration::MAX` is no limit.
    ///
    /// # Errors
    ///
    /// [`SendError::TimeOut`] or [`SendError::Disconnected`], with the value. It is never delivered later.
    pub fn send_timeout(&mut self, value: T, timeout: Duration) -> Result<(), SendError<T>> {
        op::send_within(self, &mut Some(value), || Patience::timeout(timeout))
    }

    /// As [`send`](Self::send), until `deadline`. One that has passed still takes the room that is there.
    ///
    /// # Errors
    ///
    /// As [`send_timeout`](Self::send_timeout).
    pub fn send_deadline(&mut self, value: T, deadline: Instant) -> Result<(), SendError<T>> {
        op::send_within(self, &mut Some(value), || Patience::deadline(deadline))
    }

    /// Sends a value, waiting as a task while the lane is full. Never blocks the thread.
    ///
    /// # Errors
    ///
    /// The future gives [`AsyncSendError::Disconnected`](crate::errors::AsyncSendError::Disconnected) with the value when the
    /// lane is closed or the receiver is gone.
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped while pending has not sent, and never will; the value is dropped with it. Take it back with
    /// [`SendFuture::into_inner`], or use [`send_ref_async`](Self::send_ref_async).
    pub fn send_async(&mut self, value: T) -> SendFuture<&mut Self> {
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
    pub fn send_ref_async<'v>(&mut self, slot: &'v mut Option<T>) -> SendRefFuture<'v, &mut Self> {
        SendRefFuture::new(self, slot)
    }

    /// As [`send_async`](Self::send_async), in a future that owns the sender; the lane's sender goes when the future is dropped.
    pub fn into_send_async(self, value: T) -> SendFuture<Self> {
        SendFuture::new(self, value)
    }

    /// Sends a value if there is room now. Never waits for the other half.
    ///
    /// # Errors
    ///
    /// [`TrySendError::Full`] or [`TrySendError::Disconnected`], with the value.
    #[inline]
    pub fn try_send(&mut self, value: T) -> Result<(), TrySendError<T>> {
        let mut slot = Some(value);
        let attempted = self.lane.push(&mut slot);
        op::try_send(&self, &mut slot, attempted)
    }

    /// Sends all of `buffer`, from front to back, blocking the thread while the lane is full.
    ///
    /// Gives the number of items sent, which is all of them. Linear in the batch; what fits is published by one store.
    ///
    /// # Errors
    ///
    /// [`BatchSendError`] when the lane is closed or the receiver is gone, also meanwhile. What was not sent is in `buffer`, in
    /// order.
    pub fn send_batch(&mut self, buffer: &mut Vec<T>) -> Result<usize, BatchSendError> {
        op::send_batch(SendBatchOp::new(self, buffer), Patience::Forever)
    }

    /// As [`send_batch`](Self::send_batch), for `timeout` at most.
    ///
    /// # Errors
    ///
    /// [`BatchSendError`]; what was not sent is in `buffer`, in order.
    pub fn send_batch_timeout(
        &mut self,
        buffer: &mut Vec<T>,
        timeout: Duration,
    ) -> Result<usize, BatchSendError> {
        op::send_batch(SendBatchOp::new(self, buffer), Patience::timeout(timeout))
    }

    /// As [`send_batch`](Self::send_batch), until `deadline`.
    ///
    /// # Errors
    ///
    /// [`BatchSendError`]; what was not sent is in `buffer`, in order.
    pub fn send_batch_deadline(
        &mut self,
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
    pub fn send_batch_async<'b>(&mut self, buffer: &'b mut Vec<T>) -> SendBatchFuture<'b, &mut Self> {
        SendBatchFuture::new(self, buffer)
    }

    /// Sends what there is room for now, from front to back. Never waits for the other half.
    ///
    /// # Errors
    ///
    /// [`BatchSendError`] when anything is left over: it is in `buffer`, in order.
    pub fn try_send_batch(&mut self, buffer: &mut Vec<T>) -> Result<usize, BatchSendError> {
        op::try_send_batch(SendBatchOp::new(self, buffer))
    }

    /// The sender as a `Sink`.
    #[cfg(feature = "sink")]
    pub fn sink(&mut self) -> super::sink::SendSink<&mut Self> {
        super::sink::SendSink::new(self)
    }

    /// The sender as a `Sink`.
    #[cfg(feature = "sink")]
    pub fn into_sink(self) -> super::sink::SendSink<Self> {
        super::sink::SendSink::new(self)
    }

    /// Closes the lane: no further send succeeds, what is queued can still be received. True for the call that closed it.
    ///
    /// Exact: every send that said Ok is drained, every other hands its value back.
    pub fn close(&self) -> bool {
        self.lane.close()
    }

    /// Blocks the thread until no further send can succeed: the lane is closed, or one of its halves is gone.
    pub fn closed(&self) {
        hel_notify::wait(&mut CloseOp::new(self));
    }

    /// Waits as a task until no further send can succeed.
    ///
    /// # Cancel safety
    ///
    /// Nothing is lost when the future is dropped.
    pub fn closed_async(&self) -> ClosedFuture<&Self> {
        ClosedFuture::new(self)
    }

    /// Whether no further send can succeed: the lane was closed, or one of its halves is gone. Once true it stays true.
    pub fn is_closed(&self) -> bool {
        self.lane.ring().is_closed()
    }

    /// Whether the receiver is gone. Once true it stays true.
    pub fn is_disconnected(&self) -> bool {
        self.lane.signals().receiver_gone()
    }

    /// How many values are queued, at most `CAP`. The receiver may only make it less meanwhile.
    pub fn len(&self) -> usize {
        self.lane.ring().len()
    }

    /// Whether nothing is queued. Once true, it stays so until this half sends.
    pub fn is_empty(&self) -> bool {
        self.lane.ring().is_empty()
    }

    /// Whether there is no room. Once false, it stays so until this half sends.
    pub fn is_full(&self) -> bool {
        self.lane.ring().is_full()
    }

    /// How many values can be queued: `CAP`.
    pub fn capacity(&self) -> usize {
        CAP
    }

    /// Whether `receiver` is the other half of this lane.
    pub fn same_channel(&self, receiver: &Receiver<T, CAP>) -> bool {
        std::ptr::eq(self.lane.signals(), receiver.lane().signals())
    }

    /// What happened on the lane so far. O(1).
    pub fn stats(&self) -> Stats {
        self.lane.observer().stats()
    }

    /// Reads the [`stats`](Self::stats), and keeps nothing open.
    pub fn monitor(&self) -> Monitor
    where
        T: Send + 'static,
    {
        let observer: Arc<dyn Observed> = Arc::new(self.lane.observer());
        Monitor::of([observer].into_iter())
    }
}

impl<T, const CAP: usize> Sender<T, CAP> {
    /// There is none; whoever looks for it is told where to go.
    #[doc(hidden)]
    #[expect(clippy::should_implement_trait, reason = "it cannot be")]
    #[must_use]
    pub fn clone(&self) -> Self
    where
        Self: super::lane_clone::ManyOfThem,
    {
        unreachable!("nothing is `ManyOfThem`")
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

/// A lane has no other thread on this side. But it knows when it comes to look at the other's line.
impl<T, const CAP: usize> sealed::Paced for Sender<T, CAP> {
    #[inline]
    fn has_turn(&self) -> bool {
        self.lane.goes_on()
    }

    fn take_turn(&self, budget: Budget) -> bool {
        if CAP - self.len() < enough(CAP) && self.found_nothing() {
            self.let_ahead(budget);
        }
        false
    }

    fn found_nothing(&self) -> bool {
        found_nothing(self.room(), 1, self.lane.ring().pushed())
    }

    fn let_ahead(&self, budget: Budget) {
        let_ahead(budget, 1, CAP, || CAP - self.len());
    }

    fn wait(&self) -> Wait {
        self.lane.signals().sides.wait()
    }
}

impl<T, const CAP: usize> Handle for Sender<T, CAP> {
    fn has_ended(&self) -> bool {
        self.is_closed()
    }

    fn end(&self) -> &Notify {
        &self.lane.signals().closed
    }
}

impl<T, const CAP: usize> SendHandle for Sender<T, CAP> {
    type Item = T;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn push(&mut self, slot: &mut Option<T>) -> Result<(), TrySendError<()>> {
        self.lane.push(slot)
    }

    fn push_batch(&mut self, items: &mut VecDeque<T>) -> Result<usize, Closed> {
        self.lane.push_batch(items)
    }

    fn room(&self) -> &Notify {
        self.lane.signals().sides.room()
    }

    fn has_room(&self) -> bool {
        (self.lane.ring().known() > 0 || !self.is_full()) && !self.is_closed()
    }
}
