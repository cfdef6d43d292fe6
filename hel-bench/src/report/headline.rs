//! Figures that are compared by themselves, and where hel stands in them.
//!
//! A case has one or a few: the rate; or the median, the tail and the CPU time. Every ratio goes the same way: above 1, hel is
//! the better one.

use std::cmp::Ordering;
use std::fmt;

use super::figure::figure;
use super::stats::{Ratio, advantage, median};
use super::{CaseReport, MetricReport, Outcome, Report, Row};

/// One figure of a case.
#[derive(Clone, Copy, Debug)]
pub struct Headline<'a> {
    /// The case.
    pub case: &'a CaseReport,
    /// Which of its figures.
    pub number: usize,
    /// What it is.
    pub metric: &'a MetricReport,
}

/// hel beside the best peer, in one figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing<'a> {
    /// The row that stands for hel.
    pub hel: &'a Row,
    /// The one of its [rivals](crate::catalog::Kind::rivals) with the best median.
    pub peer: &'a Row,
    /// How many times better hel is. The interval does not know that another peer could have been the best one.
    pub ratio: Ratio,
}

/// Which way the ratio of a standing points, as far as the rounds can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The whole interval lies above 1.
    Ahead,
    /// Neither.
    Level,
    /// The whole interval lies below 1.
    Behind,
}

impl Ratio {
    /// Which way it points.
    pub fn side(&self) -> Side {
        match self.interval {
            Some([low, _]) if low > 1.0 => Side::Ahead,
            Some([_, high]) if high < 1.0 => Side::Behind,
            _ => Side::Level,
        }
    }
}

impl Row {
    /// The figures of the case's metric number `metric`, one for each round; none without samples.
    pub fn figures(&self, metric: usize) -> Option<Vec<f64>> {
        let Outcome::Samples(samples) = &self.outcome else { return None };
        let figures: Option<Vec<f64>> = samples.iter().map(|sample| sample.get(metric).copied()).collect();
        figures.filter(|figures| !figures.is_empty() && figures.iter().all(|figure| figure.is_finite()))
    }

    /// The part of the subject's name before the slash.
    pub fn library(&self) -> &str {
        self.subject.split('/').next().unwrap_or(&self.subject)
    }
}

impl CaseReport {
    /// The row of `subject`.
    pub fn row(&self, subject: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.subject == subject)
    }

    /// The figure number `number`.
    pub(super) fn figure(&self, number: usize) -> Option<Headline<'_>> {
        Some(Headline { case: self, number, metric: self.metrics.get(number)? })
    }

    /// Those that are compared by themselves, the first one first.
    pub fn headlines(&self) -> impl Iterator<Item = Headline<'_>> {
        (0..self.metrics.len()).filter_map(|number| self.figure(number)).filter(|of| of.metric.headline)
    }
}

impl<'a> Headline<'a> {
    /// The case's name, and the figure's where the case has several.
    pub fn name(&self) -> String {
        if self.case.headlines().nth(1).is_none() {
            return self.case.id.clone();
        }
        format!("{} {}", self.case.id, self.metric.name)
    }

    /// The median of `row`.
    pub fn median(&self, row: &Row) -> Option<f64> {
        median(&row.figures(self.number)?)
    }

    /// `4.31 M msg/s`: the median of `row` with its unit.
    pub fn with_unit(&self, row: &Row) -> Option<String> {
        Some(format!("{} {}", figure(self.median(row)?), self.metric.unit))
    }

    /// The better row comes first; those without figures last, by name.
    pub fn by_rank(&self, a: &Row, b: &Row) -> Ordering {
        let figures = match (self.median(a), self.median(b)) {
            (Some(a), Some(b)) if self.metric.more_is_better => b.total_cmp(&a),
            (Some(a), Some(b)) => a.total_cmp(&b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        };
        figures.then_with(|| a.subject.cmp(&b.subject))
    }

    /// The best of those rows that were measured and are wanted.
    pub fn best(&self, wanted: impl Fn(&Row) -> bool) -> Option<&'a Row> {
        let measured = self.case.rows.iter().filter(|row| wanted(row) && self.median(row).is_some());
        measured.min_by(|a, b| self.by_rank(a, b))
    }

    /// How many times better row `a` is than row `b`. What lies below the floor is as good as the floor.
    pub fn advantage(&self, a: &Row, b: &Row) -> Option<Ratio> {
        let figures = |row: &Row| -> Option<Vec<f64>> {
            Some(row.figures(self.number)?.into_iter().map(|figure| figure.max(self.metric.floor)).collect())
        };
        advantage(&figures(a)?, &figures(b)?, self.metric.more_is_better)
    }

    /// `below 2.00 ms per s all are alike`, where the figure has a floor.
    pub fn floor(&self) -> Option<String> {
        let MetricReport { name, unit, floor, .. } = self.metric;
        (*floor > 0.0).then(|| {
            format!("{name} below {} {unit} is noise: ratios take that in its place", figure(*floor))
        })
    }

    /// Where hel stands.
    ///
    /// # Errors
    ///
    /// Says why that cannot be known.
    pub fn standing(&self) -> Result<Standing<'a>, String> {
        let Some(hel) = self.case.row(&self.case.hel) else { return Err("not measured".to_owned()) };
        match &hel.outcome {
            Outcome::Samples(_) => {}
            Outcome::Dash(reason) => return Err(reason.clone()),
            Outcome::Failed(_) | Outcome::Hung(_) => return Err(trouble(hel).unwrap_or_default()),
        }
        let peer = self.best(|row| row.kind == hel.kind.rivals()).ok_or("no peer was measured")?;
        let ratio = self.advantage(hel, peer).ok_or("no ratio: a median is 0 or missing")?;
        Ok(Standing { hel, peer, ratio })
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
    pub fn by_scenario(&self) -> Vec<(&str, Vec<&CaseReport>)> {
        let mut scenarios: Vec<(&str, Vec<&CaseReport>)> = Vec::new();
        for case in &self.cases {
            match scenarios.iter_mut().find(|(name, _)| *name == case.scenario) {
                Some((_, cases)) => cases.push(case),
                None => scenarios.push((&case.scenario, vec![case])),
            }
        }
        scenarios
    }

    /// All figures that are compared by themselves.
    pub fn headlines(&self) -> impl Iterator<Item = Headline<'_>> {
        self.cases.iter().flat_map(CaseReport::headlines)
    }

    /// Where hel stands in them, where that is known.
    pub fn standings(&self) -> Vec<(Headline<'_>, Standing<'_>)> {
        self.headlines().filter_map(|of| Some((of, of.standing().ok()?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::catalog::Kind;
    use crate::report::made_up::{case, dash, other, ping_pong, report, row};

    fn first(case: &CaseReport) -> Headline<'_> {
        case.figure(0).unwrap()
    }

    #[test]
    fn hel_stands_beside_the_best_peer_and_no_ring() {
        let case = case(vec![
            row("rtrb/ring", Kind::Ring, &[90.0; 3]),
            row("slow/mpmc", Kind::Peer, &[5.0; 3]),
            row("fast/mpmc", Kind::Peer, &[10.0; 3]),
            row("hel/bounded", Kind::Hel, &[4.0; 3]),
            row("hel/other", Kind::Hel, &[40.0; 3]),
        ]);
        let standing = first(&case).standing().unwrap();
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
        let standing = first(&case).standing().unwrap();
        assert_eq!((standing.peer.subject.as_str(), standing.ratio.value), ("fast/mpmc", 2.0));
    }

    #[test]
    fn what_stands_in_the_way_of_a_ratio_is_named() {
        let peer = || row("peer/mpmc", Kind::Peer, &[1.0; 3]);
        let hel = |outcome| other("hel/bounded", Kind::Hel, outcome);
        let why = |rows| first(&case(rows)).standing().unwrap_err();
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
