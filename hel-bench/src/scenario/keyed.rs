//! N threads stream to N threads, a key always to the same.

use super::{Lasts, RATE, Rings, Scenario, Scene, Shape, Way, shape};
use crate::load::Keys;
use crate::wiring::Layout;

pub(crate) struct Keyed;

const KEYED: &[Layout] = &[Layout::Keyed];

impl Scene for Keyed {
    const SCENARIO: Scenario = Scenario {
        name: "keyed",
        about: "N threads stream to N threads, each with a shard or channel of its own, chosen by a hash of the \
                value's key; keys equally often, or skewed (Zipf: the n-th 1/n times as often as the first)",
        metrics: RATE,
        rings: Rings::Beside,
        sized: false,
        lasts: Lasts::Messages(90.0),
        shapes: &[
            shape("2x2", Way::Threads, KEYED, "hel/shard_key").crew(2, 2),
            shape("4x4", Way::Threads, KEYED, "hel/shard_key").crew(4, 4),
            shape("8x8", Way::Threads, KEYED, "hel/shard_key").crew(8, 8),
            Shape {
                keys: Keys::Zipf,
                ..shape("4x4-zipf", Way::Threads, KEYED, "hel/shard_key").crew(4, 4)
            },
        ],
    };
}
