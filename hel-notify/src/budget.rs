//! A task that always finds work lets others run.
//!
//! A runtime switches tasks only where a poll is pending. In a loop of operations that are always ready, none is, and the other tasks
//! starve. So each thread counts the polls that were ready in a row, over all futures of this crate. After 128 of them one poll is
//! pending, with its waker already woken.

#[cfg(feature = "budget")]
pub(crate) use counted::{is_exhausted, note};
#[cfg(not(feature = "budget"))]
pub(crate) use unlimited::{is_exhausted, note};

#[cfg(feature = "budget")]
mod counted {
    use crate::sync::thread_local;
    use std::cell::Cell;

    /// How many ready polls in a row a thread may have. At 10 to 100 ns each, the other tasks wait about as long as for one ordinary
    /// poll.
    const READY_IN_A_ROW: u32 = 128;

    thread_local! {
        static READY: Cell<u32> = const { Cell::new(0) };
    }

    /// Whether this poll must yield. Asked once before the attempt; a `true` resets the count.
    #[inline]
    pub(crate) fn is_exhausted() -> bool {
        // A thread whose thread-locals are destroyed runs no tasks: it never yields.
        READY
            .try_with(|ready| {
                let exhausted = ready.get() >= READY_IN_A_ROW;
                if exhausted {
                    ready.set(0);
                }
                exhausted
            })
            .unwrap_or(false)
    }

    /// Counts a poll by how it ended.
    #[inline]
    pub(crate) fn note(is_ready: bool) {
        let _ = READY.try_with(|ready| ready.set(if is_ready { ready.get() + 1 } else { 0 }));
    }
}

#[cfg(not(feature = "budget"))]
mod unlimited {
    pub(crate) fn is_exhausted() -> bool {
        false
    }

    pub(crate) fn note(_is_ready: bool) {}
}
