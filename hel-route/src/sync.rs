//! The only place that names atomics and threads: those of core and std, or of the model checkers loom and shuttle.

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

/// A number of the calling thread: unique among live threads, never 0, as cheap as a load.
#[inline]
pub(crate) fn this_thread() -> usize {
    thread_local! {
        static HERE: u8 = const { 0 };
    }
    HERE.with(|here| core::ptr::from_ref(here).addr())
}
