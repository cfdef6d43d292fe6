//! Runs, and what they leave behind: those in which nothing goes wrong, those against another commit, and those with an error
//! on purpose, which is told as what it is and costs no other subject its row.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use hel_bench::report::{FORMAT, Outcome, Report, Row};

use crate::{Folder, instrument};

/// Has it one for each round of a first look?
fn has_samples(row: &Row) -> bool {
    matches!(&row.outcome, Outcome::Samples(samples) if samples.len() == 3)
}

#[test]
fn a_clean_run_ends_well_with_a_sample_per_round_and_metric() {
    let folder = Folder::new("clean");
    let (run, report) = folder
        .measure("--scenario spsc --scenario blocked/senders-paced --scenario ping-pong/threads", |_| ());
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!((report.format, report.settings.rounds, report.settings.quick), (FORMAT, 3, true));
    let machine = &report.machine;
    assert!(machine.cpus >= 1 && machine.rustc.starts_with("rustc "), "{machine:?}");
    assert!(machine.date.starts_with("20") && machine.date.ends_with('Z'), "{machine:?}");
    let ids: Vec<&str> = report.cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(
        ids,
        ["spsc/free/u64/256", "spsc/pinned/u64/256", "ping-pong/threads", "blocked/senders-paced"]
    );
    for case in &report.cases {
        assert!(case.rows.iter().any(|row| row.subject == case.hel), "{case:?}");
        for row in &case.rows {
            match &row.outcome {
                Outcome::Samples(samples) => {
                    assert_eq!(samples.len(), 3, "{row:?}");
                    assert!(samples.iter().all(|sample| sample.len() == case.metrics.len()), "{row:?}");
                    let is_curve = case.metrics.iter().all(|metric| metric.quantile.is_some());
                    assert!(samples.iter().all(|sample| !is_curve || sample.is_sorted()), "{row:?}");
                }
                // Where there is one CPU alone, nothing can be pinned to two.
                Outcome::Dash(_) => {}
                other => panic!("{}: {other:?}", row.subject),
            }
        }
    }
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

#[test]
fn both_run_in_every_round_and_the_same_is_no_slower() {
    let folder = Folder::new("same");
    // Runs as short as these differ by a lot, but not by a hundred times.
    let flags = "--scenario spsc/free --subject hel/spsc --against 0123abc --threshold 99";
    let (run, report) = folder.measure(flags, |command| {
        // Itself, in the place of a program built from another commit.
        command.env("HEL_BENCH_AGAINST", env!("CARGO_BIN_EXE_hel-bench"));
    });
    assert_eq!(run.code, Some(0), "{run:?}");
    for subject in ["hel/spsc", "hel@0123abc/spsc"] {
        assert!(has_samples(report.cases[0].row(subject).unwrap()), "{report:?}");
    }
    assert!(run.out.contains("1 figures: 0 slower"), "{run:?}");
}

#[test]
fn each_planted_error_is_told_as_what_it_is_and_a_sound_subject_gets_its_samples_nevertheless() {
    for (variant, scenario, told) in [
        ("loss", "shared/2x2", "lost 1 of 1000 values"),
        ("doubling", "tasks/4x4", "delivered 1 values more than the 1000 sent"),
        ("reordering", "spsc/free", "out of order"),
        ("key-split", "keyed/2x2", "went to more than one consumer"),
        ("panic", "shared/2x2", "a planted panic"),
        ("hang", "shared/2x2", "not done within 2s"),
    ] {
        let folder = Folder::new(&format!("planted-{variant}"));
        let flags = format!("--scenario {scenario} --subject hel --subject planted/{variant} --time-limit 2");
        let (run, report) = folder.measure(&flags, |_| ());
        assert_eq!(run.code, Some(1), "{run:?}");
        let case = &report.cases[0];
        for row in case.rows.iter().filter(|row| row.subject.starts_with("hel/")) {
            assert!(has_samples(row), "{row:?}");
        }
        let closing = run.out.split("Not measured:").nth(1).unwrap_or_else(|| panic!("{run:?}"));
        assert!(closing.contains(&format!("{}  planted/{variant}: ", case.id)), "{closing}");
        assert!(closing.contains(told), "{closing}");
    }
}
