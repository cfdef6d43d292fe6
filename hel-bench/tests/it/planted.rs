//! Errors on purpose: each is found, told as what it is, and costs no other subject its row.

use std::time::Duration;

use hel_bench::report::Outcome;

use crate::support::Folder;

/// What comes out for `planted/$variant` beside a sound subject, which must get its samples nevertheless.
fn outcome(variant: &str, scenario: &str) -> Outcome {
    let folder = Folder::new(&format!("planted-{variant}"));
    let flags = format!("--scenario {scenario} --subject hel --subject planted/{variant} --time-limit 2");
    let (run, report) = folder.measure(&flags, |_| ());
    assert_eq!(run.code, Some(1), "{run:?}");
    let case = &report.cases[0];
    for row in case.rows.iter().filter(|row| row.subject.starts_with("hel/")) {
        assert!(matches!(&row.outcome, Outcome::Samples(samples) if samples.len() == 3), "{row:?}");
    }
    let planted = format!("planted/{variant}");
    let closing = run.out.split("Not measured:").nth(1).unwrap_or_else(|| panic!("no closing list: {run:?}"));
    assert!(closing.contains(&format!("{}  {planted}: ", case.id)), "{closing}");
    case.row(&planted).unwrap().outcome.clone()
}

#[test]
fn each_error_is_told_as_what_it_is() {
    for (variant, scenario, told) in [
        ("loss", "shared/2x2", "lost 1 of 1000 values"),
        ("doubling", "tasks/4x4", "delivered 1 values more than the 1000 sent"),
        ("reordering", "spsc/free", "out of order"),
        ("key-split", "keyed/2x2", "went to more than one consumer"),
        ("panic", "shared/2x2", "a planted panic"),
    ] {
        let outcome = outcome(variant, scenario);
        assert!(matches!(&outcome, Outcome::Failed(why) if why.contains(told)), "{variant}: {outcome:?}");
    }
}

#[test]
fn a_hang_is_told_after_the_limit() {
    assert_eq!(outcome("hang", "shared/2x2"), Outcome::Hung(Duration::from_secs(2)));
}
