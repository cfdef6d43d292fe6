//! Producers against producers, consumers against consumers, over the wrap, under both strategies.

use crate::check::{Cast, Drops, bounded, unbounded};
use hel_ring::{CompareExchange, FetchAdd, PopError, PushError, Reserve, mpmc};
use loom::thread::yield_now;
use std::{iter, sync::Arc};

pub(crate) type Ring<T, const CAP: usize, R = CompareExchange> = mpmc::Ring<T, CAP, (), R>;

/// A ring whose position wraps within the model.
pub(crate) fn wrapping_ring<T, const CAP: usize, R: Reserve>() -> Arc<Ring<T, CAP, R>> {
    Ring::starting_at(usize::MAX, ())
}

/// A push by the claim that tells the strategies apart.
pub(crate) fn push<T, const CAP: usize, R: Reserve>(
    ring: &Arc<Ring<T, CAP, R>>,
    value: T,
) -> impl FnOnce() -> Result<(), PushError<T>> + use<T, CAP, R> {
    let ring = ring.clone();
    move || ring.push_waiting(value, yield_now)
}

/// Two producers claim neighbours; one consumer takes what is published.
#[test]
fn two_producers_one_consumer() {
    fn model<R: Reserve + 'static>(cast: Cast) {
        let ring = wrapping_ring::<_, 2, R>();
        let drops = Drops::new();
        let consumer = ring.clone();
        let (early, one, other) =
            cast.play_three(move || consumer.pop(), push(&ring, drops.value(0)), push(&ring, drops.value(1)));
        assert!(one.is_ok() && other.is_ok());
        let mut seen: Vec<_> = early.into_iter().collect();
        seen.extend(iter::from_fn(|| ring.pop().ok()));
        assert_eq!(seen.iter().map(|value| value.number).sum::<usize>(), 1);
        assert_eq!((seen.len(), ring.len()), (2, 0));
        drop((seen, ring));
        drops.assert_all_once(2);
    }
    bounded(3, 1200).check_cast(3, model::<CompareExchange>);
    bounded(3, 900).check_cast(3, model::<FetchAdd>);
}

/// Two consumers never take the same value, and together take all.
#[test]
fn one_producer_two_consumers() {
    fn model<R: Reserve + 'static>(cast: Cast) {
        let ring = wrapping_ring::<_, 2, R>();
        let drops = Drops::new();
        assert!(ring.push(drops.value(0)).is_ok());
        let pop = || {
            let ring = ring.clone();
            move || ring.pop().map(|value| value.number)
        };
        let (pushed, one, other) = cast.play_three(push(&ring, drops.value(1)), pop(), pop());
        assert!(pushed.is_ok());
        let mut seen: Vec<_> = [one, other].into_iter().flatten().collect();
        seen.extend(iter::from_fn(|| ring.pop().ok().map(|value| value.number)));
        seen.sort_unstable();
        assert_eq!(seen, [0, 1]);
        drop(ring);
        drops.assert_all_once(2);
    }
    bounded(3, 700).check_cast(3, model::<CompareExchange>);
    bounded(3, 600).check_cast(3, model::<FetchAdd>);
}

/// Two values and two consumers: whoever comes late to the first looks again and takes the second.
#[test]
fn a_consumer_that_comes_late_looks_again() {
    unbounded(30).check_cast(2, |cast| {
        let ring = wrapping_ring::<_, 2, CompareExchange>();
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
    fn model<R: Reserve + 'static>(cast: Cast) {
        let ring = wrapping_ring::<_, 2, R>();
        assert_eq!(cast.play(push(&ring, 0), push(&ring, 1)), (Ok(()), Ok(())));
        assert_eq!(ring.len(), 2);
    }
    unbounded(40).check_cast(2, model::<CompareExchange>);
    unbounded(40).check_cast(2, model::<FetchAdd>);
}

/// One slot, reused lap after lap: neither half runs ahead of the other.
#[test]
fn one_slot_is_reused() {
    fn model<R: Reserve + 'static>(cast: Cast) {
        let ring = wrapping_ring::<_, 1, R>();
        let drops = Drops::new();
        let values = [drops.value(0), drops.value(1)];
        let (producer, consumer) = (ring.clone(), ring.clone());
        let (pushed, popped) = cast.play(
            move || values.map(|value| producer.push_waiting(value, yield_now).is_ok()),
            move || [consumer.pop(), consumer.pop()].map(|popped| popped.map(|value| value.number)),
        );
        assert!(pushed[0]);
        let mut seen: Vec<_> = popped.into_iter().flatten().collect();
        seen.extend(iter::from_fn(|| ring.pop().ok().map(|value| value.number)));
        assert_eq!(seen, if pushed[1] { vec![0, 1] } else { vec![0] });
        drop(ring);
        drops.assert_all_once(2);
    }
    unbounded(10).check_cast(2, model::<CompareExchange>);
    unbounded(10).check_cast(2, model::<FetchAdd>);
}

/// Two slots: a producer and a consumer pass the wrap, and what is left goes with the ring.
#[test]
fn order_holds_over_the_wrap() {
    fn model<R: Reserve + 'static>(cast: Cast) {
        let ring = wrapping_ring::<_, 2, R>();
        let drops = Drops::new();
        assert!(ring.push(drops.value(0)).is_ok());
        let values = [drops.value(1), drops.value(2)];
        let (producer, consumer) = (ring.clone(), ring.clone());
        let (pushed, popped) = cast.play(
            move || values.map(|value| producer.push_waiting(value, yield_now).is_ok()),
            move || [consumer.pop(), consumer.pop()].map(|popped| popped.map(|value| value.number)),
        );
        assert!(pushed[0]);
        assert!(matches!(popped, [Ok(0), Ok(1) | Err(PopError::Empty)]), "{popped:?}");
        drop(ring);
        drops.assert_all_once(3);
    }
    unbounded(35).check_cast(2, model::<CompareExchange>);
    unbounded(35).check_cast(2, model::<FetchAdd>);
}

/// Two producers race for the last slot while a consumer frees another: one value is refused at most, none is
/// lost.
#[test]
fn producers_race_for_the_last_slot() {
    fn model<R: Reserve + 'static>(cast: Cast) {
        let ring = wrapping_ring::<_, 1, R>();
        let drops = Drops::new();
        let consumer = ring.clone();
        let (popped, one, other) = cast.play_three(
            move || usize::from(consumer.pop().is_ok()),
            push(&ring, drops.value(0)),
            push(&ring, drops.value(1)),
        );
        let pushed = usize::from(one.is_ok()) + usize::from(other.is_ok());
        drop((one, other));
        assert!(pushed >= 1);
        assert_eq!(ring.len(), pushed - popped);
        assert_eq!(ring.pop().is_ok(), pushed > popped);
        assert_eq!(ring.pop().err(), Some(PopError::Empty));
        drop(ring);
        drops.assert_all_once(2);
    }
    bounded(2, 600).check_cast(3, model::<CompareExchange>);
    bounded(2, 1000).check_cast(3, model::<FetchAdd>);
}
