//! Evictions: the oldest goes, and only when it must.

use hel_ring::{PopError, PushError, mpmc::Ring};
use std::{
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    thread,
};

#[test]
fn there_is_room_and_nothing_goes() {
    let ring = Ring::<_, 2>::new();
    assert_eq!([ring.force_push(1), ring.force_push(2)], [Ok(None), Ok(None)]);
    assert_eq!((ring.len(), ring.popped()), (2, 0));
}

#[test]
fn the_oldest_goes_from_a_full_ring() {
    let ring = Ring::<_, 2>::new();
    ring.push(1).unwrap();
    ring.push(2).unwrap();
    assert_eq!(ring.force_push(3), Ok(Some(1)));
    assert_eq!(ring.force_push(4), Ok(Some(2)));
    assert_eq!(ring.push(5), Err(PushError::Full(5)));
    assert_eq!((ring.len(), ring.pushed(), ring.popped()), (2, 4, 2));
    assert_eq!([ring.pop(), ring.pop(), ring.pop()], [Ok(3), Ok(4), Err(PopError::Empty)]);
}

#[test]
fn a_ring_of_one_slot_holds_the_newest() {
    let ring = Ring::<_, 1>::new();
    assert_eq!(ring.force_push(0), Ok(None));
    for value in 1..10 {
        assert_eq!(ring.force_push(value), Ok(Some(value - 1)));
    }
    assert_eq!(ring.pop(), Ok(9));
}

#[test]
fn a_closed_ring_evicts_nothing() {
    let ring = Ring::<_, 1>::new();
    ring.push(1).unwrap();
    ring.close();
    assert_eq!(ring.force_push(2), Err(PushError::Closed(2)));
    assert_eq!(ring.pop(), Ok(1));
}

/// With nobody else at it, an eviction always finds both ends: no `Full`, lap after lap, over the wrap, and
/// whatever came before it.
#[test]
fn a_quiet_ring_never_says_full() {
    fn check<const CAP: usize>() {
        const LAPS: usize = 5;
        let ring = Ring::<usize, CAP>::starting_at(usize::MAX - LAPS / 2 * CAP, ());
        for value in 0..CAP {
            assert_eq!(ring.force_push(value), Ok(None));
        }
        for value in CAP..LAPS * CAP {
            assert_eq!(ring.push(value), Err(PushError::Full(value)));
            assert_eq!(ring.force_push(value), Ok(Some(value - CAP)));
            assert_eq!((ring.len(), ring.is_full(), ring.is_drained()), (CAP, true, false));
        }
        // After a pop there is room, and after that none again.
        assert_eq!(ring.pop(), Ok((LAPS - 1) * CAP));
        assert_eq!(ring.force_push(LAPS * CAP), Ok(None));
        assert_eq!(ring.force_push(LAPS * CAP + 1), Ok(Some((LAPS - 1) * CAP + 1)));
    }
    check::<1>();
    check::<2>();
    check::<8>();
}

/// Evictors, producers and consumers at once: every value is popped, evicted or refused, and the sums agree.
#[test]
fn every_value_goes_somewhere_in_a_race() {
    fn race<const CAP: usize>() {
        const EACH: usize = 20_000;
        let ring = Ring::<usize, CAP>::new();
        let (kept, evicted, popped) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            let mut workers = Vec::new();
            for _ in 0..2 {
                workers.push(scope.spawn(|| {
                    for value in 0..EACH {
                        match ring.force_push(value) {
                            Ok(None) => {
                                kept.fetch_add(value, Relaxed);
                            }
                            Ok(Some(oldest)) => {
                                kept.fetch_add(value, Relaxed);
                                evicted.fetch_add(oldest, Relaxed);
                            }
                            Err(error) => assert!(error.is_full()),
                        }
                    }
                }));
            }
            workers.push(scope.spawn(|| {
                for value in 0..EACH {
                    if ring.push(value).is_ok() {
                        kept.fetch_add(value, Relaxed);
                    }
                }
            }));
            scope.spawn(|| {
                loop {
                    assert!(ring.len() <= CAP);
                    match ring.pop() {
                        Ok(value) => {
                            popped.fetch_add(value, Relaxed);
                        }
                        Err(PopError::Empty) => thread::yield_now(),
                        Err(PopError::Closed) => break,
                    }
                }
            });
            for worker in workers {
                worker.join().unwrap();
            }
            ring.close();
        });
        assert_eq!(kept.into_inner(), evicted.into_inner() + popped.into_inner());
        assert!(ring.is_drained());
    }
    race::<1>();
    race::<4>();
}
