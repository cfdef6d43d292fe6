//! A waker that panics when it is cloned. Only a table of functions, that is unsafe code, can make one.
#![allow(unsafe_code, reason = "only a table of functions can make a waker whose clone panics")]

use std::cell::Cell;
use std::task::{RawWaker, RawWakerVTable, Waker};

/// A waker for this thread alone that may be cloned `count` times, and then panics.
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
