//! A report for the project's page: a short table, between two marks.

use std::fmt::Write as _;

use anyhow::{Context, Result};

use super::Report;
use super::figure::figure;
use super::headline::{Headline, Standing};
use super::summary::Tally;

/// Stands before the figures.
const BEGIN: &str = "<!-- figures: written by `cargo xtask bench --readme` -->\n";
/// Stands after them.
const END: &str = "<!-- end of figures -->";

/// A table with a line for each scenario: hel's mean ratio to the best peer, and the least and the greatest.
pub fn figures(report: &Report) -> String {
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
        let of_case = cases.iter().flat_map(|case| case.headlines());
        let mut standings: Vec<_> = of_case.filter_map(|of| Some((of, of.standing().ok()?))).collect();
        standings.sort_by(|(_, a), (_, b)| a.ratio.value.total_cmp(&b.ratio.value));
        let tally = Tally::of(standings.iter().map(|(_, standing)| standing.ratio));
        if let (Some(mean), Some(least), Some(greatest)) = (tally.mean, standings.first(), standings.last()) {
            let _ = writeln!(text, "| {name} | {} | {} | {} |", figure(mean), told(least), told(greatest));
        }
    }
    let tally = Tally::of(report.standings().iter().map(|(_, standing)| standing.ratio));
    if let Some(mean) = tally.mean {
        let Tally { ahead, level, behind, .. } = tally;
        let _ = writeln!(
            text,
            "\nOf {} figures hel leads in {ahead}, is level in {level} and behind in {behind}; geometric mean {}.",
            tally.all(),
            figure(mean)
        );
    }
    text
}

/// `0.51 tasks-16x4/tokio p99 (kanal)`.
fn told((of, Standing { peer, ratio, .. }): &(Headline<'_>, Standing<'_>)) -> String {
    let name = of.name();
    let name = name.split_once('/').map_or(name.as_str(), |(_, case)| case);
    format!("{} {name} ({})", figure(ratio.value), peer.library())
}

/// `readme` with `block` between the two marks.
///
/// # Errors
///
/// When it has not both marks, in their order.
pub fn replace_block(readme: &str, block: &str) -> Result<String> {
    let (head, rest) =
        readme.split_once(BEGIN).context("the README has no line that says where the figures begin")?;
    let (_, tail) = rest.split_once(END).context("the README has no line that says where the figures end")?;
    Ok(format!("{head}{BEGIN}\n{}\n\n{END}{tail}", block.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Kind;
    use crate::report::made_up::{case, report, row};

    #[test]
    fn a_scenario_has_its_mean_and_who_is_best_where_hel_is_worst() {
        let rows = |hel: f64| {
            vec![row("kanal/mpmc", Kind::Peer, &[10.0; 3]), row("hel/bounded", Kind::Hel, &[hel; 3])]
        };
        let text = figures(&report(vec![case(rows(5.0)), case(rows(20.0))]));
        assert!(
            text.contains("| shared | 1.00 | 0.50 2x2/u64/256 (kanal) | 2.00 2x2/u64/256 (kanal) |"),
            "{text}"
        );
        assert!(text.contains("Of 2 figures hel leads in 1, is level in 0 and behind in 1"), "{text}");
    }

    #[test]
    fn a_block_takes_the_place_of_the_old_one_and_of_nothing_else() {
        let readme = format!("# hel\n{BEGIN}old\n{END}\nmore\n");
        let new = replace_block(&readme, "new\n").unwrap();
        assert!(
            new.starts_with("# hel\n")
                && new.ends_with("\nmore\n")
                && new.contains("\nnew\n")
                && !new.contains("old"),
            "{new}"
        );
        assert_eq!(replace_block(&new, "new").unwrap(), new, "twice is as good as once");
        assert!(replace_block("# hel", "new").is_err());
    }
}
