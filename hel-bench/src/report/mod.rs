//! What was measured, as it is kept in a file, and what is made of it.
//!
//! ```text
//! table      a case, for a terminal              stats      medians, ratios, intervals
//! markdown   a report, for a repository          rows       a case as sorted rows of cells: what both tables draw
//! chart      a report, as a picture              standing   where hel stands in a case
//! compare    two reports: has hel got slower?    notes      what to know before a table is believed
//! ```

pub mod chart;
pub mod compare;
mod figure;
#[cfg(test)]
mod made_up;
pub mod markdown;
mod notes;
mod rows;
pub mod standing;
pub mod stats;
pub mod table;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::catalog::Kind;
use crate::load::{PayloadKind, Sample};

/// The number of the file format; it grows when older programs can no longer read newer files.
pub const FORMAT: u32 = 1;

/// All that one call of the instrument measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`FORMAT`] when it was written.
    pub format: u32,
    /// Where it was measured.
    pub machine: Machine,
    /// How it was measured.
    pub settings: Settings,
    /// A table each, in the order in which they ran.
    pub cases: Vec<CaseReport>,
}

/// Where something was measured. What the system does not tell is empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// The CPU's name.
    pub cpu: String,
    /// How many of them the process may use.
    pub cpus: usize,
    /// Operating system and architecture.
    pub system: String,
    /// The compiler's version.
    pub rustc: String,
    /// The commit that was measured; ends in `-dirty` when files were changed since.
    pub commit: String,
    /// When, in UTC.
    pub date: String,
}

/// How something was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Rounds that count; one more goes before, to warm up.
    pub rounds: u32,
    /// Values of a streaming run.
    pub messages: u64,
    /// Round trips of a ping-pong run.
    pub trips: u64,
    /// How long blocked threads were watched.
    pub window: Duration,
}

/// One case: a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseReport {
    /// The scenario's name.
    pub scenario: String,
    /// The shape's name.
    pub shape: String,
    /// The type of the values.
    pub payload: PayloadKind,
    /// The capacity of each channel or shard.
    pub capacity: usize,
    /// The subject that stands for hel.
    pub hel: String,
    /// What each sample holds.
    pub metrics: Vec<MetricReport>,
    /// The round trip of a cache line between two CPUs, before and after, in nanoseconds; where it could be measured.
    pub cache_line_nanos: Vec<f64>,
    /// The share of the machine's CPU time that other processes took meanwhile, from 0 to 1; where it is known.
    pub foreign_cpu: Option<f64>,
    /// The subjects, in no particular order.
    pub rows: Vec<Row>,
}

impl CaseReport {
    /// `scenario/shape/payload/capacity`.
    pub fn id(&self) -> String {
        format!("{}/{}/{}/{}", self.scenario, self.shape, self.payload.name(), self.capacity)
    }
}

/// A figure that each run gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricReport {
    /// A word for the table's head.
    pub name: String,
    /// What it counts.
    pub unit: String,
    /// Is a larger figure the better one?
    pub more_is_better: bool,
    /// What lies below is noise: ratios take this in its place.
    #[serde(default)]
    pub floor: f64,
}

/// One subject of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// `library/variant`; the library alone for a dash.
    pub subject: String,
    /// What it is compared with.
    pub kind: Kind,
    /// What came out.
    pub outcome: Outcome,
}

/// What came out for one subject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A sample for each round, in order; round n of one subject ran beside round n of the others.
    Samples(Vec<Sample>),
    /// The library cannot express it, or the machine cannot run it; and why.
    Dash(String),
    /// A run lost, doubled, changed or reordered a value, or panicked; and what exactly.
    Failed(String),
    /// A run was not done within this time.
    Hung(Duration),
}
