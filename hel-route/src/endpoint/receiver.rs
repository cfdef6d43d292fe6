//! The receiver of one shard.

use core::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hel_notify::{Notify, Wait};

use super::future::{ClosedFuture, RecvBatchFuture, RecvFuture};
use super::iter::{Iter, TryIter};
use crate::channel::sealed::Paced;
use crate::channel::{Budget, Handle, Shard, SharedRecv, recv_by_sharing, sealed};
use crate::errors::{RecvError, TryRecvError};
use crate::monitor::{Monitor, Observed};
use crate::op::{self, CloseOp, Patience};
use crate::stats::Stats;

/// Receives from one shard: the receiver of [`bounded`](crate::mpmc::bounded), and what a
/// [`ShardReceiver`](crate::mpmc::ShardReceiver) splits into.
///
/// Clones share the shard: each value goes to one of them. All methods take `&self` and may be called from many threads and
/// tasks at once. When the last receiver of a shard is dropped, what is queued is dropped with it, and sends into the shard
/// hand their value back.
pub struct Receiver<T, const CAP: usize> {
    shard: Shard<T, CAP>,
}

impl<T, const CAP: usize> Receiver<T, CAP> {
    /// A receiver that is counted already: the first of a new shard, or one that the caller has added.
    pub(crate) fn counted(shard: Shard<T, CAP>) -> Self {
        Self { shard }
    }

    /// Receives the oldest value, blocking the thread while there is none.
    ///
    /// In a task, use [`recv_async`](Self::recv_async): a blocked thread runs no other.
    ///
    /// O(1) when there is one; then nothing is allocated.
    ///
    /// # Errors
    ///
    /// [`RecvError::Disconnected`] when the shard is drained and no further send can succeed, also when that happens while
    /// the call waits. Never [`RecvError::TimeOut`].
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::RecvError;
    ///
    /// let (tx, rx) = hel::channel::mpmc::bounded::<_, 4>();
    /// tx.send(1).unwrap();
    /// drop(tx);
    /// assert_eq!(rx.recv(), Ok(1));
    /// assert_eq!(rx.recv(), Err(RecvError::Disconnected));
    /// ```
    #[doc(alias("recv_blocking", "blocking_recv"))]
    #[inline]
    pub fn recv(&self) -> Result<T, RecvError> {
        op::recv(self, op::value, || Patience::Forever)
    }

    /// Receives the oldest value, blocking the thread while there is none, for `timeout` at most.
    ///
    /// A timeout of zero still takes what is there; `Duration::MAX` is no limit.
    ///
    /// # Errors
    ///
    /// [`RecvError::TimeOut`] with the time waited, or [`RecvError::Disconnected`].
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let (_tx, rx) = hel::channel::mpmc::bounded::<u8, 4>();
    /// assert!(rx.recv_timeout(Duration::from_millis(1)).unwrap_err().is_timeout());
    /// ```
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvError> {
        op::recv(self, op::value, || Patience::timeout(timeout))
    }

    /// Receives the oldest value, blocking the thread while there is none, until `deadline`.
    ///
    /// A deadline that has passed still takes what is there.
    ///
    /// # Errors
    ///
    /// As [`recv_timeout`](Self::recv_timeout).
    pub fn recv_deadline(&self, deadline: Instant) -> Result<T, RecvError> {
        op::recv(self, op::value, || Patience::deadline(deadline))
    }

    /// Receives the oldest value, waiting as a task while there is none. Never blocks the thread.
    ///
    /// # Errors
    ///
    /// The future gives [`AsyncRecvError::Disconnected`](crate::errors::AsyncRecvError::Disconnected) when the shard is
    /// drained and no further send can succeed.
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped while pending has taken no value. Its place among the waiting receivers is lost, and a
    /// wakeup that had come is passed on.
    ///
    /// # Examples
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
    /// let (tx, rx) = hel::channel::mpmc::bounded::<_, 4>();
    /// std::thread::spawn(move || tx.send("from a thread"));
    /// assert_eq!(rx.recv_async().await, Ok("from a thread"));
    /// assert!(rx.recv_async().await.is_err());
    /// # });
    /// ```
    pub fn recv_async(&self) -> RecvFuture<&Self> {
        RecvFuture::new(self)
    }

    /// As [`recv_async`](Self::recv_async), in a future that owns the receiver and so may outlive this scope.
    pub fn into_recv_async(self) -> RecvFuture<Self> {
        RecvFuture::new(self)
    }

    /// Receives the oldest value if there is one now. Never waits for another thread.
    ///
    /// `Empty` may be said while a sender is in the middle of writing the oldest value; `Disconnected` never.
    ///
    /// # Errors
    ///
    /// [`TryRecvError::Empty`], or [`TryRecvError::Disconnected`] when the shard is drained and no further send can succeed.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::TryRecvError;
    ///
    /// let (tx, rx) = hel::channel::mpmc::bounded::<_, 4>();
    /// assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    /// tx.try_send(1).unwrap();
    /// drop(tx);
    /// assert_eq!(rx.try_recv(), Ok(1));
    /// assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
    /// ```
    #[inline]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        op::try_recv(self, op::value)
    }

    /// Waits for a value, blocking the thread, then appends what is there to `into`, `max` values at most.
    ///
    /// Gives their number, at least 1; 0 for a `max` of 0, before anything is looked at. `usize::MAX` is no limit.
    ///
    /// # Errors
    ///
    /// [`RecvError::Disconnected`] when the shard is drained and no further send can succeed.
    ///
    /// # Panics
    ///
    /// When `into` cannot grow; then nothing was taken.
    ///
    /// # Examples
    ///
    /// ```
    /// let (tx, rx) = hel::channel::mpmc::bounded::<_, 8>();
    /// tx.send_batch(&mut vec![1, 2, 3, 4]).unwrap();
    ///
    /// let mut into = vec![0];
    /// assert_eq!(rx.recv_batch(&mut into, 3), Ok(3));
    /// assert_eq!(into, [0, 1, 2, 3]);
    /// ```
    #[doc(alias("recv_many"))]
    pub fn recv_batch(&self, into: &mut Vec<T>, max: usize) -> Result<usize, RecvError> {
        op::recv_batch(self, into, max, Patience::Forever)
    }

    /// As [`recv_batch`](Self::recv_batch), for `timeout` at most.
    ///
    /// # Errors
    ///
    /// [`RecvError::TimeOut`] with the time waited, or [`RecvError::Disconnected`].
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
    /// As [`recv_batch_timeout`](Self::recv_batch_timeout).
    pub fn recv_batch_deadline(
        &self,
        into: &mut Vec<T>,
        max: usize,
        deadline: Instant,
    ) -> Result<usize, RecvError> {
        op::recv_batch(self, into, max, Patience::deadline(deadline))
    }

    /// Waits for a value as a task, then appends what is there to `into`, `max` values at most.
    ///
    /// # Errors
    ///
    /// As [`recv_async`](Self::recv_async).
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped while pending has taken no value: the buffer is touched at completion only.
    pub fn recv_batch_async<'b>(&self, into: &'b mut Vec<T>, max: usize) -> RecvBatchFuture<'b, &Self> {
        RecvBatchFuture::new(self, into, max)
    }

    /// Appends what is there now to `into`, `max` values at most. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// As [`try_recv`](Self::try_recv).
    pub fn try_recv_batch(&self, into: &mut Vec<T>, max: usize) -> Result<usize, TryRecvError> {
        self.shard.pop_batch(into, max).map_err(|error| op::nudging(self, error))
    }

    /// An iterator that blocks for each value and ends with the channel.
    ///
    /// # Examples
    ///
    /// ```
    /// let (tx, rx) = hel::channel::mpmc::bounded::<_, 4>();
    /// let producer = std::thread::spawn(move || (0..100).for_each(|n| tx.send(n).unwrap()));
    /// assert_eq!(rx.iter().sum::<i32>(), 4950);
    /// # producer.join().unwrap();
    /// ```
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

    /// Closes the shard: no further send succeeds, what is queued can still be received. True for the call that closed it.
    ///
    /// Exact: every send that said Ok is drained, every other hands its value back. Wakes everyone who waits on the shard.
    pub fn close(&self) -> bool {
        self.shard.close()
    }

    /// Blocks the thread until no further send can succeed: the shard is closed, or its senders are gone.
    ///
    /// Values may still be queued then.
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

    /// Whether no further send can succeed: the shard was closed, or one of its sides is gone. Values may still be queued.
    ///
    /// Once true it stays true; false may be outdated when it is read.
    pub fn is_closed(&self) -> bool {
        self.shard.is_closed()
    }

    /// Whether the shard has no sender. Once true it stays true.
    pub fn is_disconnected(&self) -> bool {
        self.sender_count() == 0
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

    /// Whether both receivers receive from the same shard.
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

impl<T, const CAP: usize> Clone for Receiver<T, CAP> {
    fn clone(&self) -> Self {
        self.shard.signals().receivers().add();
        Self { shard: self.shard.clone() }
    }
}

impl<T, const CAP: usize> Drop for Receiver<T, CAP> {
    fn drop(&mut self) {
        if self.shard.signals().receivers().remove() {
            self.shard.last_receiver_gone();
        }
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

impl<'a, T, const CAP: usize> IntoIterator for &'a Receiver<T, CAP> {
    type Item = T;
    type IntoIter = Iter<&'a Receiver<T, CAP>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T, const CAP: usize> Receiver<T, CAP> {
    /// How many values were ever taken from the shard, wrapped.
    pub(crate) fn popped(&self) -> usize {
        self.shard.ring().popped()
    }
}

impl<T, const CAP: usize> sealed::Sealed for Receiver<T, CAP> {}

impl<T, const CAP: usize> Paced for Receiver<T, CAP> {
    #[inline]
    fn has_turn(&self) -> bool {
        self.shard.has_receiving_turn()
    }

    fn take_turn(&self, budget: Budget) -> bool {
        self.shard.take_receiving_turn(budget)
    }

    fn found_nothing(&self) -> bool {
        self.shard.found_no_value()
    }

    fn let_ahead(&self, budget: Budget) {
        self.shard.let_values_gather(budget);
    }

    fn nudge(&self) -> bool {
        self.shard.nudge_senders()
    }

    fn wait(&self) -> Wait {
        self.shard.signals().sides.wait()
    }
}

impl<T, const CAP: usize> Handle for Receiver<T, CAP> {
    fn has_ended(&self) -> bool {
        self.is_closed()
    }

    fn end(&self) -> &Notify {
        &self.shard.signals().closed
    }
}

impl<T, const CAP: usize> SharedRecv for Receiver<T, CAP> {
    type Item = T;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn pop(&self, slot: &mut Option<T>) -> Result<usize, TryRecvError> {
        self.shard.pop(slot).map(|()| 0)
    }

    fn pop_batch(&self, into: &mut Vec<T>, max: usize) -> Result<usize, TryRecvError> {
        self.shard.pop_batch(into, max)
    }

    fn items(&self) -> &Notify {
        self.shard.signals().sides.items()
    }

    fn has_items(&self) -> bool {
        !self.is_empty()
    }
}

recv_by_sharing!([T, const CAP: usize] Receiver<T, CAP> => Self);
