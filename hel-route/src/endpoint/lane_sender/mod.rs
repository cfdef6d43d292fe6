//! The sending half of a lane.
//!
//! One file per topic, in the order of the documentation page: one value, many, from tasks, state, closing.

// Blank lines keep rustfmt from sorting these.
mod one;

mod batch;

mod tasks;

mod look;

mod ends;

use core::fmt;
use std::collections::VecDeque;

use hel_notify::{Notify, Wait};
use hel_ring::Closed;

use crate::channel::{Budget, Handle, LaneSender, SendHandle, enough, found_nothing, let_ahead, sealed};
use crate::errors::TrySendError;

/// Sends into a lane: the one producer of [`spsc`](crate::spsc::spsc).
///
/// It is not `Clone`, and every operation that moves a value takes `&mut self`: the compiler proves that there is one
/// producer. It may be moved between threads.
///
/// ```compile_fail,E0277
/// use hel::channel::spsc::spsc;
///
/// let (tx, _rx) = spsc::<u8, 4>();
/// let other = tx.clone(); // one producer
/// ```
///
/// ```compile_fail,E0499
/// use hel::channel::spsc::spsc;
///
/// let (mut tx, _rx) = spsc::<u8, 4>();
/// std::thread::scope(|scope| {
///     scope.spawn(|| tx.send(1));
///     scope.spawn(|| tx.send(2)); // only one thread may use it
/// });
/// ```
///
/// Moving it to the other thread compiles:
///
/// ```
/// use hel::channel::spsc::spsc;
///
/// let (mut tx, mut rx) = spsc::<u8, 4>();
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
}

impl<T, const CAP: usize> Sender<T, CAP> {
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

/// A lane has one thread per side, so this never waits for a peer on its own side. It pauses only for the other side, and only when the
/// next operation must read the other side's position.
impl<T, const CAP: usize> sealed::Paced for Sender<T, CAP> {
    #[inline]
    fn may_begin(&self) -> bool {
        self.lane.goes_on()
    }

    fn pause_first(&self, budget: Budget) -> bool {
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
