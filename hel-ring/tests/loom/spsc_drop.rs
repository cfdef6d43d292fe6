//! Both halves of an SPSC ring go at once: each value is dropped by one of them.

use crate::check::{Drops, unbounded};
use hel_ring::spsc;
use loom::thread;

/// With one value queued and another on its way.
#[test]
fn both_halves_go_at_once() {
    unbounded(500).check(|| {
        let (mut tx, rx) = spsc::starting_at::<_, 2, _>(usize::MAX, ());
        let drops = Drops::new();
        let value = drops.value(1);
        assert!(tx.push(drops.value(0)).is_ok());
        let producer = thread::spawn(move || {
            let _ = tx.push(value);
            drop(tx);
        });
        drop(rx);
        producer.join().unwrap();
        drops.assert_all_once(2);
    });
}

/// The same with the threads swapped.
#[test]
fn both_halves_go_at_once_the_consumer_elsewhere() {
    unbounded(400).check(|| {
        let (mut tx, rx) = spsc::starting_at::<_, 2, _>(usize::MAX, ());
        let drops = Drops::new();
        assert!(tx.push(drops.value(0)).is_ok());
        let consumer = thread::spawn(move || drop(rx));
        let _ = tx.push(drops.value(1));
        drop(tx);
        consumer.join().unwrap();
        drops.assert_all_once(2);
    });
}

/// A slot is freed and filled again before both go.
#[test]
fn both_halves_go_after_a_pop() {
    unbounded(5000).check(|| {
        let (mut tx, mut rx) = spsc::starting_at::<_, 1, _>(usize::MAX, ());
        let drops = Drops::new();
        let values = [drops.value(0), drops.value(1)];
        let producer = thread::spawn(move || {
            for value in values {
                let _ = tx.push(value);
            }
            drop(tx);
        });
        drop(rx.pop());
        drop(rx);
        producer.join().unwrap();
        drops.assert_all_once(2);
    });
}
