//! Threads and tasks that start together, and the time from the first start to the last end.

use std::pin::Pin;
use std::sync::{Arc, Barrier, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Runtime};

use crate::affinity;
use crate::load::{Load, Placement, Sample};
use crate::payload::Payload;
use crate::verify::{Failure, Sent, Tally, verify};

/// What one producer or consumer has to do. A consumer gives its tally back.
pub(super) type Work = Box<dyn FnOnce() -> Option<Tally> + Send>;

/// The same as a task.
pub(super) type TaskWork = Pin<Box<dyn Future<Output = Option<Tally>> + Send>>;

/// One thread's or task's part of a run.
struct Shift {
    started: Instant,
    ended: Instant,
    tally: Option<Tally>,
}

/// What came out of a run: how long it took and who received what.
pub(super) struct Outcome {
    elapsed: Duration,
    tallies: Vec<Tally>,
}

impl Outcome {
    fn of(shifts: Vec<Shift>) -> Self {
        let started = shifts.iter().map(|shift| shift.started).min();
        let ended = shifts.iter().map(|shift| shift.ended).max();
        let elapsed = started.zip(ended).map(|(started, ended)| ended - started).unwrap_or_default();
        Self { elapsed, tallies: shifts.into_iter().filter_map(|shift| shift.tally).collect() }
    }

    /// Millions of messages per second, once it is sure that all arrived.
    pub(super) fn rate<T: Payload>(&self, load: &Load) -> Result<Sample, Failure> {
        let shares: Vec<u64> = (0..load.producers).map(|producer| share(load, producer)).collect();
        verify::<T>(Sent { shares: &shares, keyed: load.keyed }, &self.tallies)?;
        Ok(vec![load.messages as f64 / self.elapsed.as_secs_f64() / 1e6])
    }
}

/// How many of the run's messages `producer` sends.
pub(super) fn share(load: &Load, producer: usize) -> u64 {
    let producers = load.producers as u64;
    load.messages / producers + u64::from((producer as u64) < load.messages % producers)
}

/// Runs each piece of work on a thread of its own; all start together.
pub(super) fn run_threads(
    placement: Placement,
    producers: Vec<Work>,
    consumers: Vec<Work>,
) -> Result<Outcome, Failure> {
    let cpus = match placement {
        Placement::Free => [None, None],
        Placement::TwoCores => affinity::two_cpus()?.map(Some),
    };
    let start = Arc::new(Barrier::new(producers.len() + consumers.len()));
    // Consumers first: so they stand ready, as they would in a program that runs for long.
    let of_consumers = consumers.into_iter().map(|work| (work, cpus[1]));
    let of_producers = producers.into_iter().map(|work| (work, cpus[0]));
    let threads: Vec<_> =
        of_consumers.chain(of_producers).map(|(work, cpu)| spawn(cpu, Arc::clone(&start), work)).collect();
    Ok(Outcome::of(threads.into_iter().map(join).collect()))
}

fn spawn(cpu: Option<usize>, start: Arc<Barrier>, work: Work) -> JoinHandle<Shift> {
    thread::spawn(move || {
        if let Some(cpu) = cpu {
            affinity::pin(cpu);
        }
        start.wait();
        let started = Instant::now();
        let tally = work();
        Shift { started, ended: Instant::now(), tally }
    })
}

fn join(thread: JoinHandle<Shift>) -> Shift {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Runs each piece of work as a task of the runtime.
pub(super) fn run_tasks(producers: Vec<TaskWork>, consumers: Vec<TaskWork>) -> Outcome {
    Outcome::of(runtime().block_on(async {
        let tasks: Vec<_> =
            consumers.into_iter().chain(producers).map(|work| tokio::spawn(as_shift(work))).collect();
        let mut shifts = Vec::with_capacity(tasks.len());
        for task in tasks {
            shifts.push(task.await.expect("a task panicked"));
        }
        shifts
    }))
}

/// Runs `thread` beside `task`.
pub(super) fn run_across(thread: Work, task: TaskWork) -> Outcome {
    // A task cannot wait at a barrier, so it is spawned when the thread stands there.
    let start = Arc::new(Barrier::new(2));
    let thread = spawn(None, Arc::clone(&start), thread);
    let task = runtime().spawn(as_shift(task));
    start.wait();
    let shifts = vec![join(thread), runtime().block_on(task).expect("the task panicked")];
    Outcome::of(shifts)
}

async fn as_shift(work: TaskWork) -> Shift {
    let started = Instant::now();
    let tally = work.await;
    Shift { started, ended: Instant::now(), tally }
}

/// The runtime of all task scenarios: a worker per CPU, started once per process.
pub(super) fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Builder::new_multi_thread().build().expect("the runtime's threads can be started"))
}
