//! Before and after: `--compare`.

use std::fs;
use std::path::Path;

use hel_bench::report::{Outcome, Report};

use crate::support::{Folder, Run};

/// Multiplies all of hel's figures in the file.
fn doctor(path: &Path, factor: f64) {
    let mut report: Report = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    for row in
        report.cases.iter_mut().flat_map(|case| &mut case.rows).filter(|row| row.subject.starts_with("hel/"))
    {
        let Outcome::Samples(samples) = &mut row.outcome else { panic!("{row:?}") };
        samples.iter_mut().flatten().for_each(|figure| *figure *= factor);
    }
    fs::write(path, serde_json::to_string(&report).unwrap()).unwrap();
}

/// Measures, lets the figures become `factor` times as large, and compares what it measures then with them.
fn before_and_after(name: &str, factor: f64, flags: &str) -> Run {
    let folder = Folder::new(name);
    let flags = format!("--scenario spsc/free --subject hel/spsc --rounds 9 {flags}");
    folder.measure("--scenario spsc/free --subject hel/spsc --rounds 9", "old.json", &[]);
    doctor(&folder.file("old.json"), factor);
    folder.measure(&flags, "new.json", &[("--compare", "old.json")]).0
}

#[test]
fn the_same_again_is_no_regression() {
    // Runs as short as these differ by a lot, but not by a hundred times.
    let run = before_and_after("same", 1.0, "--threshold 99");
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[test]
fn what_was_much_faster_before_is_a_regression() {
    let run = before_and_after("slower", 1000.0, "");
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.out.contains("hel/spsc") && run.out.contains("regression"), "{run:?}");
}

#[test]
fn what_was_much_slower_before_is_none() {
    let run = before_and_after("faster", 0.001, "");
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[test]
fn a_report_may_be_compared_with_the_one_that_it_replaces() {
    let folder = Folder::new("replaced");
    let flags = "--scenario spsc/free --subject hel/spsc";
    folder.measure(flags, "report.json", &[]);
    let (run, _) =
        folder.measure(&format!("{flags} --threshold 99"), "report.json", &[("--compare", "report.json")]);
    assert_eq!(run.code, Some(0), "{run:?}");
}
