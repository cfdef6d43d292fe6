//! What was measured, as it is kept in a file, and what is made of it.
//!
//! ```text
//! table      a case, for a terminal              stats      medians, ratios, intervals
//! summary    a report, for a terminal            headline   a figure that is compared by itself, and where hel stands
//! html       a report, as a page to look at      notes      what to know before a table is believed
//! before     hel beside itself at another commit
//! ```

pub(crate) mod before;
mod headline;
pub(crate) mod html;
#[cfg(test)]
pub(crate) mod made_up;
pub(crate) mod notes;
mod stats;
pub(crate) mod summary;
pub(crate) mod table;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::catalog::Kind;
use crate::load::Sample;

/// The number of the file format; it grows when older programs can no longer read newer files.
pub const FORMAT: u32 = 2;

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
    /// Was it a first look?
    pub quick: bool,
}

/// One case: a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseReport {
    /// As in `shared/4x4/u64/256`, `requests/tasks-16x4/tokio`.
    pub id: String,
    /// The scenario's name.
    pub scenario: String,
    /// The scenario's sentence.
    pub about: String,
    /// The shape's name.
    pub shape: String,
    /// What the shape's name means, where that is not plain.
    pub shape_about: String,
    /// Where tasks ran, if there were any.
    pub runtime: Option<String>,
    /// Cases of a scenario with the same series and runtime differ in what was offered alone.
    pub series: Option<String>,
    /// Messages per second, in an open loop.
    pub offered: Option<f64>,
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
    pub floor: f64,
    /// Is it compared by itself?
    pub headline: bool,
    /// Which point of a curve of times it is: 0.5 for the median.
    pub quantile: Option<f64>,
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
