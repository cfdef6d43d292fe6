//! hel beside itself at another commit, measured in the same rounds.

use std::fmt;

use comfy_table::{CellAlignment, Table};

use super::Report;
use super::figure::figure;
use super::stats::{Ratio, geometric_mean};
use super::table::STYLE;
use crate::catalog::Kind;

/// One headline figure of one case.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The case, and the figure's name where it has several.
    pub case: String,
    /// The medians: before, and now.
    pub medians: [f64; 2],
    /// How many times better hel is now.
    pub ratio: Ratio,
}

/// What became of hel since the other commit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judgement {
    /// All that could be compared.
    pub changes: Vec<Change>,
    /// Cases in which one of the two has no figures.
    pub missing: Vec<String>,
    /// How much of a change is none, in percent.
    pub threshold: f64,
}

/// Holds hel against itself at the other commit, figure by figure.
pub fn judge(report: &Report, threshold: f64) -> Judgement {
    let mut judgement = Judgement { threshold, ..Judgement::default() };
    for of in report.headlines() {
        let before = of.case.rows.iter().find(|row| row.kind == Kind::Before);
        let (Some(now), Some(before)) = (of.case.row(&of.case.hel), before) else { continue };
        let change = of.advantage(now, before).and_then(|ratio| {
            Some(Change { case: of.name(), medians: [of.median(before)?, of.median(now)?], ratio })
        });
        match change {
            Some(change) => judgement.changes.push(change),
            None => judgement.missing.push(of.name()),
        }
    }
    judgement
}

impl Change {
    /// Is it slower by more than the threshold, as far as the rounds can tell?
    pub fn is_slower(&self, threshold: f64) -> bool {
        self.ratio.interval.is_some_and(|[_, high]| high < 1.0 - threshold / 100.0)
    }

    /// Is it faster by more than the threshold, as far as the rounds can tell?
    pub fn is_faster(&self, threshold: f64) -> bool {
        self.ratio.interval.is_some_and(|[low, _]| low > 1.0 + threshold / 100.0)
    }

    /// In a word.
    pub fn verdict(&self, threshold: f64) -> &'static str {
        match (self.is_slower(threshold), self.is_faster(threshold)) {
            (true, _) => "slower",
            (_, true) => "faster",
            _ => "no change shown",
        }
    }
}

impl Judgement {
    /// The mean change.
    pub fn mean(&self) -> Option<f64> {
        geometric_mean(&self.changes.iter().map(|change| change.ratio.value).collect::<Vec<_>>())
    }

    /// Has anything got slower, or all of it on average, by more than the threshold? Or does hel fail where it did not?
    pub fn is_slower(&self) -> bool {
        let mean = self.mean().is_some_and(|mean| mean < 1.0 - self.threshold / 100.0);
        mean || !self.missing.is_empty() || self.changes.iter().any(|change| change.is_slower(self.threshold))
    }
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new();
        table.load_style(STYLE).set_header(["hel beside itself", "before", "now", "now to before", ""]);
        table.add_rows(self.changes.iter().map(|change| {
            let [before, now] = change.medians.map(figure);
            let verdict = change.verdict(self.threshold).to_owned();
            [change.case.clone(), before, now, change.ratio.to_string(), verdict]
        }));
        for column in table.column_iter_mut().skip(1).take(3) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        writeln!(f, "{}", table.trim_fmt())?;
        for name in &self.missing {
            writeln!(f, "{name}: no figures of both")?;
        }
        let count = |is: fn(&Change, f64) -> bool| {
            self.changes.iter().filter(|change| is(change, self.threshold)).count()
        };
        let mean = self.mean().map_or("-".to_owned(), figure);
        let (slower, faster) = (count(Change::is_slower), count(Change::is_faster));
        let of = self.changes.len();
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

    fn judged(hel: f64, before: f64) -> Judgement {
        let rows = vec![
            row("hel/bounded", Kind::Hel, &[hel; 5]),
            row("hel@0123abc/bounded", Kind::Before, &[before; 5]),
        ];
        judge(&report(vec![case(rows)]), 10.0)
    }

    #[test]
    fn slower_by_more_than_the_threshold_counts_and_less_does_not() {
        assert!(judged(8.0, 10.0).is_slower() && judged(8.0, 10.0).to_string().contains("slower"));
        assert!(!judged(9.5, 10.0).is_slower());
        let better = judged(20.0, 10.0);
        assert!(!better.is_slower() && better.changes[0].is_faster(10.0), "{better}");
        assert!(better.to_string().contains("1 figures: 0 slower, 1 faster"), "{better}");
    }

    #[test]
    fn a_time_that_grew_is_slower_and_a_missing_figure_is_no_success() {
        let rows = vec![
            row("hel/bounded", Kind::Hel, &[300.0; 5]),
            row("hel@0123abc/bounded", Kind::Before, &[100.0; 5]),
        ];
        assert!(judge(&report(vec![ping_pong(rows)]), 10.0).changes[0].is_slower(10.0));
        let rows = vec![
            dash("hel/bounded", Kind::Hel, "why"),
            row("hel@0123abc/bounded", Kind::Before, &[100.0; 5]),
        ];
        assert!(judge(&report(vec![case(rows)]), 10.0).is_slower());
    }
}
