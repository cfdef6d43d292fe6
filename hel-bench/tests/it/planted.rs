//! Errors on purpose: each is found, told as what it is, and costs no other subject its row.

use std::time::Duration;

use hel_bench::report::Outcome;

use crate::support::Folder;

/// What comes out for `planted/$variant` beside a sound subject, which must get its samples nevertheless.
fn outcome(variant: &str, scenario: &str) -> Outcome {
    let folder = Folder::new(&format!("planted-{variant}"));
    let flags = format!("--scenario {scenario} --subject hel --subject planted/{variant} --time-limit 2");
    let (run, report) = folder.measure(&flags, "new.json", &[]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let case = &report.cases[0];
    for row in case.rows.iter().filter(|row| row.subject.starts_with("hel/")) {
        assert!(
            matches!(&row.outcome, Outcome::Samples(samples) if samples.len() == report.settings.rounds as usize),
            "{row:?}"
        );
    }
    let planted = format!("planted/{variant}");
    let closing = run.out.split("Not measured:").nth(1).unwrap_or_else(|| panic!("no closing list: {run:?}"));
    assert!(closing.contains(&format!("{}  {planted}: ", case.id)), "{closing}");
    case.rows.iter().find(|row| row.subject == planted).unwrap().outcome.clone()
}

fn failure(variant: &str, scenario: &str) -> String {
    match outcome(variant, scenario) {
        Outcome::Failed(why) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_loss_is_told() {
    assert_eq!(failure("loss", "shared/2x2"), "lost 1 of 1000 values");
}

#[test]
fn a_doubling_is_told() {
    assert_eq!(failure("doubling", "tasks/4x4"), "delivered 1 values more than the 1000 sent");
}

#[test]
fn a_reordering_is_told() {
    assert!(failure("reordering", "spsc/free").starts_with("out of order"));
}

#[test]
fn a_key_at_two_consumers_is_told() {
    assert!(failure("key-split", "keyed/2x2").contains("went to more than one consumer"));
}

#[test]
fn a_panic_is_told_with_its_message() {
    assert!(failure("panic", "shared/2x2").ends_with("a planted panic"));
}

#[test]
fn a_hang_is_told_after_the_limit() {
    assert_eq!(outcome("hang", "shared/2x2"), Outcome::Hung(Duration::from_secs(2)));
}
