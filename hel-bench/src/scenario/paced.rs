//! An open loop: messages that are due at random times, whatever becomes of those before them.

use std::thread;

use super::prelude::*;
use crate::body::{Arrivals, sleep_until};

pub(crate) struct Paced;

const TIMES: [Metric; 5] = Metric::curve("us");
/// From when a message was due, so that a sender that is held up cannot hide it; and the CPU time of the whole process.
pub(super) const METRICS: &[Metric] =
    &[TIMES[0], TIMES[1], TIMES[2], TIMES[3], TIMES[4], Metric::less("CPU", "us per msg", 0.0)];

/// From the making of the threads or tasks to the first message.
const SETTLING: Duration = Duration::from_millis(3);

const K: u64 = 1_000;

impl Scene for Paced {
    const SCENARIO: Scenario = Scenario {
        name: "paced",
        about: "messages arrive at random (a Poisson process), whether the channel keeps up or not: the time from \
                when a message was due until it is received, and the CPU time of the process",
        metrics: METRICS,
        lasts: Lasts::Windows(2.3),
        shapes: &[
            shape("threads-1x1-10k", Way::Threads, LANES, "hel/spsc").offered("threads-1x1", 10 * K),
            shape("threads-1x1-100k", Way::Threads, LANES, "hel/spsc").offered("threads-1x1", 100 * K),
            shape("threads-1x1-1M", Way::Threads, LANES, "hel/spsc").offered("threads-1x1", K * K),
            shape("threads-4x1-10k", Way::Threads, FAN_IN, "hel/bounded")
                .crew(4, 1)
                .offered("threads-4x1", 10 * K),
            shape("threads-4x1-100k", Way::Threads, FAN_IN, "hel/bounded")
                .crew(4, 1)
                .offered("threads-4x1", 100 * K),
            shape("threads-4x1-1M", Way::Threads, FAN_IN, "hel/bounded")
                .crew(4, 1)
                .offered("threads-4x1", K * K),
            shape("threads-4x4-10k", Way::Threads, SHARED, "hel/bounded")
                .crew(4, 4)
                .offered("threads-4x4", 10 * K),
            shape("threads-4x4-100k", Way::Threads, SHARED, "hel/bounded")
                .crew(4, 4)
                .offered("threads-4x4", 100 * K),
            shape("threads-4x4-1M", Way::Threads, SHARED, "hel/bounded")
                .crew(4, 4)
                .offered("threads-4x4", K * K),
            shape("keyed-4x4-10k", Way::Threads, KEYED, "hel/shard_key")
                .crew(4, 4)
                .offered("keyed-4x4", 10 * K),
            shape("keyed-4x4-100k", Way::Threads, KEYED, "hel/shard_key")
                .crew(4, 4)
                .offered("keyed-4x4", 100 * K),
            shape("keyed-4x4-1M", Way::Threads, KEYED, "hel/shard_key")
                .crew(4, 4)
                .offered("keyed-4x4", K * K),
            shape("tasks-4x4-10k", Way::Tasks, SHARED, "hel/bounded").crew(4, 4).offered("tasks-4x4", 10 * K),
            shape("tasks-4x4-100k", Way::Tasks, SHARED, "hel/bounded")
                .crew(4, 4)
                .offered("tasks-4x4", 100 * K),
            shape("tasks-4x4-1M", Way::Tasks, SHARED, "hel/bounded").crew(4, 4).offered("tasks-4x4", K * K),
        ],
        ..PLAIN
    };

    fn crew<C: Crew<T>, T: Payload>(load: &Load) -> Measured {
        paced::<C, T>(load, |_| ())
    }
}

/// Many senders, many shards, one receiver of them all.
pub(crate) struct FanIn;

const ANY: &[Layout] = &[Layout::AnyShard, Layout::FanIn];
const HEL: &str = "hel/any shard";

impl Scene for FanIn {
    const SCENARIO: Scenario = Scenario {
        name: "fan-in",
        about: "8 senders and one receiver: each sender has a shard and the receiver takes from any, or all share \
                one channel; flat out, and at 100,000 messages a second that arrive at random",
        metrics: RATE,
        lasts: Lasts::Messages(120.0),
        shapes: &[
            shape("threads", Way::Threads, ANY, HEL).crew(8, 1),
            shape("tasks", Way::Tasks, ANY, HEL).crew(8, 1),
            shape("threads-100k", Way::Threads, ANY, HEL)
                .crew(8, 1)
                .offered("threads", 100 * K)
                .giving(METRICS),
            shape("tasks-100k", Way::Tasks, ANY, HEL).crew(8, 1).offered("tasks", 100 * K).giving(METRICS),
        ],
        ..PLAIN
    };

    fn crew<C: Crew<T>, T: Payload>(load: &Load) -> Measured {
        if load.offered > 0 { paced::<C, T>(load, |_| ()) } else { stream::<C, T>(load) }
    }
}

/// Runs the loop; a message that was received is `handled` before the next.
pub(super) fn paced<C: Crew<T>, T: Payload>(
    load: &Load,
    handled: impl Fn(&T) + Clone + Send + 'static,
) -> Measured {
    let (txs, rxs) = C::open(load);
    let plan = Plan::new(load);
    let send = |(producer, tx)| C::send_on_time(tx, plan.messages(producer));
    let producers = txs.into_iter().enumerate().map(send).collect();
    let receive = |rx| {
        let (plan, handled) = (Arc::clone(&plan), handled.clone());
        C::receive(rx, <(Times, Tally)>::default, move |(times, tally), value| {
            times.note(plan.late(value));
            tally.note(value);
            handled(value);
        })
    };
    let consumers = rxs.into_iter().map(receive).collect();
    let (outcome, cpu) = plan.with_cpu_time(|| C::run(load, producers, consumers))?;
    let shares: Vec<u64> = plan.arrivals.iter().map(|arrivals| arrivals.0.len() as u64).collect();
    let (times, tallies): (Vec<Times>, Vec<Tally>) = outcome?.consumers.into_iter().unzip();
    verify::<T>(load, &shares, &tallies)?;
    let mut sample = Times::all(times).figures(1e3);
    sample.push(cpu.as_secs_f64() * 1e6 / shares.iter().sum::<u64>() as f64);
    Ok(sample)
}

/// When each producer's messages are due, and what has been used of the CPU when the first one is.
struct Plan {
    start: Instant,
    arrivals: Vec<Arrivals>,
}

impl Plan {
    fn new(load: &Load) -> Arc<Self> {
        let window = load.window * 2;
        let of = |producer| Arrivals::new(load.offered, load.producers, producer, window);
        let arrivals = (0..load.producers).map(of).collect();
        Arc::new(Self { start: Instant::now() + SETTLING, arrivals })
    }

    /// The messages of a producer: each with the time when it is due.
    fn messages<T: Payload>(
        self: &Arc<Self>,
        producer: usize,
    ) -> impl Iterator<Item = (Option<Instant>, T)> + use<T> {
        let plan = Arc::clone(self);
        (0..plan.arrivals[producer].0.len()).map(move |number| {
            let due = plan.start + plan.arrivals[producer].0[number];
            (Some(due), T::new(Stamp::new(producer, number as u64)))
        })
    }

    /// How long ago `value` was due.
    #[inline]
    fn late<T: Payload>(&self, value: &T) -> Duration {
        let stamp = value.stamp();
        let due =
            self.arrivals[stamp.producer()].0.get(stamp.sequence() as usize).copied().unwrap_or_default();
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
        Ok((result, after.saturating_sub(join(before)?)))
    }
}
