use std::time::Duration;

use fastrand::Rng;

use super::{Comparison, Verdict, compare};
use crate::catalog::Kind;
use crate::report::made_up::{case, noisy, other, ping_pong, report, row};
use crate::report::{CaseReport, Outcome, Report};

/// Three peers and hel at 30 M msg/s, `hel` times as fast as before on a machine `machine` times as fast, each figure off by
/// up to `noise`.
fn measured(rng: &mut Rng, hel: f64, machine: f64, noise: f64) -> Report {
    let mut figures = |centre: f64| noisy(rng, centre * machine, noise, 11);
    report(vec![case(vec![
        row("hel/bounded", Kind::Hel, &figures(30.0 * hel)),
        row("a/mpmc", Kind::Peer, &figures(60.0)),
        row("b/mpmc", Kind::Peer, &figures(20.0)),
        row("c/mpmc", Kind::Peer, &figures(10.0)),
    ])])
}

fn verdicts(comparison: &Comparison) -> Vec<Verdict> {
    comparison.changes.iter().map(|change| change.verdict).collect()
}

/// One case on each side, with these rows.
fn single(old: CaseReport, new: CaseReport) -> Comparison {
    compare(&report(vec![old]), &report(vec![new]), 5.0)
}

#[test]
fn a_change_is_relative_to_the_geometric_mean_of_the_peers_of_both_reports() {
    let hel = |figure: f64| row("hel/bounded", Kind::Hel, &[figure; 3]);
    let old = case(vec![
        hel(10.0),
        row("a/mpmc", Kind::Peer, &[10.0; 3]),
        row("b/mpmc", Kind::Peer, &[40.0; 3]),
        row("gone/mpmc", Kind::Peer, &[1.0; 3]),
        row("rtrb/ring", Kind::Ring, &[1.0; 3]),
    ]);
    let new = case(vec![
        row("came/mpmc", Kind::Peer, &[1000.0; 3]),
        row("rtrb/ring", Kind::Ring, &[1000.0; 3]),
        row("b/mpmc", Kind::Peer, &[80.0; 3]),
        row("a/mpmc", Kind::Peer, &[20.0; 3]),
        hel(15.0),
    ]);
    let comparison = single(old, new);
    let [change] = &comparison.changes[..] else { panic!("{comparison}") };
    let close = |x: f64, y: f64| (x - y).abs() < 1e-12;
    assert_eq!(change.field, 2);
    assert!(
        close(change.old, 0.5) && close(change.new, 0.375) && close(change.factor.value, 0.75),
        "{change:?}"
    );
    assert_eq!(change.verdict, Verdict::Regression);
}

#[test]
fn a_true_loss_of_30_percent_is_flagged_whatever_the_machine_does() {
    let mut rng = Rng::with_seed(1);
    for machine in [1.0, 0.5, 1.5] {
        let old = measured(&mut rng, 1.0, 1.0, 0.08);
        let new = measured(&mut rng, 0.7, machine, 0.08);
        let comparison = compare(&old, &new, 5.0);
        assert!(comparison.is_regression(), "{comparison}");
        let [low, high] = comparison.changes[0].factor.interval.unwrap();
        assert!(low < 0.7 && 0.7 < high, "{comparison}");
        let back = compare(&new, &old, 5.0);
        assert_eq!(verdicts(&back), [Verdict::Improvement]);
        assert!(!back.is_regression());
    }
}

#[test]
fn a_drift_of_the_whole_machine_is_no_change() {
    let mut rng = Rng::with_seed(2);
    for machine in [0.5, 1.5] {
        let old = measured(&mut rng, 1.0, 1.0, 0.08);
        let new = measured(&mut rng, 1.0, machine, 0.08);
        assert_eq!(verdicts(&compare(&old, &new, 5.0)), [Verdict::NoChangeShown]);
    }
}

#[test]
fn noise_of_2_percent_is_no_regression_and_half_the_speed_is_one() {
    let mut rng = Rng::with_seed(3);
    for _ in 0..20 {
        let old = measured(&mut rng, 1.0, 1.0, 0.02);
        assert!(!compare(&old, &measured(&mut rng, 1.0, 1.0, 0.02), 2.0).is_regression());
        assert!(compare(&old, &measured(&mut rng, 0.5, 1.0, 0.02), 2.0).is_regression());
    }
}

#[test]
fn a_drift_within_a_run_is_taken_out_by_pairing_the_rounds() {
    // The machine changes its speed with each round, and hel is 20 % slower in the new report.
    let speeds = [1.0, 0.4, 1.3, 0.7, 0.9, 1.6, 0.5];
    let side = |hel: f64| {
        case(vec![
            row("hel/bounded", Kind::Hel, &speeds.map(|speed| speed * hel)),
            row("a/mpmc", Kind::Peer, &speeds.map(|speed| speed * 20.0)),
        ])
    };
    let comparison = single(side(10.0), side(8.0));
    let [low, high] = comparison.changes[0].factor.interval.unwrap();
    assert!((low - 0.8).abs() < 1e-9 && (high - 0.8).abs() < 1e-9, "{comparison}");
}

#[test]
fn the_noise_of_either_side_is_in_the_interval() {
    let side = |hel: [f64; 5]| {
        case(vec![row("hel/bounded", Kind::Hel, &hel), row("a/mpmc", Kind::Peer, &[10.0; 5])])
    };
    let (steady, noisy) = (side([10.0; 5]), side([6.0, 8.0, 10.0, 12.0, 14.0]));
    let interval = |old: &CaseReport, new: &CaseReport| {
        single(old.clone(), new.clone()).changes[0].factor.interval.unwrap()
    };
    let width = |[low, high]: [f64; 2]| high - low;
    assert!(width(interval(&steady, &steady)) < 1e-9);
    assert!(width(interval(&steady, &noisy)) > 0.5);
    assert!(width(interval(&noisy, &steady)) > 0.5);
    assert!(
        width(interval(&noisy, &noisy)) > width(interval(&noisy, &steady)),
        "the sides are drawn on their own"
    );
}

#[test]
fn where_less_is_better_twice_the_time_is_half_as_good() {
    let side = |hel: f64| {
        ping_pong(vec![row("hel/bounded", Kind::Hel, &[hel; 3]), row("a/mpmc", Kind::Peer, &[200.0; 3])])
    };
    let comparison = single(side(100.0), side(200.0));
    let change = &comparison.changes[0];
    let close = |x: f64, y: f64| (x - y).abs() < 1e-12;
    assert!(
        close(change.old, 2.0) && close(change.new, 1.0) && close(change.factor.value, 0.5),
        "{change:?}"
    );
    assert!(comparison.is_regression());
}

#[test]
fn the_threshold_is_between_no_change_and_either_verdict() {
    let side = |hel: f64| {
        case(vec![row("hel/bounded", Kind::Hel, &[hel; 3]), row("a/mpmc", Kind::Peer, &[10.0; 3])])
    };
    let verdict = |new: f64| single(side(100.0), side(new)).changes[0].verdict;
    assert_eq!(verdict(94.0), Verdict::Regression);
    assert_eq!(verdict(96.0), Verdict::NoChangeShown);
    assert_eq!(verdict(104.0), Verdict::NoChangeShown);
    assert_eq!(verdict(106.0), Verdict::Improvement);
}

#[test]
fn rings_are_related_to_rings() {
    let side = |ring: f64| {
        case(vec![
            row("hel-ring/ring", Kind::HelRing, &[50.0; 3]),
            row("rtrb/ring", Kind::Ring, &[ring; 3]),
            row("a/mpmc", Kind::Peer, &[10.0; 3]),
        ])
    };
    let comparison = single(side(100.0), side(200.0));
    assert_eq!((comparison.changes[0].field, verdicts(&comparison)), (1, vec![Verdict::Regression]));
}

#[test]
fn without_a_common_peer_absolute_figures_are_compared_and_it_is_said() {
    let side = |hel: f64, peer: &str| {
        ping_pong(vec![row("hel/bounded", Kind::Hel, &[hel; 3]), row(peer, Kind::Peer, &[10.0; 3])])
    };
    let comparison = single(side(100.0, "a/mpmc"), side(125.0, "b/mpmc"));
    let change = &comparison.changes[0];
    assert_eq!((change.field, change.old, change.new), (0, 100.0, 125.0));
    assert!((change.factor.value - 0.8).abs() < 1e-12, "{change:?}");
    assert!(comparison.to_string().contains("absolute figures drift"), "{comparison}");
}

#[test]
fn a_peer_with_a_figure_of_0_is_out_of_the_field_and_hel_at_0_cannot_be_compared() {
    let side = |hel: f64, least: f64| {
        ping_pong(vec![
            row("hel/bounded", Kind::Hel, &[hel; 3]),
            row("low/mpmc", Kind::Peer, &[1.0, least, 1.0]),
            row("a/mpmc", Kind::Peer, &[10.0; 3]),
        ])
    };
    let field = |old: f64, new: f64| single(side(5.0, old), side(5.0, new)).changes[0].field;
    assert_eq!([field(1.0, 1.0), field(0.0, 1.0), field(1.0, 0.0)], [2, 1, 1]);
    let comparison = single(side(5.0, 1.0), side(0.0, 1.0));
    assert!(comparison.changes.is_empty() && !comparison.is_regression());
    assert_eq!(comparison.not_compared, ["ping-pong/threads/u64/256 hel/bounded: no ratio to a median of 0"]);
}

#[test]
fn one_round_shows_no_change() {
    let side =
        |hel: f64| case(vec![row("hel/bounded", Kind::Hel, &[hel]), row("a/mpmc", Kind::Peer, &[10.0])]);
    let comparison = single(side(100.0), side(10.0));
    assert_eq!(
        (comparison.changes[0].factor.interval, verdicts(&comparison)),
        (None, vec![Verdict::NoChangeShown])
    );
    assert!(comparison.to_string().contains("without an interval"), "{comparison}");
}

#[test]
fn who_had_figures_and_now_fails_is_a_regression() {
    let hel = |outcome| case(vec![other("hel/bounded", Kind::Hel, outcome)]);
    let good = || case(vec![row("hel/bounded", Kind::Hel, &[1.0; 3])]);
    let comparison = single(good(), hel(Outcome::Failed("lost 1 of 9 values".to_owned())));
    assert_eq!(comparison.broken, ["shared/2x2/u64/256 hel/bounded FAILED: lost 1 of 9 values"]);
    assert!(comparison.is_regression() && comparison.to_string().contains("1 broken"), "{comparison}");
    let mended = single(hel(Outcome::Hung(Duration::from_secs(9))), good());
    assert_eq!(mended.not_compared, ["shared/2x2/u64/256 hel/bounded: no figures in the old report"]);
    assert!(!mended.is_regression());
}

#[test]
fn what_is_in_one_report_only_and_what_differs_is_named() {
    let old = report(vec![case(vec![]), ping_pong(vec![])]);
    let mut new = report(vec![case(vec![]), CaseReport { capacity: 1024, ..case(vec![]) }]);
    new.settings.messages = 1000;
    new.settings.rounds = 99;
    new.machine.cpu = "Abacus 10".to_owned();
    new.machine.commit = "4567def".to_owned();
    let expected = "\
warning: different values in a stream: \"1000000\" and \"1000\"
warning: different CPU: \"Abacus 9\" and \"Abacus 10\"
only in the old report: ping-pong/threads/u64/256
only in the new report: shared/2x2/u64/1024
0 compared: 0 regressed, 0 improved, 0 without a change shown, at a threshold of 5 %; 0 broken
";
    assert_eq!(compare(&old, &new, 5.0).to_string(), expected);
}

#[test]
fn other_metrics_are_not_compared() {
    let row = || vec![row("hel/bounded", Kind::Hel, &[1.0; 3])];
    let mut turned = case(row());
    turned.metrics[0].more_is_better = false;
    let comparison = single(case(row()), turned);
    assert!(comparison.changes.is_empty());
    assert_eq!(comparison.not_compared, ["shared/2x2/u64/256: the reports measured different things"]);
}

#[test]
fn a_comparison_is_printed_as_a_table_with_counts() {
    let side = |bounded: f64, spsc: f64| {
        case(vec![
            row("hel/bounded", Kind::Hel, &[bounded; 3]),
            row("hel/spsc", Kind::Hel, &[spsc; 3]),
            row("a/mpmc", Kind::Peer, &[20.0; 3]),
        ])
    };
    let expected = "
 case                 subject        old    new                   change   related to   verdict
────────────────────────────────────────────────────────────────────────────────────────────────────────
 shared/2x2/u64/256   hel/bounded   0.50   0.35   -30.0 % [-30.0, -30.0]   1 peer       regression
 shared/2x2/u64/256   hel/spsc      2.00   2.05      +2.5 % [+2.5, +2.5]   1 peer       no change shown
old, new: how many times better than the geometric mean of the peers that both reports measured
2 compared: 1 regressed, 0 improved, 1 without a change shown, at a threshold of 5 %; 0 broken
";
    let comparison = single(side(10.0, 40.0), side(7.0, 41.0));
    assert_eq!(format!("\n{comparison}"), expected);
}
