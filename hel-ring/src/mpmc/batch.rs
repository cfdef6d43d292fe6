//! Many values by one claim.

use super::Ring;
use crate::{
    Closed, PopError, position,
    reserve::{Refusal, Reserve},
    slot::take_by,
};
use alloc::{collections::VecDeque, vec::Vec};

impl<T, const CAP: usize, X, R: Reserve> Ring<T, CAP, X, R> {
    /// Puts as many values as fit at the tail, from the front of `items`, by one claim; says how many.
    ///
    /// They stay together in the ring: no other producer's value comes between. What does not fit stays in `items`, in order. `Ok(0)`
    /// means that the ring is full (in the sense of [`push`](Self::push)) or that `items` is empty. Never waits; linear in the number
    /// of values pushed.
    ///
    /// # Errors
    ///
    /// [`Closed`] when the ring is closed; then `items` is as it was.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel_ring::mpmc::Ring;
    /// use std::collections::VecDeque;
    ///
    /// let ring = Ring::<u32, 2>::new();
    /// let mut items = VecDeque::from([1, 2, 3]);
    /// assert_eq!(ring.push_batch(&mut items), Ok(2));
    /// assert_eq!(items, [3]);
    /// assert_eq!(ring.push_batch(&mut items), Ok(0));
    /// ```
    #[inline]
    pub fn push_batch(&self, items: &mut VecDeque<T>) -> Result<usize, Closed> {
        if items.is_empty() {
            return if self.is_closed() { Err(Closed) } else { Ok(0) };
        }
        match self.claim_tail(items.len()) {
            Ok(claim) => {
                // Between the claim and the last publication no user code runs, and nothing unwinds.
                let mut items = items.drain(..claim.count);
                for offset in 0..claim.count {
                    let mut item = items.next();
                    let position = position::advance(claim.position, offset);
                    // SAFETY: so many items are there; and a claim covers slots that were seen free at the positions it moved the
                    // tail past.
                    unsafe {
                        take_by(&mut item, |value| self.slots.at(position).fill::<CAP>(position, value));
                    };
                }
                Ok(claim.count)
            }
            Err(Refusal::Full) => Ok(0),
            Err(Refusal::Closed) => {
                // As in `refuse_closed`: what the closer did before becomes visible.
                self.tail.load_acquire();
                Err(Closed)
            }
        }
    }

    /// Takes up to `max` values from the head by one claim, appends them to `into`, and says how many.
    ///
    /// `max` may be anything: 0 gives `Ok(0)` before the ring is looked at, and `usize::MAX` takes what is
    /// there. Otherwise an `Ok` is at least 1. Room is made before the values are claimed. Never waits;
    /// linear in the number of values taken.
    ///
    /// # Errors
    ///
    /// As for [`pop`](Self::pop).
    ///
    /// # Panics
    ///
    /// When `into` cannot grow, as [`Vec::reserve`] does; then nothing was taken.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel_ring::{PopError, mpmc::Ring};
    ///
    /// let ring = Ring::<u32, 4>::new();
    /// for value in 1..=3 {
    ///     ring.push(value)?;
    /// }
    /// let mut values = vec![0];
    /// assert_eq!(ring.pop_batch(&mut values, 2), Ok(2));
    /// assert_eq!(ring.pop_batch(&mut values, usize::MAX), Ok(1));
    /// assert_eq!(values, [0, 1, 2, 3]);
    /// assert_eq!(ring.pop_batch(&mut values, 2), Err(PopError::Empty));
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    #[inline]
    pub fn pop_batch(&self, into: &mut Vec<T>, max: usize) -> Result<usize, PopError> {
        if max == 0 {
            return Ok(0);
        }
        let (first, count) = self.claim_head(max, |count| into.reserve(count))?;
        // Between the claim and the last publication no user code runs, and `into` has room: it does not grow
        // here.
        let length = into.len();
        for offset in 0..count {
            let position = position::advance(first, offset);
            // SAFETY: the slots were seen full at the positions that the head was moved past; and room was made for `count` more.
            unsafe {
                let end = into.as_mut_ptr().add(length + offset);
                self.slots
                    .at(position)
                    .take::<CAP, _>(position, |value| end.copy_from_nonoverlapping(value, 1));
            }
        }
        // SAFETY: so many were written.
        unsafe { into.set_len(length + count) };
        Ok(count)
    }
}
