//! N tasks stream to N tasks, each value to the next shard.

use super::{Lasts, RATE, Rings, Scenario, Scene, Way, shape};
use crate::wiring::Layout;

pub(crate) struct TasksRoundRobin;

const ROUND_ROBIN: &[Layout] = &[Layout::RoundRobin, Layout::Shared];

impl Scene for TasksRoundRobin {
    const SCENARIO: Scenario = Scenario {
        name: "tasks-round-robin",
        about: "N tasks stream to N tasks, each with a shard or channel of its own, values in turn; or over one \
                channel",
        metrics: RATE,
        rings: Rings::Absent,
        sized: false,
        lasts: Lasts::Messages(120.0),
        shapes: &[
            shape("4x4", Way::Tasks, ROUND_ROBIN, "hel/round_robin").crew(4, 4),
            shape("8x8", Way::Tasks, ROUND_ROBIN, "hel/round_robin").crew(8, 8),
        ],
    };
}
