//! Keeping out of the other half's way while values stream.
//!
//! A half that runs out of values (or room) asks for the other's position again. When both run at full speed and it asks
//! at once, it finds a few slots, uses them up, and asks again: the two work on the same lines of memory all the time, and
//! each takes them away from the other. Where they are some lines apart, a line is passed on once, whole. So a half that
//! finds little, from a peer that is *on the move*, pauses and asks again, a few times at most, and so lets the distance
//! grow. (`FastForward` calls it temporal slipping.)
//!
//! It costs next to nothing where it does not help. Whether the peer moves, and how fast, is found out by two short pauses;
//! where that is in vain time and again, as in a conversation of single values or in a slow stream, looks go without, but
//! for one in 64 in the end. A half that finds nothing at all never pauses, and nobody pauses twice for a peer that does
//! not move: it may have been stopped.

use crate::{
    position,
    sync::{AtomicUsize, Ordering, spin_loop},
};

/// What one half remembers of its last pauses.
#[derive(Debug, Default)]
pub(crate) struct Slip {
    /// How many pauses in a row met a peer that did not move, up to [`MOST_IN_VAIN`].
    in_vain: u8,
    /// How many looks are still to go without a pause.
    skip: u8,
}

impl Slip {
    /// Given that a look found `count` slots, looks again while that pays; gives the last count.
    ///
    /// `look` gives the number of slots now. Where others of this side use them up, it may be less than before.
    #[inline]
    pub(crate) fn widen<const CAP: usize>(
        &mut self,
        mut count: usize,
        mut look: impl FnMut() -> usize,
    ) -> usize {
        if count == 0 || count >= enough::<CAP>() {
            return count;
        }
        if self.skip > 0 {
            self.skip -= 1;
            return count;
        }
        let (mut pause, mut least) = (FIRST_PAUSE, 1);
        for _ in 0..MOST_PAUSES {
            for _ in 0..pause {
                spin_loop();
            }
            let before = count;
            count = look();
            if count >= enough::<CAP>() {
                break;
            }
            if count.saturating_sub(before) < least {
                self.was_in_vain();
                return count;
            }
            (pause, least) = (LONG_PAUSE, LONG_PAUSE / PACE);
        }
        self.in_vain = 0;
        count
    }

    fn was_in_vain(&mut self) {
        self.in_vain = (self.in_vain + 1).min(MOST_IN_VAIN);
        if self.in_vain > TOLERATED {
            self.skip = (1 << self.in_vain) - 1;
        }
    }
}

/// A [`Slip`] that many threads share, for one side of a ring without halves. It is a hint: an update may be lost.
pub(crate) struct SharedSlip(AtomicUsize);

impl SharedSlip {
    pub(crate) fn new() -> Self {
        Self(AtomicUsize::new(0))
    }

    /// Takes note that a look of this side found nothing.
    #[inline]
    pub(crate) fn found_nothing(&self) {
        // Ordering: Relaxed here and below: nothing is read or written because of it. The load first, as the store would
        // take the line from others of this side.
        let bits = self.0.load(Ordering::Relaxed);
        if bits & FOUND_NOTHING == 0 {
            self.0.store(bits | FOUND_NOTHING, Ordering::Relaxed);
        }
    }

    /// Whether the distance is to be looked at before `position` is claimed: once a lap, and when the last look of this side
    /// found nothing.
    #[inline]
    pub(crate) fn is_due<const CAP: usize>(&self, position: usize) -> bool {
        enough::<CAP>() > 1
            && (position::index::<CAP>(position) == 0 || self.0.load(Ordering::Relaxed) & FOUND_NOTHING != 0)
    }

    /// [`Slip::widen`], if there is something now.
    #[cold]
    pub(crate) fn widen<const CAP: usize>(&self, mut look: impl FnMut() -> usize) {
        let count = look();
        if count == 0 {
            return;
        }
        let bits = self.0.load(Ordering::Relaxed);
        // At once, so that the others of this side go on meanwhile.
        self.0.store(bits & !FOUND_NOTHING, Ordering::Relaxed);
        let [_, in_vain, skip, ..] = bits.to_le_bytes();
        let mut mine = Slip { in_vain, skip };
        mine.widen::<CAP>(count, look);
        let bits = usize::from(mine.in_vain) << 8 | usize::from(mine.skip) << 16;
        self.0.store(bits, Ordering::Relaxed);
    }
}

/// The lowest bit of a [`SharedSlip`]; the next two bytes are the fields of the [`Slip`].
const FOUND_NOTHING: usize = 1;

/// A distance that is worth no further pause, in slots.
const fn enough<const CAP: usize>() -> usize {
    if CAP / 4 < MOST { CAP / 4 } else { MOST }
}

/// No distance needs to be greater.
const MOST: usize = 128;

/// The length of the first pause, in spin hints: 0.1 to 0.4 us. (A checker takes each hint as a point where any other
/// thread may go on, so that a second one shows it nothing and costs it much.)
const FIRST_PAUSE: usize = if cfg!(any(loom, shuttle)) { 1 } else { 8 };

/// The length of the others: 0.2 to 0.7 us.
const LONG_PAUSE: usize = if cfg!(any(loom, shuttle)) { 1 } else { 16 };

/// A peer that is left alone and makes no slot in so many spin hints (some 5 M/s) is worth no further pause: a slower stream
/// has not much to be disturbed, and would only be delayed. For the first pause any move will do, since a peer that was
/// disturbed until then is slow.
const PACE: usize = if cfg!(any(loom, shuttle)) { 1 } else { 4 };

/// The most pauses in a row.
const MOST_PAUSES: usize = 8;

/// So many pauses in vain have no consequence.
const TOLERATED: u8 = 3;

/// 2 to this power, less one, is the most looks in a row without a pause.
const MOST_IN_VAIN: u8 = 6;

const _: () = assert!(usize::BITS >= 32, "a SharedSlip takes three bytes");

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use std::vec::Vec;

    /// What a look gives, one after the other, to a half of a ring of 1024 slots; the last count, and how often it looked.
    fn widen(slip: &mut Slip, first: usize, looks: &[usize]) -> (usize, usize) {
        let mut taken = 0;
        let count = slip.widen::<1024>(first, || {
            taken += 1;
            looks[taken - 1]
        });
        (count, taken)
    }

    #[test]
    fn nothing_and_enough_are_no_case_for_a_pause() {
        let mut slip = Slip::default();
        assert_eq!(widen(&mut slip, 0, &[]), (0, 0));
        assert_eq!(widen(&mut slip, MOST, &[]), (MOST, 0));
        assert_eq!(slip.widen::<4>(1, || unreachable!()), 1);
    }

    #[test]
    fn a_peer_that_streams_is_waited_for_until_the_distance_is_enough() {
        assert_eq!(widen(&mut Slip::default(), 1, &[4, 40, 80, 130]), (130, 4));
    }

    #[test]
    fn pauses_come_to_an_end_though_the_peer_goes_on() {
        let looks: Vec<usize> = (1..=20).map(|n| 1 + 4 * n).collect();
        assert_eq!(widen(&mut Slip::default(), 1, &looks).1, MOST_PAUSES);
    }

    #[test]
    fn a_peer_that_stands_still_or_is_slow_is_waited_for_ever_more_seldom() {
        for looks in [&[1][..], &[2, 4]] {
            let mut slip = Slip::default();
            let paused = (0..640).filter(|_| widen(&mut slip, 1, looks).1 > 0).count();
            assert!((10..20).contains(&paused), "{paused}");
        }
    }

    #[test]
    fn what_others_of_the_same_side_take_is_no_progress() {
        assert_eq!(widen(&mut Slip::default(), 5, &[3]), (3, 1));
        assert_eq!(widen(&mut Slip::default(), 5, &[9, 0]), (0, 2));
    }

    #[test]
    fn a_shared_slip_remembers_what_its_own_is_told() {
        let shared = SharedSlip::new();
        assert!(!shared.is_due::<64>(1) && shared.is_due::<64>(64), "once a lap");
        shared.found_nothing();
        assert!(shared.is_due::<64>(1));
        let mut looks = 0;
        for _ in 0..640 {
            shared.found_nothing();
            shared.widen::<64>(|| {
                looks += 1;
                1
            });
        }
        assert!((640 + 10..640 + 20).contains(&looks), "{looks}");
        assert!(!shared.is_due::<64>(1));
    }
}
