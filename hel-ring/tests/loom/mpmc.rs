//! Producers against producers, consumers against consumers, over the wrap.

use crate::check::{Drops, bounded, unbounded};
use hel_ring::{PopError, mpmc::Ring};
use std::{iter, sync::Arc};

/// A ring whose position wraps within the model.
pub(crate) fn wrapping_ring<T, const CAP: usize>() -> Arc<Ring<T, CAP>> {
    Ring::starting_at(usize::MAX, ())
}

/// Two producers claim neighbours; one consumer takes what is published.
#[test]
fn two_producers_one_consumer() {
    bounded(3, 1000).check_cast(3, |cast| {
        let ring = wrapping_ring::<_, 2>();
        let drops = Drops::new();
        let push = |number| {
            let (ring, value) = (ring.clone(), drops.value(number));
            move || assert!(ring.push(value).is_ok())
        };
        let consumer = ring.clone();
        let (early, (), ()) = cast.play_three(move || consumer.pop(), push(0), push(1));
        let mut seen: Vec<_> = early.into_iter().collect();
        seen.extend(iter::from_fn(|| ring.pop().ok()));
        assert_eq!(seen.iter().map(|value| value.number).sum::<usize>(), 1);
        assert_eq!((seen.len(), ring.len()), (2, 0));
        drop((seen, ring));
        drops.assert_all_once(2);
    });
}

/// Two consumers never take the same value, and together take all.
#[test]
fn one_producer_two_consumers() {
    bounded(3, 1000).check_cast(3, |cast| {
        let ring = wrapping_ring::<_, 2>();
        let drops = Drops::new();
        assert!(ring.push(drops.value(0)).is_ok());
        let pop = || {
            let ring = ring.clone();
            move || ring.pop().map(|value| value.number)
        };
        let (producer, value) = (ring.clone(), drops.value(1));
        let ((), one, other) = cast.play_three(move || assert!(producer.push(value).is_ok()), pop(), pop());
        let mut seen: Vec<_> = [one, other].into_iter().flatten().collect();
        seen.extend(iter::from_fn(|| ring.pop().ok().map(|value| value.number)));
        seen.sort_unstable();
        assert_eq!(seen, [0, 1]);
        drop(ring);
        drops.assert_all_once(2);
    });
}

/// Two values and two consumers: whoever comes late to the first looks again and takes the second.
#[test]
fn a_consumer_that_comes_late_looks_again() {
    unbounded(30).check_cast(2, |cast| {
        let ring = wrapping_ring::<_, 2>();
        ring.push(0).unwrap();
        ring.push(1).unwrap();
        let (one, other) = (ring.clone(), ring.clone());
        let popped = cast.play(move || one.pop(), move || other.pop());
        assert!(matches!(popped, (Ok(0), Ok(1)) | (Ok(1), Ok(0))), "{popped:?}");
        assert!(ring.is_empty());
    });
}

/// Two slots and two producers: whoever comes late to the first looks again and takes the second.
#[test]
fn a_producer_that_comes_late_looks_again() {
    unbounded(30).check_cast(2, |cast| {
        let ring = wrapping_ring::<_, 2>();
        let (one, other) = (ring.clone(), ring.clone());
        assert_eq!(cast.play(move || one.push(0), move || other.push(1)), (Ok(()), Ok(())));
        assert_eq!(ring.len(), 2);
    });
}

/// One slot, reused lap after lap: neither half runs ahead of the other.
#[test]
fn one_slot_is_reused() {
    unbounded(40).check_cast(2, |cast| {
        let ring = wrapping_ring::<_, 1>();
        let drops = Drops::new();
        let values = [drops.value(0), drops.value(1)];
        let (producer, consumer) = (ring.clone(), ring.clone());
        let (pushed, popped) = cast.play(
            move || values.map(|value| producer.push(value).is_ok()),
            move || [consumer.pop(), consumer.pop()].map(|popped| popped.map(|value| value.number)),
        );
        assert!(pushed[0]);
        let mut seen: Vec<_> = popped.into_iter().flatten().collect();
        seen.extend(iter::from_fn(|| ring.pop().ok().map(|value| value.number)));
        assert_eq!(seen, if pushed[1] { vec![0, 1] } else { vec![0] });
        drop(ring);
        drops.assert_all_once(2);
    });
}

/// Two slots: a producer and a consumer pass the wrap, and what is left goes with the ring.
#[test]
fn order_holds_over_the_wrap() {
    unbounded(100).check_cast(2, |cast| {
        let ring = wrapping_ring::<_, 2>();
        let drops = Drops::new();
        assert!(ring.push(drops.value(0)).is_ok());
        let values = [drops.value(1), drops.value(2)];
        let (producer, consumer) = (ring.clone(), ring.clone());
        let (pushed, popped) = cast.play(
            move || values.map(|value| producer.push(value).is_ok()),
            move || [consumer.pop(), consumer.pop()].map(|popped| popped.map(|value| value.number)),
        );
        assert!(pushed[0]);
        assert!(matches!(popped, [Ok(0), Ok(1) | Err(PopError::Empty)]), "{popped:?}");
        drop(ring);
        drops.assert_all_once(3);
    });
}

/// Two producers race for the last slot while a consumer frees another: one value is refused at most, none is
/// lost.
#[test]
fn producers_race_for_the_last_slot() {
    bounded(2, 700).check_cast(3, |cast| {
        let ring = wrapping_ring::<_, 1>();
        let drops = Drops::new();
        let push = |number| {
            let (ring, value) = (ring.clone(), drops.value(number));
            move || usize::from(ring.push(value).is_ok())
        };
        let consumer = ring.clone();
        let (popped, one, other) =
            cast.play_three(move || usize::from(consumer.pop().is_ok()), push(0), push(1));
        let pushed = one + other;
        assert!(pushed >= 1);
        assert_eq!(ring.len(), pushed - popped);
        assert_eq!(ring.pop().is_ok(), pushed > popped);
        assert_eq!(ring.pop().err(), Some(PopError::Empty));
        drop(ring);
        drops.assert_all_once(2);
    });
}
