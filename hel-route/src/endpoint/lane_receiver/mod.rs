//! The receiving half of a lane.
//!
//! One file per topic, in the order of the documentation page: one value, many, by tasks, state, closing.

// Blank lines keep rustfmt from sorting these.
mod one;

mod batch;

mod tasks;

mod look;

mod ends;

use core::fmt;

use hel_notify::{Notify, Wait};

use super::iter::Iter;
use crate::channel::{Budget, Handle, LaneReceiver, RecvHandle, enough, found_nothing, let_ahead, sealed};
use crate::errors::TryRecvError;

/// Receives from a lane: the one consumer of [`spsc`](crate::spsc::spsc).
///
/// It is not `Clone`, and every operation that moves a value takes `&mut self`: the compiler proves that there is one
/// consumer. It may be moved between threads.
///
/// ```compile_fail,E0277
/// use hel::channel::spsc::spsc;
///
/// let (_tx, rx) = spsc::<u8, 4>();
/// let other = rx.clone(); // one consumer
/// ```
///
/// ```compile_fail,E0499
/// use hel::channel::spsc::spsc;
///
/// let (_tx, mut rx) = spsc::<u8, 4>();
/// std::thread::scope(|scope| {
///     scope.spawn(|| rx.try_recv());
///     scope.spawn(|| rx.try_recv()); // only one thread may use it
/// });
/// ```
///
/// Moving it to the other thread compiles:
///
/// ```
/// use hel::channel::spsc::spsc;
///
/// let (mut tx, mut rx) = spsc::<u8, 4>();
/// tx.send(1).unwrap();
/// std::thread::scope(|scope| {
///     scope.spawn(move || assert_eq!(rx.try_recv(), Ok(1)));
/// });
/// ```
///
/// Dropping it drops all queued values; later sends return their value.
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
}

impl<T, const CAP: usize> Receiver<T, CAP> {
    /// Does not exist: calling it is a compile error that says what to use instead.
    #[doc(hidden)]
    #[expect(clippy::should_implement_trait, reason = "`Clone` must not be implemented")]
    #[must_use]
    pub fn clone(&self) -> Self
    where
        Self: super::lane_clone::CloneableHalf,
    {
        unreachable!("nothing is `CloneableHalf`")
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
    reason = "its `iter` takes `&mut self`, like every operation that moves a value"
)]
impl<'a, T, const CAP: usize> IntoIterator for &'a mut Receiver<T, CAP> {
    type Item = T;
    type IntoIter = Iter<&'a mut Receiver<T, CAP>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T, const CAP: usize> sealed::Sealed for Receiver<T, CAP> {}

/// A lane has one thread per side, so this never waits for a peer on its own side. It pauses only for the other side, and only when the
/// next operation must read the other side's position.
impl<T, const CAP: usize> sealed::Paced for Receiver<T, CAP> {
    #[inline]
    fn may_begin(&self) -> bool {
        self.lane.goes_on()
    }

    fn pause_first(&self, budget: Budget) -> bool {
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
