//! Streams in batches of 64.

use super::{Lasts, RATE, Rings, Scenario, Scene, Way, shape};
use crate::wiring::Layout;

pub(crate) struct Batches;

const LANES: &[Layout] = &[Layout::Lanes];
const SHARED: &[Layout] = &[Layout::Shared];
const ROUND_ROBIN: &[Layout] = &[Layout::RoundRobin];
const KEYED: &[Layout] = &[Layout::Keyed];

impl Scene for Batches {
    const SCENARIO: Scenario = Scenario {
        name: "batch",
        about: "64 values are sent at once and up to 64 received, by one pair, over one channel, in turn over 4 \
                shards, by key",
        metrics: RATE,
        rings: Rings::Absent,
        sized: true,
        lasts: Lasts::Messages(40.0),
        shapes: &[
            shape("threads", Way::BatchThreads, LANES, "hel/spsc"),
            shape("threads-4x4", Way::BatchThreads, SHARED, "hel/bounded").crew(4, 4),
            shape("round-robin-4x4", Way::BatchThreads, ROUND_ROBIN, "hel/round_robin").crew(4, 4),
            shape("keyed-4x4", Way::BatchThreads, KEYED, "hel/shard_key").crew(4, 4),
            shape("tasks", Way::BatchTasks, LANES, "hel/spsc"),
            shape("tasks-4x4", Way::BatchTasks, SHARED, "hel/bounded").crew(4, 4),
        ],
    };
}
