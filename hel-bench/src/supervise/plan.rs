//! What will run: the flags, turned into cases with the subjects that take part.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use glob::Pattern;

use super::progress::OVERHEAD;
use super::scale::{full, scale};
use crate::catalog::{Kind, Library};
use crate::cli::BenchArgs;
use crate::scenario::{Case, Cell, SCENARIOS, cases};

/// A case and those of its subjects that were asked for.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub(super) case: Case,
    pub(super) cells: Vec<Cell>,
}

impl Planned {
    /// The subjects that can run.
    pub(super) fn runnable(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().filter(|cell| cell.run.is_ok()).map(|cell| cell.subject.as_str())
    }

    /// How long a run takes, roughly, with all that goes with it.
    pub(super) fn expected(&self) -> Duration {
        self.case.expected() + OVERHEAD
    }
}

/// The cases that were asked for, in the order in which they run. A glob that matches nothing and a baseline that no case has
/// are errors: a slip of the pen is better found now than in an hour.
pub(super) fn plan(args: &BenchArgs, libraries: &[Library]) -> Result<Vec<Planned>> {
    let all: Vec<Case> = SCENARIOS.iter().flat_map(|scenario| cases(scenario, &scale(args))).collect();
    let wanted = if args.gate { globs(GATE) } else { globs(&args.scenario) }?;
    let is_gate_alone = args.gate && args.subject.is_empty();
    let subjects = if is_gate_alone { globs(GATE_RIVALS) } else { globs(&args.subject) }?;
    let cases = those_asked_for(all, &wanted)?;
    let with_all = |case: Case| {
        let mut cells = case.cells(libraries);
        cells.extend(args.against.as_ref().and_then(|commit| before(&cells, case.shape.hel, commit)));
        Planned { case, cells }
    };
    let mut planned: Vec<Planned> = cases.into_iter().map(with_all).collect();

    let cells = || planned.iter().flat_map(|planned| &planned.cells).filter(|cell| cell.run.is_ok());
    let unused = |glob: &&Pattern| !cells().any(|cell| is_asked_for(cell, std::slice::from_ref(*glob)));
    if let Some(glob) = subjects.iter().find(unused) {
        bail!("no subject matches `{glob}` in these cases; there are: {}", names(&planned));
    }
    for planned in &mut planned {
        planned.cells.retain(|cell| is_asked_for(cell, &subjects));
    }
    planned.retain(|planned| planned.runnable().next().is_some());

    Ok(planned)
}

/// The cases by which a change of hel's waiting is judged.
const GATE: &[&str] = &[
    "spsc",
    "shared/[48]x*",
    "shared/16x16",
    "round-robin/[48]x*",
    "keyed/[48]x?",
    "tasks",
    "tasks-round-robin",
    "pairs",
    "ping-pong",
    "requests/threads-8x2",
    "requests/tasks-16x4",
    "requests/tasks-16x4-kept",
    "actors",
    "paced/threads-4x4-10k",
    "paced/threads-4x1-10k",
    "hogged",
    "alternate/keyed-send",
    "alternate/bounded-poll",
    "fairness/threads-8x1",
    "neighbours/pairs-4",
    "neighbours/shared-8x8",
];

/// Who runs beside hel there: the peers that are hard to beat in one or the other of those cases.
const GATE_RIVALS: &[&str] = &["hel", "crossfire", "kanal", "flume"];

/// What stands for hel in a case, as another commit has it.
fn before(cells: &[Cell], hel: &str, commit: &str) -> Option<Cell> {
    let cell = cells.iter().find(|cell| cell.subject == hel)?;
    let (library, variant) = hel.split_once('/')?;
    Some(Cell { subject: format!("{library}@{commit}/{variant}"), kind: Kind::Before, run: cell.run })
}

fn names(planned: &[Planned]) -> String {
    let names: BTreeSet<&str> = planned.iter().flat_map(Planned::runnable).collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}

fn globs(texts: &[impl AsRef<str>]) -> Result<Vec<Pattern>> {
    let texts = texts.iter().map(AsRef::as_ref);
    texts.map(|text| Pattern::new(text).with_context(|| format!("`{text}` is no glob"))).collect()
}

fn those_asked_for(mut all: Vec<Case>, globs: &[Pattern]) -> Result<Vec<Case>> {
    if let Some(glob) = globs.iter().find(|glob| !all.iter().any(|case| begins_with(&case.id(), glob))) {
        let mut known = SCENARIOS.iter().flat_map(|scenario| cases(scenario, &full()));
        if known.any(|case| begins_with(&case.id(), glob)) {
            bail!("`{glob}` matches cases, but --payload, --capacity or --quick leave them out");
        }
        let shapes = SCENARIOS.iter().map(|scenario| {
            let shapes: Vec<&str> = scenario.shapes.iter().map(|shape| shape.name).collect();
            format!("\n  {} ({})", scenario.name, shapes.join(", "))
        });
        bail!(
            "no case matches `{glob}`; a case is scenario/shape, then payload/capacity where sizes matter and the runtime of tasks; the scenarios (and shapes) are:{}",
            shapes.collect::<String>()
        );
    }
    all.retain(|case| globs.is_empty() || globs.iter().any(|glob| begins_with(&case.id(), glob)));
    Ok(all)
}

/// Does the glob match the id, or the first of its parts?
fn begins_with(id: &str, glob: &Pattern) -> bool {
    let ends = id.match_indices('/').map(|(end, _)| end).chain([id.len()]);
    ends.map(|end| &id[..end]).any(|beginning| glob.matches(beginning))
}

/// The part of a subject's name before the slash.
fn library(subject: &str) -> &str {
    subject.split_once('/').map_or(subject, |(library, _)| library)
}

fn is_asked_for(cell: &Cell, globs: &[Pattern]) -> bool {
    if cell.kind == Kind::Before {
        return true;
    }
    let library = library(&cell.subject);
    let matches = |glob: &Pattern| {
        // A dash goes by the library's name: it stands for all of the library's channels.
        let of_dash = glob.as_str().split('/').next().and_then(|first| Pattern::new(first).ok());
        let dash = cell.run.is_err() && of_dash.is_some_and(|glob| glob.matches(library));
        let by_name = cell.kind != Kind::Planted || glob.as_str().starts_with("planted");
        by_name && (dash || glob.matches(library) || glob.matches(&cell.subject))
    };
    match globs {
        [] => cell.kind != Kind::Planted,
        globs => globs.iter().any(matches),
    }
}

#[cfg(test)]
mod tests {
    use super::super::scale::settings;
    use super::*;
    use crate::cli::tests::parse;
    use crate::subject::libraries;

    fn planned(line: &str) -> Vec<Planned> {
        plan(&parse(line).unwrap(), &libraries()).unwrap()
    }

    fn ids(line: &str) -> Vec<String> {
        planned(line).iter().map(|planned| planned.case.id()).collect()
    }

    fn subjects(line: &str) -> Vec<String> {
        let cells = planned(line).into_iter().flat_map(|planned| planned.cells);
        cells.map(|cell| cell.subject).collect::<BTreeSet<_>>().into_iter().collect()
    }

    #[test]
    fn a_scenario_glob_matches_a_name_a_case_or_how_a_case_begins() {
        let of_tasks = ids("--quick --runtime tokio --scenario tasks");
        assert_eq!(of_tasks, ["tasks/4x4/tokio", "tasks/8x8/tokio", "tasks/8x1/tokio"]);
        assert_eq!(ids("--scenario shared/4x4/trade/1024"), ["shared/4x4/trade/1024"]);
        assert_eq!(ids("--scenario shared/4x4").len(), 4);
        assert_eq!(ids("--quick --runtime tokio --scenario tasks*").len(), 5, "tasks-round-robin too");
        assert_eq!(ids("--quick --scenario */16x16"), ["shared/16x16/u64/256"]);
        // In the instrument's order, whatever the order of the globs.
        let of_some =
            "--quick --runtime tokio --scenario pairs/4 --scenario spsc/free --scenario pairs/[18]/tokio";
        assert_eq!(ids(of_some), ["spsc/free/u64/256", "pairs/1/tokio", "pairs/4/tokio", "pairs/8/tokio"]);
        assert!(ids("--subject planted").iter().all(|id| !id.starts_with("rings")), "nobody can run there");
    }

    #[test]
    fn a_subject_glob_matches_a_library_or_one_of_its_channels_and_planted_errors_by_name_alone() {
        let of = |library: &str, line: &str| {
            let all = subjects(line);
            let own = all.iter().filter(|name| self::library(name) == library).count();
            (own, all.len() - own)
        };
        assert_eq!(subjects("--scenario shared --subject hel/bounded"), ["hel/bounded"]);
        let (own, others) = of("hel", "--subject hel");
        assert!(own > 1 && others == 0);
        assert_eq!(of("hel", "--subject hel/*"), (own, 0));
        assert!(of("hel-ring", "--subject hel*").0 > 0);
        assert_eq!([of("planted", "").0, of("planted", "--subject *").0], [0, 0]);
        assert_eq!(of("planted", "--subject planted/loss"), (1, 0));
        assert!(matches!(of("planted", "--subject planted*"), (2.., 0)));
    }

    #[test]
    fn a_dash_is_shown_when_a_channel_of_the_library_was_asked_for() {
        let dash = Cell { subject: "flume".to_owned(), kind: Kind::Peer, run: Err("it cannot") };
        let asked = |glob: &str| is_asked_for(&dash, &[Pattern::new(glob).unwrap()]);
        assert_eq!(["flume/bounded", "flume", "*", "hel/bounded"].map(asked), [true, true, true, false]);
    }

    #[test]
    fn what_matches_nothing_is_refused_with_what_there_is() {
        for (line, said) in [
            ("--scenario spsc --scenario shraed", "`shraed`"),
            ("--scenario shraed", "payload/capacity where sizes matter"),
            ("--scenario shraed", "round-robin (2x2, 4x4, 8x8)"),
            ("--quick --scenario shared/4x4/trade", "--quick"),
            ("--scenario [", "no glob"),
            ("--scenario shared --subject hel/bounded --subject nobody", "`nobody`"),
            ("--scenario shared --subject hel/bounded --subject nobody", "hel/bounded, "),
        ] {
            let refusal = plan(&parse(line).unwrap(), &libraries()).unwrap_err().to_string();
            assert!(refusal.contains(said), "{line}: `{said}` is not in: {refusal}");
        }
    }

    #[test]
    fn a_first_look_takes_a_few_minutes() {
        // With as many subjects a case as there are with all peers, and one round more to warm up.
        let runs = 17 * (settings(&parse("--quick").unwrap()).rounds + 1);
        let total: Duration = planned("--quick").iter().map(|planned| planned.expected() * runs).sum();
        assert!(total < Duration::from_secs(5 * 60), "{total:?}");
    }
}
