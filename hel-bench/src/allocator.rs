//! An allocator that counts, while it is asked to.
//!
//! The program installs it. As long as nobody counts, an allocation costs one load more than the system's.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, AtomicIsize, Ordering};

use crate::verify::Failure;

static IS_COUNTING: AtomicBool = AtomicBool::new(false);
static BYTES: AtomicIsize = AtomicIsize::new(0);

/// The system's allocator, and a count of the bytes that were asked for and not given back.
#[derive(Debug)]
pub struct Counting;

// Ordering: Relaxed everywhere. One thread counts, and looks at what it has allocated itself.
fn count(bytes: isize) {
    if IS_COUNTING.load(Ordering::Relaxed) {
        BYTES.fetch_add(bytes, Ordering::Relaxed);
    }
}

// SAFETY: every call is passed on to the system's allocator as it came, and its answer comes back as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size().cast_signed());
        // SAFETY: the caller keeps the contract of the same method.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size().cast_signed());
        // SAFETY: the caller keeps the contract of the same method.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size.cast_signed() - layout.size().cast_signed());
        // SAFETY: the caller keeps the contract of the same method.
        unsafe { System.realloc(block, layout, size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        count(-layout.size().cast_signed());
        // SAFETY: the caller keeps the contract of the same method.
        unsafe { System.dealloc(block, layout) }
    }
}

/// How many bytes `make` allocates and keeps, and what it makes. No other thread may allocate meanwhile.
///
/// # Errors
///
/// Where the program has not installed [`Counting`].
pub fn bytes_of<R>(make: impl FnOnce() -> R) -> Result<(isize, R), Failure> {
    let counted = |make: &mut dyn FnMut()| {
        BYTES.store(0, Ordering::Relaxed);
        IS_COUNTING.store(true, Ordering::Relaxed);
        make();
        IS_COUNTING.store(false, Ordering::Relaxed);
        BYTES.load(Ordering::Relaxed)
    };
    let mut probe = None;
    if counted(&mut || probe = Some(black_box(Box::new(0_u64)))) != 8 {
        return Err(Failure::NotHere("this program does not count what it allocates"));
    }
    let (mut once, mut kept) = (Some(make), None);
    let bytes = counted(&mut || kept = once.take().map(|make| make()));
    kept.map(|kept| (bytes, kept)).ok_or(Failure::EndedEarly)
}
