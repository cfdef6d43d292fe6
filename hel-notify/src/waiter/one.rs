//! The wait for one event.

use super::{End, Next, Sleep};
use crate::notify::Place;
use crate::wakeup::{Target, Wakeup};
use crate::word::Due;
use crate::{Notify, Operation};

/// What a waiter has to remember of an event.
pub(super) struct One {
    key: usize,
    place: Place,
    /// What the wakeup in that place wakes.
    target: Target,
    /// Whether the event has woken this waiter. Kept for the whole operation: a wakeup that was used up in vain may have been for the
    /// item behind the one that a later attempt takes.
    was_woken: bool,
    /// Whether an attempt has failed since: that wakeup is used up.
    is_spent: bool,
    /// How often it was woken, modulo [`ROUND`].
    wakeups: u8,
}

/// After so many wakeups in vain a waiter goes to the end: some running thread or task keeps taking the item before it, and the next
/// waiter may be luckier.
const ROUND: u8 = 8;

impl One {
    pub(super) fn new(key: usize) -> Self {
        Self {
            key,
            place: Place::default(),
            target: Target::THREAD,
            was_woken: false,
            is_spent: false,
            wakeups: 0,
        }
    }

    pub(super) fn key(&self) -> usize {
        self.key
    }

    /// After a failed attempt.
    #[inline]
    pub(super) fn go_on<S: Sleep>(&mut self, event: &Notify, sleep: &S, is_known: &mut bool) -> Next {
        self.note_vain_attempt();
        if !self.is_away() {
            let next = self.check(event, sleep, *is_known);
            *is_known = true; // for the place, if it still has one
            return next;
        }
        let wakeup = sleep.wakeup(); // foreign code, which may panic
        let due = self.announce(event, wakeup);
        event.pass_barrier(due);
        *is_known = true;
        if self.is_away() { Next::GiveWay } else { Next::Look }
    }

    /// An attempt has failed.
    pub(super) fn note_vain_attempt(&mut self) {
        self.is_spent = true;
    }

    /// Whether it has no place at the event.
    pub(super) fn is_away(&self) -> bool {
        !self.place.is_taken()
    }

    /// Announces the waiter, and takes a place unless another thread holds the list. The barrier that is due must follow in either
    /// case.
    #[inline]
    pub(super) fn announce(&mut self, event: &Notify, wakeup: Wakeup) -> Due {
        self.target = wakeup.target();
        event.announce(wakeup, &mut self.place)
    }

    /// For a waiter with a place: `Look` if it was woken. Otherwise makes sure that the place holds a wakeup of this `sleep`;
    /// `is_known` says that it does.
    #[inline]
    pub(super) fn check<S: Sleep>(&mut self, event: &Notify, sleep: &S, is_known: bool) -> Next {
        if !event.has_woken(&mut self.place) {
            if is_known || self.target == sleep.target() {
                return Next::Sleep;
            }
            let newer = sleep.wakeup();
            self.target = newer.target();
            if event.renew(&mut self.place, newer) {
                return Next::Look;
            }
        }
        self.wakeups = (self.wakeups + 1) % ROUND;
        if self.wakeups == 0 {
            self.place.go_to_the_end();
        }
        (self.was_woken, self.is_spent) = (true, false);
        Next::Look
    }

    /// Leaves the event. Passes a wakeup on in two cases: after a success, or when the operation no longer watches the event, if more
    /// is left there; after a cancellation, if no attempt has followed the wakeup.
    #[inline]
    pub(super) fn leave<O: Operation>(&mut self, operation: &O, end: End) {
        let event = operation.event(self.key);
        let is_woken = event.withdraw(&mut self.place);
        let is_left = match end {
            End::Finished => (is_woken || self.was_woken) && operation.leaves_more(self.key),
            End::Cancelled => is_woken || self.was_woken && !self.is_spent,
        };
        if is_left {
            event.notify(1);
        }
    }
}
