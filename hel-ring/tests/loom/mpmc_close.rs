//! Closing an MPMC ring: what said Ok is drained, everything else comes back.

use crate::{
    check::{Cast, Drops, bounded, unbounded},
    mpmc::{Ring, push, wrapping_ring},
};
use hel_ring::{CompareExchange, FetchAdd, PopError, PushError, Reserve};
use loom::sync::atomic::{
    AtomicBool,
    Ordering::{Relaxed, SeqCst},
    fence,
};
use std::{collections::VecDeque, iter, sync::Arc};

/// Pops until the ring says `Closed`, which it must once every push has returned.
pub(crate) fn drain<T, const CAP: usize, R: Reserve>(ring: &Ring<T, CAP, R>) -> Vec<T> {
    let drained: Vec<_> = iter::from_fn(|| ring.pop().ok()).collect();
    assert_eq!(ring.pop().err(), Some(PopError::Closed));
    assert!(ring.is_drained());
    drained
}

/// `Closed` from a pop is the last word: it is never said while a push that will say Ok is on its way.
#[test]
fn close_is_exact_against_push() {
    bounded(3, 2000).check_cast(3, |cast| {
        let ring = wrapping_ring::<_, 2, CompareExchange>();
        let push = |value| {
            let ring = ring.clone();
            move || ring.push(value)
        };
        let closer = ring.clone();
        let close_and_pop = move || {
            assert!(closer.close());
            closer.pop()
        };
        let (early, one, other) = cast.play_three(close_and_pop, push(0), push(1));
        let results = [one, other];
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
    unbounded(20).check_cast(2, |cast| {
        let ring = wrapping_ring::<_, 2, CompareExchange>();
        let (producer, closer) = (ring.clone(), ring.clone());
        let (sent, early) = cast.play(
            move || {
                let mut items = VecDeque::from([0, 1]);
                let result = producer.push_batch(&mut items);
                assert_eq!(items.len(), if result.is_ok() { 0 } else { 2 });
                result.unwrap_or(0)
            },
            move || {
                closer.close();
                closer.pop()
            },
        );
        if early == Err(PopError::Closed) {
            assert_eq!(sent, 0);
        }
        assert!(early.into_iter().chain(drain(&ring)).eq(0..sent));
    });
}

/// Two close at once: one of them did.
#[test]
fn one_of_two_closes() {
    unbounded(4).check_cast(2, |cast| {
        let ring = wrapping_ring::<usize, 1, CompareExchange>();
        let (one, other) = (ring.clone(), ring.clone());
        let (by_one, by_other) = cast.play(move || one.close(), move || other.close());
        assert!(by_one != by_other);
    });
}

/// Who is told of a close sees what the closer did before it.
#[test]
fn a_close_carries_what_came_before_it() {
    fn model(told: fn(&Ring<usize, 1>) -> bool) {
        bounded(3, 7).check_cast(2, move |cast| {
            let ring = wrapping_ring::<_, 1, CompareExchange>();
            let before = Arc::new(AtomicBool::new(false));
            let (closer, done) = (ring.clone(), before.clone());
            cast.play(
                move || {
                    done.store(true, Relaxed);
                    closer.close();
                },
                move || {
                    if told(&ring) {
                        assert!(before.load(Relaxed));
                    }
                },
            );
        });
    }
    model(|ring| ring.push(1).is_err());
    model(|ring| ring.pop() == Err(PopError::Closed));
    model(|ring| ring.push_batch(&mut VecDeque::from([1])).is_err());
    model(Ring::is_closed);
    model(Ring::is_drained);
    model(|ring| !ring.close());
}

/// Whoever is told of a close, in whatever way, is told of it by a pop as well.
#[test]
fn after_the_news_of_a_close_pops_say_so() {
    fn model(told: fn(&Ring<usize, 1>) -> bool) {
        unbounded(4).check_cast(2, move |cast| {
            let ring = wrapping_ring::<_, 1, CompareExchange>();
            let closer = ring.clone();
            cast.play(
                move || closer.close(),
                move || {
                    if told(&ring) {
                        assert_eq!(ring.pop(), Err(PopError::Closed));
                    }
                },
            );
        });
    }
    model(|ring| ring.push(1).is_err());
    model(Ring::is_closed);
    model(Ring::is_drained);
    model(|ring| !ring.close());
}

/// Values that are left in a closed ring go with it.
#[test]
fn a_closed_ring_drops_what_is_left() {
    fn model<R: Reserve + 'static>(cast: Cast) {
        let ring = wrapping_ring::<_, 2, R>();
        let drops = Drops::new();
        let closer = ring.clone();
        let results =
            cast.play_three(move || closer.close(), push(&ring, drops.value(0)), push(&ring, drops.value(1)));
        drop((results, ring));
        drops.assert_all_once(2);
    }
    bounded(3, 2400).check_cast(3, model::<CompareExchange>);
    bounded(2, 1000).check_cast(3, model::<FetchAdd>);
}

/// The last receiver's drop: it says that it goes, closes the ring and discards what is queued. Who pushed looks whether
/// it went, and then discards as well. Nothing is left in the ring, though it stays.
#[test]
fn what_is_pushed_while_the_last_receiver_goes_is_discarded() {
    fn discard<T, const CAP: usize, R: Reserve>(ring: &Ring<T, CAP, R>) {
        while ring.pop().is_ok() {}
    }

    fn model<R: Reserve + 'static>(cast: Cast) {
        let ring = wrapping_ring::<_, 2, R>();
        let drops = Drops::new();
        let is_abandoned = Arc::new(AtomicBool::new(false));
        let pushes = [0, 1].map(|number| push(&ring, drops.value(number)));
        let (sender, is_marked) = (ring.clone(), is_abandoned.clone());
        let send = move || {
            for push in pushes {
                if push().is_ok() {
                    fence(SeqCst);
                    if is_marked.load(Relaxed) {
                        discard(&sender);
                    }
                }
            }
        };
        let (receiver, mark) = (ring.clone(), is_abandoned.clone());
        let go = move || {
            mark.store(true, Relaxed);
            receiver.close();
            fence(SeqCst);
            discard(&receiver);
        };
        cast.play(go, send);
        assert!(ring.is_drained());
        drops.assert_all_once(2);
    }
    bounded(3, 3000).check_cast(2, model::<CompareExchange>);
    bounded(3, 3000).check_cast(2, model::<FetchAdd>);
}
