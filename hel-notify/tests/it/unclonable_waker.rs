//! A waker that panics when it is cloned. It can only be had from a table of functions, that is by unsafe code.
#![allow(unsafe_code, reason = "a waker whose clone panics can only be had from a table of functions")]

use std::cell::Cell;
use std::task::{RawWaker, RawWakerVTable, Waker};

/// A waker for this thread alone that panics when it is cloned, but for the first `count` times.
pub(crate) fn waker_with_clones(count: usize) -> Waker {
    thread_local! {
        static LEFT: Cell<usize> = const { Cell::new(0) };
    }
    const TABLE: RawWakerVTable = RawWakerVTable::new(clone, |_| {}, |_| {}, |_| {});

    fn clone(nothing: *const ()) -> RawWaker {
        LEFT.set(LEFT.get().checked_sub(1).expect("a waker's clone"));
        RawWaker::new(nothing, &TABLE)
    }

    LEFT.set(count);
    // SAFETY: no function of the table uses the pointer.
    unsafe { Waker::from_raw(RawWaker::new(std::ptr::null(), &TABLE)) }
}
