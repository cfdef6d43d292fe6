//! Order, with real threads: each producer's values arrive in its order, each value once.

use hel_ring::{PopError, mpmc::Ring, spsc};
use std::{collections::VecDeque, thread};

const VALUES: usize = 50_000;

#[test]
fn spsc_values_arrive_in_order() {
    let (mut tx, mut rx) = spsc::ring::<_, 8>();
    thread::scope(|scope| {
        scope.spawn(move || {
            for mut value in 0..VALUES {
                while let Err(error) = tx.push(value) {
                    value = error.into_inner();
                    thread::yield_now();
                }
            }
        });
        let mut expected = 0;
        loop {
            match rx.pop() {
                Ok(value) => {
                    assert_eq!(value, expected);
                    expected += 1;
                }
                Err(PopError::Empty) => thread::yield_now(),
                Err(PopError::Closed) => break,
            }
        }
        assert_eq!(expected, VALUES);
    });
}

#[test]
fn spsc_batches_arrive_in_order() {
    let (mut tx, mut rx) = spsc::ring::<_, 16>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut items = (0..VALUES).collect::<VecDeque<_>>();
            while !items.is_empty() {
                if tx.push_batch(&mut items).unwrap() == 0 {
                    thread::yield_now();
                }
            }
        });
        let mut values = Vec::new();
        loop {
            match rx.pop_batch(&mut values, 5) {
                Ok(count) => assert!((1..=5).contains(&count)),
                Err(PopError::Empty) => thread::yield_now(),
                Err(PopError::Closed) => break,
            }
        }
        assert!(values.into_iter().eq(0..VALUES));
    });
}

/// Every consumer sees each producer's values in order, and all together see each once.
fn mpmc_threads<const CAP: usize>(producers: usize, consumers: usize) {
    let ring = Ring::<(usize, usize), CAP>::new();
    let each = VALUES / producers / 2;
    let mut seen = thread::scope(|scope| {
        let ring = &*ring;
        let producers: Vec<_> = (0..producers)
            .map(|producer| {
                scope.spawn(move || {
                    for number in 0..each {
                        let mut value = (producer, number);
                        while let Err(error) = ring.push(value) {
                            value = error.into_inner();
                            thread::yield_now();
                        }
                    }
                })
            })
            .collect();
        let consumers: Vec<_> = (0..consumers).map(|_| scope.spawn(|| pop_all(ring))).collect();
        for producer in producers {
            producer.join().unwrap();
        }
        ring.close();
        let mut all = Vec::new();
        for consumer in consumers {
            let values = consumer.join().unwrap();
            let mut newest = [None; 8];
            for &(producer, number) in &values {
                assert!(newest[producer] < Some(number), "{producer}: {number} after {:?}", newest[producer]);
                newest[producer] = Some(number);
            }
            all.extend(values);
        }
        all
    });
    seen.sort_unstable();
    let sent = (0..producers).flat_map(|producer| (0..each).map(move |number| (producer, number)));
    assert!(seen.into_iter().eq(sent));
}

fn pop_all<const CAP: usize>(ring: &Ring<(usize, usize), CAP>) -> Vec<(usize, usize)> {
    let mut values = Vec::new();
    loop {
        let popped = if values.len() % 3 == 0 {
            ring.pop_batch(&mut values, 4).map(drop)
        } else {
            ring.pop().map(|value| values.push(value))
        };
        match popped {
            Ok(()) => {}
            Err(PopError::Empty) => thread::yield_now(),
            Err(PopError::Closed) => return values,
        }
    }
}

#[test]
fn mpmc_one_to_one() {
    mpmc_threads::<8>(1, 1);
}

#[test]
fn mpmc_many_to_one() {
    mpmc_threads::<8>(4, 1);
}

#[test]
fn mpmc_one_to_many() {
    mpmc_threads::<8>(1, 4);
}

#[test]
fn mpmc_many_to_many() {
    mpmc_threads::<64>(3, 3);
}

#[test]
fn mpmc_many_to_many_through_one_slot() {
    mpmc_threads::<1>(2, 2);
}
