//! The closing word: where an SPSC ring ends.
//!
//! | state | meaning | goes to |
//! | --- | --- | --- |
//! | `Open` | values flow | `Requested` by the consumer; `Settled` by the producer |
//! | `Requested` | the consumer wants to close and looks for the tail | `Settled`, by the half that comes first |
//! | `Settled(end)` | the values before `end` count, the others do not | nothing: it stays |
//!
//! The word is written once or twice in the life of a ring, so the producer's look at it is a hit in its own cache.

use crate::{
    position,
    sync::{AtomicUsize, Ordering},
};

/// The word.
pub(super) struct Closing(AtomicUsize);

/// Its value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Open,
    Requested,
    Settled(usize),
}

impl Closing {
    pub(super) fn new() -> Self {
        Self(AtomicUsize::new(OPEN))
    }

    /// Whether the ring is open, as far as this thread knows.
    #[inline]
    pub(super) fn is_open(&self) -> bool {
        // Ordering: Relaxed. The barriers of the two halves decide who must see what; a thread that finds the ring not open asks again
        // with `state`.
        self.0.load(Ordering::Relaxed) == OPEN
    }

    /// The state. Makes visible what was done before it was set.
    #[inline]
    pub(super) fn state(&self) -> State {
        // Ordering: Acquire pairs with the Release in `request` and `settle`.
        decode(self.0.load(Ordering::Acquire))
    }

    /// `Open` becomes `Requested`. Returns the state before.
    pub(super) fn request(&self) -> State {
        // Ordering: Release pairs with the Acquire of a producer that settles or is refused because of it: that producer sees what the
        // closer did before. Acquire pairs with the Release in `settle`.
        decode(match self.0.compare_exchange(OPEN, REQUESTED, Ordering::AcqRel, Ordering::Acquire) {
            Ok(before) | Err(before) => before,
        })
    }

    /// `Open` or `Requested` becomes `Settled(end)`. Returns where the ring does end: at `end`, or where it was settled before.
    pub(super) fn settle(&self, end: usize) -> Settlement {
        let settled = (end << position::MARK_BITS) | SETTLED;
        let mut before = OPEN;
        loop {
            // Ordering: Release pairs with the Acquire in `state`: the values before the end are published.
            // Acquire pairs with the Release in `request` and `settle`.
            match self.0.compare_exchange(before, settled, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return Settlement { end, was_open: before == OPEN },
                Err(now) => match decode(now) {
                    State::Settled(end) => return Settlement { end, was_open: false },
                    State::Open | State::Requested => before = now,
                },
            }
        }
    }
}

/// How a ring came to its end.
pub(super) struct Settlement {
    /// The first position that does not count.
    pub(super) end: usize,
    /// Whether this call closed it.
    pub(super) was_open: bool,
}

#[inline]
fn decode(word: usize) -> State {
    match word {
        OPEN => State::Open,
        REQUESTED => State::Requested,
        settled => State::Settled(settled >> position::MARK_BITS),
    }
}

const OPEN: usize = 0b00;
const REQUESTED: usize = 0b01;
const SETTLED: usize = 0b10;
