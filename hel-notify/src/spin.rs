//! What a thread does before it announces itself: a few pauses, in the hope that the other side is about to act.
//!
//! Waking a parked thread costs some tens of microseconds, a pause well under one. But on a machine with fewer cores than
//! threads a spinning thread holds the core of the very thread that it waits for: so the spins are few and end in yields,
//! and with a single core there are only yields.

use crate::sync::{spin_loop, yield_now};
use std::sync::OnceLock;
use std::thread;

/// Short pauses of a few dozen cycles. Long rows of them lose more than they gain as soon as threads outnumber cores.
const SPINS: usize = if cfg!(loom) { 0 } else { 8 };

/// Offers of the core to other threads, after the spins.
const YIELDS: usize = if cfg!(loom) { 0 } else { 4 };

/// The pauses of one wait, in order.
pub(crate) fn pauses() -> impl Iterator<Item = Pause> {
    let spins = if is_single_core() { 0 } else { SPINS };
    [(Pause::Spin, spins), (Pause::Yield, YIELDS)]
        .into_iter()
        .flat_map(|(pause, times)| std::iter::repeat_n(pause, times))
}

/// One pause between two attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pause {
    /// A hint to the core.
    Spin,
    /// A hint to the scheduler.
    Yield,
}

impl Pause {
    pub(crate) fn pause(self) {
        match self {
            Self::Spin => spin_loop(),
            Self::Yield => yield_now(),
        }
    }
}

/// Asked once per process: the answer takes system calls.
fn is_single_core() -> bool {
    static SINGLE_CORE: OnceLock<bool> = OnceLock::new();
    *SINGLE_CORE.get_or_init(|| thread::available_parallelism().is_ok_and(|cores| cores.get() == 1))
}
