//! The slots of a ring, built in place, and the drop of the values that are left in them.
//!
//! # Layout
//!
//! The slots lie in the ring's own allocation, each turn beside its value, neighbours beside each other. Every other layout that was
//! measured had 0.07 to 1.05 of this one's rate (`hel-bench/results/decisions.md`).
//!
//! Where head and tail lie matters, too. The hardware reads on past the end of what a thread walks through, and takes the lines there
//! from their owner: so the slots come last in the SPSC ring. In the MPMC ring they come first, which was measured to be as fast or
//! faster. Hence `repr(C)` in both.

use crate::position;
use core::mem;
#[cfg(not(hel_loom))]
use core::{mem::MaybeUninit, ptr};

/// `CAP` slots, addressed by position.
#[repr(transparent)]
pub(crate) struct Slots<S, const CAP: usize>([S; CAP]);

impl<S, const CAP: usize> Slots<S, CAP> {
    /// Makes the slots of the `CAP` positions from `start` on, in place: no slot passes over the stack.
    ///
    /// # Safety
    ///
    /// `place` must be valid for a write, and `make_slot` must make a slot of the position in the place it is
    /// given.
    pub(crate) unsafe fn place(place: *mut Self, start: usize, mut make_slot: impl FnMut(*mut S, usize)) {
        let first = place.cast::<S>();
        for offset in 0..CAP {
            let position = position::advance(start, offset);
            // SAFETY: the index is below CAP, and the array has its slots' layout (`repr(transparent)`).
            make_slot(unsafe { first.add(position::index::<CAP>(position)) }, position);
        }
    }

    /// The slot of a position.
    #[inline]
    pub(crate) fn at(&self, position: usize) -> &S {
        &self.0[position::index::<CAP>(position)]
    }

    /// How many slots in a row satisfy `wanted`, from `position` on and at most `most`.
    #[inline]
    pub(crate) fn run(&self, position: usize, most: usize, wanted: impl Fn(&S, usize) -> bool) -> usize {
        let most = most.min(CAP);
        let mut count = 0;
        while count < most {
            let position = position::advance(position, count);
            if !wanted(self.at(position), position) {
                break;
            }
            count += 1;
        }
        count
    }
}

#[cfg(not(hel_loom))]
impl<T, const CAP: usize> Slots<crate::slot::Slot<T>, CAP> {
    /// The places of `count` values from `position` on, at most `CAP`: one slice, or two where the array ends.
    #[inline]
    pub(crate) fn places(&self, position: usize, count: usize) -> [*mut [MaybeUninit<T>]; 2] {
        debug_assert!(count <= CAP);
        let index = position::index::<CAP>(position);
        let before_the_end = count.min(CAP - index);
        // A slot is the place of its value and nothing else (`repr(transparent)` down to the cell).
        let first = self.0.as_ptr().cast::<MaybeUninit<T>>().cast_mut();
        [(index, before_the_end), (0, count - before_the_end)]
            .map(|(index, len)| ptr::slice_from_raw_parts_mut(first.wrapping_add(index), len))
    }
}

/// Calls `drop_at`, which drops a `T`, for every position from `from` up to `to`.
///
/// If one panics, the others are dropped while that panic unwinds. (A second panic then aborts the process, as a panic within a panic
/// does.)
pub(crate) fn drop_span<T>(from: usize, to: usize, drop_at: impl FnMut(usize)) {
    if mem::needs_drop::<T>() {
        Span { from, to, drop_at }.drop_all();
    }
}

struct Span<F: FnMut(usize)> {
    from: usize,
    to: usize,
    drop_at: F,
}

impl<F: FnMut(usize)> Span<F> {
    fn drop_all(&mut self) {
        while self.from != self.to {
            let position = self.from;
            self.from = position::advance(position, 1);
            (self.drop_at)(position);
        }
    }
}

impl<F: FnMut(usize)> Drop for Span<F> {
    fn drop(&mut self) {
        self.drop_all();
    }
}
