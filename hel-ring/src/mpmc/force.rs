//! Pushes one value even into a full ring: the oldest makes room.
//!
//! A full ring has its tail one lap ahead of its head, so both stand at the same slot. An eviction claims
//! both, the tail first, and swaps the values:
//!
//! ```text
//!   tail (p, -, -) ──► (p, E, -) ──────────────────────► (p + 1, -, -)
//!   head                           p - CAP ──► p - CAP + 1
//!   slot    holds p - CAP                                        swapped: holds p
//! ```
//!
//! The first step marks the tail, the second moves the head. With that the slot is the evictor's, since it is still full and no other
//! thread claims either position. Then the tail moves, and the rest is as in any push. If the head does not move, because a consumer
//! took the oldest value itself, the mark is removed and all starts again.
//!
//! The mark is there for two reasons. The eviction can no longer be undone, so its value counts even if a close comes in between: the
//! mark keeps pops from saying `Closed` before that value has come. And while the mark is there, no other producer claims the tail.
//! Until the head moves the slot is full anyhow; after that it is the evictor's. A [ticket](crate::FetchAdd) that is drawn under the
//! mark is void, and the evictor sets the tail as if it had not been drawn.

use super::Ring;
use crate::{
    PushError, position,
    reserve::{Refusal, Reserve},
    slot::take_by,
};

impl<T, const CAP: usize, X, R: Reserve> Ring<T, CAP, X, R> {
    /// Puts a value at the tail; on a full ring evicts the oldest value and hands it back.
    ///
    /// `Ok(None)`: there was room. `Ok(Some(oldest))`: exactly one value was evicted, the oldest at that moment. Never waits for
    /// another thread, so it can still return [`Full`](PushError::Full): if the oldest value is claimed but not yet published by its
    /// producer, if a consumer is still reading from the slot that is needed, if another `force_push` is in progress, or if a surplus
    /// [ticket](crate::FetchAdd) is about to be given back. Try again when the peer has had time to finish.
    ///
    /// # Blocking on a ring
    ///
    /// While one call is in progress, pops of a closed ring return [`Empty`] instead of [`Closed`], pushes return `Full` even if other
    /// slots were freed meanwhile (the slot at the tail is not), and another `force_push` returns `Full`. Code that builds blocking
    /// operations on those answers must, after each `force_push`, whatever it returned, and after a store-load fence, wake the poppers
    /// of a closed ring, and a pusher of a ring that is not full.
    ///
    /// [`Empty`]: crate::PopError::Empty
    /// [`Closed`]: crate::PopError::Closed
    ///
    /// # Errors
    ///
    /// [`PushError::Full`] as said above, and [`PushError::Closed`]; both with the value.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel_ring::mpmc::Ring;
    ///
    /// let ring = Ring::<u32, 2>::new();
    /// assert_eq!(ring.force_push(1), Ok(None));
    /// assert_eq!(ring.force_push(2), Ok(None));
    /// assert_eq!(ring.force_push(3), Ok(Some(1)));
    /// assert_eq!([ring.pop(), ring.pop()], [Ok(2), Ok(3)]);
    /// ```
    pub fn force_push(&self, value: T) -> Result<Option<T>, PushError<T>> {
        let mut slot = Some(value);
        self.force_push_from(&mut slot).map_err(|error| error.with(slot))
    }

    /// [`force_push`](Self::force_push) from a slot, as [`push_from`](Self::push_from) is [`push`](Self::push) from a slot.
    ///
    /// # Errors
    ///
    /// As for `force_push`; the value stays in `slot`.
    ///
    /// ```
    /// let ring = hel_ring::mpmc::Ring::<u32, 1>::new();
    /// ring.push(1)?;
    /// assert_eq!(ring.force_push_from(&mut Some(2)), Ok(Some(1)));
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    pub fn force_push_from(&self, slot: &mut Option<T>) -> Result<Option<T>, PushError<()>> {
        if slot.is_none() {
            return Ok(None);
        }
        // Lock-free: each further round follows a step of another thread's.
        loop {
            match R::claim(&self.tail, &self.slots, 1) {
                Ok(claim) => {
                    // SAFETY: the value is there until it is pushed.
                    unsafe { self.fill_one(&claim, slot) };
                    return Ok(None);
                }
                Err(Refusal::Closed) => return Err(self.refuse_closed()),
                Err(Refusal::Full) => match self.claim_both_ends() {
                    Eviction::Claimed(position) => {
                        let mut evicted = None;
                        // SAFETY: the value is there until it is pushed; the ring's slot was seen full at the position one lap
                        // before, and both the head there and the tail at `position` were claimed.
                        unsafe {
                            take_by(slot, |value| {
                                evicted = Some(self.slots.at(position).swap::<CAP>(position, value));
                            });
                        }
                        return Ok(evicted);
                    }
                    Eviction::Changed => {}
                    Eviction::Held => return Err(PushError::Full(())),
                },
            }
        }
    }

    /// Claims the head and the tail of a full ring.
    fn claim_both_ends(&self) -> Eviction {
        let word = self.tail.load();
        if word.is_closed() {
            // A mark would make the word no longer final. The next claim sees the close.
            return Eviction::Changed;
        }
        if word.is_evicting() {
            return Eviction::Held;
        }
        let tail = word.position();
        let oldest = position::retreat(tail, CAP);
        let slot = self.slots.at(tail);
        // A head past the oldest value means that a consumer is reading it. (One before it is merely stale.)
        if !slot.is_full_at::<CAP>(oldest) || position::is_past(self.popped(), oldest) {
            let is_free = slot.is_free_for::<CAP>(tail);
            return if is_free || self.tail.load() != word { Eviction::Changed } else { Eviction::Held };
        }
        if !self.tail.try_begin_eviction(word) {
            return Eviction::Changed;
        }
        let moved = self.head.try_move_now(oldest);
        self.tail.end_eviction(if moved.is_ok() { position::advance(tail, 1) } else { tail });
        match moved {
            Ok(()) => Eviction::Claimed(tail),
            // A surplus ticket is out, which its holder will give back.
            Err(head) if position::is_past(oldest, head) => Eviction::Held,
            Err(_) => Eviction::Changed,
        }
    }
}

/// The result of an attempt to claim both ends.
enum Eviction {
    /// The value one lap before this position and this position are the caller's.
    Claimed(usize),
    /// Another thread moved on, or closed the ring: try again from the start.
    Changed,
    /// Another thread is using the slot that is needed.
    Held,
}

#[cfg(all(test, not(hel_loom)))]
mod tests {
    use super::*;
    use alloc::sync::Arc;

    /// A ring of two that is full, with its positions before the wrap.
    fn full() -> Arc<Ring<u32, 2>> {
        let ring = Ring::starting_at(position::MAX, ());
        assert_eq!([ring.push(1), ring.push(2)], [Ok(()), Ok(())]);
        ring
    }

    #[test]
    fn a_push_in_progress_keeps_its_slot() {
        let ring = Ring::<u32, 2>::starting_at(position::MAX, ());
        ring.push(1).unwrap();
        let claimed = ring.tail.draw().position();
        assert_eq!(ring.force_push(2), Ok(Some(1)));
        assert_eq!(ring.force_push(3), Err(PushError::Full(3)));
        let value = 9;
        // SAFETY: the slot is free for the position that was claimed, and the value is a local.
        unsafe { ring.slots.at(claimed).fill::<2>(claimed, &raw const value) };
        assert_eq!(ring.force_push(3), Ok(Some(9)));
        assert_eq!([ring.pop(), ring.pop()], [Ok(2), Ok(3)]);
    }

    #[test]
    fn a_pop_in_progress_keeps_its_value() {
        let ring = full();
        let claimed = ring.popped();
        assert_eq!(ring.head.try_move_now(claimed), Ok(()));
        assert_eq!(ring.force_push(3), Err(PushError::Full(3)));
        // SAFETY: the slot is full at the position that was claimed, and an integer is read.
        assert_eq!(unsafe { ring.slots.at(claimed).take::<2, _>(claimed, |value| value.read()) }, 1);
        assert_eq!((ring.force_push(3), ring.pop(), ring.pop()), (Ok(None), Ok(2), Ok(3)));
    }

    #[test]
    fn a_surplus_ticket_keeps_the_oldest_value() {
        let ring = full();
        let ticket = ring.tail.draw().position();
        assert_eq!(ring.force_push(3), Err(PushError::Full(3)));
        assert!(ring.tail.try_give_back(ticket));
        assert_eq!(ring.force_push(3), Ok(Some(1)));
        assert_eq!([ring.pop(), ring.pop()], [Ok(2), Ok(3)]);
    }

    #[test]
    fn an_eviction_in_progress_keeps_both_ends() {
        let ring = full();
        assert!(ring.tail.try_begin_eviction(ring.tail.load()));
        assert_eq!(ring.force_push(3), Err(PushError::Full(3)));
        assert_eq!(ring.push(3), Err(PushError::Full(3)));
        ring.tail.end_eviction(ring.pushed());
        assert_eq!(ring.force_push(3), Ok(Some(1)));
    }

    #[test]
    fn a_slot_that_was_freed_meanwhile_is_tried_again() {
        let ring = full();
        assert_eq!(ring.pop(), Ok(1));
        assert!(matches!(ring.claim_both_ends(), Eviction::Changed));
        ring.close();
        assert!(matches!(ring.claim_both_ends(), Eviction::Changed));
        assert_eq!((ring.pop(), ring.is_drained()), (Ok(2), true));
    }
}
