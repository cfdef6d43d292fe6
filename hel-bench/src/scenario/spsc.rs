//! One thread streams to one thread.

use super::{Lasts, RATE, Rings, Scenario, Scene, Way, shape};
use crate::load::Placement;
use crate::wiring::Layout;

pub(crate) struct Spsc;

const LANES: &[Layout] = &[Layout::Lanes];

impl Scene for Spsc {
    const SCENARIO: Scenario = Scenario {
        name: "spsc",
        about: "one thread streams to one thread, where the system puts them (free) or on two CPUs (pinned)",
        metrics: RATE,
        rings: Rings::Beside,
        sized: true,
        lasts: Lasts::Messages(50.0),
        shapes: &[
            shape("free", Way::Threads, LANES, "hel/spsc"),
            shape("pinned", Way::Threads, LANES, "hel/spsc").placed(Placement::TwoCores),
        ],
    };
}
