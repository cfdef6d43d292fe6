//! Runs in which nothing goes wrong.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use hel_bench::report::{FORMAT, Outcome, Report};

use crate::support::{Folder, instrument};

#[test]
fn a_clean_run_ends_well_with_a_sample_per_round_and_metric() {
    let folder = Folder::new("clean");
    let (run, report) = folder.measure("--scenario spsc --scenario blocked/senders-paced", |_| ());
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!((report.format, report.settings.rounds, report.settings.quick), (FORMAT, 3, true));
    let machine = &report.machine;
    assert!(machine.cpus >= 1 && machine.rustc.starts_with("rustc "), "{machine:?}");
    assert!(machine.date.starts_with("20") && machine.date.ends_with('Z'), "{machine:?}");
    let ids: Vec<&str> = report.cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids, ["spsc/free/u64/256", "spsc/pinned/u64/256", "blocked/senders-paced"]);
    for case in &report.cases {
        assert!(case.rows.iter().any(|row| row.subject == case.hel), "{case:?}");
        for row in &case.rows {
            match &row.outcome {
                Outcome::Samples(samples) => {
                    assert_eq!(samples.len(), 3, "{row:?}");
                    assert!(samples.iter().all(|sample| sample.len() == case.metrics.len()), "{row:?}");
                }
                // Where there is one CPU alone, nothing can be pinned to two.
                Outcome::Dash(_) => {}
                other => panic!("{}: {other:?}", row.subject),
            }
        }
    }
}

#[test]
fn round_trips_give_the_points_of_a_curve() {
    let folder = Folder::new("round-trips");
    let (run, report) = folder.measure("--scenario ping-pong/threads --subject hel/spsc", |_| ());
    assert_eq!(run.code, Some(0), "{run:?}");
    let Outcome::Samples(samples) = &report.cases[0].rows[0].outcome else { panic!("{report:?}") };
    assert!(samples.iter().all(|sample| sample.len() == 5 && sample.is_sorted()), "{samples:?}");
}

#[test]
fn tasks_run_on_the_runtimes_that_are_named() {
    let folder = Folder::new("runtimes");
    let flags = "--scenario tasks/4x4 --subject hel/bounded --runtime all --rounds 1";
    let (run, report) = folder.measure(flags, |_| ());
    assert_eq!(run.code, Some(0), "{run:?}");
    let runtimes: Vec<_> = report.cases.iter().filter_map(|case| case.runtime.as_deref()).collect();
    assert_eq!(runtimes, ["tokio", "tokio-current", "async-std", "smol"]);
}

#[test]
fn tables_go_to_the_output_and_a_page_can_be_made_later_from_figures_that_were_kept() {
    let folder = Folder::new("tables");
    let (run, _) = folder.measure("--scenario shared/2x2 --rounds 1", |command| {
        command.arg("--report").arg(folder.file("page"));
    });
    assert!(run.out.contains("shared/2x2/u64/256") && run.out.contains("hel/bounded"), "{run:?}");
    assert!(run.out.contains("fewer than 3 rounds"), "why no ratio tells anything: {run:?}");
    assert!(run.err.lines().next().is_some_and(|line| line.starts_with("1 case, ")), "{run:?}");
    assert!(run.err.contains("1/1  shared/2x2/u64/256  took "), "{run:?}");
    let mut command = instrument("--from");
    command.arg(folder.file("new.json")).arg("--report").arg(folder.file("later"));
    assert!(command.output().unwrap().status.success());
    let pages =
        ["page", "later"].map(|name| fs::read_to_string(folder.file(name).join("index.html")).unwrap());
    assert!(pages[0].starts_with("<!doctype html>") && pages[0].contains("hel/bounded"), "{}", pages[0]);
    assert!(pages[1].contains("shared/2x2/u64/256"), "{}", pages[1]);
}

#[test]
fn the_figures_of_a_scenario_are_kept_before_the_next_begins() {
    let folder = Folder::new("kept");
    // The second scenario takes as long as the limit: by then the first one's figures are read.
    let flags = "--scenario keyed/2x2 --scenario tasks/4x4 --subject hel --subject planted/hang";
    let mut command = instrument(&format!("{flags} --quick --messages 1000 --time-limit 2"));
    command.arg("--json").arg(folder.file("new.json")).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().starts_with("keyed/2x2")));
    let text = fs::read_to_string(folder.file("new.json")).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&text).unwrap().cases[0].id, "keyed/2x2");
    lines.for_each(drop);
    assert_eq!(child.wait().unwrap().code(), Some(1));
}
