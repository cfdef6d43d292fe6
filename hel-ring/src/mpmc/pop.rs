//! Pops one value.

use super::Ring;
use crate::{
    PopError,
    backoff::Backoff,
    prefetch,
    reserve::Reserve,
    slot::{TurnSlot, clear, put_from},
};

impl<T, const CAP: usize, X, R: Reserve> Ring<T, CAP, X, R> {
    /// Takes the value at the head.
    ///
    /// Never waits for another thread. So it returns [`Empty`](PopError::Empty) not only if the ring has no values, but also while the
    /// oldest is claimed and not yet published. [`Closed`](PopError::Closed) is exact: nothing is left and nothing is in flight.
    ///
    /// # Errors
    ///
    /// [`PopError::Empty`] and [`PopError::Closed`].
    ///
    /// # Examples
    ///
    /// ```
    /// use hel_ring::{PopError, mpmc::Ring};
    ///
    /// let ring = Ring::<u32, 4>::new();
    /// ring.push(1)?;
    /// ring.close();
    /// assert_eq!(ring.pop(), Ok(1));
    /// assert_eq!(ring.pop(), Err(PopError::Closed));
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    #[inline]
    pub fn pop(&self) -> Result<T, PopError> {
        // SAFETY: a read moves a value out of its place, and does not unwind.
        unsafe { self.take(|value| value.read()) }
    }

    /// Takes the value at the head into `slot`. A value that was there is dropped first.
    ///
    /// As [`pop`](Self::pop), for large values: see [`push_from`](Self::push_from).
    ///
    /// # Errors
    ///
    /// [`PopError::Empty`] and [`PopError::Closed`]; then `slot` is `None`.
    ///
    /// # Examples
    ///
    /// ```
    /// let ring = hel_ring::mpmc::Ring::<[u8; 65536], 2>::new();
    /// ring.push_from(&mut Some([7; 65536])).unwrap();
    /// let mut frame = None;
    /// ring.pop_into(&mut frame)?;
    /// assert_eq!(frame, Some([7; 65536]));
    /// # Ok::<(), hel_ring::PopError>(())
    /// ```
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn pop_into(&self, slot: &mut Option<T>) -> Result<(), PopError> {
        clear(slot);
        // SAFETY: this moves a value out of its place to a slot that was emptied, and does not unwind.
        unsafe { self.take(|value| put_from(slot, value)) }
    }

    /// Takes the value at the head: `out` gets its place.
    ///
    /// # Safety
    ///
    /// `out` must move the value somewhere, once, and not unwind.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn take<V>(&self, out: impl FnOnce(*const T) -> V) -> Result<V, PopError> {
        let (position, _) = self.claim_head(1, |_| {})?;
        // SAFETY: the slot was seen full at the position that the head was moved past; `out` is the caller's promise.
        Ok(unsafe { self.slots.at(position).take::<CAP, V>(position, out) })
    }

    /// Moves the head past full slots, at most `most` (at least 1) of them, by one compare-exchange. Returns the first position and
    /// their number. Calls `prepare` with the number before each attempt.
    #[inline]
    pub(super) fn claim_head(
        &self,
        most: usize,
        mut prepare: impl FnMut(usize),
    ) -> Result<(usize, usize), PopError> {
        let mut head = self.head.load();
        let mut backoff = Backoff::new();
        loop {
            let count = self.slots.run(head, most, TurnSlot::is_full_at::<CAP>);
            if count == 0 {
                let now = self.head.load();
                if now == head {
                    return Err(self.why_nothing(head));
                }
                head = now;
                continue;
            }
            prefetch::large_ahead_of(&self.slots, head);
            prepare(count);
            match self.head.try_move(head, count) {
                Ok(()) => return Ok((head, count)),
                Err(_) => backoff.lost(),
            }
            head = self.head.load();
        }
    }

    /// The error when there was nothing to take at `head`.
    fn why_nothing(&self, head: usize) -> PopError {
        if !self.head.may_be_closed() {
            return PopError::Empty;
        }
        let word = self.tail.load_acquire();
        // A final tail stays where it is, and no head passes it: so if `head` is there, it is not stale.
        if word.is_final() && word.position() == head { PopError::Closed } else { PopError::Empty }
    }
}

#[cfg(all(test, not(hel_loom)))]
mod tests {
    use super::*;
    use crate::position;

    #[test]
    fn a_closed_ring_is_only_empty_while_a_push_is_in_progress() {
        let ring = Ring::<u32, 2>::starting_at(position::MAX, ());
        let claimed = ring.tail.draw().position();
        assert!(ring.close());
        assert_eq!((ring.pop(), ring.is_drained()), (Err(PopError::Empty), false));
        let value = 7;
        // SAFETY: the slot is free for the position that was claimed, and the value is a local.
        unsafe { ring.slots.at(claimed).fill::<2>(claimed, &raw const value) };
        assert_eq!([ring.pop(), ring.pop()], [Ok(7), Err(PopError::Closed)]);
        assert!(ring.is_drained());
    }

    #[test]
    fn a_closed_ring_is_only_empty_while_an_eviction_is_in_progress() {
        let ring = Ring::<u32, 1>::starting_at(position::MAX, ());
        ring.push(1).unwrap();
        assert!(ring.tail.try_begin_eviction(ring.tail.load()));
        assert!(ring.close());
        assert_eq!((ring.pop(), ring.pop()), (Ok(1), Err(PopError::Empty)));
        ring.tail.end_eviction(ring.pushed());
        assert_eq!((ring.pop(), ring.is_drained()), (Err(PopError::Closed), true));
    }
}
