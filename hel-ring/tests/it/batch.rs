//! Batches: what fits goes, what does not stays, and nothing is lost on the way.

use crate::counted::Drops;
use hel_ring::{PopError, mpmc::Ring, spsc};
use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Barrier,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

#[test]
fn a_batch_takes_what_fits_and_leaves_the_rest_in_order() {
    let ring = Ring::<_, 4>::new();
    let (mut tx, mut rx) = spsc::ring::<_, 4>();
    ring.push(0).unwrap();
    tx.push(0).unwrap();
    let mut some: VecDeque<_> = (1..=5).collect();
    let mut others = some.clone();
    assert_eq!((ring.push_batch(&mut some), tx.push_batch(&mut others)), (Ok(3), Ok(3)));
    assert_eq!((ring.push_batch(&mut some), tx.push_batch(&mut others)), (Ok(0), Ok(0)));
    assert_eq!((&some, &others), (&VecDeque::from([4, 5]), &VecDeque::from([4, 5])));
    for expected in 0..4 {
        assert_eq!((ring.pop(), rx.pop()), (Ok(expected), Ok(expected)));
    }
}

#[test]
fn a_batch_of_pops_appends_up_to_max() {
    let ring = Ring::<_, 4>::new();
    let (mut tx, mut rx) = spsc::ring::<_, 4>();
    for value in 0..4 {
        ring.push(value).unwrap();
        tx.push(value).unwrap();
    }
    let (mut some, mut others) = (vec![9], vec![9]);
    for (max, popped) in [(0, Ok(0)), (1, Ok(1)), (usize::MAX, Ok(3)), (2, Err(PopError::Empty)), (0, Ok(0))]
    {
        assert_eq!(ring.pop_batch(&mut some, max), popped);
        assert_eq!(rx.pop_batch(&mut others, max), popped);
    }
    assert_eq!((some, others), (vec![9, 0, 1, 2, 3], vec![9, 0, 1, 2, 3]));
}

#[test]
fn a_consumer_that_knows_of_a_few_looks_for_more() {
    let (mut tx, mut rx) = spsc::ring::<_, 8>();
    tx.push(0).unwrap();
    tx.push(1).unwrap();
    assert_eq!(rx.pop(), Ok(0));
    tx.push(2).unwrap();
    let mut values = Vec::new();
    assert_eq!(rx.pop_batch(&mut values, 8), Ok(2));
    assert_eq!(values, [1, 2]);
}

#[test]
fn a_producer_that_knows_of_little_room_looks_for_more() {
    let (mut tx, mut rx) = spsc::ring::<_, 4>();
    for value in 0..3 {
        tx.push(value).unwrap();
    }
    assert_eq!([rx.pop(), rx.pop()], [Ok(0), Ok(1)]);
    assert_eq!(tx.push_batch(&mut VecDeque::from([3, 4, 5, 6])), Ok(3));
}

/// A vector of zero-sized values that is nearly as long as one can be has no room, and cannot grow.
#[test]
fn a_vector_that_cannot_grow_loses_nothing() {
    let ring = Ring::<(), 4>::new();
    let (mut tx, mut rx) = spsc::ring::<(), 4>();
    for _ in 0..3 {
        ring.push(()).unwrap();
        tx.push(()).unwrap();
    }
    let mut full = vec![(); usize::MAX - 1];
    assert!(catch_unwind(AssertUnwindSafe(|| ring.pop_batch(&mut full, 4))).is_err());
    assert!(catch_unwind(AssertUnwindSafe(|| rx.pop_batch(&mut full, 4))).is_err());
    assert_eq!((ring.len(), rx.len(), full.len()), (3, 3, usize::MAX - 1));
    assert_eq!((ring.pop_batch(&mut full, 1), full.len()), (Ok(1), usize::MAX));
    assert_eq!((ring.pop(), rx.pop()), (Ok(()), Ok(())));
}

#[test]
fn batches_drop_each_value_once() {
    let drops = Drops::default();
    let ring = Ring::<_, 4>::new();
    let (mut tx, mut rx) = spsc::ring::<_, 4>();
    let (mut some, mut others) = (drops.values::<VecDeque<_>>(6), drops.values::<VecDeque<_>>(6));
    ring.push_batch(&mut some).unwrap();
    tx.push_batch(&mut others).unwrap();
    let mut popped = Vec::new();
    ring.pop_batch(&mut popped, 2).unwrap();
    rx.pop_batch(&mut popped, 3).unwrap();
    assert_eq!(drops.count(), 0);
    drop(popped);
    assert_eq!(drops.count(), 5);
    drop((some, others));
    assert_eq!(drops.count(), 9);
    drop((ring, tx, rx));
    assert_eq!(drops.count(), 12);
}

/// Several producers push batches, in parts where they must: each one's values come whole and in its order.
#[test]
fn batches_of_several_producers_keep_their_order() {
    const ROUNDS: usize = 2_000;
    let ring = Ring::<(usize, usize), 8>::new();
    let (start, done) = (Barrier::new(3), AtomicBool::new(false));
    let mut seen = Vec::new();
    thread::scope(|scope| {
        let producers = [0, 1].map(|producer| {
            let (ring, start) = (&ring, &start);
            scope.spawn(move || {
                start.wait();
                for round in 0..ROUNDS {
                    let mut items = VecDeque::from([
                        (producer, 3 * round),
                        (producer, 3 * round + 1),
                        (producer, 3 * round + 2),
                    ]);
                    while !items.is_empty() {
                        if ring.push_batch(&mut items) == Ok(0) {
                            thread::yield_now();
                        }
                    }
                }
            })
        });
        let consumer = scope.spawn(|| {
            start.wait();
            loop {
                let was_done = done.load(Ordering::Acquire);
                if ring.pop_batch(&mut seen, 5).is_err() {
                    if was_done {
                        break;
                    }
                    thread::yield_now();
                }
            }
        });
        for producer in producers {
            producer.join().unwrap();
        }
        done.store(true, Ordering::Release);
        consumer.join().unwrap();
    });
    for producer in [0, 1] {
        let numbers = seen.iter().filter(|value| value.0 == producer).map(|value| value.1);
        assert!(numbers.eq(0..3 * ROUNDS));
    }
}
