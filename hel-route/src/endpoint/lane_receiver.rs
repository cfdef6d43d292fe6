//! The receiving half of a lane.

use core::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hel_notify::{Notify, Wait};

use super::future::{ClosedFuture, RecvBatchFuture, RecvFuture};
use super::iter::{Iter, TryIter};
use super::lane_sender::Sender;
use crate::channel::{Budget, Handle, LaneReceiver, RecvHandle, enough, found_nothing, let_ahead, sealed};
use crate::errors::{RecvError, TryRecvError};
use crate::monitor::{Monitor, Observed};
use crate::op::{self, CloseOp, Patience};
use crate::stats::Stats;

/// Receives from a lane: the one consumer of [`spsc`](crate::spsc::spsc).
///
/// It is not `Clone`, and every operation that moves a value takes `&mut self`: the compiler proves that there is one
/// consumer. It may be moved between threads.
///
/// ```compile_fail,E0277
/// let (_tx, rx) = hel::channel::spsc::spsc::<u8, 4>();
/// let other = rx.clone(); // one consumer
/// ```
///
/// ```compile_fail,E0499
/// let (_tx, mut rx) = hel::channel::spsc::spsc::<u8, 4>();
/// std::thread::scope(|scope| {
///     scope.spawn(|| rx.try_recv());
///     scope.spawn(|| rx.try_recv()); // from one place at a time
/// });
/// ```
///
/// Moved, not shared, it compiles:
///
/// ```
/// let (mut tx, mut rx) = hel::channel::spsc::spsc::<u8, 4>();
/// tx.send(1).unwrap();
/// std::thread::scope(|scope| {
///     scope.spawn(move || assert_eq!(rx.try_recv(), Ok(1)));
/// });
/// ```
///
/// When it is dropped, what is queued is dropped with it, and sends hand their value back.
pub struct Receiver<T, const CAP: usize> {
    lane: LaneReceiver<T, CAP>,
}

impl<T, const CAP: usize> Receiver<T, CAP> {
    pub(crate) fn new(lane: LaneReceiver<T, CAP>) -> Self {
        Self { lane }
    }

    pub(super) fn lane(&self) -> &LaneReceiver<T, CAP> {
        &self.lane
    }

    /// Receives the oldest value, blocking the thread while there is none.
    ///
    /// In a task, use [`recv_async`](Self::recv_async): a blocked thread runs no other.
    ///
    /// O(1) when there is one; then nothing is allocated.
    ///
    /// # Errors
    ///
    /// [`RecvError::Disconnected`] when the lane is drained and no further send can succeed. Never [`RecvError::TimeOut`].
    #[doc(alias("recv_blocking", "blocking_recv"))]
    #[inline]
    pub fn recv(&mut self) -> Result<T, RecvError> {
        op::recv(self, op::value, || Patience::Forever)
    }

    /// As [`recv`](Self::recv), for `timeout` at most. Zero still takes what is there; `Duration::MAX` is no limit.
    ///
    /// # Errors
    ///
    /// [`RecvError::TimeOut`] with the time waited, or [`RecvError::Disconnected`].
    pub fn recv_timeout(&mut self, timeout: Duration) -> Result<T, RecvError> {
        op::recv(self, op::value, || Patience::timeout(timeout))
    }

    /// As [`recv`](Self::recv), until `deadline`. One that has passed still takes what is there.
    ///
    /// # Errors
    ///
    /// As [`recv_timeout`](Self::recv_timeout).
    pub fn recv_deadline(&mut self, deadline: Instant) -> Result<T, RecvError> {
        op::recv(self, op::value, || Patience::deadline(deadline))
    }

    /// Receives the oldest value, waiting as a task while there is none. Never blocks the thread.
    ///
    /// # Errors
    ///
    /// The future gives [`AsyncRecvError::Disconnected`](crate::errors::AsyncRecvError::Disconnected) when the lane is drained
    /// and no further send can succeed.
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped while pending has taken no value.
    ///
    /// # Examples
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
    /// let (mut tx, mut rx) = hel::channel::spsc::spsc::<_, 4>();
    /// std::thread::spawn(move || tx.send("from a thread"));
    /// assert_eq!(rx.recv_async().await, Ok("from a thread"));
    /// assert!(rx.recv_async().await.is_err());
    /// # });
    /// ```
    pub fn recv_async(&mut self) -> RecvFuture<&mut Self> {
        RecvFuture::new(self)
    }

    /// As [`recv_async`](Self::recv_async), in a future that owns the receiver; the lane's receiver goes when the future is dropped.
    pub fn into_recv_async(self) -> RecvFuture<Self> {
        RecvFuture::new(self)
    }

    /// Receives the oldest value if there is one now. Never waits for the other half.
    ///
    /// # Errors
    ///
    /// [`TryRecvError::Empty`], or [`TryRecvError::Disconnected`] when the lane is drained and no further send can succeed.
    #[inline]
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        op::try_recv(self, op::value)
    }

    /// Waits for a value, blocking the thread, then appends what is there to `into`, `max` values at most.
    ///
    /// Gives their number, at least 1; 0 for a `max` of 0, before anything is looked at. `usize::MAX` is no limit.
    ///
    /// # Errors
    ///
    /// [`RecvError::Disconnected`] when the lane is drained and no further send can succeed.
    ///
    /// # Panics
    ///
    /// When `into` cannot grow; then nothing was taken.
    #[doc(alias("recv_many"))]
    pub fn recv_batch(&mut self, into: &mut Vec<T>, max: usize) -> Result<usize, RecvError> {
        op::recv_batch(self, into, max, Patience::Forever)
    }

    /// As [`recv_batch`](Self::recv_batch), for `timeout` at most.
    ///
    /// # Errors
    ///
    /// As [`recv_timeout`](Self::recv_timeout).
    pub fn recv_batch_timeout(
        &mut self,
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
        &mut self,
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
    pub fn recv_batch_async<'b>(
        &mut self,
        into: &'b mut Vec<T>,
        max: usize,
    ) -> RecvBatchFuture<'b, &mut Self> {
        RecvBatchFuture::new(self, into, max)
    }

    /// Appends what is there now to `into`, `max` values at most. Never waits for the other half.
    ///
    /// # Errors
    ///
    /// As [`try_recv`](Self::try_recv).
    pub fn try_recv_batch(&mut self, into: &mut Vec<T>, max: usize) -> Result<usize, TryRecvError> {
        self.lane.pop_batch(into, max)
    }

    /// An iterator that blocks for each value and ends with the lane.
    pub fn iter(&mut self) -> Iter<&mut Self> {
        Iter::new(self)
    }

    /// An iterator over what is there, which never waits.
    #[doc(alias("drain"))]
    pub fn try_iter(&mut self) -> TryIter<&mut Self> {
        TryIter::new(self)
    }

    /// The values as a `Stream`, which ends with the lane.
    #[cfg(feature = "stream")]
    pub fn stream(&mut self) -> super::stream::RecvStream<&mut Self> {
        super::stream::RecvStream::new(self)
    }

    /// The values as a `Stream` that owns the receiver.
    #[cfg(feature = "stream")]
    pub fn into_stream(self) -> super::stream::RecvStream<Self> {
        super::stream::RecvStream::new(self)
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

    /// Whether the sender is gone. Once true it stays true.
    pub fn is_disconnected(&self) -> bool {
        self.lane.signals().sender_gone()
    }

    /// How many values are queued, at most `CAP`. The sender may only make it more meanwhile.
    pub fn len(&self) -> usize {
        self.lane.ring().len()
    }

    /// Whether nothing is queued. Once false, it stays so until this half receives.
    pub fn is_empty(&self) -> bool {
        self.lane.ring().is_empty()
    }

    /// Whether there is no room. Once true, it stays so until this half receives.
    pub fn is_full(&self) -> bool {
        self.lane.ring().is_full()
    }

    /// How many values can be queued: `CAP`.
    pub fn capacity(&self) -> usize {
        CAP
    }

    /// Whether `sender` is the other half of this lane.
    pub fn same_channel(&self, sender: &Sender<T, CAP>) -> bool {
        sender.same_channel(self)
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

impl<T, const CAP: usize> Receiver<T, CAP> {
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

impl<T, const CAP: usize> fmt::Debug for Receiver<T, CAP> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("capacity", &CAP)
            .field("len", &self.len())
            .field("closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}

impl<T, const CAP: usize> IntoIterator for Receiver<T, CAP> {
    type Item = T;
    type IntoIter = Iter<Self>;

    fn into_iter(self) -> Self::IntoIter {
        Iter::new(self)
    }
}

#[expect(
    clippy::into_iter_without_iter,
    reason = "its `iter` takes `&mut self`, as all that moves a value does"
)]
impl<'a, T, const CAP: usize> IntoIterator for &'a mut Receiver<T, CAP> {
    type Item = T;
    type IntoIter = Iter<&'a mut Receiver<T, CAP>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T, const CAP: usize> sealed::Sealed for Receiver<T, CAP> {}

/// A lane has no other thread on this side. But it knows when it comes to look at the other's line.
impl<T, const CAP: usize> sealed::Paced for Receiver<T, CAP> {
    #[inline]
    fn has_turn(&self) -> bool {
        self.lane.goes_on()
    }

    fn take_turn(&self, budget: Budget) -> bool {
        if self.len() < enough(CAP) && self.found_nothing() {
            self.let_ahead(budget);
        }
        false
    }

    fn found_nothing(&self) -> bool {
        found_nothing(self.items(), 1, self.lane.ring().popped())
    }

    fn let_ahead(&self, budget: Budget) {
        let_ahead(budget, 1, CAP, || self.len());
    }

    fn wait(&self) -> Wait {
        self.lane.signals().sides.wait()
    }
}

impl<T, const CAP: usize> Handle for Receiver<T, CAP> {
    fn has_ended(&self) -> bool {
        self.is_closed()
    }

    fn end(&self) -> &Notify {
        &self.lane.signals().closed
    }
}

impl<T, const CAP: usize> RecvHandle for Receiver<T, CAP> {
    type Item = T;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn pop(&mut self, slot: &mut Option<T>) -> Result<usize, TryRecvError> {
        self.lane.pop(slot).map(|()| 0)
    }

    fn pop_batch(&mut self, into: &mut Vec<T>, max: usize) -> Result<usize, TryRecvError> {
        self.lane.pop_batch(into, max)
    }

    fn items(&self) -> &Notify {
        self.lane.signals().sides.items()
    }

    fn has_items(&self) -> bool {
        !self.is_empty()
    }
}
