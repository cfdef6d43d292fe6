//! When an event turns to LIGHT: after a long run of notifications that met no waiter.
//!
//! A heavy barrier costs as much as some dozens to thousands of fences, and the next waiter has to pay it. So a thread must
//! have fenced [`RUN`] times in a row for nothing before it turns an event, and each heavy barrier is paid for by as many
//! fences that were dearer, and as many more that are spared, should the stream go on.
//!
//! The run is the thread's, over all events that it notifies, and not the event's: a count in the event would be one more
//! line that all notifiers write.

use crate::sync::thread_local;
use std::cell::Cell;

/// How many notifications in a row must have met nobody. A membarrier takes 0.2 to 12 us, a fence beside a store that misses
/// the cache 10 to 30 ns: a thousand of them outweigh the dearest barrier.
const RUN: u32 = if cfg!(any(loom, shuttle)) { 1 } else { 1000 };

thread_local! {
    /// How many more must meet nobody, less one.
    static LEFT: Cell<u32> = const { Cell::new(RUN - 1) };
}

/// One more notification of this thread met nobody: `true` at the end of a run.
#[inline]
pub(crate) fn met_nobody() -> bool {
    // A thread past its thread-locals turns nothing.
    LEFT.try_with(|left| {
        let (is_end, less) = left.get().checked_sub(1).map_or((true, RUN - 1), |less| (false, less));
        left.set(less);
        is_end
    })
    .unwrap_or(false)
}

/// A notification met a waiter.
pub(crate) fn met_somebody() {
    let _ = LEFT.try_with(|left| left.set(RUN - 1));
}
