//! N threads stream to N threads, each value to the next shard.

use super::{Lasts, RATE, Rings, Scenario, Scene, Way, shape};
use crate::wiring::Layout;

pub(crate) struct RoundRobin;

const ROUND_ROBIN: &[Layout] = &[Layout::RoundRobin, Layout::Shared];

impl Scene for RoundRobin {
    const SCENARIO: Scenario = Scenario {
        name: "round-robin",
        about: "N threads stream to N threads, each with a shard or channel of its own, values in turn; or over one \
                channel",
        metrics: RATE,
        rings: Rings::Beside,
        sized: false,
        lasts: Lasts::Messages(90.0),
        shapes: &[
            shape("2x2", Way::Threads, ROUND_ROBIN, "hel/round_robin").crew(2, 2),
            shape("4x4", Way::Threads, ROUND_ROBIN, "hel/round_robin").crew(4, 4),
            shape("8x8", Way::Threads, ROUND_ROBIN, "hel/round_robin").crew(8, 8),
        ],
    };
}
