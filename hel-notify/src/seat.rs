//! A seat for one waiter: the waiter's wakeup, guarded by a [try-lock](crate::try_lock) whose bits are the state of the seat.
//!
//! | state | changed by, holding the seat | to |
//! | --- | --- | --- |
//! | empty | a waiter that takes the seat | waits |
//! | waits | a notifier that takes the wakeup out | empty, of the next generation |
//! | waits | the waiter, to renew its waker | waits |
//! | waits | the waiter, to leave | empty, of the next generation |
//!
//! No thread waits for a held seat. A notifier goes on to the next waiter and leaves this one in its place: the holder is another
//! notifier, which wakes it; or the waiter, which looks again after it has taken the seat or renewed its waker, and needs no wakeup
//! when it leaves. A waiter that finds the event's seat held goes to the list. To the waiter in the seat, any word other than its own
//! *waits* means that it was woken.
//!
//! Each event has one seat; most never have more than one waiter. The other waiters have a seat of their own in the
//! [list](crate::list).

use crate::try_lock::TryLock;
use crate::wakeup::Wakeup;
use std::mem;
use std::num::NonZeroUsize;

/// A waiter is in the seat. The bits above are the generation: they count wakeups and departures.
const WAITS: usize = 1;
/// One generation.
const NEXT: usize = 2;

pub(crate) struct Seat(TryLock<Option<Wakeup>>);

/// One stay of a waiter in a seat: the seat's bits while it waits.
///
/// The bits repeat after 2^30 (32-bit) or 2^62 stays. That could mislead only a waiter that was woken, and not polled until exactly
/// that many others had taken the seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stay(NonZeroUsize);

impl Stay {
    fn of(bits: usize) -> Self {
        Self(NonZeroUsize::new(bits | WAITS).expect("one bit is set"))
    }

    fn bits(self) -> usize {
        self.0.get()
    }
}

impl Seat {
    #[cfg(not(hel_loom))]
    pub(crate) const fn new() -> Self {
        Self(TryLock::new(None))
    }

    #[cfg(hel_loom)]
    pub(crate) fn new() -> Self {
        Self(TryLock::new(None))
    }

    /// Takes the seat. Gives the wakeup back if the seat is taken or held.
    #[inline]
    pub(crate) fn take(&self, wakeup: Wakeup) -> Result<Stay, Wakeup> {
        let (bits, is_held) = self.0.read();
        if is_held || bits & WAITS != 0 {
            return Err(wakeup);
        }
        let Some(mut held) = self.0.hold(bits) else { return Err(wakeup) };
        let before = held.with(|place| place.replace(wakeup));
        held.release(bits | WAITS);
        debug_assert!(before.is_none(), "an empty seat holds no wakeup");
        mem::forget(before); // it is `None`: no code for its drop
        Ok(Stay::of(bits))
    }

    /// Whether the waiter of this stay was woken. If so, it sees what the notifier did before.
    #[inline]
    pub(crate) fn has_woken(&self, stay: Stay) -> bool {
        self.0.read() != (stay.bits(), false)
    }

    /// Whether this stay has ended. It has not while the seat is held.
    pub(crate) fn is_over(&self, stay: Stay) -> bool {
        self.0.read().0 != stay.bits()
    }

    /// Replaces the wakeup of this stay by `newer`; the waiter must run a barrier and look again. Returns the older wakeup, or `newer`
    /// as an error if the waiter was woken.
    pub(crate) fn renew(&self, stay: Stay, newer: Wakeup) -> Result<Option<Wakeup>, Wakeup> {
        let Some(mut held) = self.0.hold(stay.bits()) else { return Err(newer) };
        let older = held.with(|place| place.replace(newer));
        held.release(stay.bits());
        Ok(older)
    }

    /// Ends the stay of the waiter in the seat, if there is one. The caller must deliver its wakeup.
    pub(crate) fn wake(&self) -> Option<Wakeup> {
        let (bits, is_held) = self.0.read();
        if is_held || bits & WAITS == 0 { None } else { self.empty(Stay::of(bits)) }
    }

    /// Runs `meanwhile` while the seat is held.
    #[cfg(all(test, not(hel_loom)))]
    pub(crate) fn while_held(&self, stay: Stay, meanwhile: impl FnOnce()) {
        let held = self.0.hold(stay.bits()).expect("it waits");
        meanwhile();
        held.release(stay.bits());
    }

    /// Ends this stay, for a notifier or for the waiter that leaves. `None` if it has ended or the seat is held.
    pub(crate) fn empty(&self, stay: Stay) -> Option<Wakeup> {
        let mut held = self.0.hold(stay.bits())?;
        let wakeup = held.with(Option::take);
        // After the last stay this sum has one bit too many, which `release` drops.
        held.release((stay.bits() & !WAITS) + NEXT);
        wakeup
    }
}

impl Default for Seat {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(all(test, not(hel_loom)))]
mod tests {
    use super::{NEXT, Seat, WAITS};
    use crate::wakeup::Wakeup;
    use std::task::Waker;

    fn wakeup() -> Wakeup {
        Wakeup::Task(Waker::noop().clone())
    }

    #[test]
    fn a_waiter_is_woken_once_and_the_next_stay_is_another() {
        let seat = Seat::new();
        assert!(seat.wake().is_none());
        let first = seat.take(wakeup()).ok().unwrap();
        assert!(seat.take(wakeup()).is_err());
        assert!(!seat.has_woken(first));
        assert!(seat.renew(first, wakeup()).is_ok());
        assert!(seat.wake().is_some());
        assert!(seat.wake().is_none());
        assert!(seat.has_woken(first) && seat.is_over(first) && seat.renew(first, wakeup()).is_err());
        let second = seat.take(wakeup()).ok().unwrap();
        assert!(seat.empty(first).is_none(), "the stay has ended");
        assert!(seat.has_woken(first) && !seat.has_woken(second));
        assert!(seat.empty(second).is_some());
    }

    #[test]
    fn after_the_last_stay_the_first_comes_again() {
        let seat = Seat::new();
        let first = seat.take(wakeup()).ok().unwrap();
        assert!(seat.wake().is_some());
        // The word of an empty seat after so many stays that only one can follow.
        seat.0.hold(NEXT).unwrap().release((usize::MAX >> 1) & !WAITS);
        let last = seat.take(wakeup()).ok().unwrap();
        assert!(!seat.has_woken(last) && seat.has_woken(first) && first != last);
        assert!(seat.wake().is_some() && seat.has_woken(last) && seat.is_over(last));
        assert_eq!(seat.take(wakeup()).ok().unwrap(), first);
    }
}
