//! Closing an MPMC ring: what said Ok is drained, everything else comes back.

use crate::{
    check::{Drops, with_preemptions},
    mpmc::wrapping_ring,
};
use hel_ring::{PopError, PushError, mpmc::Ring};
use loom::thread;
use std::{collections::VecDeque, sync::Arc};

/// Pops until the ring says `Closed`, which it must once every push has returned.
pub(crate) fn drain<T, const CAP: usize>(ring: &Ring<T, CAP>) -> Vec<T> {
    let drained: Vec<_> = std::iter::from_fn(|| ring.pop().ok()).collect();
    assert_eq!(ring.pop().err(), Some(PopError::Closed));
    assert!(ring.is_drained());
    drained
}

/// `Closed` from a pop is the last word: it is never said while a push that will say Ok is on its way.
#[test]
fn close_is_exact_against_push() {
    with_preemptions(3, || {
        let ring = wrapping_ring::<_, 2>();
        let producers = [0, 1].map(|value| {
            let ring = ring.clone();
            thread::spawn(move || ring.push(value))
        });
        assert!(ring.close());
        let early = ring.pop();
        let results = producers.map(|producer| producer.join().unwrap());
        let sent: Vec<_> = (0..2).filter(|&value| results[value] == Ok(())).collect();
        if early == Err(PopError::Closed) {
            assert!(sent.is_empty(), "said Closed before {sent:?} came");
        }
        let mut drained: Vec<_> = early.into_iter().chain(drain(&ring)).collect();
        drained.sort_unstable();
        assert_eq!(drained, sent);
        for (value, result) in results.into_iter().enumerate() {
            assert!(matches!(result, Ok(()) | Err(PushError::Closed(_))), "{value}: {result:?}");
        }
        assert!(!ring.close());
    });
}

/// A batch and a close: the batch counts as a whole or not at all.
#[test]
fn close_is_exact_against_a_batch() {
    with_preemptions(3, || {
        let ring = wrapping_ring::<_, 2>();
        let producer = {
            let ring = ring.clone();
            thread::spawn(move || {
                let mut items = VecDeque::from([0, 1]);
                let result = ring.push_batch(&mut items);
                assert_eq!(items.len(), if result.is_ok() { 0 } else { 2 });
                result
            })
        };
        ring.close();
        let early = ring.pop();
        let sent = producer.join().unwrap().unwrap_or(0);
        if early == Err(PopError::Closed) {
            assert_eq!(sent, 0);
        }
        assert!(early.into_iter().chain(drain(&ring)).eq(0..sent));
    });
}

/// Who is told of a close sees what the closer did before it.
#[test]
fn a_close_carries_what_came_before_it() {
    use loom::sync::atomic::{AtomicBool, Ordering::Relaxed};

    fn model(told: fn(&Ring<usize, 1>) -> bool) {
        with_preemptions(3, move || {
            let ring = wrapping_ring::<_, 1>();
            let before: Arc<AtomicBool> = Arc::new(AtomicBool::new(false));
            let closer = {
                let (ring, before) = (ring.clone(), before.clone());
                thread::spawn(move || {
                    before.store(true, Relaxed);
                    ring.close();
                })
            };
            if told(&ring) {
                assert!(before.load(Relaxed));
            }
            closer.join().unwrap();
        });
    }
    model(|ring| ring.push(1).is_err());
    model(|ring| ring.pop() == Err(PopError::Closed));
    model(|ring| ring.push_batch(&mut VecDeque::from([1])).is_err());
    model(Ring::is_closed);
    model(Ring::is_drained);
}

/// Values that are left in a closed ring go with it.
#[test]
fn a_closed_ring_drops_what_is_left() {
    with_preemptions(3, || {
        let ring = wrapping_ring::<_, 2>();
        let drops = Drops::new();
        let producers = [0, 1].map(|number| {
            let (ring, value) = (ring.clone(), drops.value(number));
            thread::spawn(move || drop(ring.push(value)))
        });
        ring.close();
        for producer in producers {
            producer.join().unwrap();
        }
        drop(ring);
        drops.assert_all_once(2);
    });
}
