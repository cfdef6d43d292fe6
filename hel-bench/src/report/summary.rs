//! A report in a few lines for a terminal: in how many figures hel leads, where it is worst and best, and each runtime.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, Table};

use super::Report;
use super::figure::figure;
use super::headline::{Headline, Side, Standing};
use super::stats::{Ratio, geometric_mean};
use super::table::STYLE;

/// So many of the worst, and of the best.
pub(super) const FEW: usize = 10;

/// How many there are of each side, and the mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// Where hel leads.
    pub ahead: usize,
    /// Where the rounds do not tell.
    pub level: usize,
    /// Where hel is behind.
    pub behind: usize,
    /// Of all ratios to the best peer; none without any.
    pub mean: Option<f64>,
}

impl Tally {
    /// Of these ratios.
    pub fn of(ratios: impl Iterator<Item = Ratio>) -> Self {
        let (mut tally, mut values) = (Self::default(), Vec::new());
        for ratio in ratios {
            values.push(ratio.value);
            *match ratio.side() {
                Side::Ahead => &mut tally.ahead,
                Side::Level => &mut tally.level,
                Side::Behind => &mut tally.behind,
            } += 1;
        }
        Self { mean: geometric_mean(&values), ..tally }
    }

    /// How many there are.
    pub fn all(&self) -> usize {
        self.ahead + self.level + self.behind
    }
}

/// The standings, the worst first.
pub(super) fn ranked(report: &Report) -> Vec<(Headline<'_>, Standing<'_>)> {
    let mut standings = report.standings();
    standings.sort_by(|(_, a), (_, b)| a.ratio.value.total_cmp(&b.ratio.value));
    standings
}

/// A case of tasks that ran on several runtimes: its name without the runtime, and hel's standing on each.
#[derive(Debug)]
pub(super) struct Everywhere<'a> {
    pub(super) name: String,
    /// In the order of [`runtimes`].
    pub(super) standings: Vec<Option<Standing<'a>>>,
}

/// The runtimes on which anything ran, in the order in which they first did.
pub(super) fn runtimes(report: &Report) -> Vec<&str> {
    let mut runtimes = Vec::new();
    for runtime in report.cases.iter().filter_map(|case| case.runtime.as_deref()) {
        if !runtimes.contains(&runtime) {
            runtimes.push(runtime);
        }
    }
    runtimes
}

/// The figures of all cases of tasks that ran on more than one runtime.
pub(super) fn everywhere(report: &Report) -> Vec<Everywhere<'_>> {
    let runtimes = runtimes(report);
    let mut all: Vec<Everywhere<'_>> = Vec::new();
    for of in report.headlines() {
        let Some(place) = runtimes.iter().position(|name| Some(*name) == of.case.runtime.as_deref()) else {
            continue;
        };
        let name = of.name().replace(&format!("/{}", runtimes[place]), "");
        let known = all.iter().position(|entry| entry.name == name);
        let entry = known.unwrap_or_else(|| {
            all.push(Everywhere { name, standings: vec![None; runtimes.len()] });
            all.len() - 1
        });
        all[entry].standings[place] = of.standing().ok();
    }
    all.retain(|entry| entry.standings.iter().flatten().count() > 1);
    all
}

/// The few lines; nothing where hel was not measured beside a peer.
pub fn render(report: &Report) -> String {
    let ranked = ranked(report);
    let tally = Tally::of(ranked.iter().map(|(_, standing)| standing.ratio));
    let Some(mean) = tally.mean else { return String::new() };
    let mut text = format!(
        "hel to the best peer of each figure (above 1: hel is better): ahead in {} of {}, level in {}, behind in {}; \
         geometric mean {}\n",
        tally.ahead,
        tally.all(),
        tally.level,
        tally.behind,
        figure(mean)
    );
    for (what, few) in [
        ("worst", ranked.iter().take(FEW).collect::<Vec<_>>()),
        ("best", ranked.iter().rev().take(FEW).collect()),
    ] {
        let mut table = Table::new();
        table.load_style(STYLE).set_header([&format!("the {what}"), "hel", "best peer", "", "ratio"]);
        table.add_rows(few.into_iter().map(|(of, Standing { hel, peer, ratio })| {
            let [hel, figure] = [*hel, *peer].map(|row| of.with_unit(row).unwrap_or_default());
            [of.name(), hel, figure, peer.subject.clone(), ratio.to_string()]
        }));
        for column in [1, 2, 4] {
            table
                .column_mut(column)
                .into_iter()
                .for_each(|column| column.set_cell_alignment(CellAlignment::Right));
        }
        let _ = writeln!(text, "\n{}", table.trim_fmt());
    }
    text + &of_runtimes(report)
}

/// One channel, every runtime.
fn of_runtimes(report: &Report) -> String {
    let (everywhere, runtimes) = (everywhere(report), runtimes(report));
    if everywhere.is_empty() {
        return String::new();
    }
    let mut table = Table::new();
    table
        .load_style(STYLE)
        .set_header(["one channel, every runtime: ratio to the best peer on each"].iter().chain(&runtimes));
    table.add_rows(everywhere.iter().map(|entry| {
        let ratios = entry.standings.iter().map(|standing| {
            standing.as_ref().map_or("—".to_owned(), |Standing { peer, ratio, .. }| {
                format!("{} {}", figure(ratio.value), peer.library())
            })
        });
        [entry.name.clone()].into_iter().chain(ratios).collect::<Vec<_>>()
    }));
    format!("\n{}\n", table.trim_fmt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Kind;
    use crate::report::CaseReport;
    use crate::report::made_up::{case, report, row};

    fn beside_ten(id: &str, runtime: Option<&str>, hel: f64) -> CaseReport {
        let rows = vec![row("peer/mpmc", Kind::Peer, &[10.0; 3]), row("hel/bounded", Kind::Hel, &[hel; 3])];
        CaseReport { id: id.to_owned(), runtime: runtime.map(str::to_owned), ..case(rows) }
    }

    #[test]
    fn a_summary_counts_and_names_the_worst_first() {
        let text = render(&report(vec![
            beside_ten("a", None, 40.0),
            beside_ten("b", None, 2.5),
            beside_ten("c", None, 10.0),
        ]));
        assert!(text.contains("ahead in 1 of 3, level in 1, behind in 1; geometric mean 1.00"), "{text}");
        let worst = text.lines().find(|line| line.contains("0.25 [0.25, 0.25]")).unwrap();
        assert!(
            worst.contains(" b ") && worst.contains("2.50 M msg/s") && worst.contains("peer/mpmc"),
            "{text}"
        );
        assert!(!text.contains("every runtime"), "{text}");
        assert_eq!(render(&report(vec![case(vec![])])), "");
    }

    #[test]
    fn a_case_that_ran_on_two_runtimes_is_one_line_with_both_ratios() {
        let cases = vec![
            beside_ten("pairs/4/tokio", Some("tokio"), 20.0),
            beside_ten("pairs/4/smol", Some("smol"), 5.0),
            beside_ten("pairs/8/tokio", Some("tokio"), 5.0),
        ];
        let text = render(&report(cases));
        let line = text.lines().find(|line| line.starts_with(" pairs/4 ")).unwrap();
        assert!(line.contains("2.00 peer") && line.contains("0.50 peer"), "{line}");
        assert!(!text.lines().any(|line| line.starts_with(" pairs/8 ")), "it ran on one alone: {text}");
    }
}
