//! Runs a body under many schedules, or again under one.

use std::env;
use std::sync::Arc;
use std::thread;

use shuttle::rand::{Rng, thread_rng};
use shuttle::scheduler::{PctScheduler, RandomScheduler, ReplayScheduler, Scheduler};
use shuttle::{Config, MaxSteps, Runner};

/// How many schedules each test sees, unless [`ITERATIONS`] says otherwise.
const DEFAULT_ITERATIONS: usize = 10_000;

/// Set by `cargo xtask shuttle --iterations`.
const ITERATIONS: &str = "HEL_SHUTTLE_ITERATIONS";

/// Set by `cargo xtask shuttle --replay`.
const REPLAY: &str = "HEL_SHUTTLE_REPLAY";

/// How often a schedule by priorities changes them, at most: most bugs take one or two changes.
const CHANGES: usize = 3;

/// Some twenty times what the longest test takes: a loop that waits for somebody who never comes ends here.
const MAX_STEPS: usize = 100_000;

/// Runs `body` under random schedules, and under as many by random priorities; or once, under the schedule to replay.
///
/// A deadlock, a panic and an endless loop are failures. All that `body` draws belongs to its schedule.
pub(crate) fn check(body: impl Fn() + Send + Sync + 'static) {
    let _advice = Advice;
    let body = Arc::new(body);
    if let Ok(schedule) = env::var(REPLAY) {
        return run(ReplayScheduler::new_from_encoded(schedule.trim()), &body);
    }
    let iterations = env::var(ITERATIONS).map_or(DEFAULT_ITERATIONS, |count| {
        count.parse().unwrap_or_else(|error| panic!("{ITERATIONS}={count}: {error}"))
    });
    run(RandomScheduler::new(iterations.div_ceil(2)), &body);
    run(PctScheduler::new(CHANGES, iterations.div_ceil(2)), &body);
}

fn run(scheduler: impl Scheduler + 'static, body: &Arc<impl Fn() + Send + Sync + 'static>) {
    let mut config = Config::new();
    config.max_steps = MaxSteps::FailAfter(MAX_STEPS);
    config.silence_warnings = true;
    let body = Arc::clone(body);
    Runner::new(scheduler, config).run(move || body());
}

/// Says how to see a failure again.
struct Advice;

impl Drop for Advice {
    fn drop(&mut self) {
        if thread::panicking() {
            let test = thread::current().name().unwrap_or_default().to_owned();
            eprintln!(
                "To see it again: cargo xtask shuttle {test} --replay SCHEDULE, with the last schedule above."
            );
        }
    }
}

/// A number below `end`, by a draw that belongs to the schedule.
pub(crate) fn below(end: usize) -> usize {
    thread_rng().gen_range(0..end)
}
