//! Closing an SPSC ring against its producer: what said Ok is drained, everything else comes back.

use crate::check::{Drops, unbounded};
use hel_ring::{
    PopError, PushError,
    spsc::{self, Consumer, Producer},
};
use loom::{
    sync::atomic::{Ordering, fence},
    thread,
};
use std::{collections::VecDeque, sync::Arc};

fn barrier() {
    fence(Ordering::SeqCst);
}

fn drain<const CAP: usize>(rx: &mut Consumer<usize, CAP>) -> Vec<usize> {
    let mut drained = Vec::new();
    loop {
        match rx.pop() {
            Ok(value) => drained.push(value),
            Err(PopError::Closed) => return drained,
            Err(PopError::Empty) => panic!("a closed ring said Empty"),
        }
    }
}

/// A push with a barrier between publishing and looking: exact.
fn send<const CAP: usize>(tx: &mut Producer<usize, CAP>, value: usize) -> Result<(), PushError<usize>> {
    tx.publish(value)?;
    barrier();
    tx.retract().map_or(Ok(()), |value| Err(PushError::Closed(value)))
}

/// The central claim: with a barrier on both sides each value is either drained or handed back, never both,
/// never neither.
#[test]
fn close_is_exact_against_publish() {
    unbounded(10000).check(|| {
        let (mut tx, mut rx) = spsc::starting_at::<_, 2, _>(usize::MAX, ());
        let producer = thread::spawn(move || {
            let sent: Vec<usize> = (0..2).filter(|&value| send(&mut tx, value).is_ok()).collect();
            (tx, sent)
        });
        assert!(rx.close());
        assert!(rx.is_closed());
        let drained = drain(&mut rx);
        assert!(rx.is_drained());
        let (tx, sent) = producer.join().unwrap();
        assert_eq!(sent, drained);
        assert!(tx.is_closed());
        assert_eq!((tx.pushed(), rx.popped()), (rx.popped(), tx.popped()));
    });
}

/// The same for a batch, of which a close may count a part.
#[test]
fn close_is_exact_against_a_batch() {
    unbounded(1000).check(|| {
        let (mut tx, mut rx) = spsc::starting_at::<_, 4, _>(usize::MAX, ());
        tx.push(0).unwrap();
        let producer = thread::spawn(move || {
            let mut items = VecDeque::from([1, 2]);
            let published = tx.publish_batch(&mut items).unwrap_or(0);
            barrier();
            while let Some(value) = tx.retract() {
                items.push_front(value);
            }
            (tx, published, items)
        });
        assert!(rx.close_with(|()| barrier()));
        let drained = drain(&mut rx);
        let (tx, _, back) = producer.join().unwrap();
        assert!(drained.iter().chain(&back).copied().eq(0..3), "{drained:?} {back:?}");
        drop(tx);
    });
}

/// Without a barrier a push may say Ok too much, but no value is seen twice, and each is dropped once.
#[test]
fn a_raw_push_against_close_is_sound() {
    unbounded(20000).check(|| {
        let (mut tx, mut rx) = spsc::ring::<_, 2>();
        let drops = Drops::new();
        let values = [drops.value(0), drops.value(1)];
        let producer = thread::spawn(move || {
            for value in values {
                let _ = tx.push(value);
            }
            tx
        });
        rx.close();
        let mut drained = 0;
        while let Ok(value) = rx.pop() {
            assert_eq!(value.number, drained);
            drained += 1;
        }
        assert_eq!(rx.pop().err(), Some(PopError::Closed));
        drop((producer.join().unwrap(), rx));
        drops.assert_all_once(2);
    });
}

/// The producer closes and pushes on while the consumer pops: what comes after the close is never popped.
#[test]
fn nothing_published_after_the_producers_close_is_popped() {
    unbounded(200).check(|| {
        let (mut tx, mut rx) = spsc::ring::<_, 2>();
        let producer = thread::spawn(move || {
            send(&mut tx, 0).unwrap();
            assert!(tx.close());
            assert_eq!(send(&mut tx, 1), Err(PushError::Closed(1)));
            tx
        });
        let popped: Vec<_> = [rx.pop(), rx.pop()].into_iter().flatten().collect();
        assert!(matches!(popped[..], [] | [0]), "{popped:?}");
        drop(producer.join().unwrap());
    });
}

/// Both halves close at once: they agree on the end, and one of them did it.
#[test]
fn both_halves_close() {
    unbounded(700).check(|| {
        let (mut tx, mut rx) = spsc::ring::<_, 2>();
        let producer = thread::spawn(move || {
            let sent = send(&mut tx, 0).is_ok();
            (tx.close(), sent, tx)
        });
        let by_consumer = rx.close();
        let drained = drain(&mut rx);
        let (by_producer, sent, tx) = producer.join().unwrap();
        assert!(by_consumer != by_producer);
        assert_eq!(drained.len(), usize::from(sent));
        drop(tx);
    });
}

/// The consumer goes while the producer pushes: everything queued goes with it, the rest comes back.
#[test]
fn the_consumers_drop_leaves_nothing() {
    unbounded(100).check(|| {
        let (mut tx, rx) = spsc::ring::<_, 2>();
        let drops = Drops::new();
        let value = drops.value(1);
        tx.push(drops.value(0)).unwrap();
        let consumer = thread::spawn(move || drop(rx));
        let back = tx.publish(value).map_or_else(
            |error| Some(error.into_inner()),
            |()| {
                barrier();
                tx.retract()
            },
        );
        consumer.join().unwrap();
        assert!(tx.is_closed() && tx.is_empty());
        drop(back);
        drops.assert_all_once(2);
        drop(tx);
        drops.assert_all_once(2);
    });
}

/// Both halves close, one of them after a raw push, and go.
#[test]
fn a_raw_push_and_two_closes_drop_once() {
    unbounded(500).check(|| {
        let (mut tx, rx) = spsc::ring::<_, 2>();
        let drops = Drops::new();
        let value = drops.value(0);
        let producer = thread::spawn(move || {
            let _ = tx.push(value);
            tx.close();
            tx
        });
        let consumer = thread::spawn(move || {
            rx.close();
            rx
        });
        let tx = producer.join().unwrap();
        drop(consumer.join().unwrap());
        drop(tx);
        drops.assert_all_once(1);
    });
}

/// A producer that is told of a close sees what the closer did before it.
#[test]
fn a_close_carries_what_came_before_it() {
    use loom::sync::atomic::{AtomicBool, Ordering::Relaxed};

    fn model(told: fn(&mut Producer<usize, 1>) -> bool) {
        unbounded(6).check(move || {
            let (mut tx, rx) = spsc::ring::<_, 1>();
            let before = Arc::new(AtomicBool::new(false));
            let closer = {
                let before = before.clone();
                thread::spawn(move || {
                    before.store(true, Relaxed);
                    rx.close();
                    rx
                })
            };
            if told(&mut tx) {
                assert!(before.load(Relaxed));
            }
            drop((closer.join().unwrap(), tx));
        });
    }
    model(|tx| tx.push(1).is_err());
    model(|tx| tx.is_closed());
    model(|tx| tx.push_batch(&mut VecDeque::from([1])).is_err());
    model(|tx| !tx.close());
}

/// So does a consumer that is told that the producer closed before.
#[test]
fn a_consumer_that_closes_in_vain_sees_what_came_before() {
    use loom::sync::atomic::{AtomicBool, Ordering::Relaxed};

    unbounded(15).check(|| {
        let (tx, rx) = spsc::ring::<usize, 1>();
        let before = Arc::new(AtomicBool::new(false));
        let closer = {
            let before = before.clone();
            thread::spawn(move || {
                before.store(true, Relaxed);
                tx.close();
                tx
            })
        };
        if !rx.close() {
            assert!(before.load(Relaxed));
        }
        drop((closer.join().unwrap(), rx));
    });
}
