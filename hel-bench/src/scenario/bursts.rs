//! Bursts: many messages at once, then silence.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::{Lasts, Metric, Rings, Scenario, Scene, Way, shape};
use crate::body::crew::{Outcome, Work, run_tasks, run_threads};
use crate::body::{Times, sleep_exactly, sleep_until, sleep_until_async};
use crate::cpu_time;
use crate::ends::{RecvAsync, RecvBlocking, SendAsync, SendBlocking};
use crate::load::{Load, Sample};
use crate::payload::{Payload, Stamp};
use crate::runtime::TaskWork;
use crate::verify::{Failure, Sent, Tally, verify};
use crate::wiring::{Layout, Wiring};

pub(crate) struct Bursts;

const FAN_IN: &[Layout] = &[Layout::FanIn];
const SHARED: &[Layout] = &[Layout::Shared];

const EVERY: Duration = Duration::from_millis(10);
const BURST: u64 = 1_000;

/// A run lasts so many windows.
const WINDOWS: u32 = 3;

impl Scene for Bursts {
    const SCENARIO: Scenario = Scenario {
        name: "bursts",
        about: "4 senders send 1,000 messages together every 10 ms: the time until the last one of a burst is \
                received, of half of the bursts (last) and of all (worst), and the CPU time of the process",
        metrics: &[
            Metric::less("last", "us", 0.0),
            Metric::less("worst", "us", 0.0).minor(),
            Metric::less("CPU", "ms per s", 2.0),
        ],
        rings: Rings::Absent,
        sized: false,
        lasts: Lasts::Windows(3.1),
        shapes: &[
            shape("threads-4x1", Way::Threads, FAN_IN, "hel/bounded").crew(4, 1),
            shape("threads-4x4", Way::Threads, SHARED, "hel/bounded").crew(4, 4),
            shape("tasks-4x4", Way::Tasks, SHARED, "hel/bounded").crew(4, 4),
        ],
    };

    fn threads<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        W: Wiring<Ends: SendBlocking + RecvBlocking>,
    {
        let (txs, rxs) = W::open::<T, CAP>(load.producers, load.consumers);
        let plan = Plan::new(load);
        let producers = txs.into_iter().enumerate().map(|(producer, mut tx)| -> Work<()> {
            let plan = Arc::clone(&plan);
            Box::new(move || {
                sleep_exactly();
                for (due, values) in plan.bursts::<T>(producer) {
                    sleep_until(due);
                    for value in values {
                        let _ = <W::Ends>::send(&mut tx, value); // a loss shows in the count
                    }
                }
            })
        });
        let consumers = rxs.into_iter().map(|mut rx| -> Work<Received> {
            let plan = Arc::clone(&plan);
            Box::new(move || {
                let mut received = Received::default();
                while let Some(value) = <W::Ends>::recv(&mut rx) {
                    plan.note(&value, &mut received);
                }
                received
            })
        });
        let before = cpu_time::of_this_process()?;
        let outcome = run_threads(load.placement, producers.collect(), consumers.collect())?;
        plan.figures::<T>(load, outcome, before)
    }

    fn tasks<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        W: Wiring<Ends: SendAsync + RecvAsync>,
    {
        let (txs, rxs) = W::open::<T, CAP>(load.producers, load.consumers);
        let plan = Plan::new(load);
        let producers = txs.into_iter().enumerate().map(|(producer, mut tx)| -> TaskWork<()> {
            let plan = Arc::clone(&plan);
            Box::pin(async move {
                for (due, values) in plan.bursts::<T>(producer) {
                    sleep_until_async(due).await;
                    for value in values {
                        let _ = <W::Ends>::send_async(&mut tx, value).await;
                    }
                }
            })
        });
        let consumers = rxs.into_iter().map(|mut rx| -> TaskWork<Received> {
            let plan = Arc::clone(&plan);
            Box::pin(async move {
                let mut received = Received::default();
                while let Some(value) = <W::Ends>::recv_async(&mut rx).await {
                    plan.note(&value, &mut received);
                }
                received
            })
        });
        let before = cpu_time::of_this_process()?;
        let outcome = run_tasks(load, producers.collect(), consumers.collect());
        plan.figures::<T>(load, outcome, before)
    }
}

/// What a consumer got: the times of those bursts whose last message came to it, and all messages.
type Received = (Times, Tally);

struct Plan {
    start: Instant,
    /// Of a producer in each burst.
    share: u64,
    /// By burst: how many messages were received.
    received: Vec<AtomicU64>,
}

impl Plan {
    fn new(load: &Load) -> Arc<Self> {
        let bursts = (load.window * WINDOWS).div_duration_f64(EVERY).ceil().max(1.0) as usize;
        let received = (0..bursts).map(|_| AtomicU64::new(0)).collect();
        Arc::new(Self { start: Instant::now() + EVERY / 2, share: BURST / load.producers as u64, received })
    }

    fn due(&self, burst: u64) -> Instant {
        self.start + EVERY * burst as u32
    }

    fn bursts<T: Payload>(&self, producer: usize) -> impl Iterator<Item = (Instant, impl Iterator<Item = T>)> {
        let bursts = 0..self.received.len() as u64;
        bursts.map(move |burst| {
            let numbers = burst * self.share..(burst + 1) * self.share;
            (self.due(burst), numbers.map(move |number| T::new(Stamp::new(producer, number))))
        })
    }

    #[inline]
    fn note<T: Payload>(&self, value: &T, (times, tally): &mut Received) {
        let burst = value.stamp().sequence() / self.share;
        // Ordering: Relaxed. One of them is the last, whichever.
        let before = self.received.get(burst as usize).map_or(0, |count| count.fetch_add(1, Ordering::Relaxed));
        if before + 1 == BURST {
            times.note_since(self.due(burst));
        }
        tally.note(value);
    }

    fn figures<T: Payload>(
        &self,
        load: &Load,
        outcome: Outcome<(), Received>,
        before: Duration,
    ) -> Result<Sample, Failure> {
        let used = cpu_time::of_this_process()?.saturating_sub(before);
        let shares = vec![self.share * self.received.len() as u64; load.producers];
        let (times, tallies): (Vec<Times>, Vec<Tally>) = outcome.consumers.into_iter().unzip();
        verify::<T>(Sent { shares: &shares, keys: load.keys, keyed: load.keyed }, &tallies)?;
        let times = Times::all(times);
        let cpu = used.as_secs_f64() * 1e3 / outcome.elapsed.as_secs_f64();
        Ok(vec![times.nanos(0.5) / 1e3, times.nanos(1.0) / 1e3, cpu])
    }
}
