//! The wait in the seat of a single event: what most waits are from beginning to end.

use super::{Sleep, only_key};
use crate::Operation;
use crate::notify::Place;
use crate::seat::Stay;

/// A stay in the seat of the one event that an operation watches. No wakeup has been noticed.
#[derive(Clone, Copy)]
pub(super) struct Alone {
    pub(super) key: usize,
    pub(super) stay: Stay,
}

impl Alone {
    /// Whether it is still all that `operation` waits for, and was not woken. Then `sleep` is the one to wake from now on.
    pub(super) fn stays<O, S>(self, operation: &O, sleep: &S, is_known: bool) -> bool
    where
        O: Operation,
        S: Sleep,
    {
        only_key(operation) == Some(self.key)
            && !operation.event(self.key).notice_in_seat(self.stay, sleep, is_known)
    }

    /// See [`Waiter::finish`](super::Waiter::finish).
    pub(super) fn finish<O: Operation>(self, operation: &O) {
        let event = operation.event(self.key);
        if event.withdraw(Place::Seat(self.stay)) && operation.leaves_more(self.key) {
            event.notify(1);
        }
    }

    /// See [`Waiter::cancel`](super::Waiter::cancel).
    pub(super) fn cancel<O: Operation>(self, operation: &O) {
        let event = operation.event(self.key);
        if event.withdraw(Place::Seat(self.stay)) {
            event.notify(1);
        }
    }
}
