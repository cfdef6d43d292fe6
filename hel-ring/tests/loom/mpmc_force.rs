//! Evictions against everything else: exactly one value goes, the oldest, and a close stays exact.

use crate::{
    check::{Drops, bounded, unbounded},
    mpmc::wrapping_ring,
    mpmc_close::drain,
};
use hel_ring::{CompareExchange, PopError, PushError};
use std::iter;

/// The oldest goes to the consumer or to the evictor, never to both; the new value comes last.
#[test]
fn force_push_against_pop() {
    fn model<const CAP: usize>() {
        unbounded(350).check_cast(2, |cast| {
            let ring = wrapping_ring::<_, CAP, CompareExchange>();
            let drops = Drops::new();
            for number in 0..CAP {
                assert!(ring.push(drops.value(number)).is_ok());
            }
            let (evictor, consumer, value) = (ring.clone(), ring.clone(), drops.value(CAP));
            let (forced, popped) = cast.play(
                move || evictor.force_push(value).map(|evicted| evicted.map(|value| value.number)),
                move || [consumer.pop(), consumer.pop()].map(|popped| popped.map(|value| value.number)),
            );
            let mut order: Vec<_> = popped.into_iter().flatten().collect();
            assert!(ring.len() <= CAP);
            order.extend(iter::from_fn(|| ring.pop().ok().map(|value| value.number)));
            let last = match forced {
                // Evicted: the oldest at that moment, so that what the consumer took before is older still.
                Ok(Some(evicted)) => {
                    assert!(!order.contains(&evicted));
                    assert!(order.iter().filter(|&&number| number < evicted).count() == evicted);
                    order.push(evicted);
                    order.sort_unstable();
                    CAP
                }
                Ok(None) => CAP,
                Err(PushError::Full(value)) => {
                    assert_eq!(value.number, CAP);
                    CAP - 1
                }
                Err(PushError::Closed(_)) => unreachable!(),
            };
            assert!(order.iter().copied().eq(0..=last), "{order:?}");
            drop(ring);
            drops.assert_all_once(CAP + 1);
        });
    }
    model::<1>();
    model::<2>();
}

/// `Closed` from a pop is the last word against an eviction in its middle, too.
#[test]
fn force_push_against_close() {
    unbounded(2000).check_cast(2, |cast| {
        let ring = wrapping_ring::<_, 1, CompareExchange>();
        ring.push(0).unwrap();
        let (evictor, closer) = (ring.clone(), ring.clone());
        let (forced, early) = cast.play(
            move || evictor.force_push(1),
            move || {
                closer.close();
                [closer.pop(), closer.pop()]
            },
        );
        let mut seen: Vec<_> = early.into_iter().flatten().collect();
        let late = drain(&ring);
        if early.contains(&Err(PopError::Closed)) {
            assert!(late.is_empty(), "said Closed before {late:?} came");
        }
        seen.extend(late);
        match forced {
            Ok(None) => assert_eq!(seen, [0, 1]),
            Ok(Some(evicted)) => assert_eq!((evicted, seen), (0, vec![1])),
            // A pop was still reading from the slot.
            Err(PushError::Full(_)) => assert_eq!(seen, [0]),
            Err(error) => {
                assert_eq!(error, PushError::Closed(1));
                assert_eq!(seen, [0]);
            }
        }
    });
}

/// An eviction, a consumer and a closer at once.
#[test]
fn force_push_against_pop_and_close() {
    bounded(2, 3000).check_cast(3, |cast| {
        let ring = wrapping_ring::<_, 1, CompareExchange>();
        ring.push(0).unwrap();
        let (evictor, consumer, closer) = (ring.clone(), ring.clone(), ring.clone());
        let (forced, popped, _) = cast.play_three(
            move || evictor.force_push(1),
            move || [consumer.pop(), consumer.pop()],
            move || closer.close(),
        );
        let late = drain(&ring);
        if popped.contains(&Err(PopError::Closed)) {
            assert!(late.is_empty(), "said Closed before {late:?} came");
        }
        let mut all: Vec<_> = popped.into_iter().flatten().chain(late).collect();
        match forced {
            Ok(evicted) => all.extend(evicted),
            Err(error) => all.push(error.into_inner()),
        }
        all.sort_unstable();
        assert_eq!(all, [0, 1]);
    });
}

/// Two evictors: each evicts one value at most, and no value is lost.
#[test]
fn two_evictors() {
    bounded(4, 3000).check_cast(2, |cast| {
        let ring = wrapping_ring::<_, 1, CompareExchange>();
        let drops = Drops::new();
        assert!(ring.push(drops.value(0)).is_ok());
        let force = |number| {
            let (ring, value) = (ring.clone(), drops.value(number));
            move || ring.force_push(value).is_ok()
        };
        let (one, other) = cast.play(force(1), force(2));
        assert!(one || other);
        assert_eq!(ring.len(), 1);
        drop(ring);
        drops.assert_all_once(3);
    });
}

/// A plain producer, a consumer and an evictor meet at one slot: every value is somewhere, and only once.
#[test]
fn force_push_against_push_and_pop() {
    bounded(2, 7000).check_cast(3, |cast| {
        let ring = wrapping_ring::<_, 1, CompareExchange>();
        ring.push(0).unwrap();
        let (evictor, producer, consumer) = (ring.clone(), ring.clone(), ring.clone());
        let (forced, pushed, popped) =
            cast.play_three(move || evictor.force_push(2), move || producer.push(1), move || consumer.pop());
        let mut all = Vec::new();
        match forced {
            Ok(evicted) => all.extend(evicted),
            Err(error) => all.push(error.into_inner()),
        }
        all.extend(pushed.map_err(PushError::into_inner).err());
        all.extend(popped);
        assert_eq!(all.len() + ring.len(), 3);
        all.extend(ring.pop());
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2]);
    });
}
