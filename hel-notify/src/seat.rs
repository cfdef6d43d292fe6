//! A place for one waiter: whom to wake, behind a word that says what is going on there.
//!
//! | word | changed by | to |
//! | --- | --- | --- |
//! | empty | a waiter, which holds the seat while it sits down | waits |
//! | waits | a notifier, which holds the seat while it takes out whom to wake | empty, of the next generation |
//! | waits | the waiter, which holds the seat while it renews its waker | waits |
//! | waits | the waiter, which holds the seat while it leaves | empty, of the next generation |
//!
//! Nobody waits for a seat that is held. A notifier goes on to the next waiter, and leaves this one in its place: a waiter that is
//! about to wait, or to wait by another waker, looks again afterwards, and one that is about to leave needs no wakeup. A waiter goes to the list: a notifier
//! that the system has stopped there keeps nobody. To the one who sits there, any other word than its own *waits* means that it
//! was woken.
//!
//! Each event has one seat, for a waiter that comes while nobody else waits, and most events never have more than one. The
//! others have a seat of their own in the [list](crate::list).

use crate::lent::Lent;
use crate::wakeup::Wakeup;
use std::mem;
use std::num::NonZeroUsize;

/// Somebody waits here. The bits above count the wakeups and departures.
const WAITS: usize = 1;
/// One more wakeup or departure.
const NEXT: usize = 2;

pub(crate) struct Seat(Lent<Option<Wakeup>>);

/// One stay in a seat: its word while the waiter waits.
///
/// The word comes again after 2^30 or 2^62 stays. A waiter could be deceived by that only if it was woken and not polled
/// until exactly so many others had sat there.
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
    /// An empty seat.
    #[cfg(not(hel_loom))]
    pub(crate) const fn new() -> Self {
        Self(Lent::new(None))
    }

    /// An empty seat.
    #[cfg(hel_loom)]
    pub(crate) fn new() -> Self {
        Self(Lent::new(None))
    }

    /// Sits down, unless somebody else has, or is busy here: then the wakeup comes back.
    #[inline]
    pub(crate) fn take(&self, wakeup: Wakeup) -> Result<Stay, Wakeup> {
        let (bits, is_held) = self.0.read();
        if is_held || bits & WAITS != 0 {
            return Err(wakeup);
        }
        let Some(mut held) = self.0.hold(bits) else { return Err(wakeup) };
        let before = held.with(|place| place.replace(wakeup));
        held.release(bits | WAITS);
        debug_assert!(before.is_none(), "who leaves takes it along");
        mem::forget(before); // no code for its drop
        Ok(Stay::of(bits))
    }

    /// Whether the one who began this stay was woken. What the notifier did before is visible then.
    #[inline]
    pub(crate) fn has_woken(&self, stay: Stay) -> bool {
        self.0.read() != (stay.bits(), false)
    }

    /// Whether this stay has ended: while somebody is busy here, it has not.
    pub(crate) fn is_over(&self, stay: Stay) -> bool {
        self.0.read().0 != stay.bits()
    }

    /// From now on the waiter of this stay is to be woken by `newer`; it must look again after a barrier. The older wakeup
    /// comes back, or `newer` if it is too late.
    pub(crate) fn renew(&self, stay: Stay, newer: Wakeup) -> Result<Option<Wakeup>, Wakeup> {
        let Some(mut held) = self.0.hold(stay.bits()) else { return Err(newer) };
        let older = held.with(|place| place.replace(newer));
        held.release(stay.bits());
        Ok(older)
    }

    /// Wakes whoever sits here: the caller must deliver that.
    pub(crate) fn wake(&self) -> Option<Wakeup> {
        let (bits, is_held) = self.0.read();
        if is_held || bits & WAITS == 0 { None } else { self.empty(Stay::of(bits)) }
    }

    /// Runs `meanwhile` while a waiter is busy in its seat.
    #[cfg(all(test, not(hel_loom)))]
    pub(crate) fn while_held(&self, stay: Stay, meanwhile: impl FnOnce()) {
        let held = self.0.hold(stay.bits()).expect("it waits");
        meanwhile();
        held.release(stay.bits());
    }

    /// Ends this stay, if nobody has: for who wakes the waiter, and for the waiter that leaves.
    pub(crate) fn empty(&self, stay: Stay) -> Option<Wakeup> {
        let mut held = self.0.hold(stay.bits())?;
        let wakeup = held.with(Option::take);
        held.release((stay.bits() & !WAITS).wrapping_add(NEXT) & (usize::MAX >> 1));
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
    use super::Seat;
    use crate::wakeup::Wakeup;
    use std::task::Waker;

    fn wakeup() -> Wakeup {
        Wakeup::Task(Waker::noop().clone())
    }

    #[test]
    fn who_sits_there_is_woken_once_and_the_next_stay_is_another() {
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
        assert!(seat.empty(first).is_none(), "it is another's");
        assert!(seat.has_woken(first) && !seat.has_woken(second));
        assert!(seat.empty(second).is_some());
    }
}
