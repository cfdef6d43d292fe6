//! What one run is asked to do, and what comes out of it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

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
    /// The type of the values.
    pub payload: PayloadKind,
    /// The capacity of each channel or shard: 256 or 1024.
    pub capacity: usize,
    /// How many values a streaming run sends, over all producers.
    pub messages: u64,
    /// How many round trips a ping-pong run makes.
    pub trips: u64,
    /// How long a run watches blocked threads.
    pub window: Duration,
    /// Between two messages to blocked threads; none: no message.
    pub pace: Option<Duration>,
    /// Must a key stay with one consumer?
    pub keyed: bool,
}

/// What a run measured: one figure for each metric of its scenario, in their order.
pub type Sample = Vec<f64>;

/// A run: takes its load, gives its figures, or why they do not count.
pub type Runner = fn(&Load) -> Result<Sample, Failure>;
