//! The one place that names atomics and threads: core's and std's, or those of the checker, loom or shuttle.

#[cfg(not(any(hel_loom, hel_shuttle)))]
pub(crate) use core::sync::atomic::{AtomicUsize, Ordering, fence};
#[cfg(hel_loom)]
pub(crate) use loom::sync::atomic::{AtomicUsize, Ordering, fence};
#[cfg(hel_loom)]
pub(crate) use loom::thread::yield_now;
#[cfg(hel_shuttle)]
pub(crate) use shuttle::sync::atomic::{AtomicUsize, Ordering, fence};
#[cfg(hel_shuttle)]
pub(crate) use shuttle::thread::yield_now;
#[cfg(not(any(hel_loom, hel_shuttle)))]
pub(crate) use std::thread::yield_now;

/// A number of the calling thread, which no other has while it lives. Never 0. As cheap as a load.
#[inline]
pub(crate) fn this_thread() -> usize {
    thread_local! {
        static HERE: u8 = const { 0 };
    }
    HERE.with(|here| core::ptr::from_ref(here).addr())
}
