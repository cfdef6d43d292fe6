//! Rings alone: threads stream over one of them, one value at a time.

use super::{Lasts, RATE, Rings, Scenario, Scene, Way, shape};
use crate::load::Placement;
use crate::wiring::Layout;

pub(crate) struct RingsAlone;

const LANES: &[Layout] = &[Layout::Lanes];
const SHARED: &[Layout] = &[Layout::Shared];

impl Scene for RingsAlone {
    const SCENARIO: Scenario = Scenario {
        name: "rings",
        about: "rings alone, whose users spin: threads stream over one of them, one value at a time",
        metrics: RATE,
        rings: Rings::Alone,
        sized: true,
        lasts: Lasts::Messages(50.0),
        shapes: &[
            shape("spsc", Way::Threads, LANES, "hel-ring/spsc"),
            shape("spsc-pinned", Way::Threads, LANES, "hel-ring/spsc").placed(Placement::TwoCores),
            shape("1x1", Way::Threads, SHARED, "hel-ring/mpmc"),
            shape("2x2", Way::Threads, SHARED, "hel-ring/mpmc").crew(2, 2),
            shape("4x4", Way::Threads, SHARED, "hel-ring/mpmc").crew(4, 4),
        ],
    };
}
