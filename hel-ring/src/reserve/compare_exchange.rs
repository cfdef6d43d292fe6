//! Claims by compare-exchange: look at the slots, then move the tail past them if it is still there.

use super::{Claim, Refusal, Reserve, Strategy};
use crate::{array::Slots, mpmc::Tail, slot::TurnSlot};

/// Claims the tail by one compare-exchange.
///
/// Lock-free: an attempt fails only because another producer's succeeded. A refused claim leaves no trace.
#[derive(Clone, Copy, Debug)]
pub struct CompareExchange(());

impl Reserve for CompareExchange {}

impl Strategy for CompareExchange {
    #[inline]
    fn claim<T, const CAP: usize>(
        tail: &Tail,
        slots: &Slots<TurnSlot<T>, CAP>,
        most: usize,
    ) -> Result<Claim, Refusal> {
        let mut word = tail.load();
        loop {
            if word.is_closed() {
                return Err(Refusal::Closed);
            }
            let position = word.position();
            let count = slots.run(position, most, TurnSlot::is_free_for::<CAP>);
            if count == 0 {
                let now = tail.load();
                if now == word {
                    return Err(Refusal::Full);
                }
                word = now;
                continue;
            }
            // The slots seen free stay so until the tail moves: only a claim of theirs may fill them.
            match tail.try_claim(word, count) {
                Ok(()) => return Ok(Claim { position, count }),
                Err(now) => word = now,
            }
        }
    }
}
