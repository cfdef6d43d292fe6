//! When an event turns to LIGHT: after a long run of notifications that met no waiter.
//!
//! A heavy barrier costs as much as some dozens to thousands of fences, and the next waiter has to pay it. So each thread
//! looks, after every [`RUN`] fences that it has run for nobody, whether the event of the last one has been waited for since
//! somebody looked there before. If not, it turns that event: the barrier is paid for by the fences that were dearer, and by
//! those that are spared should the stream go on.
//!
//! The count is the thread's, and what has been waited for is a bit that waiters set in a word that they write anyhow: a count
//! in the event would be one more line that all notifiers write. A waiter on one event says nothing about the others: in a
//! conversation of two threads, the events that nobody ever waits for do turn.

use crate::sync::thread_local;
use std::cell::Cell;

/// How many fences for nobody. A membarrier takes 0.2 to 12 us, a fence beside a store that misses the cache 10 to 30 ns: a
/// thousand of them outweigh the dearest barrier. A prime, so that of events notified in turn each has its look.
const RUN: u32 = if cfg!(any(hel_loom, hel_shuttle)) { 1 } else { 503 };

thread_local! {
    /// How many are left, less one.
    static LEFT: Cell<u32> = const { Cell::new(RUN - 1) };
}

/// One more fence of this thread was for nobody: whether a look is due at the event.
#[inline]
pub(crate) fn is_look_due() -> bool {
    // A thread past its thread-locals turns nothing.
    LEFT.try_with(|left| {
        let (is_due, less) = left.get().checked_sub(1).map_or((true, RUN - 1), |less| (false, less));
        left.set(less);
        is_due
    })
    .unwrap_or(false)
}
