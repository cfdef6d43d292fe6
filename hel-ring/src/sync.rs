//! The only file that names `core::sync::atomic` or a checker: `loom`, `shuttle`.
//!
//! Under `cfg(hel_loom)` and `cfg(hel_shuttle)` the checker's types replace core's, so that the models in `tests/loom`, and the
//! channels in `hel/tests/shuttle`, run the same code that ships. (Shuttle has no cells: it checks schedules, not accesses.)

#[cfg(not(any(hel_loom, hel_shuttle)))]
pub(crate) use core::{
    hint::spin_loop,
    sync::atomic::{AtomicUsize, Ordering, fence},
};
#[cfg(hel_loom)]
pub(crate) use loom::{
    cell::UnsafeCell,
    hint::spin_loop,
    sync::atomic::{AtomicUsize, Ordering, fence},
};

#[cfg(hel_shuttle)]
pub(crate) use shuttle::{
    hint::spin_loop,
    sync::atomic::{AtomicUsize, Ordering, fence},
};

use core::mem::MaybeUninit;

/// [`core::cell::UnsafeCell`] with loom's interface: access is a call, so that the checker sees where it
/// begins and where it ends.
#[cfg(not(hel_loom))]
#[repr(transparent)]
pub(crate) struct UnsafeCell<T>(core::cell::UnsafeCell<T>);

#[cfg(not(hel_loom))]
impl<T> UnsafeCell<T> {
    #[inline]
    pub(crate) fn with<R>(&self, read: impl FnOnce(*const T) -> R) -> R {
        read(self.0.get())
    }

    #[inline]
    pub(crate) fn with_mut<R>(&self, write: impl FnOnce(*mut T) -> R) -> R {
        write(self.0.get())
    }
}

/// Makes a cell without a value at `place`, without passing a `T` over the stack.
///
/// # Safety
///
/// `place` must be valid for a write.
#[cfg(not(hel_loom))]
#[inline]
pub(crate) unsafe fn place_vacant_cell<T>(place: *mut UnsafeCell<MaybeUninit<T>>) {
    // Nothing to write: `MaybeUninit` may hold any bytes, and the cell adds none of its own.
    let _ = place;
}

/// Makes a cell without a value at `place`; loom's cells carry state of their own.
///
/// # Safety
///
/// `place` must be valid for a write.
#[cfg(hel_loom)]
pub(crate) unsafe fn place_vacant_cell<T>(place: *mut UnsafeCell<MaybeUninit<T>>) {
    // SAFETY: the caller's promise.
    unsafe { place.write(UnsafeCell::new(MaybeUninit::uninit())) };
}
