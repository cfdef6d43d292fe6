//! What the two halves share.

use super::closing::{Closing, State};
use crate::{
    array::Slots,
    slot::Slot,
    sync::{AtomicUsize, Ordering},
};
use alloc::sync::Arc;
use core::panic::{RefUnwindSafe, UnwindSafe};
use crossbeam_utils::CachePadded;

/// One allocation: the positions on cache lines of their own, what is seldom written, the slots.
///
/// It drops no values, since each half drops its own: the consumer those before the end, the producer those
/// from there on.
///
/// The slots come last: the hardware reads on past the end of what a half walks through, and takes the lines there from the other half.
/// (`repr(Rust)` put both positions there.)
#[repr(C)]
pub(super) struct Shared<T, const CAP: usize, X> {
    /// The position next to be pushed. Written by the producer alone.
    pub(super) tail: CachePadded<AtomicUsize>,
    /// The position next to be popped. Written by the consumer alone.
    pub(super) head: CachePadded<AtomicUsize>,
    pub(super) seldom_written: CachePadded<SeldomWritten<X>>,
    pub(super) slots: Slots<Slot<T>, CAP>,
}

pub(super) struct SeldomWritten<X> {
    pub(super) closing: Closing,
    /// The caller's own; the ring only keeps it.
    pub(super) extra: X,
}

// SAFETY: values move from the producer's thread to the consumer's, and `Shared` gives out no reference to one (a `ReadChunk` does, and is
// `Sync` only if `T` is), so `T: Send` is enough. Each slot is accessed by one half at a time (the argument in `spsc`). Both halves share
// `extra`, hence `X: Sync`.
unsafe impl<T: Send, const CAP: usize, X: Sync> Sync for Shared<T, CAP, X> {}

// No operation leaves a ring half changed when it unwinds.
impl<T, const CAP: usize, X: UnwindSafe> UnwindSafe for Shared<T, CAP, X> {}
impl<T, const CAP: usize, X: RefUnwindSafe> RefUnwindSafe for Shared<T, CAP, X> {}

impl<T, const CAP: usize, X> Shared<T, CAP, X> {
    /// An empty ring whose first position is `start`.
    pub(super) fn starting_at(start: usize, extra: X) -> Arc<Self> {
        // Not at compile time: the public constructors check that, each for its caller.
        crate::check_capacity(CAP);
        let mut shared = Arc::<Self>::new_uninit();
        let place = Arc::get_mut(&mut shared).expect("a new Arc has one owner").as_mut_ptr();
        let seldom_written = SeldomWritten { closing: Closing::new(), extra };
        // SAFETY: the place is the Arc's own, and every field is written before it is taken as initialized.
        unsafe {
            (&raw mut (*place).tail).write(CachePadded::new(AtomicUsize::new(start)));
            (&raw mut (*place).head).write(CachePadded::new(AtomicUsize::new(start)));
            (&raw mut (*place).seldom_written).write(CachePadded::new(seldom_written));
            Slots::place(&raw mut (*place).slots, start, |slot, _| Slot::place_vacant(slot));
            shared.assume_init()
        }
    }

    #[inline]
    pub(super) fn closing(&self) -> &Closing {
        &self.seldom_written.closing
    }

    #[inline]
    pub(super) fn extra(&self) -> &X {
        &self.seldom_written.extra
    }

    /// The consumer's look: where the values end, and whether that is final.
    pub(super) fn find_end(&self) -> (usize, bool) {
        // Ordering: Acquire pairs with the Release of the producer: the values were written before they are read. Loaded before the
        // closing word: a thread that sees a tail published after the ring was settled then sees the settled end, too.
        let tail = self.tail.load(Ordering::Acquire);
        match self.closing().state() {
            State::Settled(end) => (end, true),
            State::Open | State::Requested => (tail, false),
        }
    }
}
