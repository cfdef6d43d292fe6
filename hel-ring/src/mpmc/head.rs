//! The head: the position of the next pop.

use crate::{
    position,
    sync::{AtomicUsize, Ordering},
};

/// The position of the next pop, and what shares its cache line.
pub(super) struct Head {
    position: AtomicUsize,
    /// Not 0 once a thread is about to close the ring.
    closing: AtomicUsize,
}

impl Head {
    pub(super) fn new(position: usize) -> Self {
        Self { position: AtomicUsize::new(position), closing: AtomicUsize::new(0) }
    }

    /// The position as it is.
    #[inline]
    pub(super) fn load(&self) -> usize {
        // Ordering: Relaxed. Values are handed over by the slots' turns; the head only decides who takes them,
        // and a stale one fails the compare-exchange.
        self.position.load(Ordering::Relaxed)
    }

    /// The position. Makes visible what the threads that moved it there had seen and done before.
    #[inline]
    pub(super) fn load_acquire(&self) -> usize {
        // Ordering: Acquire pairs with the Release in `try_move`.
        self.position.load(Ordering::Acquire)
    }

    /// To be called before the tail is marked as closed.
    pub(super) fn announce_close(&self) {
        // Ordering: Relaxed. The mark comes after it, with Release: a thread that sees the close in the tail sees this too.
        self.closing.store(1, Ordering::Relaxed);
    }

    /// Whether the tail may be marked as closed. A popper that finds nothing asks here first: the tail's line belongs to producers, and
    /// each look at it would take it from them.
    #[inline]
    pub(super) fn may_be_closed(&self) -> bool {
        // Ordering: Relaxed. A popper that knows of the close sees it, see above; any other pop comes before the close.
        self.closing.load(Ordering::Relaxed) != 0
    }

    /// Moves `count` positions on from `head`, or returns the head that is there instead. May fail spuriously.
    #[inline]
    pub(super) fn try_move(&self, head: usize, count: usize) -> Result<(), usize> {
        // Ordering: Release pairs with the Acquire in `load_acquire`. The values do not need it: that the slots are full was acquired
        // with their turns.
        self.position
            .compare_exchange_weak(head, position::advance(head, count), Ordering::Release, Ordering::Relaxed)
            .map(drop)
    }

    /// Moves one position on from `head`, or returns the head that is there instead.
    pub(super) fn try_move_now(&self, head: usize) -> Result<(), usize> {
        // Ordering: as above.
        self.position
            .compare_exchange(head, position::advance(head, 1), Ordering::Release, Ordering::Relaxed)
            .map(drop)
    }
}
