//! What a thread does after it has lost a race for a claim.

use crate::sync::spin_loop;

/// Pauses that grow with each race lost in a row.
///
/// The winner has the cache line. A thread that asks for it again at once takes it away before the winner can use it a second time, and
/// loses the next race, too. Only for steps that failed because another thread's succeeded: it is no way to wait.
pub(crate) struct Backoff {
    step: u32,
}

impl Backoff {
    #[inline]
    pub(crate) fn new() -> Self {
        Self { step: 0 }
    }

    /// A race was lost.
    #[inline]
    pub(crate) fn lost(&mut self) {
        for _ in 0..1_u32 << self.step {
            spin_loop();
        }
        self.step = (self.step + 1).min(MOST_STEPS);
    }
}

/// The longest pause is 2 to this power spin hints: 0.3 to 1.5 us. (A checker may switch threads at every hint, so one is enough.)
const MOST_STEPS: u32 = if cfg!(any(hel_loom, hel_shuttle)) { 0 } else { 5 };
