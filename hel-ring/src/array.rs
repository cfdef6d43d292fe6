//! The slots of a ring, built in place; and how what is left in them is dropped.
//!
//! # Layout
//!
//! They lie in the ring's own allocation, each turn beside its value, neighbours beside each other. The other ways were
//! measured against this one: streams of single values, one thread to one, 256 and 1024 slots, medians of alternating
//! rounds in one process, three processes, on two cores of one machine (Sapphire Rapids). The ratio is that of the way to
//! this one's rate, from the least to the greatest:
//!
//! | way | SPSC, 8 bytes | SPSC, 80 bytes | MPMC, 8 bytes | MPMC, 80 bytes |
//! | --- | --- | --- | --- | --- |
//! | as it is | 1 | 1 | 1 | 1 |
//! | slots in an allocation of their own | 0.95 to 1.05 | 0.98 to 1.05 | 0.62 to 0.96 | 0.96 to 1.02 |
//! | turns apart from values | - | - | 0.57 to 0.65 | 0.48 to 0.60 |
//! | neighbours on different lines | 0.07 to 0.24 | 0.94 to 1.02 | 0.30 to 0.34 | 0.94 to 1.02 |
//!
//! (What a ring does ahead of time was tuned to the layout as it is. 80-byte neighbours are on different lines anyhow.)
//!
//! Where head and tail lie matters, too. The hardware reads on past the end of what a thread walks through, and what lies
//! there it takes away from its owner. In the SPSC ring the slots come last: with both positions behind them, as
//! `repr(Rust)` had put them, streams of 8-byte values were slower by a fifth. In the MPMC ring they come first: that is as
//! fast with 256 slots and a third faster with 1024. Hence `repr(C)` in both.

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

    /// How many slots in a row, from `position` on and at most `most`, are as wanted.
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
/// When one panics, the others are dropped while that panic unwinds. (Should another one panic then, the
/// process aborts: that is what a panic within a panic does.)
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
