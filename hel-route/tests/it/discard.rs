//! Queued values are dropped with the last receiver, also if their `Drop` panics.

use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hel_route::{mpmc, spsc};

/// Panics on drop, with a payload that panics on drop as well.
struct Nested(Arc<AtomicUsize>);

impl Drop for Nested {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
        panic_any(PanicsOnDrop);
    }
}

/// Its own payload has no size: the channel forgets that payload, and so leaks nothing.
struct PanicsOnDrop;

impl Drop for PanicsOnDrop {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            panic_any(());
        }
    }
}

/// Drops a receiver, and forgets the panic that results: the drop of its payload would panic again.
fn drop_and_forget_the_panic(receiver: impl Sized) {
    let panic = catch_unwind(AssertUnwindSafe(|| drop(receiver))).unwrap_err();
    std::mem::forget(panic);
}

#[test]
fn all_are_dropped_though_each_panics_with_a_payload_that_panics() {
    let drops = Arc::new(AtomicUsize::new(0));
    let (tx, rx) = mpmc::bounded::<Nested, 8>();
    for _ in 0..5 {
        assert!(tx.try_send(Nested(Arc::clone(&drops))).is_ok());
    }
    drop_and_forget_the_panic(rx);
    assert_eq!(drops.load(Ordering::Relaxed), 5);
    assert_eq!(tx.stats().discarded, 5);

    let (mut tx, rx) = spsc::spsc::<Nested, 8>();
    for _ in 0..5 {
        assert!(tx.try_send(Nested(Arc::clone(&drops))).is_ok());
    }
    drop_and_forget_the_panic(rx);
    assert_eq!(drops.load(Ordering::Relaxed), 10);
    assert_eq!(tx.stats().discarded, 5);
}
