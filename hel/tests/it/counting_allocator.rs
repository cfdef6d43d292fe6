//! What a piece of code allocates, counted by the allocator itself: the one place outside of hel-ring with unsafe code.
#![allow(unsafe_code, reason = "an allocator that counts can only be had by an unsafe trait")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, with what the calling thread asked of it.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
    static BYTES: Cell<isize> = const { Cell::new(0) };
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

impl Counting {
    fn note(size: usize) {
        // A thread past its thread-locals is not measured.
        let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
        Self::note_bytes(signed(size));
    }

    fn note_bytes(change: isize) {
        let _ = BYTES.try_with(|bytes| bytes.set(bytes.get().wrapping_add(change)));
    }
}

// SAFETY: every call goes to the system's allocator with the arguments unchanged, and what it gives is handed on; the
// counters are thread-locals without a destructor and allocate nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Self::note(layout.size());
        // SAFETY: the caller's promises are those that `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        Self::note_bytes(-signed(layout.size()));
        // SAFETY: as in `alloc`; the block came from `System`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// How many allocations `body` makes on this thread.
pub(crate) fn allocations(body: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.get();
    body();
    ALLOCATIONS.get() - before
}

/// By how many bytes the memory that this thread holds has grown after `body`.
pub(crate) fn growth(body: impl FnOnce()) -> isize {
    let before = BYTES.get();
    body();
    BYTES.get() - before
}

/// The size of an allocation, which is never above `isize::MAX`.
fn signed(size: usize) -> isize {
    isize::try_from(size).unwrap_or(isize::MAX)
}
