//! What a reader must know before he believes a table.

use super::headline::trouble;
use super::{CaseReport, Report};

/// Beyond this factor between the shortest and the longest, the round trip of a cache line tells that CPUs were moved.
const MOVED: f64 = 1.5;

/// Below this share the CPU time of other processes is not worth a word.
const NOTICED: f64 = 0.05;

/// Where hel stands: a line for each figure that is compared.
pub(super) fn standings(case: &CaseReport) -> Vec<String> {
    let line = |of: super::headline::Headline<'_>| {
        let found = of.standing().map_or_else(|why| why, |standing| standing.to_string());
        format!("hel ({}), {}: {found}", case.hel, of.metric.name)
    };
    case.headlines().map(line).collect()
}

/// The other notes, a line each: what the machine did meanwhile, and which subjects failed or hung.
pub(super) fn notes(case: &CaseReport) -> Vec<String> {
    let trouble = case.rows.iter().filter_map(|row| Some(format!("{} {}", row.subject, trouble(row)?)));
    let floors = case.headlines().filter_map(|of| of.floor());
    cache_line(&case.cache_line_nanos)
        .into_iter()
        .chain(floors)
        .chain(foreign_cpu(case.foreign_cpu))
        .chain(trouble)
        .collect()
}

fn cache_line(nanos: &[f64]) -> Option<String> {
    let (first, last) = (nanos.first()?, nanos.last()?);
    if nanos.len() == 1 {
        return Some(format!("cache line round trip: {first:.0} ns"));
    }
    let span = format!("cache line round trip: {first:.0} ns before, {last:.0} ns after");
    let shortest = nanos.iter().copied().fold(f64::INFINITY, f64::min);
    if nanos.iter().any(|&nanos| nanos > shortest * MOVED) {
        return Some(format!(
            "warning: {span}: the host moved the CPUs meanwhile: do not compare with other cases"
        ));
    }
    Some(span)
}

/// In how many cases other processes were at work, if in any.
pub(super) fn load(report: &Report) -> Option<String> {
    let disturbed = |case: &&CaseReport| case.foreign_cpu.is_some_and(|share| share > NOTICED);
    let count = report.cases.iter().filter(disturbed).count();
    let (of, share) = (report.cases.len(), NOTICED * 100.0);
    (count > 0).then(|| {
        format!("warning: in {count} of {of} cases other processes took over {share:.0} % of the CPU time")
    })
}

fn foreign_cpu(share: Option<f64>) -> Option<String> {
    let share = share?;
    let warning = if share > NOTICED { "warning: " } else { "" };
    Some(format!("{warning}other processes took {:.0} % of the CPU time meanwhile", share * 100.0))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::catalog::Kind;
    use crate::report::Outcome;
    use crate::report::made_up::{case, dash, other, row};

    #[test]
    fn a_quiet_machine_gets_no_warning() {
        assert_eq!(cache_line(&[]), None);
        assert_eq!(cache_line(&[65.2]).unwrap(), "cache line round trip: 65 ns");
        let steady = cache_line(&[65.2, 97.0]).unwrap();
        assert_eq!(steady, "cache line round trip: 65 ns before, 97 ns after");
        assert_eq!(foreign_cpu(None), None);
        assert_eq!(foreign_cpu(Some(0.05)).unwrap(), "other processes took 5 % of the CPU time meanwhile");
    }

    #[test]
    fn moved_cpus_and_busy_neighbours_are_warned_of() {
        for nanos in [[65.0, 310.0], [310.0, 65.0]] {
            let warning = cache_line(&nanos).unwrap();
            let start =
                format!("warning: cache line round trip: {} ns before, {} ns after", nanos[0], nanos[1]);
            assert!(warning.starts_with(&start) && warning.contains("the host moved the CPUs"), "{warning}");
        }
        let warning = foreign_cpu(Some(0.051)).unwrap();
        assert_eq!(warning, "warning: other processes took 5 % of the CPU time meanwhile");
    }

    #[test]
    fn failures_and_hangs_are_notes_and_dashes_are_not() {
        let case = case(vec![
            row("good/mpmc", Kind::Peer, &[1.0; 3]),
            other("bad/mpmc", Kind::Peer, Outcome::Failed("lost 1 of 1000 values".to_owned())),
            other("slow/mpmc", Kind::Peer, Outcome::Hung(Duration::from_secs(20))),
            dash("ring", Kind::Ring, "a ring alone does not wait"),
        ]);
        let expected = ["bad/mpmc FAILED: lost 1 of 1000 values", "slow/mpmc HUNG: not done within 20s"];
        assert_eq!(notes(&case), expected);
        assert_eq!(standings(&case), ["hel (hel/bounded), rate: not measured"]);
    }
}
