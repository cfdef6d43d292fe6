//! One subject of one case, related to its field on both sides.

use crate::catalog::Kind;
use crate::report::stats::{Ratio, bootstrap, draw, median_of_rounds};
use crate::report::{CaseReport, Row};

/// What happened to one of hel's subjects in one case.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The case's id.
    pub case: String,
    /// `hel/variant` or `hel-ring/variant`.
    pub subject: String,
    /// How many other channels, or for a ring other rings, both sides were related to; 0: none, and the figures are
    /// absolute.
    pub field: usize,
    /// How many times better than its field it was, above 1 for better; its median where there is no field.
    pub old: f64,
    /// The same for the new report.
    pub new: f64,
    /// How many times better it is than it was.
    pub factor: Ratio,
    /// What that means.
    pub verdict: Verdict,
}

/// What a change means. Both thresholds are the same in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The whole interval lies below the threshold's negative.
    Regression,
    /// The whole interval lies above the threshold.
    Improvement,
    /// All else: no or little change, or too much noise, or too few rounds for an interval.
    NoChangeShown,
}

impl Verdict {
    /// The verdict's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Regression => "regression",
            Self::Improvement => "improvement",
            Self::NoChangeShown => "no change shown",
        }
    }

    fn of(factor: Ratio, threshold: f64) -> Self {
        match factor.interval.map(|bounds| bounds.map(percent)) {
            Some([_, high]) if high < -threshold => Self::Regression,
            Some([low, _]) if low > threshold => Self::Improvement,
            _ => Self::NoChangeShown,
        }
    }
}

/// A factor as a change in percent.
pub(super) fn percent(factor: f64) -> f64 {
    (factor - 1.0) * 100.0
}

impl Change {
    /// What became of the subject of `row`, which is in both cases; none when one of its medians is 0.
    pub(super) fn between(old: &CaseReport, new: &CaseReport, row: &Row, threshold: f64) -> Option<Self> {
        let peers = peers(old, new, row.kind);
        let [was, is] = [Side::of(old, &row.subject, &peers)?, Side::of(new, &row.subject, &peers)?];
        let [mut rounds_was, mut rounds_is] = [was.rounds(), is.rounds()];
        let mut scratch = Vec::new();
        let (before, after) =
            (was.relative(&rounds_was, &mut scratch)?, is.relative(&rounds_is, &mut scratch)?);
        let interval = bootstrap(rounds_was.len().min(rounds_is.len()), |rng| {
            draw(rng, &mut rounds_was);
            draw(rng, &mut rounds_is);
            Some(is.relative(&rounds_is, &mut scratch)? / was.relative(&rounds_was, &mut scratch)?)
        });
        let factor = Ratio { value: after / before, interval };
        let [old_figure, new_figure] = if peers.is_empty() {
            [old.row(&row.subject)?.median()?, row.median()?]
        } else {
            [before, after]
        };
        Some(Self {
            case: new.id(),
            subject: row.subject.clone(),
            field: peers.len(),
            old: old_figure,
            new: new_figure,
            factor,
            verdict: Verdict::of(factor, threshold),
        })
    }
}

/// The peers of a row of `kind` with figures in both cases. A figure of 0 has no logarithm and keeps a peer out.
fn peers<'a>(old: &CaseReport, new: &'a CaseReport, kind: Kind) -> Vec<&'a str> {
    let kind = kind.rivals();
    let counts = |case: &CaseReport, row: &Row| {
        case.comparable(row).is_some_and(|figures| figures.iter().all(|&figure| figure > 0.0))
    };
    let in_old = |row: &Row| old.row(&row.subject).is_some_and(|row| row.kind == kind && counts(old, row));
    let in_both = new.rows.iter().filter(|row| row.kind == kind && counts(new, row) && in_old(row));
    in_both.map(|row| row.subject.as_str()).collect()
}

/// One report's figures of a subject and its peers, by round.
struct Side {
    subject: Vec<f64>,
    peers: Vec<Vec<f64>>,
    more_is_better: bool,
}

impl Side {
    fn of(case: &CaseReport, subject: &str, peers: &[&str]) -> Option<Self> {
        let figures = |subject: &str| case.comparable(case.row(subject)?);
        let peers = peers.iter().map(|peer| figures(peer)).collect::<Option<_>>()?;
        Some(Self { subject: figures(subject)?, peers, more_is_better: case.more_is_better() })
    }

    /// The rounds that all of them ran.
    fn rounds(&self) -> Vec<usize> {
        let rounds = self.peers.iter().map(Vec::len).fold(self.subject.len(), usize::min);
        (0..rounds).collect()
    }

    /// How many times better the subject is than the geometric mean of its peers; without peers, than 1.
    fn relative(&self, rounds: &[usize], scratch: &mut Vec<f64>) -> Option<f64> {
        let median = median_of_rounds(&self.subject, rounds, scratch).filter(|&median| median > 0.0)?;
        let mut logarithms = 0.0;
        for peer in &self.peers {
            logarithms += median_of_rounds(peer, rounds, scratch)?.ln();
        }
        let field = (logarithms / self.peers.len().max(1) as f64).exp();
        Some(if self.more_is_better { median / field } else { field / median })
    }
}
