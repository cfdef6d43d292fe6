//! Figures that are compared by themselves, and where hel stands in them.
//!
//! A case has one or a few: the rate; or the median, the tail and the CPU time. Every ratio goes the same way: above 1, hel is
//! the better one.

use std::cmp::Ordering;
use std::fmt;

use super::stats::{Ratio, Side, advantage, figure, geometric_mean, median};
use super::{CaseReport, MetricReport, Outcome, Report, Row};

/// One figure of a case.
#[derive(Clone, Copy, Debug)]
pub(super) struct Headline<'a> {
    pub(super) case: &'a CaseReport,
    /// Which of its figures.
    pub(super) number: usize,
    pub(super) metric: &'a MetricReport,
}

/// hel beside the best peer, in one figure.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing<'a> {
    pub(super) of: Headline<'a>,
    /// The row that stands for hel.
    pub(super) hel: &'a Row,
    /// The one of its [rivals](crate::catalog::Kind::rivals) with the best median.
    pub(super) peer: &'a Row,
    /// How many times better hel is. The interval does not know that another peer could have been the best one.
    pub(super) ratio: Ratio,
}

/// Where hel stands in all figures of some cases.
#[derive(Debug)]
pub(super) struct Ranking<'a> {
    /// The worst first; there is at least one.
    pub(super) standings: Vec<Standing<'a>>,
    /// Of all ratios to the best peer.
    pub(super) mean: f64,
}

impl<'a> Ranking<'a> {
    /// Of these cases; none where hel was nowhere measured beside a peer.
    pub(super) fn of(cases: impl IntoIterator<Item = &'a CaseReport>) -> Option<Self> {
        let headlines = cases.into_iter().flat_map(CaseReport::headlines);
        let mut standings: Vec<_> = headlines.filter_map(|of| of.standing().ok()).collect();
        standings.sort_by(|a, b| a.ratio.value.total_cmp(&b.ratio.value));
        let ratios: Vec<f64> = standings.iter().map(|standing| standing.ratio.value).collect();
        Some(Self { mean: geometric_mean(&ratios)?, standings })
    }

    /// In how many figures hel leads, is level and is behind.
    pub(super) fn counts(&self) -> [usize; 3] {
        [Side::Ahead, Side::Level, Side::Behind]
            .map(|side| self.standings.iter().filter(|standing| standing.ratio.side(0.0) == side).count())
    }

    /// Some of the worst and some of the best, each from the outermost on.
    pub(super) fn ends(&self) -> [Vec<&Standing<'a>>; 2] {
        const FEW: usize = 10;
        [self.standings.iter().take(FEW).collect(), self.standings.iter().rev().take(FEW).collect()]
    }
}

impl fmt::Display for Ranking<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ([ahead, level, behind], all) = (self.counts(), self.standings.len());
        let mean = figure(self.mean);
        write!(
            f,
            "Of {all} figures hel leads in {ahead}, is level in {level} and behind in {behind}; geometric mean {mean}."
        )
    }
}

impl Row {
    /// The figures of the case's metric number `metric`, one for each round; none without samples.
    pub(super) fn figures(&self, metric: usize) -> Option<Vec<f64>> {
        let Outcome::Samples(samples) = &self.outcome else { return None };
        let figures: Option<Vec<f64>> = samples.iter().map(|sample| sample.get(metric).copied()).collect();
        figures.filter(|figures| !figures.is_empty() && figures.iter().all(|figure| figure.is_finite()))
    }

    /// The part of the subject's name before the slash.
    pub(super) fn library(&self) -> &str {
        self.subject.split('/').next().unwrap_or(&self.subject)
    }

    /// `FAILED: lost 1 of 1000 values`, if its run failed or hung.
    pub(super) fn trouble(&self) -> Option<String> {
        match &self.outcome {
            Outcome::Samples(_) | Outcome::Dash(_) => None,
            Outcome::Failed(why) => Some(format!("FAILED: {why}")),
            Outcome::Hung(limit) => Some(format!("HUNG: not done within {limit:?}")),
        }
    }
}

impl CaseReport {
    /// The row of `subject`.
    pub fn row(&self, subject: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.subject == subject)
    }

    /// All figures.
    pub(super) fn figures(&self) -> impl Iterator<Item = Headline<'_>> {
        self.metrics.iter().enumerate().map(|(number, metric)| Headline { case: self, number, metric })
    }

    /// Those that are compared by themselves, the first one first.
    pub(super) fn headlines(&self) -> impl Iterator<Item = Headline<'_>> {
        self.figures().filter(|of| of.metric.headline)
    }
}

impl<'a> Headline<'a> {
    /// The case's name, and the figure's where the case has several.
    pub(super) fn name(&self) -> String {
        if self.case.headlines().nth(1).is_none() {
            return self.case.id.clone();
        }
        format!("{} {}", self.case.id, self.metric.name)
    }

    /// The same without the scenario.
    pub(super) fn short_name(&self) -> String {
        let name = self.name();
        name.split_once('/').map_or(name.clone(), |(_, case)| case.to_owned())
    }

    /// The median of `row`.
    pub(super) fn median(&self, row: &Row) -> Option<f64> {
        median(&row.figures(self.number)?)
    }

    /// `4.31 M msg/s`: the median of `row` with its unit.
    pub(super) fn with_unit(&self, row: &Row) -> Option<String> {
        Some(format!("{} {}", figure(self.median(row)?), self.metric.unit))
    }

    /// Channels, and then rings, which are no rivals of them: the best first, and those without figures last, by name.
    pub(super) fn ranked(&self) -> Vec<&'a Row> {
        let mut rows: Vec<&Row> = self.case.rows.iter().collect();
        rows.sort_by(|a, b| a.kind.is_ring().cmp(&b.kind.is_ring()).then_with(|| self.by_rank(a, b)));
        rows
    }

    fn by_rank(&self, a: &Row, b: &Row) -> Ordering {
        let figures = match (self.median(a), self.median(b)) {
            (Some(a), Some(b)) if self.metric.more_is_better => b.total_cmp(&a),
            (Some(a), Some(b)) => a.total_cmp(&b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        };
        figures.then_with(|| a.subject.cmp(&b.subject))
    }

    /// The best of those rows that were measured and are wanted.
    pub(super) fn best(&self, wanted: impl Fn(&Row) -> bool) -> Option<&'a Row> {
        let measured = self.case.rows.iter().filter(|row| wanted(row) && self.median(row).is_some());
        measured.min_by(|a, b| self.by_rank(a, b))
    }

    /// How many times better row `a` is than row `b`. What lies below the floor is as good as the floor.
    pub(super) fn advantage(&self, a: &Row, b: &Row) -> Option<Ratio> {
        let figures = |row: &Row| -> Option<Vec<f64>> {
            Some(row.figures(self.number)?.into_iter().map(|figure| figure.max(self.metric.floor)).collect())
        };
        advantage(&figures(a)?, &figures(b)?, self.metric.more_is_better)
    }

    /// What to know of the figure's floor, where it has one.
    pub(super) fn floor(&self) -> Option<String> {
        let MetricReport { name, unit, floor, .. } = self.metric;
        (*floor > 0.0).then(|| {
            format!("{name} below {} {unit} is noise: ratios take that in its place", figure(*floor))
        })
    }

    /// Where hel stands, or why that cannot be known.
    pub(super) fn standing(&self) -> Result<Standing<'a>, String> {
        let hel = self.case.row(&self.case.hel).ok_or("not measured")?;
        if let Outcome::Dash(reason) = &hel.outcome {
            return Err(reason.clone());
        }
        if let Some(trouble) = hel.trouble() {
            return Err(trouble);
        }
        let peer = self.best(|row| row.kind == hel.kind.rivals()).ok_or("no peer was measured")?;
        let ratio = self.advantage(hel, peer).ok_or("no ratio: a median is 0 or missing")?;
        Ok(Standing { of: *self, hel, peer, ratio })
    }
}

impl fmt::Display for Standing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of the best peer, {}", self.ratio, self.peer.subject)
    }
}

impl Report {
    /// The cases of each scenario, in the order in which scenarios first appear.
    pub(super) fn by_scenario(&self) -> Vec<(&str, Vec<&CaseReport>)> {
        grouped(self.cases.iter().map(|case| (case.scenario.as_str(), case)))
    }

    /// All figures that are compared by themselves.
    pub(super) fn headlines(&self) -> impl Iterator<Item = Headline<'_>> {
        self.cases.iter().flat_map(CaseReport::headlines)
    }
}

/// The items of each key, in the order in which keys first appear.
pub(super) fn grouped<K: PartialEq, T>(items: impl IntoIterator<Item = (K, T)>) -> Vec<(K, Vec<T>)> {
    let mut groups: Vec<(K, Vec<T>)> = Vec::new();
    for (key, item) in items {
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, items)) => items.push(item),
            None => groups.push((key, vec![item])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::catalog::Kind;
    use crate::report::made_up::{case, dash, other, ping_pong, row};

    #[test]
    fn hel_stands_beside_the_best_peer_and_no_ring() {
        let rows = |hel: f64| {
            vec![
                row("rtrb/ring", Kind::Ring, &[90.0; 3]),
                row("slow/mpmc", Kind::Peer, &[5.0; 3]),
                row("fast/mpmc", Kind::Peer, &[10.0; 3]),
                row("hel/bounded", Kind::Hel, &[hel; 3]),
                row("hel/other", Kind::Hel, &[40.0; 3]),
            ]
        };
        let standing = |case: &CaseReport| case.headlines().next().unwrap().standing().unwrap().to_string();
        assert_eq!(standing(&case(rows(4.0))), "0.40 [0.40, 0.40] of the best peer, fast/mpmc");
        assert_eq!(standing(&ping_pong(rows(2.5))), "2.00 [2.00, 2.00] of the best peer, slow/mpmc");
    }

    #[test]
    fn what_stands_in_the_way_of_a_ratio_is_named() {
        let hel = |outcome| other("hel/bounded", Kind::Hel, outcome);
        let why = |mut rows: Vec<Row>| {
            rows.push(row("peer/mpmc", Kind::Peer, &[1.0; 3]));
            case(rows).headlines().next().unwrap().standing().unwrap_err()
        };
        assert_eq!(why(vec![]), "not measured");
        assert_eq!(why(vec![hel(Outcome::Hung(Duration::from_secs(9)))]), "HUNG: not done within 9s");
        assert_eq!(why(vec![hel(Outcome::Failed("lost 1".to_owned()))]), "FAILED: lost 1");
        assert_eq!(why(vec![dash("hel/bounded", Kind::Hel, "needs two CPUs")]), "needs two CPUs");
        for figures in [&[0.0; 3][..], &[], &[1.0, f64::NAN]] {
            let why = why(vec![row("hel/bounded", Kind::Hel, figures)]);
            assert_eq!(why, "no ratio: a median is 0 or missing", "{figures:?}");
        }
        let alone = case(vec![row("hel/bounded", Kind::Hel, &[1.0; 3])]);
        assert_eq!(alone.headlines().next().unwrap().standing().unwrap_err(), "no peer was measured");
    }

    #[test]
    fn groups_come_in_the_order_of_their_first_item() {
        assert_eq!(grouped([('b', 1), ('a', 2), ('b', 3)]), [('b', vec![1, 3]), ('a', vec![2])]);
    }
}
