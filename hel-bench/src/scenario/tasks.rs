//! N tasks stream to N tasks over one channel.

use super::{Lasts, RATE, Rings, Scenario, Scene, Way, shape};
use crate::runtime::Runtime;
use crate::wiring::Layout;

pub(crate) struct Tasks;

const SHARED: &[Layout] = &[Layout::Shared];
const FAN_IN: &[Layout] = &[Layout::FanIn];

impl Scene for Tasks {
    const SCENARIO: Scenario = Scenario {
        name: "tasks",
        about: "N tasks stream to N tasks over one channel",
        metrics: RATE,
        rings: Rings::Absent,
        sized: false,
        lasts: Lasts::Messages(120.0),
        shapes: &[
            shape("4x4", Way::Tasks, SHARED, "hel/bounded").crew(4, 4).on(&Runtime::ALL),
            shape("8x8", Way::Tasks, SHARED, "hel/bounded").crew(8, 8),
            shape("8x1", Way::Tasks, FAN_IN, "hel/bounded").crew(8, 1),
        ],
    };
}
