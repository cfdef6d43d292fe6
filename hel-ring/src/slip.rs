//! Keeping out of the other half's way while values stream.
//!
//! A half that runs out of values (or room) asks for the other's position again. When both run at full speed and it asks
//! at once, it finds a few slots, uses them up, and asks again: the two work on the same lines of memory all the time, and
//! each takes them away from the other. Where they are some lines apart, a line is passed on once, whole. So a half that
//! finds little, from a peer that is *on the move*, pauses and asks again, a few times at most, and so lets the distance
//! grow. (`FastForward` calls it temporal slipping.)
//!
//! It costs next to nothing where it does not help. Whether the peer moves is found out by one short pause; where that is
//! in vain time and again, as in a conversation of single values, looks go without, but for one in 64 in the end. A half
//! that finds nothing at all never pauses, and nobody pauses twice for a peer that does not move: it may have been stopped.

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
    /// `look` gives the number of slots now, which is never less than before.
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
        let mut pause = FIRST_PAUSE;
        for _ in 0..MOST_PAUSES {
            for _ in 0..pause {
                spin_loop();
            }
            let before = count;
            count = look();
            if count == before {
                if pause == FIRST_PAUSE {
                    self.was_in_vain();
                }
                return count;
            }
            if count >= enough::<CAP>() {
                break;
            }
            pause = LONG_PAUSE;
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

/// The lowest bit of a [`SharedSlip`]; its next two bytes are the fields of the [`Slip`].
const FOUND_NOTHING: usize = 1;

/// A distance that is worth no further pause, in slots.
const fn enough<const CAP: usize>() -> usize {
    if CAP / 4 < MOST { CAP / 4 } else { MOST }
}

/// No distance needs to be greater.
const MOST: usize = 128;

/// The length of the first pause, in spin hints: 0.1 to 0.4 us. (The model checker takes each hint as a point where any other
/// thread may go on, so that a second one shows it nothing and costs it much.)
const FIRST_PAUSE: u32 = if cfg!(loom) { 1 } else { 8 };

/// The length of the others: 0.2 to 0.7 us. (Never that of the first, by which it is known.)
const LONG_PAUSE: u32 = if cfg!(loom) { 2 } else { 16 };

/// The most pauses in a row.
const MOST_PAUSES: u32 = 8;

/// So many pauses in vain have no consequence.
const TOLERATED: u8 = 3;

/// 2 to this power, less one, is the most looks in a row without a pause.
const MOST_IN_VAIN: u8 = 6;
