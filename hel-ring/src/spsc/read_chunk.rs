//! Values that the consumer reads or takes in place, and frees by one store.

use super::Consumer;
use crate::{array::drop_span, position};
use core::{fmt, iter::FusedIterator, marker::PhantomData};

/// Values at the head, lent by [`Consumer::read_chunk`].
///
/// They are read as slices, and taken from the first on: one by one, as an iterator, or [many at once](Self::discard). When the chunk
/// is dropped, one store frees the slots of those that were taken; the others stay in the ring.
///
/// A leaked chunk (`mem::forget`) gives no value twice: what was taken is freed by the next pop, even by one that finds nothing.
///
/// ```
/// let (mut tx, mut rx) = hel_ring::spsc::ring::<_, 8>();
/// tx.write_chunk(3)?.fill(["a", "b", "c"].map(String::from));
/// let words: Vec<String> = rx.read_chunk(usize::MAX).unwrap().collect();
/// assert_eq!(words.concat(), "abc");
/// # Ok::<(), hel_ring::Closed>(())
/// ```
#[must_use = "values stay in the ring until they are taken"]
pub struct ReadChunk<'a, T, const CAP: usize, X = ()> {
    consumer: &'a mut Consumer<T, CAP, X>,
    /// The first position that is not the chunk's. Between the consumer's head and its limit.
    end: usize,
    /// It gives out references to values: a chunk shared among threads shares the values.
    values: PhantomData<T>,
}

impl<'a, T, const CAP: usize, X> ReadChunk<'a, T, CAP, X> {
    #[inline]
    pub(super) fn new(consumer: &'a mut Consumer<T, CAP, X>, values: usize) -> Self {
        let end = position::advance(consumer.head, values);
        Self { consumer, end, values: PhantomData }
    }

    /// The values that were not taken yet, oldest first, as at most two slices: the ring ends between them.
    ///
    /// ```
    /// let (mut tx, mut rx) = hel_ring::spsc::ring::<u32, 4>();
    /// tx.push_slice(&[1, 2, 3])?;
    /// let mut chunk = rx.read_chunk(3).unwrap();
    /// assert_eq!(chunk.next(), Some(1));
    /// assert_eq!(chunk.as_slices(), (&[2, 3][..], &[][..]));
    /// # Ok::<(), hel_ring::Closed>(())
    /// ```
    #[cfg(not(hel_loom))]
    #[inline]
    pub fn as_slices(&self) -> (&[T], &[T]) {
        let [first, second] = self.consumer.shared.slots.places(self.consumer.head, self.len());
        // SAFETY: these slots hold values that are the consumer's, and none is taken while `self` is borrowed.
        unsafe { (&*(first as *const [T]), &*(second as *const [T])) }
    }

    /// Copies the first values to the front of `into`, as many as there are and fit, takes them, and says how many.
    ///
    /// ```
    /// let (mut tx, mut rx) = hel_ring::spsc::ring::<u8, 8>();
    /// tx.push_slice(b"hello")?;
    /// let mut bytes = [0; 4];
    /// assert_eq!(rx.read_chunk(8).unwrap().copy_to_slice(&mut bytes), 4);
    /// assert_eq!((&bytes, rx.len()), (b"hell", 1));
    /// # Ok::<(), hel_ring::Closed>(())
    /// ```
    #[cfg(not(hel_loom))]
    #[inline]
    pub fn copy_to_slice(&mut self, into: &mut [T]) -> usize
    where
        T: Copy,
    {
        let count = into.len().min(self.len());
        let mut rest = &mut into[..count];
        for place in self.consumer.shared.slots.places(self.consumer.head, count) {
            let (now, later) = rest.split_at_mut(place.len());
            // SAFETY: these slots hold values that are the consumer's. They are apart from `into`, which is borrowed
            // exclusively.
            unsafe { now.as_mut_ptr().copy_from_nonoverlapping(place.cast::<T>(), now.len()) };
            rest = later;
        }
        self.consumer.head = position::advance(self.consumer.head, count);
        count
    }

    /// As without the model checker, value by value: its cells cannot be copied as a slice.
    #[cfg(hel_loom)]
    pub fn copy_to_slice(&mut self, into: &mut [T]) -> usize
    where
        T: Copy,
    {
        into.iter_mut().zip(self).map(|(place, value)| *place = value).count()
    }

    /// Takes the first `count` values, or all if there are fewer, and drops them where they are; says how many.
    ///
    /// # Panics
    ///
    /// When the drop of a value does; the others are dropped before the panic goes on.
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, mut rx) = hel_ring::spsc::ring::<u32, 4>();
    /// tx.push_slice(&[1, 2, 3])?;
    /// let mut chunk = rx.read_chunk(3).unwrap();
    /// let sum: u32 = chunk.as_slices().0.iter().sum();
    /// assert_eq!((sum, chunk.discard(usize::MAX)), (6, 3));
    /// drop(chunk);
    /// assert!(rx.is_empty());
    /// # Ok::<(), hel_ring::Closed>(())
    /// ```
    #[inline]
    pub fn discard(&mut self, count: usize) -> usize {
        let count = count.min(self.len());
        let head = self.consumer.head;
        // First, so that no value is dropped twice when one of them panics.
        self.consumer.head = position::advance(head, count);
        drop_span::<T>(head, self.consumer.head, |position| {
            // SAFETY: these slots hold values that are the consumer's; `drop_span` passes each position once, and the
            // head is past them all.
            unsafe { self.consumer.shared.slots.at(position).drop_in_place() };
        });
        count
    }
}

/// Takes the values, oldest first.
impl<T, const CAP: usize, X> Iterator for ReadChunk<'_, T, CAP, X> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        if self.len() == 0 {
            return None;
        }
        // SAFETY: the head is before the end of the chunk, so the slot holds a value that is the consumer's.
        let value = unsafe { self.consumer.shared.slots.at(self.consumer.head).read() };
        // The consumer's own head moves at once, so that no value is read twice, whatever becomes of the chunk.
        self.consumer.head = position::advance(self.consumer.head, 1);
        Some(value)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = position::distance(self.consumer.head, self.end);
        (len, Some(len))
    }
}

impl<T, const CAP: usize, X> ExactSizeIterator for ReadChunk<'_, T, CAP, X> {}
impl<T, const CAP: usize, X> FusedIterator for ReadChunk<'_, T, CAP, X> {}

impl<T, const CAP: usize, X> Drop for ReadChunk<'_, T, CAP, X> {
    #[inline]
    fn drop(&mut self) {
        self.consumer.publish_head(self.consumer.head);
    }
}

impl<T, const CAP: usize, X> fmt::Debug for ReadChunk<'_, T, CAP, X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadChunk").field("len", &self.len()).finish_non_exhaustive()
    }
}
