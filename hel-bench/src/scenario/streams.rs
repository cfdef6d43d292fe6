//! Streams: threads, tasks or batches that send as fast as they can, and mostly nothing else.

use super::prelude::*;
use crate::body::stream::{tasks, threads};
use crate::load::Keys;

/// A shard or channel for each consumer, or one channel for all.
const IN_TURN: &[Layout] = &[Layout::RoundRobin, Layout::Shared];

/// A scenario whose figure is the rate; a message takes about so many nanoseconds.
const fn stream(name: &'static str, about: &'static str, nanos: f64, shapes: &'static [Shape]) -> Scenario {
    Scenario { name, about, metrics: RATE, lasts: Lasts::Messages(nanos), shapes, ..PLAIN }
}

/// Scenarios that have no functions of their own.
macro_rules! streams {
    ($($scene:ident = $scenario:expr),+ $(,)?) => {$(
        pub(crate) struct $scene;

        impl Scene for $scene {
            const SCENARIO: Scenario = $scenario;
        }
    )+};
}

streams!(
    Spsc = Scenario {
        rings: Rings::Beside,
        sized: true,
        ..stream(
            "spsc",
            "one thread streams to one thread, where the system puts them (free) or on two CPUs (pinned)",
            50.0,
            &[
                shape("free", Way::Threads, LANES, "hel/spsc"),
                shape("pinned", Way::Threads, LANES, "hel/spsc").placed(Placement::TwoCores),
            ],
        )
    },
    Shared = Scenario {
        rings: Rings::Beside,
        sized: true,
        ..stream(
            "shared",
            "N threads stream to N threads over one channel",
            90.0,
            &[
                shape("2x2", Way::Threads, SHARED, "hel/bounded").crew(2, 2),
                shape("4x4", Way::Threads, SHARED, "hel/bounded").crew(4, 4),
                shape("8x8", Way::Threads, SHARED, "hel/bounded").crew(8, 8),
                shape("16x16", Way::Threads, SHARED, "hel/bounded").crew(16, 16),
            ],
        )
    },
    RoundRobin = Scenario {
        rings: Rings::Beside,
        ..stream(
            "round-robin",
            "N threads stream to N threads, each with a shard or channel of its own, values in turn; or over one \
             channel",
            90.0,
            &[
                shape("2x2", Way::Threads, IN_TURN, "hel/round_robin").crew(2, 2),
                shape("4x4", Way::Threads, IN_TURN, "hel/round_robin").crew(4, 4),
                shape("8x8", Way::Threads, IN_TURN, "hel/round_robin").crew(8, 8),
            ],
        )
    },
    Keyed = Scenario {
        rings: Rings::Beside,
        ..stream(
            "keyed",
            "N threads stream to N threads, each with a shard or channel of its own, chosen by a hash of the \
             value's key; keys equally often, or skewed (Zipf: the n-th 1/n times as often as the first)",
            90.0,
            &[
                shape("2x2", Way::Threads, KEYED, "hel/shard_key").crew(2, 2),
                shape("4x4", Way::Threads, KEYED, "hel/shard_key").crew(4, 4),
                shape("8x8", Way::Threads, KEYED, "hel/shard_key").crew(8, 8),
                shape("4x4-zipf", Way::Threads, KEYED, "hel/shard_key").crew(4, 4).keys(Keys::Zipf),
            ],
        )
    },
    Tasks = stream(
        "tasks",
        "N tasks stream to N tasks over one channel",
        120.0,
        &[
            shape("4x4", Way::Tasks, SHARED, "hel/bounded").crew(4, 4).on(&Runtime::ALL),
            shape("8x8", Way::Tasks, SHARED, "hel/bounded").crew(8, 8),
            shape("8x1", Way::Tasks, FAN_IN, "hel/bounded").crew(8, 1),
        ],
    ),
    TasksRoundRobin = stream(
        "tasks-round-robin",
        "N tasks stream to N tasks, each with a shard or channel of its own, values in turn; or over one channel",
        120.0,
        &[
            shape("4x4", Way::Tasks, IN_TURN, "hel/round_robin").crew(4, 4),
            shape("8x8", Way::Tasks, IN_TURN, "hel/round_robin").crew(8, 8),
        ],
    ),
    Pairs = stream(
        "pairs",
        "N tasks stream to N tasks, a channel for each pair",
        60.0,
        &[
            shape("1", Way::Tasks, LANES, "hel/shard_spsc").crew(1, 1),
            shape("4", Way::Tasks, LANES, "hel/shard_spsc").crew(4, 4).on(&Runtime::ALL),
            shape("8", Way::Tasks, LANES, "hel/shard_spsc").crew(8, 8),
        ],
    ),
    Batches = Scenario {
        sized: true,
        ..stream(
            "batch",
            "64 values are sent at once and up to 64 received, by one pair, over one channel, in turn over 4 \
             shards, by key",
            40.0,
            &[
                shape("threads", Way::BatchThreads, LANES, "hel/spsc"),
                shape("threads-4x4", Way::BatchThreads, SHARED, "hel/bounded").crew(4, 4),
                shape("round-robin-4x4", Way::BatchThreads, ROUND_ROBIN, "hel/round_robin").crew(4, 4),
                shape("keyed-4x4", Way::BatchThreads, KEYED, "hel/shard_key").crew(4, 4),
                shape("tasks", Way::BatchTasks, LANES, "hel/spsc"),
                shape("tasks-4x4", Way::BatchTasks, SHARED, "hel/bounded").crew(4, 4),
            ],
        )
    },
    RingsAlone = Scenario {
        rings: Rings::Alone,
        sized: true,
        ..stream(
            "rings",
            "rings alone, whose users spin: threads stream over one of them, one value at a time",
            50.0,
            &[
                shape("spsc", Way::Threads, LANES, "hel-ring/spsc"),
                shape("spsc-pinned", Way::Threads, LANES, "hel-ring/spsc").placed(Placement::TwoCores),
                shape("1x1", Way::Threads, SHARED, "hel-ring/mpmc"),
                shape("2x2", Way::Threads, SHARED, "hel-ring/mpmc").crew(2, 2),
                shape("4x4", Way::Threads, SHARED, "hel-ring/mpmc").crew(4, 4),
            ],
        )
    },
    RingChunks = Scenario {
        rings: Rings::Alone,
        sized: true,
        ..stream(
            "ring-chunks",
            "as rings, but up to 64 values are copied into the ring and out of it at once",
            20.0,
            &[
                shape("spsc", Way::BatchThreads, LANES, "hel-ring/spsc"),
                shape("spsc-pinned", Way::BatchThreads, LANES, "hel-ring/spsc").placed(Placement::TwoCores),
            ],
        )
    },
);

/// A channel between a thread and a task, and between the tasks of two runtimes.
pub(crate) struct Mixed;

/// What `extra` says: the values go from the task to the thread.
const TO_THREAD: u64 = 1;

impl Scene for Mixed {
    const SCENARIO: Scenario = stream(
        "mixed",
        "a thread streams to a task, a task to a thread, and a task to a task of another runtime",
        80.0,
        &[
            shape("thread-to-task", Way::Across, LANES, "hel/spsc"),
            shape("task-to-thread", Way::Across, LANES, "hel/spsc").extra(TO_THREAD),
            shape("task-to-task", Way::Tasks, LANES, "hel/spsc").elsewhere().about(
                "the sender runs on the runtime that is named, the receiver on another: tokio's go to smol, smol's to \
                 async-std, async-std's to tokio",
            ),
        ],
    );

    fn across<There, Back, T: Payload, const CAP: usize>(load: &Load) -> Measured
    where
        There: Wiring<Ends: SendBlocking + RecvAsync>,
        Back: Wiring<Ends: SendAsync + RecvBlocking>,
    {
        if load.extra == TO_THREAD {
            let (txs, rxs) = Back::open::<T, CAP>(load.producers, load.consumers);
            let receivers = rxs.into_iter().map(threads::receive_all::<Back::Ends, T, CAP>);
            let senders = txs.into_iter().map(|tx| tasks::send_share::<Back::Ends, T, CAP>(load, 0, tx));
            return run_across(load, receivers.collect(), senders.collect()).turned().rate::<T>(load);
        }
        let (txs, rxs) = There::open::<T, CAP>(load.producers, load.consumers);
        let senders = txs.into_iter().map(|tx| threads::send_share::<There::Ends, T, CAP>(load, 0, tx));
        let receivers = rxs.into_iter().map(tasks::receive_all::<There::Ends, T, CAP>);
        run_across(load, senders.collect(), receivers.collect()).rate::<T>(load)
    }
}
