//! Rings alone: up to 64 values are copied in and out at once.

use super::{Lasts, RATE, Rings, Scenario, Scene, Way, shape};
use crate::load::Placement;
use crate::wiring::Layout;

pub(crate) struct RingChunks;

const LANES: &[Layout] = &[Layout::Lanes];

impl Scene for RingChunks {
    const SCENARIO: Scenario = Scenario {
        name: "ring-chunks",
        about: "as rings, but up to 64 values are copied into the ring and out of it at once",
        metrics: RATE,
        rings: Rings::Alone,
        sized: true,
        lasts: Lasts::Messages(20.0),
        shapes: &[
            shape("spsc", Way::BatchThreads, LANES, "hel-ring/spsc"),
            shape("spsc-pinned", Way::BatchThreads, LANES, "hel-ring/spsc").placed(Placement::TwoCores),
        ],
    };
}
