//! Reports for tests.

use super::{CaseReport, FORMAT, Machine, MetricReport, Outcome, Report, Row, Settings};
use crate::catalog::Kind;

/// `shared/2x2/u64/256`, in which `hel/bounded` stands for hel, and more is better.
pub(crate) fn case(rows: Vec<Row>) -> CaseReport {
    CaseReport {
        id: "shared/2x2/u64/256".to_owned(),
        scenario: "shared".to_owned(),
        about: "N threads stream to N threads over one channel".to_owned(),
        shape: "2x2".to_owned(),
        shape_about: String::new(),
        runtime: None,
        series: None,
        offered: None,
        hel: "hel/bounded".to_owned(),
        metrics: vec![metric("rate", "M msg/s", true)],
        cache_line_nanos: Vec::new(),
        foreign_cpu: None,
        rows,
    }
}

/// The same where a sample is a round trip's p50 and p99, and less is better.
pub(super) fn ping_pong(rows: Vec<Row>) -> CaseReport {
    let point = |name, quantile| MetricReport { quantile: Some(quantile), ..metric(name, "ns", false) };
    CaseReport {
        id: "ping-pong/threads".to_owned(),
        scenario: "ping-pong".to_owned(),
        shape: "threads".to_owned(),
        metrics: vec![point("p50", 0.5), point("p99", 0.99)],
        ..case(rows)
    }
}

fn metric(name: &str, unit: &str, more_is_better: bool) -> MetricReport {
    let (name, unit) = (name.to_owned(), unit.to_owned());
    MetricReport { name, unit, more_is_better, floor: 0.0, headline: true, quantile: None }
}

/// A subject with one figure for each round.
pub(super) fn row(subject: &str, kind: Kind, figures: &[f64]) -> Row {
    samples(subject, kind, &figures.iter().map(|&figure| [figure]).collect::<Vec<_>>())
}

/// A subject with some figures for each round.
pub(super) fn samples<const METRICS: usize>(subject: &str, kind: Kind, samples: &[[f64; METRICS]]) -> Row {
    other(subject, kind, Outcome::Samples(samples.iter().map(|sample| sample.to_vec()).collect()))
}

/// A subject without figures.
pub(super) fn other(subject: &str, kind: Kind, outcome: Outcome) -> Row {
    Row { subject: subject.to_owned(), kind, outcome }
}

/// A dash.
pub(super) fn dash(library: &str, kind: Kind, reason: &str) -> Row {
    other(library, kind, Outcome::Dash(reason.to_owned()))
}

/// A report of some cases.
pub(crate) fn report(cases: Vec<CaseReport>) -> Report {
    let settings = Settings { rounds: 5, quick: false };
    Report { format: FORMAT, machine: Machine::default(), settings, cases }
}
