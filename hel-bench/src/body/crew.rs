//! Threads and tasks that start together, and the time from the first start to the last end.

use std::sync::{Arc, Barrier};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::affinity;
use crate::load::{Load, Measured, Placement};
use crate::payload::Payload;
use crate::runtime::TaskWork;
use crate::verify::{Failure, Tally, verify};

/// What one thread has to do.
pub(crate) type Work<R> = Box<dyn FnOnce() -> R + Send>;

/// One thread's or task's part of a run.
struct Shift<R> {
    started: Instant,
    ended: Instant,
    result: R,
}

/// What came out of a run: how long it took, and what each of those who took part has to tell.
pub(crate) struct Outcome<P, C> {
    pub(crate) elapsed: Duration,
    pub(crate) producers: Vec<P>,
    pub(crate) consumers: Vec<C>,
}

impl<P, C> Outcome<P, C> {
    fn of(producers: Vec<Shift<P>>, consumers: Vec<Shift<C>>) -> Self {
        let spans = producers.iter().map(|shift| (shift.started, shift.ended));
        let spans = spans.chain(consumers.iter().map(|shift| (shift.started, shift.ended)));
        let whole = spans.reduce(|(a, b), (started, ended)| (a.min(started), b.max(ended)));
        Self {
            elapsed: whole.map(|(started, ended)| ended - started).unwrap_or_default(),
            producers: producers.into_iter().map(|shift| shift.result).collect(),
            consumers: consumers.into_iter().map(|shift| shift.result).collect(),
        }
    }

    /// With the sides changed: of threads that consume and tasks that produce.
    pub(crate) fn turned(self) -> Outcome<C, P> {
        Outcome { elapsed: self.elapsed, producers: self.consumers, consumers: self.producers }
    }
}

impl<P> Outcome<P, Tally> {
    /// Millions of messages per second, once it is sure that all arrived.
    pub(crate) fn rate<T: Payload>(&self, load: &Load) -> Measured {
        let shares: Vec<u64> = (0..load.producers).map(|producer| share(load, producer)).collect();
        verify::<T>(load, &shares, &self.consumers)?;
        Ok(vec![load.messages as f64 / self.elapsed.as_secs_f64() / 1e6])
    }
}

/// How many of the run's messages `producer` sends.
pub(crate) fn share(load: &Load, producer: usize) -> u64 {
    let producers = load.producers as u64;
    load.messages / producers + u64::from((producer as u64) < load.messages % producers)
}

/// Runs each piece of work on a thread of its own; all start together.
pub(crate) fn run_threads<P: Send + 'static, C: Send + 'static>(
    load: &Load,
    producers: Vec<Work<P>>,
    consumers: Vec<Work<C>>,
) -> Result<Outcome<P, C>, Failure> {
    let [of_producers, of_consumers] = match load.placement {
        Placement::Free => [None, None],
        Placement::TwoCores => affinity::two_cpus()?.map(Some),
        Placement::OneCore => [Some(affinity::one_cpu()?); 2],
    };
    let start = Arc::new(Barrier::new(producers.len() + consumers.len()));
    // Consumers first: so they stand ready, as they would in a program that runs for long.
    let consumers = spawn_all(of_consumers, &start, consumers);
    let producers = spawn_all(of_producers, &start, producers);
    Ok(Outcome::of(join_all(producers), join_all(consumers)))
}

fn spawn_all<R: Send + 'static>(
    cpu: Option<usize>,
    start: &Arc<Barrier>,
    works: Vec<Work<R>>,
) -> Vec<JoinHandle<Shift<R>>> {
    let spawn = |work: Work<R>| {
        let start = Arc::clone(start);
        thread::spawn(move || {
            if let Some(cpu) = cpu {
                affinity::pin(cpu);
            }
            start.wait();
            let started = Instant::now();
            let result = work();
            Shift { started, ended: Instant::now(), result }
        })
    };
    works.into_iter().map(spawn).collect()
}

fn join_all<R>(threads: Vec<JoinHandle<R>>) -> Vec<R> {
    threads.into_iter().map(join).collect()
}

/// The thread's result; its panic goes on here.
pub(crate) fn join<R>(thread: JoinHandle<R>) -> R {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Runs each piece of work as a task; where the load says so, producers and consumers on two runtimes.
#[allow(clippy::unnecessary_wraps, reason = "as run_threads, which can fail")]
pub(crate) fn run_tasks<P: Send + 'static, C: Send + 'static>(
    load: &Load,
    producers: Vec<TaskWork<P>>,
    consumers: Vec<TaskWork<C>>,
) -> Result<Outcome<P, C>, Failure> {
    enum Either<P, C> {
        Producer(Shift<P>),
        Consumer(Shift<C>),
    }

    let runtime = load.runtime;
    let consumers: Vec<TaskWork<Shift<C>>> = consumers.into_iter().map(as_shift).collect();
    let producers: Vec<TaskWork<Shift<P>>> = producers.into_iter().map(as_shift).collect();
    if load.elsewhere {
        let there = thread::spawn(move || runtime.other().run(consumers));
        let producers = runtime.run(producers);
        return Ok(Outcome::of(producers, join(there)));
    }
    let consumers = consumers
        .into_iter()
        .map(|task| -> TaskWork<Either<P, C>> { Box::pin(async move { Either::Consumer(task.await) }) });
    let producers = producers
        .into_iter()
        .map(|task| -> TaskWork<Either<P, C>> { Box::pin(async move { Either::Producer(task.await) }) });
    let (mut sent, mut received) = (Vec::new(), Vec::new());
    for shift in runtime.run(consumers.chain(producers).collect()) {
        match shift {
            Either::Producer(shift) => sent.push(shift),
            Either::Consumer(shift) => received.push(shift),
        }
    }
    Ok(Outcome::of(sent, received))
}

/// Runs threads on one side beside tasks on the other.
pub(crate) fn run_across<T: Send + 'static, K: Send + 'static>(
    load: &Load,
    threads: Vec<Work<T>>,
    tasks: Vec<TaskWork<K>>,
) -> Outcome<T, K> {
    // A task cannot wait at a barrier, so tasks are spawned when the threads stand there.
    let start = Arc::new(Barrier::new(threads.len() + 1));
    let threads = spawn_all(None, &start, threads);
    start.wait();
    let tasks = load.runtime.run(tasks.into_iter().map(as_shift).collect());
    Outcome::of(join_all(threads), tasks)
}

fn as_shift<R: 'static>(work: TaskWork<R>) -> TaskWork<Shift<R>> {
    Box::pin(async move {
        let started = Instant::now();
        let result = work.await;
        Shift { started, ended: Instant::now(), result }
    })
}
