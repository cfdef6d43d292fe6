//! Flags: what is listed, and what is refused before anything runs.

use crate::{Folder, instrument, run};

#[test]
fn a_list_has_the_scenarios_their_sentences_shapes_and_subjects_and_runs_nothing() {
    let all = run(instrument("--list"));
    assert_eq!((all.code, all.err.as_str()), (Some(0), ""));
    for text in
        ["shared\n    N threads stream", "2x2, 4x4, 8x8, 16x16", "hel/bounded", "hel-ring/", "blocked"]
    {
        assert!(all.out.contains(text), "`{text}` is not in\n{}", all.out);
    }
    assert!(!all.out.contains("planted"), "{}", all.out);
    let is_below = |line: &&str| line.starts_with("              ");
    assert!(all.out.lines().filter(is_below).count() > 1, "long lists go on below: {}", all.out);
    assert!(all.out.lines().filter(is_below).all(|line| line.len() <= 100), "{}", all.out);
    let some = run(instrument("--list --scenario keyed --subject planted/*"));
    assert!(some.out.contains("planted/key-split"), "{some:?}");
    assert!(!some.out.contains("spsc") && !some.out.contains("hel/"), "{some:?}");
}

#[test]
fn what_cannot_be_done_is_told_with_what_there_is_and_runs_nothing() {
    for (flags, known) in [
        ("--scenario shraed", "ping-pong (threads, tasks, across)"),
        ("--scenario spsc/free --quick --subject nobody", "hel/spsc"),
        ("--instructions", "cargo xtask bench --instructions"),
        ("--scenario spsc/free --against HEAD", "cargo xtask bench --against COMMIT"),
        ("--from no-such.json --report no-such", "no-such.json"),
    ] {
        let run = run(instrument(flags));
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{flags}");
        assert!(run.err.contains(known), "{flags}: {run:?}");
    }
}

#[test]
fn files_that_cannot_be_written_are_found_before_anything_runs() {
    let folder = Folder::new("no-files");
    std::fs::write(folder.file("a-file"), "no folder").unwrap();
    for flag in ["--json", "--report"] {
        let mut command = instrument("--scenario spsc/free");
        command.arg(flag).arg(folder.file("a-file/such.json"));
        let run = run(command);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{flag}");
        assert!(run.err.contains("such.json") && !run.err.contains("cases"), "{flag}: {run:?}");
    }
}

#[test]
fn help_shows_the_examples_and_hides_the_worker() {
    let run = run(instrument("--help"));
    assert!(run.out.contains("cargo xtask bench --quick") && !run.out.contains("--worker"), "{run:?}");
}
