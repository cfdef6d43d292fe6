//! N threads stream to N threads over one channel.

use super::{Lasts, RATE, Rings, Scenario, Scene, Way, shape};
use crate::wiring::Layout;

pub(crate) struct Shared;

const SHARED: &[Layout] = &[Layout::Shared];

impl Scene for Shared {
    const SCENARIO: Scenario = Scenario {
        name: "shared",
        about: "N threads stream to N threads over one channel",
        metrics: RATE,
        rings: Rings::Beside,
        sized: true,
        lasts: Lasts::Messages(90.0),
        shapes: &[
            shape("2x2", Way::Threads, SHARED, "hel/bounded").crew(2, 2),
            shape("4x4", Way::Threads, SHARED, "hel/bounded").crew(4, 4),
            shape("8x8", Way::Threads, SHARED, "hel/bounded").crew(8, 8),
            shape("16x16", Way::Threads, SHARED, "hel/bounded").crew(16, 16),
        ],
    };
}
