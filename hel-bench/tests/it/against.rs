//! hel beside itself at another commit: `--against`.

use hel_bench::report::Outcome;

use crate::support::{Folder, instrument, run};

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
    let samples = |subject: &str| match &report.cases[0].row(subject).unwrap().outcome {
        Outcome::Samples(samples) => samples.len(),
        other => panic!("{subject}: {other:?}"),
    };
    assert_eq!([samples("hel/spsc"), samples("hel@0123abc/spsc")], [3, 3]);
    assert!(run.out.contains("1 figures: 0 slower"), "{run:?}");
}

#[test]
fn without_a_program_of_that_commit_it_says_who_makes_one() {
    let run = run(instrument("--scenario spsc/free --against HEAD"));
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("cargo xtask bench --against COMMIT"), "{run:?}");
}
