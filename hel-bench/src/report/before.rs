//! hel beside itself at another commit, measured in the same rounds.

use std::fmt;

use super::Report;
use super::stats::{Ratio, Side, figure, geometric_mean};
use super::table::text_table;
use crate::catalog::Kind;

/// One headline figure of one case.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// The case, and the figure's name where it has several.
    name: String,
    /// The medians: before, and now.
    medians: [f64; 2],
    /// How many times better hel is now.
    pub(super) ratio: Ratio,
    /// Which way it changed, by more than the threshold.
    side: Side,
}

/// Stands above the cells of changes.
pub(super) const HEAD: [&str; 5] = ["hel beside itself", "before", "now", "now to before", ""];

impl Change {
    /// The name, both medians, the ratio and a word.
    pub(super) fn cells(&self) -> [String; 5] {
        let verdict = match self.side {
            Side::Behind => "slower",
            Side::Ahead => "faster",
            Side::Level => "no change shown",
        };
        let [before, now] = self.medians.map(figure);
        [self.name.clone(), before, now, self.ratio.to_string(), verdict.to_owned()]
    }
}

/// What became of hel since the other commit.
#[derive(Clone, Debug)]
pub(crate) struct Judgement {
    /// All that could be compared.
    pub(super) changes: Vec<Change>,
    /// Figures that one of the two has not.
    pub(super) missing: Vec<String>,
    /// How much of a change is none, in percent.
    threshold: f64,
}

/// Holds hel against itself at the other commit, figure by figure.
pub(crate) fn judge(report: &Report, threshold: f64) -> Judgement {
    let mut judgement = Judgement { changes: Vec::new(), missing: Vec::new(), threshold };
    for of in report.headlines() {
        let before = of.case.rows.iter().find(|row| row.kind == Kind::Before);
        let (Some(now), Some(before)) = (of.case.row(&of.case.hel), before) else { continue };
        let change = of.advantage(now, before).and_then(|ratio| {
            let medians = [of.median(before)?, of.median(now)?];
            Some(Change { name: of.name(), medians, ratio, side: ratio.side(threshold) })
        });
        match change {
            Some(change) => judgement.changes.push(change),
            None => judgement.missing.push(of.name()),
        }
    }
    judgement
}

impl Judgement {
    fn mean(&self) -> Option<f64> {
        geometric_mean(&self.changes.iter().map(|change| change.ratio.value).collect::<Vec<_>>())
    }

    fn count(&self, side: Side) -> usize {
        self.changes.iter().filter(|change| change.side == side).count()
    }

    /// Has anything got slower, or all of it on average, by more than the threshold? Or does hel fail where it did not?
    pub(crate) fn is_slower(&self) -> bool {
        let mean = self.mean().is_some_and(|mean| mean < 1.0 - self.threshold / 100.0);
        mean || !self.missing.is_empty() || self.count(Side::Behind) > 0
    }
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.changes.iter().map(Change::cells);
        writeln!(f, "{}", text_table(HEAD, rows, 1..4).trim_fmt())?;
        for name in &self.missing {
            writeln!(f, "{name}: no figures of both")?;
        }
        let mean = self.mean().map_or("-".to_owned(), figure);
        let (of, slower, faster) = (self.changes.len(), self.count(Side::Behind), self.count(Side::Ahead));
        writeln!(
            f,
            "{of} figures: {slower} slower, {faster} faster by more than {} %; geometric mean {mean} (above 1: better now)",
            self.threshold
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::made_up::{case, dash, ping_pong, report, row};
    use crate::report::{CaseReport, Row};

    fn judged(case: fn(Vec<Row>) -> CaseReport, hel: Row, before: f64) -> Judgement {
        let before = row("hel@0123abc/bounded", Kind::Before, &[before; 5]);
        judge(&report(vec![case(vec![hel, before])]), 10.0)
    }

    #[test]
    fn slower_by_more_than_the_threshold_counts_and_less_or_faster_does_not() {
        let hel = |figure: f64| row("hel/bounded", Kind::Hel, &[figure; 5]);
        let slower = judged(case, hel(8.0), 10.0);
        assert!(
            slower.is_slower() && slower.to_string().contains("1 figures: 1 slower, 0 faster"),
            "{slower}"
        );
        assert!(!judged(case, hel(9.5), 10.0).is_slower());
        let better = judged(case, hel(20.0), 10.0);
        assert!(
            !better.is_slower() && better.to_string().contains("1 figures: 0 slower, 1 faster"),
            "{better}"
        );
        let grown = judged(ping_pong, hel(300.0), 100.0).to_string();
        assert!(grown.contains("1 slower"), "a time that grew: {grown}");
        let missing = judged(case, dash("hel/bounded", Kind::Hel, "why"), 100.0);
        assert!(missing.is_slower(), "a figure that is not there is no success");
    }
}
