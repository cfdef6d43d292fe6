//! Each value is dropped once, wherever it is when its ring goes.

use crate::counted::Drops;
use hel_ring::{mpmc::Ring, spsc};
use std::thread;

#[test]
fn a_ring_drops_what_is_left_in_it() {
    let drops = Drops::default();
    let ring = Ring::<_, 4>::starting_at(usize::MAX - 2, ());
    for _ in 0..4 {
        assert!(ring.push(drops.value()).is_ok());
    }
    drop(ring.pop());
    assert!(ring.push(drops.value()).is_ok());
    assert_eq!(drops.count(), 1);
    drop(ring);
    assert_eq!(drops.count(), 5);
}

#[test]
fn an_evicted_value_is_the_callers() {
    let drops = Drops::default();
    let ring = Ring::<_, 1>::new();
    assert!(matches!(ring.force_push(drops.value()), Ok(None)));
    let evicted = ring.force_push(drops.value());
    assert_eq!(drops.count(), 0);
    drop(evicted);
    assert_eq!(drops.count(), 1);
    drop(ring);
    assert_eq!(drops.count(), 2);
}

#[test]
fn the_consumer_drops_what_is_queued_when_it_goes() {
    let drops = Drops::default();
    let (mut tx, mut rx) = spsc::starting_at::<_, 4, _>(usize::MAX - 2, ());
    for _ in 0..4 {
        assert!(tx.push(drops.value()).is_ok());
    }
    drop(rx.pop());
    drop(rx);
    assert_eq!(drops.count(), 4);
    drop(tx.push(drops.value()));
    assert_eq!(drops.count(), 5);
    drop(tx);
    assert_eq!(drops.count(), 5);
}

#[test]
fn the_producer_leaves_what_counts_and_drops_the_rest() {
    let drops = Drops::default();
    let (mut tx, rx) = spsc::starting_at::<_, 4, _>(usize::MAX - 2, ());
    assert!(tx.publish(drops.value()).is_ok());
    rx.close();
    assert!(tx.publish(drops.value()).is_ok());
    assert!(tx.publish(drops.value()).is_ok());
    drop(tx);
    assert_eq!(drops.count(), 2);
    drop(rx);
    assert_eq!(drops.count(), 3);
}

#[test]
fn a_refused_value_is_the_callers() {
    let drops = Drops::default();
    let ring = Ring::<_, 1>::new();
    assert!(ring.push(drops.value()).is_ok());
    let refused = ring.push(drops.value());
    assert_eq!(drops.count(), 0);
    drop(refused);
    assert_eq!(drops.count(), 1);
    ring.close();
    drop(ring.push(drops.value()));
    assert_eq!(drops.count(), 2);
}

/// The halves go at any moment while values flow.
#[test]
fn spsc_halves_go_in_a_race() {
    for round in 0..300 {
        let drops = Drops::default();
        let (mut tx, mut rx) = spsc::ring::<_, 4>();
        let made = thread::scope(|scope| {
            let producer = scope.spawn(|| {
                let mut made = 0;
                while made < 50 && !tx.is_closed() {
                    drop(tx.push(drops.value()));
                    made += 1;
                }
                drop(tx);
                made
            });
            scope.spawn(move || {
                for _ in 0..round % 50 {
                    drop(rx.pop());
                }
            });
            producer.join().unwrap()
        });
        assert_eq!(drops.count(), made);
    }
}

#[test]
fn mpmc_values_are_dropped_once_in_a_race() {
    const EACH: usize = 5_000;
    let drops = Drops::default();
    let ring = Ring::<_, 4>::new();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| (0..EACH).for_each(|_| drop(ring.push(drops.value()))));
            scope.spawn(|| (0..EACH).for_each(|_| drop(ring.pop())));
        }
        scope.spawn(|| (0..EACH).for_each(|_| drop(ring.force_push(drops.value()))));
    });
    drop(ring);
    assert_eq!(drops.count(), 3 * EACH);
}
