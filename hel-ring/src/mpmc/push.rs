//! One value in.

use super::Ring;
use crate::{
    PushError,
    reserve::{Claim, Refusal, Reserve},
};

impl<T, const CAP: usize, X, R: Reserve> Ring<T, CAP, X, R> {
    /// Puts a value at the tail.
    ///
    /// Never waits for another thread. So [`Full`](PushError::Full) is said not only of a ring with `CAP`
    /// values, but also while a consumer is still reading the value that was in the slot before.
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
        match R::claim(&self.tail, &self.slots, 1) {
            Ok(claim) => {
                self.fill_one(&claim, value);
                Ok(())
            }
            Err(Refusal::Full) => Err(PushError::Full(value)),
            Err(Refusal::Closed) => Err(self.refuse_closed(value)),
        }
    }

    /// Fills a claim of one slot.
    #[inline]
    pub(super) fn fill_one(&self, claim: &Claim, value: T) {
        let Claim { position, .. } = *claim;
        // SAFETY: a claim covers slots that were seen free at the positions it moved the tail past.
        unsafe { self.slots.at(position).fill::<CAP>(position, value) };
    }

    /// The answer to a push into a closed ring.
    #[cold]
    pub(super) fn refuse_closed(&self, value: T) -> PushError<T> {
        // The claim read the mark with Relaxed; this makes what the closer did before visible as well.
        let word = self.tail.load_acquire();
        debug_assert!(word.is_closed());
        PushError::Closed(value)
    }
}
