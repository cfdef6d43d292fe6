//! Flags: what is listed, and what is refused before anything runs.

use crate::support::{Folder, instrument, run};

#[test]
fn a_list_has_the_scenarios_their_sentences_shapes_and_subjects_and_runs_nothing() {
    let run = run("--list");
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    for text in
        ["shared\n    N threads stream", "2x2, 4x4, 8x8, 16x16", "hel/bounded", "hel-ring/", "blocked"]
    {
        assert!(run.out.contains(text), "`{text}` is not in\n{}", run.out);
    }
    assert!(!run.out.contains("planted"), "{}", run.out);
}

#[test]
fn a_list_can_be_narrowed_down() {
    let run = run("--list --scenario keyed --subject planted/*");
    assert!(run.out.contains("planted/key-split"), "{run:?}");
    assert!(!run.out.contains("spsc") && !run.out.contains("hel/"), "{run:?}");
}

#[test]
fn a_wrong_glob_is_told_with_what_there_is() {
    let run = run("--scenario shraed");
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(
        run.err.contains("`shraed`") && run.err.contains("ping-pong (threads, tasks, across)"),
        "{run:?}"
    );
}

#[test]
fn a_wrong_subject_or_baseline_runs_nothing() {
    for (flags, known) in [("--subject nobody", "hel/spsc"), ("--baseline nobody/bounded", "hel/spsc")] {
        let run = run(&format!("--scenario spsc/free --quick {flags}"));
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{flags}");
        assert!(run.err.contains(known), "{flags}: {run:?}");
    }
}

#[test]
fn counting_instructions_is_left_to_xtask() {
    let run = run("--instructions");
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("cargo xtask bench --instructions"), "{run:?}");
}

#[test]
fn files_that_cannot_be_read_or_written_are_found_before_anything_runs() {
    let folder = Folder::new("no-files");
    std::fs::write(folder.file("a-file"), "no folder").unwrap();
    for flag in ["--json", "--report"] {
        let output = instrument("--scenario spsc/free")
            .arg(flag)
            .arg(folder.file("a-file/such.json"))
            .output()
            .unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{flag}");
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(err.contains("such.json") && !err.contains("cases"), "{flag}: {err}");
    }
}

#[test]
fn help_shows_the_examples_and_hides_the_worker() {
    let run = run("--help");
    assert!(run.out.contains("cargo xtask bench --quick") && !run.out.contains("--worker"), "{run:?}");
}
