//! The time that a cache line takes from one CPU to another and back: what every channel pays.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::affinity;

const TRIPS: u64 = 2_000;
const ROUNDS: usize = 9;
/// So many looks until a thread gives the core away: the other one has lost its own, or both were put on one.
const PATIENCE: u32 = 10_000;

#[repr(align(128))]
struct Line(AtomicU64);

/// The round trip of a cache line between two CPUs, in nanoseconds: the median of nine short rounds, a few milliseconds
/// in all. None when there are no two CPUs to choose.
///
/// Virtual machines are moved about by their host: the figure may change tenfold from one minute to the next, and moves
/// everything else.
pub fn round_trip_nanos() -> Option<f64> {
    let [here, there] = affinity::two_cpus().ok()?;
    let line = Arc::new(Line(AtomicU64::new(0)));
    let echo = thread::spawn({
        let line = Arc::clone(&line);
        move || {
            affinity::pin(there);
            for trip in 0..TRIPS * ROUNDS as u64 {
                await_value(&line.0, 2 * trip + 1, PATIENCE);
                line.0.store(2 * trip + 2, Ordering::Release);
            }
        }
    });
    let serve = thread::spawn(move || {
        affinity::pin(here);
        let mut rounds: Vec<Duration> = Vec::with_capacity(ROUNDS);
        for round in 0..ROUNDS as u64 {
            let start = Instant::now();
            for trip in round * TRIPS..(round + 1) * TRIPS {
                line.0.store(2 * trip + 1, Ordering::Release);
                await_value(&line.0, 2 * trip + 2, PATIENCE);
            }
            rounds.push(start.elapsed());
        }
        rounds.sort_unstable();
        rounds[ROUNDS / 2].as_secs_f64() * 1e9 / TRIPS as f64
    });
    let nanos = serve.join().ok();
    echo.join().ok()?;
    nanos
}

/// Looks until the word has that value, and lets other threads run each time it has looked so often.
pub(crate) fn await_value(word: &AtomicU64, value: u64, patience: u32) {
    let mut looks = 0_u32;
    while word.load(Ordering::Acquire) != value {
        looks += 1;
        if looks.is_multiple_of(patience) {
            thread::yield_now();
        }
        std::hint::spin_loop();
    }
}
