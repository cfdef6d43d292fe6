//! hel beside itself at another commit: `--against`.

use hel_bench::report::{Outcome, Report};

use crate::support::{Folder, Run, instrument};

/// The instrument against itself, in the place of a program built from another commit.
fn against_itself(name: &str, flags: &str) -> (Run, Report) {
    let folder = Folder::new(name);
    let flags = format!("--scenario spsc/free --subject hel/spsc --against 0123abc {flags}");
    folder.measure_with(&flags, "new.json", |command| {
        command.env("HEL_BENCH_AGAINST", env!("CARGO_BIN_EXE_hel-bench"));
    })
}

#[test]
fn both_run_in_every_round_and_the_same_is_no_slower() {
    // Runs as short as these differ by a lot, but not by a hundred times.
    let (run, report) = against_itself("same", "--threshold 99");
    assert_eq!(run.code, Some(0), "{run:?}");
    let samples = |subject: &str| match &report.cases[0].row(subject).unwrap().outcome {
        Outcome::Samples(samples) => samples.len(),
        other => panic!("{subject}: {other:?}"),
    };
    assert_eq!([samples("hel/spsc"), samples("hel@0123abc/spsc")], [3, 3]);
    assert!(run.out.contains("1 figures: 0 slower"), "{run:?}");
}

#[test]
fn without_a_program_of_that_commit_it_says_who_makes_one() {
    let output = instrument("--scenario spsc/free --against HEAD").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cargo xtask bench --against COMMIT"));
}
