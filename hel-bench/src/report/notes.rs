//! What a reader must know before he believes a table.

use super::stats::FEWEST_ROUNDS;
use super::{CaseReport, Report};
use crate::catalog::Kind;

/// Beyond this factor between the shortest and the longest, the round trip of a cache line tells that CPUs were moved.
const MOVED: f64 = 1.5;

/// Below this share the CPU time of other processes is not worth a word.
const NOTICED: f64 = 0.05;

/// Where hel stands: a line for each figure that is compared.
pub(super) fn standings(case: &CaseReport) -> impl Iterator<Item = String> {
    case.headlines().map(|of| {
        let found = of.standing().map_or_else(|why| why, |standing| standing.to_string());
        format!("hel ({}), {}: {found}", case.hel, of.metric.name)
    })
}

/// The other notes, a line each: what the machine did meanwhile, and which subjects failed or hung.
pub(super) fn notes(case: &CaseReport) -> impl Iterator<Item = String> {
    let trouble = case.rows.iter().filter_map(|row| Some(format!("{} {}", row.subject, row.trouble()?)));
    let floors = case.headlines().filter_map(|of| of.floor());
    cache_line(&case.cache_line_nanos).into_iter().chain(floors).chain(foreign_cpu(case)).chain(trouble)
}

fn cache_line(nanos: &[f64]) -> Option<String> {
    let (first, last) = (nanos.first()?, nanos.last()?);
    if nanos.len() == 1 {
        return Some(format!("cache line round trip: {first:.0} ns"));
    }
    let span = format!("cache line round trip: {first:.0} ns before, {last:.0} ns after");
    let shortest = nanos.iter().copied().fold(f64::INFINITY, f64::min);
    let moved = nanos.iter().any(|&nanos| nanos > shortest * MOVED);
    Some(if moved {
        format!("warning: {span}: the host moved the CPUs meanwhile: do not compare with other cases")
    } else {
        span
    })
}

fn foreign_cpu(case: &CaseReport) -> Option<String> {
    let share = case.foreign_cpu?;
    let warning = if share > NOTICED { "warning: " } else { "" };
    Some(format!("{warning}other processes took {:.0} % of the CPU time meanwhile", share * 100.0))
}

/// What to know of all cases: in how many other processes were at work, if in any; and why all ratios are level.
pub(super) fn warnings(report: &Report) -> Vec<String> {
    let disturbed = |case: &&CaseReport| case.foreign_cpu.is_some_and(|share| share > NOTICED);
    let (count, of) = (report.cases.iter().filter(disturbed).count(), report.cases.len());
    let share = NOTICED * 100.0;
    let mut warnings = Vec::new();
    if count > 0 {
        warnings.push(format!(
            "warning: in {count} of {of} cases other processes took over {share:.0} % of the CPU time"
        ));
    }
    if (report.settings.rounds as usize) < FEWEST_ROUNDS {
        warnings.push(format!(
            "warning: with fewer than {FEWEST_ROUNDS} rounds no ratio has an interval, so each of them counts as level"
        ));
    }
    warnings
}

/// What went wrong, once more at the end: in an hour of tables it is easily overlooked. And is any of it about hel, hel-ring
/// or a planted error? Of other libraries it is worth knowing, and no more.
pub(crate) fn troubles(report: &Report) -> (String, bool) {
    let (mut text, mut are_ours) = (String::new(), false);
    for (case, row) in report.cases.iter().flat_map(|case| case.rows.iter().map(move |row| (case, row))) {
        let Some(trouble) = row.trouble() else { continue };
        let is_ours = matches!(row.kind, Kind::Hel | Kind::HelRing | Kind::Planted);
        let note = if is_ours { "" } else { " (another library: listed, no failure)" };
        let head = if text.is_empty() { "Not measured:\n" } else { "" };
        text.extend([head, "  ", &case.id, "  ", &row.subject, ": ", &trouble, note, "\n"]);
        are_ours |= is_ours;
    }
    (text, are_ours)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::report::made_up::{case, dash, other, report, row};
    use crate::report::{Outcome, Settings};

    #[test]
    fn moved_cpus_busy_neighbours_and_few_rounds_are_warned_of() {
        assert_eq!(cache_line(&[]), None);
        for (nanos, is_warned) in [(&[65.2][..], false), (&[65.2, 97.0], false), (&[310.0, 65.0], true)] {
            assert_eq!(cache_line(nanos).unwrap().starts_with("warning: "), is_warned, "{nanos:?}");
        }
        let mut report = report(vec![case(vec![]), case(vec![])]);
        report.cases[0].foreign_cpu = Some(0.05);
        assert_eq!(warnings(&report), Vec::<String>::new());
        report.cases[0].foreign_cpu = Some(0.051);
        report.settings = Settings { rounds: 2, quick: true };
        assert!(notes(&report.cases[0]).all(|note| note.starts_with("warning: other processes took 5 %")));
        let warnings = warnings(&report);
        assert!(warnings[0].contains("in 1 of 2 cases") && warnings[1].contains("fewer than 3 rounds"));
    }

    #[test]
    fn failures_and_hangs_are_notes_and_what_is_ours_is_trouble() {
        let mut rows = vec![
            row("good/mpmc", Kind::Peer, &[1.0; 3]),
            other("bad/mpmc", Kind::Peer, Outcome::Failed("lost 1 of 1000 values".to_owned())),
            other("slow/mpmc", Kind::Ring, Outcome::Hung(Duration::from_secs(20))),
            dash("ring", Kind::HelRing, "a ring alone does not wait"),
        ];
        let expected = ["bad/mpmc FAILED: lost 1 of 1000 values", "slow/mpmc HUNG: not done within 20s"];
        assert_eq!(notes(&case(rows.clone())).collect::<Vec<_>>(), expected);
        let (text, are_ours) = troubles(&report(vec![case(rows.clone())]));
        assert!(
            text.contains("  shared/2x2/u64/256  bad/mpmc: FAILED: lost 1 of 1000 values (another"),
            "{text}"
        );
        assert!(!are_ours, "{text}");
        for kind in [Kind::Hel, Kind::HelRing, Kind::Planted] {
            rows[0] = other("ours", kind, Outcome::Hung(Duration::ZERO));
            assert!(troubles(&report(vec![case(rows.clone())])).1, "{kind:?}");
        }
        assert_eq!(troubles(&report(vec![case(vec![])])), (String::new(), false));
    }
}
