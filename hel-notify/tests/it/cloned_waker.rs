//! Wakers that do something when they are cloned. Only a table of functions, that is unsafe code, can make one.
#![allow(unsafe_code, reason = "only a table of functions can make a waker with a clone of its own")]

use std::cell::RefCell;
use std::task::{RawWaker, RawWakerVTable, Waker};

/// A waker for this thread alone that calls `on_clone` whenever it is cloned. A thread has one of these at a time.
pub(crate) fn waker_cloned_with(on_clone: impl FnMut() + 'static) -> Waker {
    thread_local! {
        static ON_CLONE: RefCell<Box<dyn FnMut()>> = RefCell::new(Box::new(|| {}));
    }
    // One for a waker and its clones: a constant may have another address wherever it is named.
    static TABLE: RawWakerVTable = RawWakerVTable::new(clone, |_| {}, |_| {}, |_| {});

    fn clone(nothing: *const ()) -> RawWaker {
        ON_CLONE.with_borrow_mut(|on_clone| on_clone());
        RawWaker::new(nothing, &TABLE)
    }

    ON_CLONE.set(Box::new(on_clone));
    // SAFETY: no function of the table uses the pointer.
    unsafe { Waker::from_raw(RawWaker::new(std::ptr::null(), &TABLE)) }
}

/// A waker for this thread alone that may be cloned `count` times, and then panics.
pub(crate) fn waker_with_clones(count: usize) -> Waker {
    let mut left = count;
    waker_cloned_with(move || left = left.checked_sub(1).expect("a waker's clone"))
}
