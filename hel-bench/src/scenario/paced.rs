//! An open loop: messages that are due at random times, whatever becomes of those before them.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::{Lasts, Metric, Rings, Scenario, Scene, Way, shape};
use crate::body::crew::{Outcome, Work, run_tasks, run_threads};
use crate::body::{Arrivals, Times, sleep_exactly, sleep_until, sleep_until_async};
use crate::cpu_time;
use crate::ends::{RecvAsync, RecvBlocking, SendAsync, SendBlocking};
use crate::load::{Load, Sample};
use crate::payload::{Payload, Stamp};
use crate::runtime::TaskWork;
use crate::verify::{Failure, Sent, Tally, verify};
use crate::wiring::{Layout, Wiring};

pub(crate) struct Paced;

const LANES: &[Layout] = &[Layout::Lanes];
const FAN_IN: &[Layout] = &[Layout::FanIn];
const SHARED: &[Layout] = &[Layout::Shared];
const KEYED: &[Layout] = &[Layout::Keyed];

const TIMES: [Metric; 5] = Metric::curve("us");
/// From when a message was due, so that a sender that is held up cannot hide it; and the CPU time of the whole process.
pub(super) const METRICS: &[Metric] =
    &[TIMES[0], TIMES[1], TIMES[2], TIMES[3], TIMES[4], Metric::less("CPU", "us per msg", 0.0)];

/// From the making of the threads or tasks to the first message.
const SETTLING: Duration = Duration::from_millis(3);

/// A run lasts so many windows.
const WINDOWS: u32 = 2;

const K: u64 = 1_000;

impl Scene for Paced {
    const SCENARIO: Scenario = Scenario {
        name: "paced",
        about: "messages arrive at random (a Poisson process), whether the channel keeps up or not: the time from \
                when a message was due until it is received, and the CPU time of the process",
        metrics: METRICS,
        rings: Rings::Absent,
        sized: false,
        lasts: Lasts::Windows(2.3),
        shapes: &[
            shape("threads-1x1-10k", Way::Threads, LANES, "hel/spsc").offered("threads-1x1", 10 * K),
            shape("threads-1x1-100k", Way::Threads, LANES, "hel/spsc").offered("threads-1x1", 100 * K),
            shape("threads-1x1-1M", Way::Threads, LANES, "hel/spsc").offered("threads-1x1", K * K),
            shape("threads-4x1-10k", Way::Threads, FAN_IN, "hel/bounded").crew(4, 1).offered("threads-4x1", 10 * K),
            shape("threads-4x1-100k", Way::Threads, FAN_IN, "hel/bounded").crew(4, 1).offered("threads-4x1", 100 * K),
            shape("threads-4x1-1M", Way::Threads, FAN_IN, "hel/bounded").crew(4, 1).offered("threads-4x1", K * K),
            shape("threads-4x4-10k", Way::Threads, SHARED, "hel/bounded").crew(4, 4).offered("threads-4x4", 10 * K),
            shape("threads-4x4-100k", Way::Threads, SHARED, "hel/bounded").crew(4, 4).offered("threads-4x4", 100 * K),
            shape("threads-4x4-1M", Way::Threads, SHARED, "hel/bounded").crew(4, 4).offered("threads-4x4", K * K),
            shape("keyed-4x4-10k", Way::Threads, KEYED, "hel/shard_key").crew(4, 4).offered("keyed-4x4", 10 * K),
            shape("keyed-4x4-100k", Way::Threads, KEYED, "hel/shard_key").crew(4, 4).offered("keyed-4x4", 100 * K),
            shape("keyed-4x4-1M", Way::Threads, KEYED, "hel/shard_key").crew(4, 4).offered("keyed-4x4", K * K),
            shape("tasks-4x4-10k", Way::Tasks, SHARED, "hel/bounded").crew(4, 4).offered("tasks-4x4", 10 * K),
            shape("tasks-4x4-100k", Way::Tasks, SHARED, "hel/bounded").crew(4, 4).offered("tasks-4x4", 100 * K),
            shape("tasks-4x4-1M", Way::Tasks, SHARED, "hel/bounded").crew(4, 4).offered("tasks-4x4", K * K),
        ],
    };

    fn threads<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        W: Wiring<Ends: SendBlocking + RecvBlocking>,
    {
        paced_threads::<W, T, CAP>(load)
    }

    fn tasks<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        W: Wiring<Ends: SendAsync + RecvAsync>,
    {
        paced_tasks::<W, T, CAP>(load)
    }
}

/// When each producer's messages are due, and what has been used of the CPU when the first one is.
struct Plan {
    start: Instant,
    arrivals: Vec<Arrivals>,
}

impl Plan {
    fn new(load: &Load) -> Arc<Self> {
        let window = load.window * WINDOWS;
        let of = |producer| Arrivals::new(load.offered, load.producers, producer, window);
        let arrivals = (0..load.producers).map(of).collect();
        Arc::new(Self { start: Instant::now() + SETTLING, arrivals })
    }

    /// The messages of a producer: each with the time when it is due.
    fn messages<T: Payload>(&self, producer: usize) -> impl Iterator<Item = (Instant, T)> {
        let due = self.arrivals[producer].0.iter().enumerate();
        due.map(move |(n, after)| (self.start + *after, T::new(Stamp::new(producer, n as u64))))
    }

    /// How long ago `value` was due.
    #[inline]
    fn late<T: Payload>(&self, value: &T) -> Duration {
        let stamp = value.stamp();
        let due = self.arrivals[stamp.producer()].0.get(stamp.sequence() as usize).copied().unwrap_or_default();
        (self.start + due).elapsed()
    }

    /// What the process uses of the CPU from the first message to the end of `run`, and what `run` gives.
    fn with_cpu_time<R>(&self, run: impl FnOnce() -> R) -> Result<(R, Duration), Failure> {
        let start = self.start;
        let before = thread::spawn(move || {
            sleep_until(start);
            cpu_time::of_this_process()
        });
        let result = run();
        let after = cpu_time::of_this_process()?;
        Ok((result, after.saturating_sub(crate::body::crew::join(before)?)))
    }

    /// All figures, once it is sure that all arrived.
    fn figures<T: Payload>(&self, load: &Load, of: Outcome<(), Received>, cpu: Duration) -> Result<Sample, Failure> {
        let shares: Vec<u64> = self.arrivals.iter().map(|arrivals| arrivals.0.len() as u64).collect();
        let (times, tallies): (Vec<Times>, Vec<Tally>) = of.consumers.into_iter().unzip();
        verify::<T>(Sent { shares: &shares, keys: load.keys, keyed: load.keyed }, &tallies)?;
        let mut sample = Times::all(times).figures(1e3);
        sample.push(cpu.as_secs_f64() * 1e6 / shares.iter().sum::<u64>() as f64);
        Ok(sample)
    }
}

type Received = (Times, Tally);

/// Threads on both sides.
pub(super) fn paced_threads<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
where
    W: Wiring<Ends: SendBlocking + RecvBlocking>,
{
    let (txs, rxs) = W::open::<T, CAP>(load.producers, load.consumers);
    let plan = Plan::new(load);
    let producers = txs.into_iter().enumerate().map(|(producer, mut tx)| -> Work<()> {
        let plan = Arc::clone(&plan);
        Box::new(move || {
            sleep_exactly();
            for (due, value) in plan.messages::<T>(producer) {
                sleep_until(due);
                if <W::Ends>::send(&mut tx, value).is_err() {
                    break;
                }
            }
        })
    });
    let consumers = rxs.into_iter().map(|mut rx| -> Work<Received> {
        let plan = Arc::clone(&plan);
        Box::new(move || {
            let (mut times, mut tally) = Received::default();
            while let Some(value) = <W::Ends>::recv(&mut rx) {
                times.note(plan.late(&value));
                tally.note(&value);
            }
            (times, tally)
        })
    });
    let (producers, consumers) = (producers.collect(), consumers.collect());
    let (outcome, cpu) = plan.with_cpu_time(|| run_threads(load.placement, producers, consumers))?;
    plan.figures::<T>(load, outcome?, cpu)
}

/// Tasks on both sides.
pub(super) fn paced_tasks<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
where
    W: Wiring<Ends: SendAsync + RecvAsync>,
{
    let (txs, rxs) = W::open::<T, CAP>(load.producers, load.consumers);
    let plan = Plan::new(load);
    let producers = txs.into_iter().enumerate().map(|(producer, mut tx)| -> TaskWork<()> {
        let plan = Arc::clone(&plan);
        Box::pin(async move {
            for (due, value) in plan.messages::<T>(producer) {
                sleep_until_async(due).await;
                if <W::Ends>::send_async(&mut tx, value).await.is_err() {
                    break;
                }
            }
        })
    });
    let consumers = rxs.into_iter().map(|mut rx| -> TaskWork<Received> {
        let plan = Arc::clone(&plan);
        Box::pin(async move {
            let (mut times, mut tally) = Received::default();
            while let Some(value) = <W::Ends>::recv_async(&mut rx).await {
                times.note(plan.late(&value));
                tally.note(&value);
            }
            (times, tally)
        })
    });
    let (producers, consumers) = (producers.collect(), consumers.collect());
    let (outcome, cpu) = plan.with_cpu_time(|| run_tasks(load, producers, consumers))?;
    plan.figures::<T>(load, outcome, cpu)
}
