//! The length is within 0 and `CAP`, whoever looks, whatever moves.

use hel_ring::{mpmc::Ring, spsc};
use std::{
    sync::{
        Barrier,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

const ROUNDS: usize = 30_000;

#[test]
fn mpmc_len_stays_in_bounds_in_a_race() {
    let ring = Ring::<usize, 2>::starting_at(usize::MAX - ROUNDS / 2, ());
    let (start, done) = (Barrier::new(3), AtomicBool::new(false));
    thread::scope(|scope| {
        let workers = [0, 1].map(|worker| {
            let (ring, start) = (&ring, &start);
            scope.spawn(move || {
                start.wait();
                for value in 0..ROUNDS {
                    let _ = if worker == 0 { ring.push(value).is_ok() } else { ring.pop().is_ok() };
                    if value % 7 == 0 {
                        let _ = ring.force_push(value);
                    }
                }
            })
        });
        scope.spawn(|| {
            start.wait();
            while !done.load(Ordering::Relaxed) {
                let len = ring.len();
                assert!(len <= 2, "{len}");
                let _ = (ring.is_empty(), ring.is_full(), ring.is_drained());
            }
        });
        for worker in workers {
            worker.join().unwrap();
        }
        done.store(true, Ordering::Relaxed);
    });
}

#[test]
fn spsc_len_stays_in_bounds_in_a_race() {
    let (mut tx, mut rx) = spsc::starting_at::<usize, 2, _>(usize::MAX - ROUNDS / 2, ());
    let start = Barrier::new(2);
    thread::scope(|scope| {
        scope.spawn(|| {
            start.wait();
            for value in 0..ROUNDS {
                let _ = tx.push(value);
                assert!(tx.len() <= 2);
                // Only this half fills it.
                assert!(!tx.is_empty() || tx.popped() == tx.pushed());
            }
        });
        start.wait();
        for _ in 0..ROUNDS {
            let was_full = rx.is_full();
            assert!(rx.len() <= 2);
            // Only this half empties it.
            assert!(!was_full || rx.pop().is_ok());
            let _ = rx.pop();
        }
    });
}
