//! What an observer says of a ring that others push into and pop from.

use crate::{
    check::{bounded, unbounded},
    mpmc::wrapping_ring,
};
use hel_ring::CompareExchange;

/// The length is within bounds whatever moves.
#[test]
fn len_stays_in_bounds() {
    unbounded(1000).check_cast(2, |cast| {
        let ring = wrapping_ring::<_, 1, CompareExchange>();
        let (worker, observer) = (ring.clone(), ring.clone());
        cast.play(
            move || {
                for value in 0..2 {
                    worker.push(value).unwrap();
                    assert_eq!(worker.pop(), Ok(value));
                }
            },
            move || {
                assert!(observer.len() <= 1);
                let _ = (observer.is_empty(), observer.is_full());
            },
        );
        assert!(ring.is_empty());
    });
}

/// A ring from which the only worker pops after it pushed, or evicts, is never called empty.
#[test]
fn is_empty_is_never_said_of_a_ring_that_never_was() {
    unbounded(20).check_cast(2, |cast| {
        let ring = wrapping_ring::<_, 2, CompareExchange>();
        ring.push(0).unwrap();
        let (worker, observer) = (ring.clone(), ring.clone());
        let ((), len) = cast.play(
            move || {
                worker.push(1).unwrap();
                assert_eq!(worker.pop(), Ok(0));
            },
            move || (observer.len(), observer.is_empty()),
        );
        assert!(matches!(len, (1 | 2, false)), "{len:?}");
    });
    unbounded(300).check_cast(2, |cast| {
        let ring = wrapping_ring::<_, 2, CompareExchange>();
        ring.push(0).unwrap();
        ring.push(1).unwrap();
        let (worker, observer) = (ring.clone(), ring.clone());
        let ((), is_empty) = cast.play(
            move || {
                assert_eq!(worker.force_push(2), Ok(Some(0)));
                assert_eq!(worker.force_push(3), Ok(Some(1)));
            },
            move || observer.is_empty(),
        );
        assert!(!is_empty);
    });
}

/// A ring of two slots with one value at most at any moment is never called full.
#[test]
fn is_full_is_never_said_of_a_ring_that_never_was() {
    unbounded(9).check_cast(2, |cast| {
        let ring = wrapping_ring::<_, 2, CompareExchange>();
        ring.push(0).unwrap();
        let (worker, observer) = (ring.clone(), ring.clone());
        let ((), is_full) = cast.play(
            move || {
                assert_eq!(worker.pop(), Ok(0));
                worker.push(1).unwrap();
            },
            move || observer.is_full(),
        );
        assert!(!is_full);
    });
    unbounded(7).check_cast(2, |cast| {
        let ring = wrapping_ring::<_, 2, CompareExchange>();
        let (worker, observer) = (ring.clone(), ring.clone());
        let ((), is_full) = cast.play(
            move || {
                worker.push(0).unwrap();
                assert_eq!(worker.pop(), Ok(0));
            },
            move || observer.is_full(),
        );
        assert!(!is_full, "with a head that is past the tail");
    });
}

/// While an eviction is in its middle a closed ring is not drained: if it is said to be, nothing comes, and it stays so.
#[test]
fn is_drained_is_the_last_word_during_an_eviction() {
    bounded(3, 10000).check_cast(3, |cast| {
        let ring = wrapping_ring::<_, 1, CompareExchange>();
        ring.push(0).unwrap();
        let (evictor, consumer, closer) = (ring.clone(), ring.clone(), ring.clone());
        let (_, (popped, was_drained), _) = cast.play_three(
            move || evictor.force_push(1),
            move || {
                let popped = consumer.pop();
                let is_drained = consumer.is_drained();
                assert!(!is_drained || consumer.is_drained(), "no longer");
                (popped, is_drained)
            },
            move || closer.close(),
        );
        let late = ring.pop();
        assert!(!was_drained || late.is_err(), "{popped:?}, said to be drained, {late:?}");
    });
}

/// The same without a consumer: an eviction empties the ring for a moment, and fills it again.
#[test]
fn an_eviction_does_not_drain() {
    unbounded(50).check_cast(2, |cast| {
        let ring = wrapping_ring::<_, 1, CompareExchange>();
        ring.push(0).unwrap();
        let (evictor, closer) = (ring.clone(), ring.clone());
        let (_, was_drained) = cast.play(
            move || evictor.force_push(1),
            move || {
                closer.close();
                closer.is_drained()
            },
        );
        assert!(!was_drained);
        assert!(ring.pop().is_ok() && ring.is_drained());
    });
}
