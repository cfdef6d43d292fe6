//! A case as sorted rows of cells.

use super::figure::figure;
use super::headline::Headline;
use super::stats::{Summary, median};
use super::{CaseReport, Outcome, Row};
use crate::catalog::Kind;

/// Stands where there is no figure.
const NONE: &str = "—";

/// A table, ready to be drawn. All its lines have as many cells as its head.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    pub(super) head: Vec<String>,
    /// Channels, then rings under a heading of their own.
    pub(super) lines: Vec<Line>,
    /// Reasons, and the libraries that they keep out of the case.
    pub(super) dashes: Vec<(&'a str, Vec<&'a str>)>,
}

#[derive(Debug)]
pub(super) struct Line {
    /// The subject, then figures.
    pub(super) cells: Vec<String>,
    /// Has it the best median of its group?
    pub(super) best: bool,
}

impl<'a> Rows<'a> {
    /// The rows of `case`. `baseline` is a subject, or a library of which the best subject is taken.
    pub(super) fn of(case: &'a CaseReport, baseline: Option<&str>) -> Self {
        let mut ranked: Vec<&Row> = case.rows.iter().collect();
        let Some(first) = case.figure(0) else {
            return Self { head: head(case), lines: Vec::new(), dashes: Vec::new() };
        };
        ranked.sort_by(|a, b| first.by_rank(a, b));
        let (dashes, ranked): (Vec<_>, Vec<_>) =
            ranked.into_iter().partition(|row| matches!(row.outcome, Outcome::Dash(_)));
        let (rings, channels): (Vec<_>, Vec<_>) = ranked.into_iter().partition(|row| row.kind.is_ring());
        let mut head = head(case);
        let heading = heading(head.len(), usize::from(baseline.is_some()));
        head.push("vs best peer".to_owned());
        let mut references = vec![first.best(|row| row.kind == Kind::Peer)];
        if let Some(name) = baseline {
            let row = channels.iter().chain(&rings).copied().find(|row| is_named(row, name));
            head.push(format!("vs {}", row.map_or(name, |row| &row.subject)));
            references.push(row);
        }
        let mut lines = group(first, &channels, &references);
        if !rings.is_empty() {
            references[0] = first.best(|row| row.kind == Kind::Ring);
            lines.push(heading);
            lines.extend(group(first, &rings, &references));
        }
        Self { head, lines, dashes: by_reason(&dashes) }
    }
}

fn is_named(row: &Row, name: &str) -> bool {
    row.subject == name || row.subject.split('/').next() == Some(name)
}

/// The subject's column and those of figures.
fn head(case: &CaseReport) -> Vec<String> {
    let mut head = vec!["subject".to_owned()];
    for (number, metric) in case.metrics.iter().enumerate() {
        head.push(format!("{} ({})", metric.name, metric.unit));
        if number == 0 {
            head.push("± MAD".to_owned());
        }
    }
    head
}

/// Stands above rings: their ratios come after `before` cells, and `after` cells follow.
fn heading(before: usize, after: usize) -> Line {
    let mut cells = vec![String::new(); before + 1 + after];
    "rings alone, spinning:".clone_into(&mut cells[0]);
    "vs best ring".clone_into(&mut cells[before]);
    Line { cells, best: false }
}

/// The lines of `rows`, with the ratios to `references`. Who is not of the group is no reference for it.
fn group(first: Headline<'_>, rows: &[&Row], references: &[Option<&Row>]) -> Vec<Line> {
    let of_group = |other: &&Row| rows.iter().any(|row| row.subject == other.subject);
    let line = |(rank, row): (usize, &&Row)| {
        let mut cells = vec![row.subject.clone()];
        cells.extend((0..first.case.metrics.len()).flat_map(|number| figures(row, number)));
        cells.extend(references.iter().map(|other| ratio(first, row, other.filter(of_group))));
        Line { cells, best: rank == 0 && first.median(row).is_some() }
    };
    rows.iter().enumerate().map(line).collect()
}

/// Two cells for the first metric, one for each of the others.
fn figures(row: &Row, number: usize) -> Vec<String> {
    let figures = row.figures(number);
    if number > 0 {
        return vec![figures.and_then(|figures| median(&figures)).map_or(NONE.to_owned(), figure)];
    }
    let missing = match row.outcome {
        Outcome::Failed(_) => "FAILED",
        Outcome::Hung(_) => "HUNG",
        Outcome::Samples(_) | Outcome::Dash(_) => NONE,
    };
    match figures.and_then(|figures| Summary::of(&figures)) {
        Some(Summary { median, mad }) => [median, mad].map(figure).to_vec(),
        None => [missing, NONE].map(str::to_owned).to_vec(),
    }
}

fn ratio(first: Headline<'_>, row: &Row, other: Option<&Row>) -> String {
    match other {
        Some(other) if other.subject == row.subject && first.median(row).is_some() => "1".to_owned(),
        Some(other) => first.advantage(row, other).map_or(NONE.to_owned(), |ratio| ratio.to_string()),
        None => NONE.to_owned(),
    }
}

fn by_reason<'a>(dashes: &[&'a Row]) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for row in dashes {
        let Outcome::Dash(reason) = &row.outcome else { continue };
        match reasons.iter_mut().find(|(known, _)| known == reason) {
            Some((_, subjects)) => subjects.push(&row.subject),
            None => reasons.push((reason, vec![&row.subject])),
        }
    }
    reasons
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::report::made_up::{case, dash, other, ping_pong, row, samples};

    fn drawn(rows: &Rows<'_>) -> Vec<String> {
        let line =
            |line: &Line| format!("{}{}", if line.best { "best: " } else { "" }, line.cells.join(" | "));
        rows.lines.iter().map(line).collect()
    }

    fn mixed() -> CaseReport {
        case(vec![
            other("hung/mpmc", Kind::Peer, Outcome::Hung(Duration::from_secs(20))),
            row("hel/bounded", Kind::Hel, &[20.0, 20.0, 21.0]),
            dash("rtrb", Kind::Ring, "a ring alone does not wait"),
            row("other/ring", Kind::Ring, &[100.0, 100.0, 100.0]),
            row("slow/mpmc", Kind::Peer, &[2.0, 3.0, 4.0]),
            dash("one", Kind::Peer, "cannot be shared"),
            other("bad/mpmc", Kind::Peer, Outcome::Failed("lost 1 of 9 values".to_owned())),
            row("fast/mpmc", Kind::Peer, &[40.0, 40.0, 42.0]),
            row("hel-ring/ring", Kind::HelRing, &[50.0, 50.0, 50.0]),
            dash("ringbuf", Kind::Ring, "a ring alone does not wait"),
        ])
    }

    #[test]
    fn each_group_is_sorted_best_first_and_compared_with_its_own_best_peer() {
        let case = mixed();
        let rows = Rows::of(&case, None);
        assert_eq!(rows.head, ["subject", "rate (M msg/s)", "± MAD", "vs best peer"]);
        let expected = [
            "best: fast/mpmc | 40.0 | 0 | 1",
            "hel/bounded | 20.0 | 0 | 0.50 [0.50, 0.50]",
            "slow/mpmc | 3.00 | 1.00 | 0.075 [0.050, 0.095]",
            "bad/mpmc | FAILED | — | —",
            "hung/mpmc | HUNG | — | —",
            "rings alone, spinning: |  |  | vs best ring",
            "best: other/ring | 100 | 0 | 1",
            "hel-ring/ring | 50.0 | 0 | 0.50 [0.50, 0.50]",
        ];
        assert_eq!(drawn(&rows), expected);
        let dashes =
            [("cannot be shared", vec!["one"]), ("a ring alone does not wait", vec!["ringbuf", "rtrb"])];
        assert_eq!(rows.dashes, dashes);
    }

    #[test]
    fn a_baseline_is_a_subject_or_the_best_of_a_library_and_rings_are_not_held_against_channels() {
        let case = mixed();
        for name in ["hel", "hel/bounded"] {
            let rows = Rows::of(&case, Some(name));
            assert_eq!(rows.head.last().unwrap(), "vs hel/bounded");
            let versus: Vec<&str> =
                rows.lines.iter().map(|line| line.cells.last().unwrap().as_str()).collect();
            let expected = ["2.00 [2.00, 2.00]", "1", "0.15 [0.10, 0.19]", "—", "—", "", "—", "—"];
            assert_eq!(versus, expected);
        }
        let rows = Rows::of(&case, Some("absent"));
        assert_eq!(rows.head.last().unwrap(), "vs absent");
        assert!(rows.lines.iter().all(|line| ["—", ""].contains(&line.cells.last().unwrap().as_str())));
    }

    #[test]
    fn where_less_is_better_the_least_comes_first_and_other_metrics_are_medians() {
        let case = ping_pong(vec![
            samples("peer/mpmc", Kind::Peer, &[[200.0, 900.0], [200.0, 800.0], [220.0, 700.0]]),
            samples("hel/bounded", Kind::Hel, &[[100.0, 2000.0], [100.0, 2100.0], [90.0, 2200.0]]),
        ]);
        let rows = Rows::of(&case, None);
        assert_eq!(rows.head, ["subject", "p50 (ns)", "± MAD", "p99 (ns)", "vs best peer"]);
        let expected =
            ["best: hel/bounded | 100 | 0 | 2100 | 2.00 [2.00, 2.44]", "peer/mpmc | 200 | 0 | 800 | 1"];
        assert_eq!(drawn(&rows), expected);
    }

    #[test]
    fn one_round_and_no_peers_leave_the_figures() {
        let case = case(vec![row("hel/bounded", Kind::Hel, &[20.0])]);
        assert_eq!(drawn(&Rows::of(&case, None)), ["best: hel/bounded | 20.0 | 0 | —"]);
    }

    #[test]
    fn nobody_is_best_where_nobody_was_measured() {
        let case = case(vec![other("bad/mpmc", Kind::Peer, Outcome::Failed("panicked".to_owned()))]);
        assert_eq!(drawn(&Rows::of(&case, None)), ["bad/mpmc | FAILED | — | —"]);
    }
}
