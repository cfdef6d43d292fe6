//! When an event switches to LIGHT: after a long run of notifications that met no waiter.
//!
//! A heavy barrier costs as much as some dozens to thousands of fences, and the next waiter has to pay it. So after every [`RUN`]
//! fences that met no waiter, a thread checks the event of the last one. If no waiter has come there since any thread's last check, it
//! switches that event to LIGHT. By then the fences have cost about as much as the barrier will, and each further one is saved.
//!
//! The count is per thread, because a count in the event would be one more cache line that all notifiers write. Whether a waiter has
//! come is a bit in the event's word, which waiters write anyhow. A waiter of one event does not keep the others FENCED: where two
//! threads answer each other, the events that nobody waits for become LIGHT.

use crate::sync::thread_local;
use std::cell::Cell;

/// How many fences without a waiter come between two checks. A membarrier takes 0.2 to 12 us, and a fence after a store that misses the
/// cache 10 to 30 ns: 500 of them cost 5 to 15 us. A prime, so that a thread that notifies several events in rotation checks each of
/// them.
const RUN: u32 = if cfg!(any(hel_loom, hel_shuttle)) { 1 } else { 503 };

thread_local! {
    /// How many are left until the next check, less one.
    static LEFT: Cell<u32> = const { Cell::new(RUN - 1) };
}

/// Counts a fence of this thread that met no waiter. `true` if its event is to be checked now.
#[inline]
pub(crate) fn is_check_due() -> bool {
    // A thread whose thread-locals are destroyed switches no event.
    LEFT.try_with(|left| {
        let (is_due, less) = left.get().checked_sub(1).map_or((true, RUN - 1), |less| (false, less));
        left.set(less);
        is_due
    })
    .unwrap_or(false)
}

#[cfg(all(test, not(any(hel_loom, hel_shuttle))))]
mod tests {
    use super::*;
    use crate::{Notify, barrier};
    use std::sync::Arc;

    #[test]
    fn a_check_is_due_once_in_a_run() {
        let looks =
            std::thread::spawn(|| (0..3 * RUN).map(|_| is_check_due()).collect::<Vec<_>>()).join().unwrap();
        let due: Vec<_> = (1..).zip(looks).filter_map(|(fence, is_due)| is_due.then_some(fence)).collect();
        assert_eq!(due, [RUN, 2 * RUN, 3 * RUN]);
    }
    #[test]
    fn an_event_that_nobody_waits_for_becomes_light_and_its_overflow_with_it() {
        let overflow = Arc::new(Notify::new());
        let event = Notify::with_overflow(Arc::clone(&overflow));
        (0..2 * RUN).for_each(|_| event.notify(1));
        let mode = if barrier::is_heavy_there() { "light" } else { "fenced" };
        for event in [&event, &overflow] {
            assert!(format!("{event:?}").contains(mode), "{event:?}");
        }
    }
}
