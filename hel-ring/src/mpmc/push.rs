//! Pushes one value.

use super::Ring;
use crate::{
    PushError, prefetch,
    reserve::{Claim, Refusal, Reserve},
    slot::take_by,
};

impl<T, const CAP: usize, X, R: Reserve> Ring<T, CAP, X, R> {
    /// Puts a value at the tail.
    ///
    /// Never waits for another thread. So it returns [`Full`](PushError::Full) not only if the ring has `CAP` values, but also while a
    /// consumer is still reading the slot's previous value.
    ///
    /// # Errors
    ///
    /// [`PushError::Full`] and [`PushError::Closed`], with the value.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel_ring::{PushError, mpmc::Ring};
    ///
    /// let ring = Ring::<u32, 2>::new();
    /// assert_eq!(ring.push(1), Ok(()));
    /// assert_eq!(ring.push(2), Ok(()));
    /// assert_eq!(ring.push(3), Err(PushError::Full(3)));
    /// ring.close();
    /// assert_eq!(ring.push(3), Err(PushError::Closed(3)));
    /// ```
    #[inline]
    pub fn push(&self, value: T) -> Result<(), PushError<T>> {
        let mut slot = Some(value);
        self.push_from(&mut slot).map_err(|error| error.with(slot))
    }

    /// Puts the value in `slot` at the tail, and leaves `None`. Does nothing if `slot` is `None`.
    ///
    /// As [`push`](Self::push), for large values: the value moves once, from `slot` to the ring. A value that is passed and returned by
    /// value may move with each call, and takes up stack each time.
    ///
    /// # Errors
    ///
    /// [`PushError::Full`] and [`PushError::Closed`]; the value stays in `slot`.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel_ring::{PushError, mpmc::Ring};
    ///
    /// let ring = Ring::<[u8; 65536], 2>::new();
    /// let mut frame = Some([7; 65536]);
    /// assert_eq!(ring.push_from(&mut frame), Ok(()));
    /// assert_eq!(frame, None);
    /// ```
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn push_from(&self, slot: &mut Option<T>) -> Result<(), PushError<()>> {
        if slot.is_none() {
            return Ok(());
        }
        let claim = self.claim_tail(1);
        // SAFETY: there is a value.
        unsafe { self.fill_claimed(claim, slot) }
    }

    /// Puts a value at the tail, by the claim that is cheapest when many producers push at once.
    ///
    /// As [`push`](Self::push), with one difference: with [`FetchAdd`](crate::FetchAdd) it may wait for peers that are in the middle of
    /// their push or pop. Then it calls `relax` between two looks, which should give the CPU away (`std::thread::yield_now`). It never
    /// waits for room. Use it in threads that would wait for room anyhow. With [`CompareExchange`](crate::CompareExchange) it is
    /// `push`.
    ///
    /// # Blocking on a ring
    ///
    /// While a call on a closed ring is in progress, pops may return [`Empty`](crate::PopError::Empty) instead of
    /// [`Closed`](crate::PopError::Closed). So a caller that gets `Closed` here must wake all poppers, after a store-load fence.
    ///
    /// # Errors
    ///
    /// [`PushError::Full`] and [`PushError::Closed`], with the value.
    ///
    /// # Aborts
    ///
    /// When `relax` panics: the producer still holds a ticket that others wait for.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel_ring::{PushError, mpmc::Ring};
    /// use std::thread::yield_now;
    ///
    /// let ring = Ring::<u32, 1>::new();
    /// assert_eq!(ring.push_waiting(1, yield_now), Ok(()));
    /// assert_eq!(ring.push_waiting(2, yield_now), Err(PushError::Full(2)));
    /// ```
    #[inline]
    pub fn push_waiting(&self, value: T, relax: impl FnMut()) -> Result<(), PushError<T>> {
        let mut slot = Some(value);
        self.push_waiting_from(&mut slot, relax).map_err(|error| error.with(slot))
    }

    /// [`push_waiting`](Self::push_waiting) from a slot, as [`push_from`](Self::push_from) is [`push`](Self::push) from a slot.
    ///
    /// # Errors
    ///
    /// As for `push_waiting`; the value stays in `slot`.
    ///
    /// # Aborts
    ///
    /// As `push_waiting`.
    ///
    /// ```
    /// let ring = hel_ring::mpmc::Ring::<u32, 1>::new();
    /// let mut slot = Some(1);
    /// assert_eq!(ring.push_waiting_from(&mut slot, std::thread::yield_now), Ok(()));
    /// assert_eq!(slot, None);
    /// ```
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn push_waiting_from(&self, slot: &mut Option<T>, relax: impl FnMut()) -> Result<(), PushError<()>> {
        if slot.is_none() {
            return Ok(());
        }
        let claim = R::claim_waiting(&self.tail, &self.slots, relax);
        // SAFETY: there is a value.
        unsafe { self.fill_claimed(claim, slot) }
    }

    /// A hint for a producer that pushes into many rings in rotation: prefetches the cache line of slots after the next one.
    ///
    /// The line has arrived when the producer comes back to this ring. Only small slots gain by it, and a stream through one ring does
    /// not. It reads the tail, and changes nothing.
    ///
    /// ```
    /// let rings = [0, 1].map(|_| hel_ring::mpmc::Ring::<u32, 64>::new());
    /// for (value, ring) in (0..100).zip(rings.iter().cycle()) {
    ///     ring.prefetch_push();
    ///     ring.push(value)?;
    /// }
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    #[inline]
    pub fn prefetch_push(&self) {
        prefetch::next_line(&self.slots, self.pushed());
    }

    /// Claims up to `most` (at least 1) free slots at the tail, and never waits.
    #[inline]
    pub(super) fn claim_tail(&self, most: usize) -> Result<Claim, Refusal> {
        R::claim(&self.tail, &self.slots, most)
    }

    /// Fills what was claimed, or refuses.
    ///
    /// # Safety
    ///
    /// `slot` must hold a value.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn fill_claimed(
        &self,
        claimed: Result<Claim, Refusal>,
        slot: &mut Option<T>,
    ) -> Result<(), PushError<()>> {
        match claimed {
            Ok(claim) => {
                // SAFETY: the caller's promise.
                unsafe { self.fill_one(&claim, slot) };
                Ok(())
            }
            Err(Refusal::Full) => Err(PushError::Full(())),
            Err(Refusal::Closed) => Err(self.refuse_closed()),
        }
    }

    /// Fills a claim of one slot.
    ///
    /// # Safety
    ///
    /// `slot` must hold a value.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) unsafe fn fill_one(&self, claim: &Claim, slot: &mut Option<T>) {
        let Claim { position, .. } = *claim;
        // SAFETY: the caller's promise; and a claim covers slots that were seen free at the positions it moved the tail past.
        unsafe { take_by(slot, |value| self.slots.at(position).fill::<CAP>(position, value)) };
    }

    /// The answer to a push into a closed ring.
    #[cold]
    pub(super) fn refuse_closed(&self) -> PushError<()> {
        // The claim read the mark with Relaxed; this also makes visible what the closer did before.
        let word = self.tail.load_acquire();
        debug_assert!(word.is_closed());
        PushError::Closed(())
    }
}
