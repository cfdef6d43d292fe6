//! Producers against producers, consumers against consumers, over the wrap.

use crate::check::{Drops, every_interleaving, with_preemptions};
use hel_ring::{PopError, mpmc::Ring};
use loom::thread;
use std::sync::Arc;

/// A ring whose position wraps within the model.
pub(crate) fn wrapping_ring<T, const CAP: usize>() -> Arc<Ring<T, CAP>> {
    Ring::starting_at(usize::MAX, ())
}

/// Two producers claim neighbours; one consumer takes what is published.
#[test]
fn two_producers_one_consumer() {
    with_preemptions(3, || {
        let ring = wrapping_ring::<_, 2>();
        let drops = Drops::new();
        let producers = [0, 1].map(|number| {
            let (ring, value) = (ring.clone(), drops.value(number));
            thread::spawn(move || assert!(ring.push(value).is_ok()))
        });
        let early = ring.pop();
        for producer in producers {
            producer.join().unwrap();
        }
        let mut seen: Vec<_> = early.into_iter().collect();
        seen.extend(std::iter::from_fn(|| ring.pop().ok()));
        assert_eq!(seen.iter().map(|value| value.number).sum::<usize>(), 1);
        assert_eq!((seen.len(), ring.len()), (2, 0));
        drop((seen, ring));
        drops.assert_all_once(2);
    });
}

/// Two consumers never take the same value, and together take all.
#[test]
fn one_producer_two_consumers() {
    with_preemptions(3, || {
        let ring = wrapping_ring::<_, 2>();
        let drops = Drops::new();
        ring.push(drops.value(0)).unwrap_or_else(|_| unreachable!());
        let consumers = [0, 1].map(|_| {
            let ring = ring.clone();
            thread::spawn(move || ring.pop().map(|value| value.number))
        });
        assert!(ring.push(drops.value(1)).is_ok());
        let mut seen: Vec<_> =
            consumers.map(|consumer| consumer.join().unwrap()).into_iter().flatten().collect();
        seen.extend(std::iter::from_fn(|| ring.pop().ok().map(|value| value.number)));
        seen.sort_unstable();
        assert_eq!(seen, [0, 1]);
        drop(ring);
        drops.assert_all_once(2);
    });
}

/// Two values and two consumers: whoever comes late to the first looks again and takes the second.
#[test]
fn a_consumer_that_comes_late_looks_again() {
    every_interleaving(|| {
        let ring = wrapping_ring::<_, 2>();
        ring.push(0).unwrap();
        ring.push(1).unwrap();
        let other = {
            let ring = ring.clone();
            thread::spawn(move || ring.pop())
        };
        let mut popped = [ring.pop(), other.join().unwrap()];
        popped.sort_unstable_by_key(|popped| popped.ok());
        assert_eq!(popped, [Ok(0), Ok(1)]);
    });
}

/// Two slots and two producers: whoever comes late to the first looks again and takes the second.
#[test]
fn a_producer_that_comes_late_looks_again() {
    every_interleaving(|| {
        let ring = wrapping_ring::<_, 2>();
        let other = {
            let ring = ring.clone();
            thread::spawn(move || ring.push(0))
        };
        assert_eq!([ring.push(1), other.join().unwrap()], [Ok(()), Ok(())]);
        assert_eq!(ring.len(), 2);
    });
}

/// One slot, reused lap after lap: neither half runs ahead of the other.
#[test]
fn one_slot_is_reused() {
    every_interleaving(|| {
        let ring = wrapping_ring::<_, 1>();
        let drops = Drops::new();
        let values = [drops.value(0), drops.value(1)];
        let producer = {
            let ring = ring.clone();
            thread::spawn(move || values.map(|value| ring.push(value).is_ok()))
        };
        let mut seen: Vec<_> =
            [ring.pop(), ring.pop()].into_iter().flatten().map(|value| value.number).collect();
        let pushed = producer.join().unwrap();
        assert!(pushed[0]);
        seen.extend(std::iter::from_fn(|| ring.pop().ok().map(|value| value.number)));
        assert_eq!(seen, if pushed[1] { vec![0, 1] } else { vec![0] });
        drop(ring);
        drops.assert_all_once(2);
    });
}

/// Two slots: a producer and a consumer pass the wrap, and what is left goes with the ring.
#[test]
fn order_holds_over_the_wrap() {
    every_interleaving(|| {
        let ring = wrapping_ring::<_, 2>();
        let drops = Drops::new();
        assert!(ring.push(drops.value(0)).is_ok());
        let values = [drops.value(1), drops.value(2)];
        let producer = {
            let ring = ring.clone();
            thread::spawn(move || values.map(|value| ring.push(value).is_ok()))
        };
        let first = ring.pop();
        assert_eq!(first.map(|value| value.number), Ok(0));
        if let Ok(value) = ring.pop() {
            assert_eq!(value.number, 1);
        }
        let pushed = producer.join().unwrap();
        assert!(pushed[0]);
        drop(ring);
        drops.assert_all_once(3);
    });
}

/// Two producers race for the last slot while a consumer frees another: one value is refused at most, none is
/// lost.
#[test]
fn producers_race_for_the_last_slot() {
    with_preemptions(2, || {
        let ring = wrapping_ring::<_, 1>();
        let drops = Drops::new();
        let producers = [0, 1].map(|number| {
            let (ring, value) = (ring.clone(), drops.value(number));
            thread::spawn(move || ring.push(value).is_ok())
        });
        let popped = usize::from(ring.pop().is_ok());
        let pushed = producers.map(|producer| usize::from(producer.join().unwrap())).iter().sum::<usize>();
        assert!(pushed >= 1);
        assert_eq!(ring.len(), pushed - popped);
        assert_eq!(ring.pop().is_ok(), pushed > popped);
        assert_eq!(ring.pop().err(), Some(PopError::Empty));
        drop(ring);
        drops.assert_all_once(2);
    });
}

/// The length is within bounds whatever moves.
#[test]
fn len_stays_in_bounds() {
    with_preemptions(3, || {
        let ring = wrapping_ring::<_, 1>();
        let worker = {
            let ring = ring.clone();
            thread::spawn(move || {
                for value in 0..2 {
                    ring.push(value).unwrap();
                    assert_eq!(ring.pop(), Ok(value));
                }
            })
        };
        assert!(ring.len() <= 1);
        let _ = (ring.is_empty(), ring.is_full());
        worker.join().unwrap();
        assert!(ring.is_empty());
    });
}
