//! One producer, one consumer: values arrive in order and whole, over the wrap.

use crate::check::{Drops, unbounded};
use hel_ring::{PopError, PushError, spsc};
use loom::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};
use std::collections::VecDeque;

/// A ring of one slot, reused for the second value: the producer must see it read before it writes again.
#[test]
fn one_slot_is_reused() {
    unbounded(20).check(|| {
        let (mut tx, mut rx) = spsc::starting_at::<_, 1, _>(usize::MAX, ());
        let drops = Drops::new();
        let values = [drops.value(0), drops.value(1)];
        let producer = thread::spawn(move || {
            let mut refused = Vec::new();
            for value in values {
                match tx.push(value) {
                    Ok(()) => {}
                    Err(PushError::Full(value)) => refused.push(value.number),
                    Err(PushError::Closed(_)) => unreachable!(),
                }
            }
            (tx, refused)
        });
        let mut seen = Vec::new();
        for _ in 0..2 {
            seen.extend(rx.pop().map(|value| value.number));
        }
        let (tx, refused) = producer.join().unwrap();
        while let Ok(value) = rx.pop() {
            seen.push(value.number);
        }
        seen.extend(refused);
        assert_eq!(seen, [0, 1]);
        drop((tx, rx));
        drops.assert_all_once(2);
    });
}

/// Three values through two slots; what is left goes with the ring.
#[test]
fn values_come_in_order_over_the_wrap() {
    unbounded(90).check(|| {
        let (mut tx, mut rx) = spsc::starting_at::<_, 2, _>(usize::MAX, ());
        let drops = Drops::new();
        tx.push(drops.value(0)).unwrap();
        let values = [drops.value(1), drops.value(2)];
        let producer = thread::spawn(move || {
            for value in values {
                if tx.push(value).is_err() {
                    break;
                }
            }
            tx
        });
        for expected in 0..2 {
            match rx.pop() {
                Ok(value) => assert_eq!(value.number, expected),
                Err(error) => {
                    assert_eq!((error, expected), (PopError::Empty, 1));
                    break;
                }
            }
        }
        drop((producer.join().unwrap(), rx));
        drops.assert_all_once(3);
    });
}

/// A batch is written before the one store of the tail that publishes it, and freed by the one store of the
/// head.
#[test]
fn batches_are_published_whole() {
    unbounded(20).check(|| {
        let (mut tx, mut rx) = spsc::starting_at::<_, 2, _>(usize::MAX, ());
        let drops = Drops::new();
        let mut items = VecDeque::from([drops.value(0), drops.value(1), drops.value(2)]);
        let producer = thread::spawn(move || {
            let first = tx.push_batch(&mut items).unwrap();
            assert_eq!(first, 2);
            let second = tx.push_batch(&mut items).unwrap();
            assert_eq!(first + second + items.len(), 3);
            tx
        });
        let mut values = Vec::new();
        let mut counts = Vec::new();
        for _ in 0..2 {
            counts.extend(rx.pop_batch(&mut values, usize::MAX));
        }
        assert!(matches!(counts[..], [] | [2] | [2, 1]), "{counts:?}");
        assert!(values.iter().map(|value| value.number).eq(0..values.len()));
        drop((producer.join().unwrap(), rx, values));
        drops.assert_all_once(3);
    });
}

/// A chunk is written before the one store that publishes it, and read before the one store that frees it. What was
/// filled of a chunk that is leaked goes with the next push.
#[test]
fn chunks_are_published_and_freed_whole() {
    unbounded(20).check(|| {
        let (mut tx, mut rx) = spsc::starting_at::<_, 2, _>(usize::MAX, ());
        let drops = Drops::new();
        let values = [drops.value(0), drops.value(1)];
        let last = drops.value(2);
        let producer = thread::spawn(move || {
            let mut chunk = tx.write_chunk(2).unwrap();
            assert_eq!(chunk.fill(values), 2);
            drop(chunk);
            let mut chunk = tx.write_chunk(1).unwrap();
            // There is room or not; if not, the value goes here.
            drop(chunk.push(last));
            std::mem::forget(chunk);
            tx
        });
        let mut seen = Vec::new();
        for _ in 0..2 {
            if let Ok(chunk) = rx.read_chunk(2) {
                seen.extend(chunk);
            }
        }
        assert!(seen.iter().map(|value| value.number).eq(0..seen.len()));
        assert!(seen.len() < 3, "the last one is not published yet");
        drop(producer.join().unwrap());
        if let Ok(chunk) = rx.read_chunk(3) {
            seen.extend(chunk);
        }
        assert!(seen.iter().map(|value| value.number).eq(0..seen.len()));
        drop((rx, seen));
        drops.assert_all_once(3);
    });
}

/// A producer that closes leaves what it pushed: from then on the consumer never says `Empty`.
#[test]
fn the_producers_last_value_comes_before_closed() {
    unbounded(30).check(|| {
        let (mut tx, mut rx) = spsc::ring::<_, 2>();
        let has_closed = Arc::new(AtomicBool::new(false));
        let producer = {
            let has_closed = has_closed.clone();
            thread::spawn(move || {
                tx.push(1).unwrap();
                tx.close();
                has_closed.store(true, Ordering::Release);
                tx
            })
        };
        let closed_before = has_closed.load(Ordering::Acquire);
        let first = rx.pop();
        let tx = producer.join().unwrap();
        if first == Err(PopError::Empty) {
            assert!(!closed_before);
            assert_eq!(rx.pop(), Ok(1));
        } else {
            assert_eq!(first, Ok(1));
        }
        assert_eq!(rx.pop(), Err(PopError::Closed));
        drop(tx);
    });
}
