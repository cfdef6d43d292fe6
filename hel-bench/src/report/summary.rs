//! A report in a few lines: in how many figures hel leads, where it is worst and best, and each runtime; and the figures of
//! the project's page.

use std::fmt::Write as _;

use anyhow::{Context, Result};

use super::Report;
use super::headline::{Ranking, Standing, grouped};
use super::notes::warnings;
use super::stats::figure;
use super::table::{NONE, text_table};

/// A figure of tasks that ran on several runtimes: its name without the runtime, and hel's standing on each.
pub(super) type Everywhere<'a> = (String, Vec<Option<Standing<'a>>>);

/// The runtimes on which anything ran, and the figures that were measured on more than one of them.
pub(super) fn everywhere(report: &Report) -> (Vec<&str>, Vec<Everywhere<'_>>) {
    let of_tasks = || report.headlines().filter_map(|of| Some((of.case.runtime.as_deref()?, of)));
    let runtimes: Vec<&str> = grouped(of_tasks()).into_iter().map(|(runtime, _)| runtime).collect();
    let mut by_name = grouped(of_tasks().filter_map(|(runtime, of)| {
        Some((of.name().replace(&format!("/{runtime}"), ""), (runtime, of.standing().ok()?)))
    }));
    by_name.retain(|(_, standings)| standings.len() > 1);
    let in_order = by_name.into_iter().map(|(name, standings)| {
        let on =
            |runtime| standings.iter().find(|(known, _)| *known == runtime).map(|(_, standing)| *standing);
        (name, runtimes.iter().copied().map(on).collect())
    });
    let all = in_order.collect();
    (runtimes, all)
}

/// The few lines for a terminal; only warnings where hel was not measured beside a peer.
pub(crate) fn render(report: &Report) -> String {
    let mut text = String::new();
    if let Some(ranking) = Ranking::of(&report.cases) {
        let _ = writeln!(text, "hel to the best peer of each figure; above 1, hel is better. {ranking}");
        for (what, few) in ["the worst", "the best"].into_iter().zip(ranking.ends()) {
            let rows = few.into_iter().map(|Standing { of, hel, peer, ratio }| {
                let [hel, figure] = [*hel, *peer].map(|row| of.with_unit(row).unwrap_or_default());
                [of.name(), hel, figure, peer.subject.clone(), ratio.to_string()]
            });
            let table = text_table([what, "hel", "best peer", "", "ratio"], rows, [1, 2, 4]);
            let _ = writeln!(text, "\n{}", table.trim_fmt());
        }
    }
    let (runtimes, everywhere) = everywhere(report);
    if !everywhere.is_empty() {
        let rows = everywhere.into_iter().map(|(name, standings)| {
            let ratio = |Standing { peer, ratio, .. }| format!("{} {}", figure(ratio.value), peer.library());
            let ratios = standings.into_iter().map(|standing| standing.map_or(NONE.to_owned(), ratio));
            [name].into_iter().chain(ratios).collect::<Vec<_>>()
        });
        let head = ["one channel, every runtime: ratio to the best peer on each"].into_iter().chain(runtimes);
        let _ = writeln!(text, "\n{}", text_table(head.collect::<Vec<_>>(), rows, []).trim_fmt());
    }
    for warning in warnings(report) {
        let _ = writeln!(text, "{warning}");
    }
    text
}

/// Stands before the figures of the project's page.
const BEGIN: &str = "<!-- figures: written by `cargo xtask bench --readme` -->\n";
/// Stands after them.
const END: &str = "<!-- end of figures -->";

/// A table with a line for each scenario: hel's mean ratio to the best peer, and the least and the greatest.
pub(crate) fn readme(report: &Report) -> String {
    let machine = &report.machine;
    let mut text = format!(
        "{}, {} CPUs, {}, {} rounds, commit {}:\n\n| scenario | hel to the best peer | least | greatest |\n| :-- | --: | :-- | :-- |\n",
        machine.cpu,
        machine.cpus,
        machine.date.split('T').next().unwrap_or_default(),
        report.settings.rounds,
        machine.commit
    );
    for (name, cases) in report.by_scenario() {
        let Some(Ranking { standings, mean }) = Ranking::of(cases) else { continue };
        let [least, greatest] = [&standings[0], &standings[standings.len() - 1]].map(|standing| {
            let Standing { of, peer, ratio, .. } = standing;
            format!("{} {} ({})", figure(ratio.value), of.short_name(), peer.library())
        });
        let _ = writeln!(text, "| {name} | {} | {least} | {greatest} |", figure(mean));
    }
    if let Some(ranking) = Ranking::of(&report.cases) {
        let _ = writeln!(text, "\n{ranking}");
    }
    text
}

/// The project's page with `block` between the two marks.
///
/// # Errors
///
/// When it has not both marks, in their order.
pub(crate) fn replace_block(readme: &str, block: &str) -> Result<String> {
    let (head, rest) =
        readme.split_once(BEGIN).context("the README has no line that says where the figures begin")?;
    let (_, tail) = rest.split_once(END).context("the README has no line that says where the figures end")?;
    Ok(format!("{head}{BEGIN}\n{}\n\n{END}{tail}", block.trim()))
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
        let report = report(vec![
            beside_ten("x/a", None, 40.0),
            beside_ten("x/b", None, 2.5),
            beside_ten("x/c", None, 10.0),
        ]);
        let text = render(&report);
        let counts = "Of 3 figures hel leads in 1, is level in 1 and behind in 1; geometric mean 1.00.\n";
        assert!(text.contains(counts) && readme(&report).ends_with(counts), "{text}");
        let worst = text.lines().find(|line| line.contains("0.25 [0.25, 0.25]")).unwrap();
        assert!(
            worst.contains(" x/b ") && worst.contains("2.50 M msg/s") && worst.contains("peer/mpmc"),
            "{text}"
        );
        assert!(!text.contains("every runtime"), "{text}");
        let text = readme(&report);
        assert!(text.contains("| shared | 1.00 | 0.25 b (peer) | 4.00 a (peer) |"), "{text}");
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

    #[test]
    fn a_block_takes_the_place_of_the_old_one_and_of_nothing_else() {
        let new = replace_block(&format!("# hel\n{BEGIN}old\n{END}\nmore\n"), "new\n").unwrap();
        assert_eq!(new, format!("# hel\n{BEGIN}\nnew\n\n{END}\nmore\n"));
        assert_eq!(replace_block(&new, "new").unwrap(), new, "twice is as good as once");
        assert!(replace_block("# hel", "new").is_err());
    }
}
