//! Claims by compare-exchange: check the slots, then move the tail past them if it is still there.

use super::{Claim, Refusal, Reserve, Strategy};
use crate::{array::Slots, backoff::Backoff, mpmc::Tail, prefetch, slot::TurnSlot};

/// Claims the tail by one compare-exchange, always.
///
/// Lock-free: an attempt fails only because another producer's succeeded. A refused claim leaves no trace.
#[derive(Clone, Copy, Debug)]
pub struct CompareExchange(());

impl Reserve for CompareExchange {}

impl Strategy for CompareExchange {
    #[inline]
    fn claim_waiting<T, const CAP: usize>(
        tail: &Tail,
        slots: &Slots<TurnSlot<T>, CAP>,
        _relax: impl FnMut(),
    ) -> Result<Claim, Refusal> {
        claim(tail, slots, 1)
    }
}

/// Claims up to `most` free slots in a row.
#[inline]
pub(super) fn claim<T, const CAP: usize>(
    tail: &Tail,
    slots: &Slots<TurnSlot<T>, CAP>,
    most: usize,
) -> Result<Claim, Refusal> {
    let mut backoff = Backoff::new();
    let mut word = tail.load();
    loop {
        if word.is_closed() {
            return Err(Refusal::Closed);
        }
        let position = word.position();
        // While an eviction is in progress, the tail is the evictor's.
        let count =
            if word.is_evicting() { 0 } else { slots.run(position, most, TurnSlot::is_free_for::<CAP>) };
        if count == 0 {
            let now = tail.load();
            if now == word {
                return Err(Refusal::Full);
            }
            word = now;
            continue;
        }
        prefetch::large_ahead_of(slots, position);
        // Slots that were seen free stay free until the tail moves: only their claim lets them be filled.
        match tail.try_claim(word, count) {
            Ok(()) => return Ok(Claim { position, count }),
            Err(_) => backoff.lost(),
        }
        word = tail.load();
    }
}
