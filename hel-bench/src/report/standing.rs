//! Where hel stands in a case, and the questions that all views of a report ask of it.

use std::cmp::Ordering;
use std::fmt;

use super::stats::{Ratio, advantage, median};
use super::{CaseReport, Outcome, Report, Row};
use crate::catalog::Kind;
use crate::scenario::SCENARIOS;

/// hel beside the best peer of a case, by the case's first metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing<'a> {
    /// The row that stands for hel.
    pub hel: &'a Row,
    /// The one of its [rivals](Kind::rivals) with the best median.
    pub peer: &'a Row,
    /// How many times better hel is. The interval does not know that another peer could have been the best one.
    pub ratio: Ratio,
}

impl Row {
    /// The figures of the case's metric number `metric`, one for each round; none without samples.
    pub fn figures(&self, metric: usize) -> Option<Vec<f64>> {
        let Outcome::Samples(samples) = &self.outcome else { return None };
        let figures: Option<Vec<f64>> = samples.iter().map(|sample| sample.get(metric).copied()).collect();
        figures.filter(|figures| !figures.is_empty() && figures.iter().all(|figure| figure.is_finite()))
    }

    /// The median of the first metric.
    pub fn median(&self) -> Option<f64> {
        median(&self.figures(0)?)
    }
}

impl CaseReport {
    /// Is a larger figure of the first metric the better one?
    pub fn more_is_better(&self) -> bool {
        self.metrics.first().is_some_and(|metric| metric.more_is_better)
    }

    /// The row of `subject`.
    pub fn row(&self, subject: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.subject == subject)
    }

    /// The better row comes first; those without figures last, by name.
    pub(super) fn by_rank(&self, a: &Row, b: &Row) -> Ordering {
        let figures = match (a.median(), b.median()) {
            (Some(a), Some(b)) if self.more_is_better() => b.total_cmp(&a),
            (Some(a), Some(b)) => a.total_cmp(&b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        };
        figures.then_with(|| a.subject.cmp(&b.subject))
    }

    /// The best row of a kind, if one was measured.
    pub fn best(&self, kind: Kind) -> Option<&Row> {
        let measured = self.rows.iter().filter(|row| row.kind == kind && row.median().is_some());
        measured.min_by(|a, b| self.by_rank(a, b))
    }

    /// How many times better row `a` is than row `b`.
    pub(super) fn advantage(&self, a: &Row, b: &Row) -> Option<Ratio> {
        advantage(&self.comparable(a)?, &self.comparable(b)?, self.more_is_better())
    }

    /// The figures of `row` for a ratio: none is below the first metric's floor.
    pub(super) fn comparable(&self, row: &Row) -> Option<Vec<f64>> {
        let floor = self.metrics.first()?.floor;
        row.figures(0).map(|figures| figures.into_iter().map(|figure| figure.max(floor)).collect())
    }

    /// Where hel stands.
    ///
    /// # Errors
    ///
    /// Says why that cannot be known.
    pub fn standing(&self) -> Result<Standing<'_>, String> {
        let Some(hel) = self.row(&self.hel) else { return Err("not measured".to_owned()) };
        match &hel.outcome {
            Outcome::Samples(_) => {}
            Outcome::Dash(reason) => return Err(reason.clone()),
            Outcome::Failed(_) | Outcome::Hung(_) => return Err(trouble(hel).unwrap_or_default()),
        }
        let peer = self.best(hel.kind.rivals()).ok_or("no peer was measured")?;
        let ratio = self.advantage(hel, peer).ok_or("no ratio: a median is 0 or missing")?;
        Ok(Standing { hel, peer, ratio })
    }

    /// `4.31 M msg/s`: the median of `row` in the unit of the first metric.
    pub(super) fn with_unit(&self, row: &Row) -> Option<String> {
        let unit = &self.metrics.first()?.unit;
        Some(format!("{} {unit}", super::figure::figure(row.median()?)))
    }
}

impl fmt::Display for Standing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of the best peer, {}", self.ratio, self.peer.subject)
    }
}

/// `FAILED: lost 1 of 1000 values`, in one line, if the run of `row` failed or hung.
pub(super) fn trouble(row: &Row) -> Option<String> {
    match &row.outcome {
        Outcome::Samples(_) | Outcome::Dash(_) => None,
        Outcome::Failed(why) => {
            let words: Vec<&str> = why.split_whitespace().collect();
            Some(format!("FAILED: {}", words.join(" ")))
        }
        Outcome::Hung(limit) => Some(format!("HUNG: not done within {limit:?}")),
    }
}

impl Report {
    /// The cases of each scenario, in the order in which scenarios first appear.
    pub(super) fn by_scenario(&self) -> Vec<(&str, Vec<&CaseReport>)> {
        let mut scenarios: Vec<(&str, Vec<&CaseReport>)> = Vec::new();
        for case in &self.cases {
            match scenarios.iter_mut().find(|(name, _)| *name == case.scenario) {
                Some((_, cases)) => cases.push(case),
                None => scenarios.push((&case.scenario, vec![case])),
            }
        }
        scenarios
    }
}

/// What happens in `scenario`, if there still is one of that name.
pub(super) fn about(scenario: &str) -> Option<&'static str> {
    SCENARIOS.iter().find(|known| known.name == scenario).map(|known| known.about)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::report::made_up::{case, dash, other, ping_pong, report, row};

    #[test]
    fn hel_stands_beside_the_best_peer_and_no_ring() {
        let case = case(vec![
            row("rtrb/ring", Kind::Ring, &[90.0; 3]),
            row("slow/mpmc", Kind::Peer, &[5.0; 3]),
            row("fast/mpmc", Kind::Peer, &[10.0; 3]),
            row("hel/bounded", Kind::Hel, &[4.0; 3]),
            row("hel/other", Kind::Hel, &[40.0; 3]),
        ]);
        let standing = case.standing().unwrap();
        assert_eq!(standing.peer.subject, "fast/mpmc");
        assert_eq!(standing.ratio, Ratio { value: 0.4, interval: Some([0.4, 0.4]) });
        assert_eq!(standing.to_string(), "0.40 [0.40, 0.40] of the best peer, fast/mpmc");
    }

    #[test]
    fn where_less_is_better_the_best_peer_has_the_least_figure() {
        let case = ping_pong(vec![
            row("slow/mpmc", Kind::Peer, &[500.0; 3]),
            row("fast/mpmc", Kind::Peer, &[100.0; 3]),
            row("hel/bounded", Kind::Hel, &[50.0; 3]),
        ]);
        let standing = case.standing().unwrap();
        assert_eq!((standing.peer.subject.as_str(), standing.ratio.value), ("fast/mpmc", 2.0));
    }

    #[test]
    fn what_stands_in_the_way_of_a_ratio_is_named() {
        let peer = || row("peer/mpmc", Kind::Peer, &[1.0; 3]);
        let hel = |outcome| other("hel/bounded", Kind::Hel, outcome);
        let why = |rows| case(rows).standing().unwrap_err();
        assert_eq!(why(vec![peer()]), "not measured");
        assert_eq!(why(vec![peer(), hel(Outcome::Hung(Duration::from_secs(9)))]), "HUNG: not done within 9s");
        assert_eq!(why(vec![peer(), hel(Outcome::Failed("at\n  line 3".to_owned()))]), "FAILED: at line 3");
        assert_eq!(why(vec![peer(), dash("hel/bounded", Kind::Hel, "needs two CPUs")]), "needs two CPUs");
        assert_eq!(why(vec![row("hel/bounded", Kind::Hel, &[1.0; 3])]), "no peer was measured");
        let zero = why(vec![peer(), row("hel/bounded", Kind::Hel, &[0.0; 3])]);
        assert_eq!(zero, "no ratio: a median is 0 or missing");
    }

    #[test]
    fn a_sample_without_the_figure_asked_for_is_no_figure() {
        let short = row("hel/bounded", Kind::Hel, &[1.0, 2.0]);
        assert_eq!(short.figures(0), Some(vec![1.0, 2.0]));
        assert_eq!(short.figures(1), None);
        assert_eq!(row("hel/bounded", Kind::Hel, &[]).figures(0), None);
        assert_eq!(row("hel/bounded", Kind::Hel, &[1.0, f64::NAN]).figures(0), None);
    }

    #[test]
    fn scenarios_come_in_the_order_of_their_first_case() {
        let report = report(vec![ping_pong(vec![]), case(vec![]), ping_pong(vec![])]);
        let lengths: Vec<_> = report.by_scenario().iter().map(|(name, cases)| (*name, cases.len())).collect();
        assert_eq!(lengths, [("ping-pong", 2), ("shared", 1)]);
    }
}
