//! N tasks stream to N tasks, each over a channel of its own.

use super::{Lasts, RATE, Rings, Scenario, Scene, Way, shape};
use crate::runtime::Runtime;
use crate::wiring::Layout;

pub(crate) struct Pairs;

const LANES: &[Layout] = &[Layout::Lanes];

impl Scene for Pairs {
    const SCENARIO: Scenario = Scenario {
        name: "pairs",
        about: "N tasks stream to N tasks, a channel for each pair",
        metrics: RATE,
        rings: Rings::Absent,
        sized: false,
        lasts: Lasts::Messages(60.0),
        shapes: &[
            shape("1", Way::Tasks, LANES, "hel/shard_spsc").crew(1, 1),
            shape("4", Way::Tasks, LANES, "hel/shard_spsc").crew(4, 4).on(&Runtime::ALL),
            shape("8", Way::Tasks, LANES, "hel/shard_spsc").crew(8, 8),
        ],
    };
}
