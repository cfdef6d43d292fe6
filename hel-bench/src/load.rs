//! What one run is asked to do, and what comes out of it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::runtime::Runtime;
use crate::verify::Failure;

/// The type of the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PayloadKind {
    /// A `u64`.
    U64,
    /// [`Trade`](crate::payload::Trade), 80 bytes.
    Trade,
}

impl PayloadKind {
    /// As written on the command line and in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::U64 => "u64",
            Self::Trade => "trade",
        }
    }
}

/// Where threads run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Placement {
    /// Where the system puts them.
    Free,
    /// Producers on one CPU, consumers on another.
    TwoCores,
    /// All on one CPU.
    OneCore,
}

/// How often each key is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keys {
    /// All alike.
    Even,
    /// The n-th key 1/n times as often as the first (Zipf).
    Zipf,
}

/// The size and shape of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Load {
    /// How many threads or tasks send.
    pub producers: usize,
    /// How many threads or tasks receive.
    pub consumers: usize,
    /// Where threads run.
    pub placement: Placement,
    /// Where tasks run.
    pub runtime: Runtime,
    /// Do consumers run on another runtime than producers?
    pub elsewhere: bool,
    /// The type of the values.
    pub payload: PayloadKind,
    /// The capacity of each channel or shard: 256 or 1024, or what the scenario takes in its place.
    pub capacity: usize,
    /// How many values a streaming run sends, over all producers.
    pub messages: u64,
    /// How many round trips a conversation makes.
    pub trips: u64,
    /// How long a run lasts that lasts for a time.
    pub window: Duration,
    /// Messages per second over all producers, in an open loop; 0 elsewhere.
    pub offered: u64,
    /// What the scenario says that it is: nanoseconds of work, CPU-bound threads.
    pub extra: u64,
    /// How often each key is used.
    pub keys: Keys,
    /// Must a key stay with one consumer?
    pub keyed: bool,
    /// May a consumer receive a producer's values in any order?
    pub in_any_order: bool,
}

impl Load {
    /// One producer, one consumer, and next to nothing to do.
    pub const ONE: Self = Self {
        producers: 1,
        consumers: 1,
        placement: Placement::Free,
        runtime: Runtime::Tokio,
        elsewhere: false,
        payload: PayloadKind::U64,
        capacity: 256,
        messages: 1,
        trips: 1,
        window: Duration::ZERO,
        offered: 0,
        extra: 0,
        keys: Keys::Even,
        keyed: false,
        in_any_order: false,
    };
}

impl Default for Load {
    fn default() -> Self {
        Self::ONE
    }
}

/// What a run measured: one figure for each metric of its case, in their order.
pub type Sample = Vec<f64>;

/// A run's figures, or why they do not count.
pub type Measured = Result<Sample, Failure>;

/// A run: takes its load, gives its figures.
pub type Runner = fn(&Load) -> Measured;
