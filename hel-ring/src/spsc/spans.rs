//! Batches move whole spans: from a deque to neighbouring slots, and from those to the end of a vector.

use crate::{array::Slots, slot::Slot};
use alloc::{collections::VecDeque, vec::Vec};
#[cfg(not(hel_loom))]
use core::mem;

impl<T, const CAP: usize> Slots<Slot<T>, CAP> {
    /// Moves the first `count` of `items` into the slots from `position` on.
    ///
    /// # Safety
    ///
    /// These slots must be vacant and the caller's, at most `CAP` of them, and there must be as many items.
    #[cfg(not(hel_loom))]
    #[inline]
    pub(super) unsafe fn fill_from(&self, position: usize, count: usize, items: &mut VecDeque<T>) {
        let (first, second) = items.as_slices();
        let mut moved = 0;
        for place in self.places(position, count) {
            let mut filled = 0;
            while filled < place.len() {
                let (span, from) =
                    if moved < first.len() { (first, moved) } else { (second, moved - first.len()) };
                let span = &span[from..][..(span.len() - from).min(place.len() - filled)];
                // SAFETY: `filled` places of this stretch are full, and so many more are vacant and the caller's. They are apart
                // from the items.
                unsafe { place.cast::<T>().add(filled).copy_from_nonoverlapping(span.as_ptr(), span.len()) };
                filled += span.len();
                moved += span.len();
            }
        }
        // They were moved bit by bit: nothing runs in between, and none is dropped here.
        items.drain(..count).for_each(mem::forget);
    }

    /// Moves the values of `count` slots from `position` on to the end of `into`.
    ///
    /// # Safety
    ///
    /// These slots must hold values and be the caller's, at most `CAP` of them; the values are no longer there afterwards. And `into`
    /// must have room.
    #[cfg(not(hel_loom))]
    #[inline]
    pub(super) unsafe fn append_to(&self, position: usize, count: usize, into: &mut Vec<T>) {
        let length = into.len();
        debug_assert!(into.capacity() - length >= count);
        let mut moved = length;
        for place in self.places(position, count) {
            // SAFETY: there is room for `count` more, of which `moved - length` are written; these slots hold values, and are apart
            // from the vector.
            unsafe { into.as_mut_ptr().add(moved).copy_from_nonoverlapping(place.cast::<T>(), place.len()) };
            moved += place.len();
        }
        // SAFETY: the vector has room for them, and all of them were written.
        unsafe { into.set_len(moved) };
    }

    /// As without the model checker, value by value: its cells cannot be copied as a span.
    #[cfg(hel_loom)]
    pub(super) unsafe fn fill_from(&self, position: usize, count: usize, items: &mut VecDeque<T>) {
        for (offset, value) in items.drain(..count).enumerate() {
            // SAFETY: the caller's promise.
            unsafe { self.at(crate::position::advance(position, offset)).write(value) };
        }
    }

    /// As without the model checker, value by value: its cells cannot be copied as a span.
    #[cfg(hel_loom)]
    pub(super) unsafe fn append_to(&self, position: usize, count: usize, into: &mut Vec<T>) {
        for offset in 0..count {
            // SAFETY: the caller's promise.
            into.push(unsafe { self.at(crate::position::advance(position, offset)).read() });
        }
    }
}
