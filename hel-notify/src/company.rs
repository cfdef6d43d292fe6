//! Whether a thread that waits has company on its core: other threads that take it when it is offered.
//!
//! With more threads than cores, a waiter that looks again as soon as it can is back too early: it takes a value or two, the
//! lines with them, and waits again, while the peers that would have made more of them were about to run. In company there is
//! no hurry. The others of its kind use the time, and a value that waits a little longer waits among others. So a waiter in
//! company is not content with little, for some time (see [`Operation::is_worth_while`](crate::Operation::is_worth_while)).
//!
//! It is found out by the clock: a yield that nobody takes up is a system call, one that somebody does takes two switches at
//! least.

use crate::sync::{thread_local, yield_now};
use std::cell::Cell;
use std::time::{Duration, Instant};

thread_local! {
    /// Whether the last yield of this thread met company.
    static MET: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread had company when it last yielded.
pub(crate) fn was_met() -> bool {
    MET.try_with(Cell::get).unwrap_or(false)
}

/// Offers the core to other threads; how long they had it, if any took it.
pub fn offer_core() -> Option<Duration> {
    let start = Instant::now();
    yield_now();
    let taken = start.elapsed();
    let met = taken >= SWITCHES;
    let _ = MET.try_with(|cell| cell.set(met));
    met.then_some(taken)
}

/// The least time in which a core goes to another thread and comes back. (Measured: alone, a yield takes 0.25 to 0.45 us; with
/// one other thread that yields as well, 1.2 us and more.)
const SWITCHES: Duration = Duration::from_nanos(800);
