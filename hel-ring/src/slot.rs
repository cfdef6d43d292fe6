//! One place for one value, and who may touch it when.
//!
//! | a [`TurnSlot`]'s turn | it holds | who may touch the value |
//! | --- | --- | --- |
//! | `2 * lap` | nothing | the thread that claimed the tail at this slot's position of that lap: writes, then sets `2 * lap + 1` |
//! | `2 * lap + 1` | the value of that lap | the thread that claimed the head there: reads, then sets `2 * (lap + 1)`; or the evictor that claimed both the head there and the tail one lap on: swaps, then sets `2 * (lap + 1) + 1` |
//!
//! No other thread touches a slot, and a claim is unique, so every value is written once and read once. The turn hands the slot over:
//! it is stored with `Release` after the access and loaded with `Acquire` before the claim. There are two turns a lap, not one sequence
//! number, because of rings with one slot: there, "full in this lap" and "free for the next" would be the same number.
//!
//! The SPSC ring needs no turns: its two positions alone say whose a [`Slot`] is.

use crate::{
    position,
    sync::{AtomicUsize, Ordering, UnsafeCell, place_vacant_cell},
};
use core::{
    mem::{ManuallyDrop, MaybeUninit},
    ptr,
};

/// Moves the value of `slot` out by `out`, which must not unwind, and leaves `None`.
///
/// Nothing of the value passes over the stack. (`take` moves it twice where nothing is optimised.)
///
/// # Safety
///
/// `slot` must hold a value, and `out` must move it.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) unsafe fn take_by<T>(slot: &mut Option<T>, out: impl FnOnce(*const T)) {
    // By a pointer: once the value is moved, another thread may drop it, and then no reference may be made to where it was.
    let slot = ptr::from_mut(slot);
    // SAFETY: a reference is valid; and the caller's promise.
    out(unsafe { (&*slot).as_ref().unwrap_unchecked() });
    // SAFETY: a reference is valid for a write. What is overwritten was moved.
    unsafe { slot.write(None) };
}

/// Drops what is in `slot`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn clear<T>(slot: &mut Option<T>) {
    if slot.is_some() {
        drop_value(slot);
    }
}

#[cold]
fn drop_value<T>(slot: &mut Option<T>) {
    *slot = None;
}

/// Puts the value at `place` into `slot`, which must be `None`.
///
/// # Safety
///
/// `place` must be valid for a read; the value is then no longer there.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) unsafe fn put_from<T>(slot: &mut Option<T>, place: *const T) {
    debug_assert!(slot.is_none());
    // SAFETY: the caller's promise, and a reference is valid for a write.
    unsafe { ptr::from_mut(slot).write(Some(place.read())) };
}

/// Storage for one value. It does not know whether it holds one.
#[repr(transparent)]
pub(crate) struct Slot<T>(UnsafeCell<MaybeUninit<T>>);

impl<T> Slot<T> {
    /// Makes a slot without a value at `place`.
    ///
    /// # Safety
    ///
    /// `place` must be valid for a write.
    #[inline]
    pub(crate) unsafe fn place_vacant(place: *mut Self) {
        // SAFETY: the field of a place that is valid for a write.
        unsafe { place_vacant_cell(&raw mut (*place).0) };
    }

    /// Moves `*value` in, which is then no longer there.
    ///
    /// # Safety
    ///
    /// The slot must be the caller's alone, and `value` valid for a read and apart from it. A value that is already in the slot is
    /// overwritten, not dropped.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) unsafe fn move_in(&self, value: *const T) {
        self.0.with_mut(|place| {
            let copy = if size_of::<T>() <= IN_REGISTERS { copy_fields } else { copy_whole };
            // SAFETY: nobody else accesses the cell, the value may be read, and the two are apart (the caller's promise).
            unsafe { copy(place.cast::<T>(), value) };
        });
    }

    /// Puts a value in.
    ///
    /// # Safety
    ///
    /// The slot must be the caller's alone. A value that is already there is overwritten, not dropped.
    #[inline]
    pub(crate) unsafe fn write(&self, value: T) {
        let value = ManuallyDrop::new(value);
        // SAFETY: the caller's promise; and `value` is a local.
        unsafe { self.move_in(&raw const *value) };
    }

    /// Lends the place of the value to `out`, which moves it somewhere.
    ///
    /// # Safety
    ///
    /// The slot must be the caller's alone and hold a value, which is then no longer there: `out` must move it, once, and not unwind.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) unsafe fn move_out<R>(&self, out: impl FnOnce(*const T) -> R) -> R {
        self.0.with(|place| out(place.cast::<T>()))
    }

    /// Takes the value out.
    ///
    /// # Safety
    ///
    /// The slot must be the caller's alone and hold a value, which is then no longer there.
    #[inline]
    pub(crate) unsafe fn read(&self) -> T {
        // SAFETY: nobody else writes to the cell, and it holds a value (the caller's promise).
        unsafe { self.move_out(|value| value.read()) }
    }

    /// Drops the value where it is.
    ///
    /// # Safety
    ///
    /// As for [`read`](Self::read).
    #[inline]
    pub(crate) unsafe fn drop_in_place(&self) {
        // SAFETY: nobody else accesses the cell, and it holds a value (the caller's promise).
        self.0.with_mut(|place| unsafe { place.cast::<T>().drop_in_place() });
    }
}

/// The size in bytes up to which a value is written to its slot from registers, field by field. A larger one is copied in the widest
/// pieces there are.
///
/// The number of stores decides. They leave a core in order, only so many can wait, and each one that misses (the other side read the
/// slot last) delays those behind it. Inlined into a loop that makes its values, a push of ten fields is ten stores. A copy of the same
/// 80 bytes is five, and streams were 1.5 to 2 times as fast (`hel-bench/results/decisions.md`).
pub(crate) const IN_REGISTERS: usize = 4 * size_of::<usize>();

/// Copies a value by its fields.
///
/// # Safety
///
/// `place` must be valid for a write, and `value` for a read.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn copy_fields<T>(place: *mut T, value: *const T) {
    // SAFETY: the caller's promise.
    unsafe { place.write(value.read()) };
}

/// Copies a value as one piece. Not inlined, or the compiler would see through it and store the fields one by one.
///
/// # Safety
///
/// As for [`copy_fields`]; and the two must be apart.
#[inline(never)]
unsafe fn copy_whole<T>(place: *mut T, value: *const T) {
    // SAFETY: the caller's promise.
    unsafe { place.copy_from_nonoverlapping(value, 1) };
}

/// A [`Slot`] with the turn that says whose it is. See the [table](self).
pub(crate) struct TurnSlot<T> {
    turn: AtomicUsize,
    slot: Slot<T>,
}

impl<T> TurnSlot<T> {
    /// Makes a slot at `place` that is free for the push of `position`.
    ///
    /// # Safety
    ///
    /// `place` must be valid for a write.
    #[inline]
    pub(crate) unsafe fn place_free<const CAP: usize>(place: *mut Self, position: usize) {
        let turn = AtomicUsize::new(position::free_turn::<CAP>(position));
        // SAFETY: both are fields of a place that is valid for a write.
        unsafe {
            (&raw mut (*place).turn).write(turn);
            Slot::place_vacant(&raw mut (*place).slot);
        }
    }

    /// Whether the slot waits for the push of `position`.
    #[inline]
    pub(crate) fn is_free_for<const CAP: usize>(&self, position: usize) -> bool {
        // Ordering: Acquire pairs with the Release in `take`: the last value was read before the next is written. If the turn is too
        // new, this also makes the claim before it visible to the reload of the tail that follows.
        self.turn.load(Ordering::Acquire) == position::free_turn::<CAP>(position)
    }

    /// Whether the slot holds the value of `position`.
    #[inline]
    pub(crate) fn is_full_at<const CAP: usize>(&self, position: usize) -> bool {
        // Ordering: Acquire pairs with the Release in `fill` and `swap`: the value was written before it is read. If the turn is too
        // new, this also makes the claim before it visible to the reload of the head that follows.
        self.turn.load(Ordering::Acquire) == position::full_turn::<CAP>(position)
    }

    /// Moves `*value` in as the value of `position` and publishes it.
    ///
    /// # Safety
    ///
    /// The caller must have seen [`is_free_for`](Self::is_free_for) `position` and then claimed the tail
    /// there; and `value` must be valid for a read, and is then no longer there.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) unsafe fn fill<const CAP: usize>(&self, position: usize, value: *const T) {
        // SAFETY: a free slot is its claimer's alone, and no value to be pushed lies in a slot.
        unsafe { self.slot.move_in(value) };
        // Ordering: Release pairs with the Acquire in `is_full_at`.
        self.turn.store(position::full_turn::<CAP>(position), Ordering::Release);
    }

    /// Lends the place of `position`'s value to `out`, which moves it somewhere, and frees the slot for the next lap.
    ///
    /// # Safety
    ///
    /// The caller must have seen [`is_full_at`](Self::is_full_at) `position` and then claimed the head there; and `out` as for
    /// [`Slot::move_out`].
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) unsafe fn take<const CAP: usize, R>(
        &self,
        position: usize,
        out: impl FnOnce(*const T) -> R,
    ) -> R {
        // SAFETY: a full slot holds a value and is its claimer's alone; `out` is the caller's promise.
        let taken = unsafe { self.slot.move_out(out) };
        let next_lap = position::advance(position, CAP);
        // Ordering: Release pairs with the Acquire in `is_free_for`.
        self.turn.store(position::free_turn::<CAP>(next_lap), Ordering::Release);
        taken
    }

    /// Takes the value of the lap before `position`, and moves `*value` in as that of `position` and publishes it.
    ///
    /// # Safety
    ///
    /// The caller must have seen [`is_full_at`](Self::is_full_at) the lap before, and then claimed the head
    /// there and the tail at `position`; and as for [`fill`](Self::fill).
    #[inline]
    pub(crate) unsafe fn swap<const CAP: usize>(&self, position: usize, value: *const T) -> T {
        // SAFETY: a full slot holds a value and is its claimer's alone.
        let evicted = unsafe { self.slot.read() };
        // SAFETY: and so it is now that it is empty, since the next position in it is claimed as well.
        unsafe { self.slot.move_in(value) };
        // Ordering: Release pairs with the Acquire in `is_full_at`.
        self.turn.store(position::full_turn::<CAP>(position), Ordering::Release);
        evicted
    }

    /// Drops the value where it is.
    ///
    /// # Safety
    ///
    /// Nobody else may use the ring any more, and the slot must hold a value, which is then no longer there.
    pub(crate) unsafe fn drop_in_place(&self) {
        // SAFETY: the caller's promise.
        unsafe { self.slot.drop_in_place() };
    }
}
