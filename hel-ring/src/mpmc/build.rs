//! A ring is built in place on the heap.

use super::{Head, Ring, Tail};
use crate::{array::Slots, position, reserve::Reserve, slot::TurnSlot};
use alloc::sync::Arc;
use crossbeam_utils::CachePadded;

impl<T, const CAP: usize> Ring<T, CAP> {
    /// An empty ring, built in place on the heap.
    ///
    /// Linear in `CAP`.
    ///
    /// ```
    /// let ring = hel_ring::mpmc::Ring::<u32, 8>::new();
    /// assert!(ring.is_empty());
    /// ```
    pub fn new() -> Arc<Self> {
        const { crate::check_capacity(CAP) };
        Self::starting_at(0, ())
    }
}

impl<T, const CAP: usize, X, R: Reserve> Ring<T, CAP, X, R> {
    /// An empty ring that keeps `extra` for the caller, on lines of its own, and [lends](Self::extra) it.
    ///
    /// ```
    /// use hel_ring::mpmc::Ring;
    ///
    /// let ring = Ring::<u32, 8, _>::with_extra("prices");
    /// assert_eq!(*ring.extra(), "prices");
    /// ```
    pub fn with_extra(extra: X) -> Arc<Self> {
        const { crate::check_capacity(CAP) };
        Self::starting_at(0, extra)
    }

    /// An empty ring whose first position is `position`, wrapped. For tests of the wrap.
    #[doc(hidden)]
    pub fn starting_at(position: usize, extra: X) -> Arc<Self> {
        // Not at compile time: the public constructors see to that, each for its caller.
        crate::check_capacity(CAP);
        let start = position::wrap(position);
        let mut ring = Arc::<Self>::new_uninit();
        let place = Arc::get_mut(&mut ring).expect("a new Arc has one owner").as_mut_ptr();
        // SAFETY: the place is the Arc's own, and every field is written before it is taken as initialized
        // (`reserve` has no bytes).
        unsafe {
            (&raw mut (*place).tail).write(CachePadded::new(Tail::new(start)));
            (&raw mut (*place).head).write(CachePadded::new(Head::new(start)));
            (&raw mut (*place).extra).write(CachePadded::new(extra));
            Slots::place(&raw mut (*place).slots, start, |slot, position| {
                TurnSlot::place_free::<CAP>(slot, position);
            });
            ring.assume_init()
        }
    }
}
