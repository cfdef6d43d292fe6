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
const RUN: u32 = if cfg!(loom) { 1 } else { 1000 };

thread_local! {
    static MET_NOBODY: Cell<u32> = const { Cell::new(0) };
}

/// One more notification of this thread met nobody: `true` at the end of a run.
#[inline]
pub(crate) fn met_nobody() -> bool {
    MET_NOBODY
        .try_with(|run| {
            let length = run.get() + 1;
            run.set(length % RUN);
            length == RUN
        })
        .unwrap_or(false)
}

/// A notification met a waiter.
pub(crate) fn met_somebody() {
    let _ = MET_NOBODY.try_with(|run| run.set(0));
}
