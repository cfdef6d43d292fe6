//! Evictions against everything else: exactly one value goes, the oldest, and a close stays exact.

use crate::{
    check::{Drops, with_preemptions},
    mpmc::wrapping_ring,
    mpmc_close::drain,
};
use hel_ring::{PopError, PushError};
use loom::thread;

/// The oldest goes to the consumer or to the evictor, never to both; the new value comes last.
#[test]
fn force_push_against_pop() {
    fn model<const CAP: usize>() {
        with_preemptions(3, || {
            let ring = wrapping_ring::<_, CAP>();
            let drops = Drops::new();
            for number in 0..CAP {
                assert!(ring.push(drops.value(number)).is_ok());
            }
            let consumer = {
                let ring = ring.clone();
                thread::spawn(move || [ring.pop(), ring.pop()].map(|popped| popped.map(|value| value.number)))
            };
            let forced = ring.force_push(drops.value(CAP)).map(|evicted| evicted.map(|value| value.number));
            let mut order: Vec<_> = consumer.join().unwrap().into_iter().flatten().collect();
            assert!(ring.len() <= CAP);
            order.extend(std::iter::from_fn(|| ring.pop().ok().map(|value| value.number)));
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
    with_preemptions(3, || {
        let ring = wrapping_ring::<_, 1>();
        ring.push(0).unwrap();
        let evictor = {
            let ring = ring.clone();
            thread::spawn(move || ring.force_push(1))
        };
        ring.close();
        let early = [ring.pop(), ring.pop()];
        let forced = evictor.join().unwrap();
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
    with_preemptions(2, || {
        let ring = wrapping_ring::<_, 1>();
        ring.push(0).unwrap();
        let evictor = {
            let ring = ring.clone();
            thread::spawn(move || ring.force_push(1))
        };
        let consumer = {
            let ring = ring.clone();
            thread::spawn(move || [ring.pop(), ring.pop()])
        };
        ring.close();
        let popped = consumer.join().unwrap();
        let forced = evictor.join().unwrap();
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
    with_preemptions(3, || {
        let ring = wrapping_ring::<_, 1>();
        let drops = Drops::new();
        assert!(ring.push(drops.value(0)).is_ok());
        let other = {
            let (ring, value) = (ring.clone(), drops.value(1));
            thread::spawn(move || {
                ring.force_push(value).map(|evicted| evicted.map(|value| value.number)).is_ok()
            })
        };
        let mine = ring.force_push(drops.value(2)).is_ok();
        let others = other.join().unwrap();
        assert!(mine || others);
        assert_eq!(ring.len(), 1);
        drop(ring);
        drops.assert_all_once(3);
    });
}

/// A plain producer, a consumer and an evictor meet at one slot: every value is somewhere, and only once.
#[test]
fn force_push_against_push_and_pop() {
    with_preemptions(2, || {
        let ring = wrapping_ring::<_, 1>();
        ring.push(0).unwrap();
        let producer = {
            let ring = ring.clone();
            thread::spawn(move || ring.push(1))
        };
        let consumer = {
            let ring = ring.clone();
            thread::spawn(move || ring.pop())
        };
        let forced = ring.force_push(2);
        let mut all = Vec::new();
        match forced {
            Ok(evicted) => all.extend(evicted),
            Err(error) => all.push(error.into_inner()),
        }
        all.extend(producer.join().unwrap().map_err(PushError::into_inner).err());
        all.extend(consumer.join().unwrap());
        assert_eq!(all.len() + ring.len(), 3);
        all.extend(ring.pop());
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2]);
    });
}
