//! Slots that the producer fills in place, and publishes by one store.

use super::Producer;
use crate::position;
use core::fmt;
#[cfg(not(hel_loom))]
use core::mem::MaybeUninit;

/// Vacant slots at the tail, lent by [`Producer::write_chunk`].
///
/// They are filled from the first on. When the chunk ends, by [`commit`](Self::commit) or by drop (also by a panic while it is being
/// filled), one store publishes what is filled, and the unfilled slots go back to the ring.
///
/// A leaked chunk (`mem::forget`) leaks no value: what was filled is published by the next push, even by one that finds no room.
#[must_use = "what is filled is published when the chunk is dropped"]
pub struct WriteChunk<'a, T, const CAP: usize, X = ()> {
    producer: &'a mut Producer<T, CAP, X>,
    /// The first position that is not the chunk's. Between the producer's tail and its limit.
    end: usize,
    filled: usize,
}

impl<'a, T, const CAP: usize, X> WriteChunk<'a, T, CAP, X> {
    #[inline]
    pub(super) fn new(producer: &'a mut Producer<T, CAP, X>, slots: usize) -> Self {
        let end = position::advance(producer.tail, slots);
        Self { producer, end, filled: 0 }
    }

    /// The number of slots that are still vacant.
    ///
    /// ```
    /// let (mut tx, _rx) = hel_ring::spsc::ring::<u32, 4>();
    /// let mut chunk = tx.write_chunk(100)?;
    /// assert_eq!(chunk.vacant(), 4);
    /// assert_eq!(chunk.push(1), Ok(()));
    /// assert_eq!(chunk.vacant(), 3);
    /// # Ok::<(), hel_ring::Closed>(())
    /// ```
    #[inline]
    pub fn vacant(&self) -> usize {
        position::distance(self.producer.tail, self.end)
    }

    /// The number of slots that were filled.
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, _rx) = hel_ring::spsc::ring::<u32, 4>();
    /// let mut chunk = tx.write_chunk(4)?;
    /// chunk.fill([1, 2, 3]);
    /// assert_eq!((chunk.filled(), chunk.vacant()), (3, 1));
    /// # Ok::<(), hel_ring::Closed>(())
    /// ```
    #[inline]
    pub fn filled(&self) -> usize {
        self.filled
    }

    /// Fills the next slot.
    ///
    /// # Errors
    ///
    /// With the value, when no slot is vacant.
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, _rx) = hel_ring::spsc::ring::<u32, 4>();
    /// let mut chunk = tx.write_chunk(1)?;
    /// assert_eq!(chunk.push(1), Ok(()));
    /// assert_eq!(chunk.push(2), Err(2));
    /// # Ok::<(), hel_ring::Closed>(())
    /// ```
    #[inline]
    pub fn push(&mut self, value: T) -> Result<(), T> {
        if self.vacant() == 0 {
            return Err(value);
        }
        // SAFETY: the producer had room for the whole chunk, so the slot at the tail is vacant and the producer's.
        unsafe { self.producer.shared.slots.at(self.producer.tail).write(value) };
        self.advance(1);
        Ok(())
    }

    /// Fills slots with the next of `values`, and says how many. It asks for no more than there are vacant slots.
    ///
    /// # Panics
    ///
    /// When the iterator does; what was filled before is published when the chunk is dropped.
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, mut rx) = hel_ring::spsc::ring::<u32, 4>();
    /// let mut numbers = 0..;
    /// assert_eq!(tx.write_chunk(3)?.fill(&mut numbers), 3);
    /// assert_eq!(numbers.next(), Some(3));
    /// assert_eq!(rx.len(), 3);
    /// # Ok::<(), hel_ring::Closed>(())
    /// ```
    #[inline]
    pub fn fill(&mut self, values: impl IntoIterator<Item = T>) -> usize {
        let mut count = 0;
        for value in values.into_iter().take(self.vacant()) {
            let pushed = self.push(value);
            debug_assert!(pushed.is_ok(), "no more are taken than fit");
            count += 1;
        }
        count
    }

    /// Fills slots with copies of the first of `values`, and says how many.
    ///
    /// ```
    /// let (mut tx, rx) = hel_ring::spsc::ring::<u8, 4>();
    /// assert_eq!(tx.write_chunk(4)?.copy_from_slice(b"hello"), 4);
    /// assert!(rx.is_full());
    /// # Ok::<(), hel_ring::Closed>(())
    /// ```
    #[cfg(not(hel_loom))]
    #[inline]
    pub fn copy_from_slice(&mut self, values: &[T]) -> usize
    where
        T: Copy,
    {
        let count = values.len().min(self.vacant());
        let mut rest = &values[..count];
        for place in self.producer.shared.slots.places(self.producer.tail, count) {
            let (now, later) = rest.split_at(place.len());
            // SAFETY: as in `push`, for `count` slots. They are apart from `values`, which nobody may write to while it
            // is borrowed.
            unsafe { place.cast::<T>().copy_from_nonoverlapping(now.as_ptr(), now.len()) };
            rest = later;
        }
        self.advance(count);
        count
    }

    /// As without the model checker, value by value: its cells cannot be copied as a slice.
    #[cfg(hel_loom)]
    pub fn copy_from_slice(&mut self, values: &[T]) -> usize
    where
        T: Copy,
    {
        self.fill(values.iter().copied())
    }

    /// The vacant slots, as at most two slices: the ring ends between them.
    ///
    /// What is written there counts after [`assume_filled`](Self::assume_filled).
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, mut rx) = hel_ring::spsc::ring::<u32, 4>();
    /// let mut chunk = tx.write_chunk(2)?;
    /// let (slots, _) = chunk.as_mut_slices();
    /// slots[0].write(7);
    /// // SAFETY: the first slot was written.
    /// unsafe { chunk.assume_filled(1) };
    /// drop(chunk);
    /// assert_eq!(rx.pop(), Ok(7));
    /// # Ok::<(), hel_ring::Closed>(())
    /// ```
    #[cfg(not(hel_loom))]
    #[inline]
    pub fn as_mut_slices(&mut self) -> (&mut [MaybeUninit<T>], &mut [MaybeUninit<T>]) {
        let [first, second] = self.producer.shared.slots.places(self.producer.tail, self.vacant());
        // SAFETY: these slots are vacant and the producer's, which is borrowed as long as the slices are. The two are
        // apart: they are stretches of one lap.
        unsafe { (&mut *first, &mut *second) }
    }

    /// Takes the first `count` vacant slots as filled.
    ///
    /// # Safety
    ///
    /// The first `count` places of [`as_mut_slices`](Self::as_mut_slices) hold values, and `count` is at most
    /// [`vacant`](Self::vacant).
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, mut rx) = hel_ring::spsc::ring::<u32, 4>();
    /// let mut chunk = tx.write_chunk(4)?;
    /// for (slot, value) in chunk.as_mut_slices().0.iter_mut().zip([1, 2, 3]) {
    ///     slot.write(value);
    /// }
    /// // SAFETY: three slots were written, from the first on.
    /// unsafe { chunk.assume_filled(3) };
    /// assert_eq!(chunk.commit(), 3);
    /// assert_eq!(rx.read_chunk(4).unwrap().collect::<Vec<_>>(), [1, 2, 3]);
    /// # Ok::<(), hel_ring::Closed>(())
    /// ```
    #[inline]
    pub unsafe fn assume_filled(&mut self, count: usize) {
        debug_assert!(count <= self.vacant());
        self.advance(count);
    }

    /// Publishes what was filled, and says how many values that is.
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, rx) = hel_ring::spsc::ring::<u32, 4>();
    /// let mut chunk = tx.write_chunk(4)?;
    /// chunk.fill([1, 2]);
    /// assert!(rx.is_empty()); // not yet
    /// assert_eq!(chunk.commit(), 2);
    /// assert_eq!(rx.len(), 2);
    /// # Ok::<(), hel_ring::Closed>(())
    /// ```
    #[inline]
    #[expect(clippy::must_use_candidate, reason = "the number is known, and to drop the chunk does the same")]
    pub fn commit(self) -> usize {
        self.filled
    }

    /// The next `count` slots are filled.
    #[inline]
    fn advance(&mut self, count: usize) {
        // The producer's own tail moves at once, so that no slot is written twice, whatever becomes of the chunk.
        self.producer.tail = position::advance(self.producer.tail, count);
        self.filled += count;
    }
}

impl<T, const CAP: usize, X> Drop for WriteChunk<'_, T, CAP, X> {
    #[inline]
    fn drop(&mut self) {
        if self.filled > 0 {
            self.producer.publish_tail(self.producer.tail);
        }
    }
}

impl<T, const CAP: usize, X> fmt::Debug for WriteChunk<'_, T, CAP, X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteChunk")
            .field("filled", &self.filled)
            .field("vacant", &self.vacant())
            .finish_non_exhaustive()
    }
}
