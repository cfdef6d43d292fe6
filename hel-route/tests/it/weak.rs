//! Weak handles and the rotation of round robin.

use hel_route::mpmc::{home_shard, round_robin};

#[test]
fn handles_made_from_a_weak_one_start_at_different_shards_too() {
    let (tx, rx) = round_robin::<u8, 8>(2);
    let weak = tx.downgrade();
    let starts: Vec<usize> = (0..4)
        .map(|_| {
            weak.clone().upgrade().unwrap().send(1).unwrap();
            rx.try_recv_any().unwrap().0
        })
        .collect();
    assert_eq!(starts, [1, 0, 1, 0]);
}

#[test]
fn a_weak_handle_takes_no_home_and_each_that_is_made_from_it_has_its_own() {
    let (tx, rx) = home_shard::<u8, 8>(3);
    let weak = tx.downgrade();
    let homes: Vec<usize> = (0..4)
        .map(|_| {
            weak.clone().upgrade().unwrap().send(1).unwrap();
            rx.try_recv_any().unwrap().0
        })
        .collect();
    assert_eq!(homes, [1, 2, 0, 1]);
}
