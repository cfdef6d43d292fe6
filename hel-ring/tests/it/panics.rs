//! A value whose drop panics: the others are dropped all the same, and the panic goes on.

use hel_ring::{mpmc::Ring, spsc};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

/// Counts its drop, and panics if told so.
struct Explosive {
    drops: Arc<AtomicUsize>,
    armed: bool,
}

impl Drop for Explosive {
    fn drop(&mut self) {
        self.drops.fetch_add(1, Relaxed);
        assert!(!self.armed, "boom");
    }
}

/// Four values, of which the one numbered `armed` panics.
fn explosives(armed: usize) -> (Arc<AtomicUsize>, Vec<Explosive>) {
    let drops = Arc::new(AtomicUsize::new(0));
    let values = (0..4).map(|number| Explosive { drops: drops.clone(), armed: number == armed }).collect();
    (drops, values)
}

/// The message of the panic in `action`.
fn panic_of(action: impl FnOnce()) -> &'static str {
    let panic = catch_unwind(AssertUnwindSafe(action)).expect_err("no panic");
    panic.downcast_ref::<&str>().expect("not a plain message")
}

#[test]
fn a_ring_drops_the_others() {
    for armed in 0..4 {
        let (drops, values) = explosives(armed);
        let ring = Ring::<_, 4, _>::starting_at(usize::MAX - 1, Arc::new(()));
        let extra = ring.extra().clone();
        for value in values {
            assert!(ring.push(value).is_ok());
        }
        assert_eq!(panic_of(|| drop(ring)), "boom");
        assert_eq!(drops.load(Relaxed), 4);
        assert_eq!(Arc::strong_count(&extra), 1);
    }
}

#[test]
fn a_consumer_drops_the_others_and_leaves_the_ring_right() {
    for armed in 0..4 {
        let (drops, values) = explosives(armed);
        let (mut tx, rx) = spsc::starting_at::<_, 4, _>(usize::MAX - 1, Arc::new(()));
        let extra = tx.extra().clone();
        for value in values {
            assert!(tx.push(value).is_ok());
        }
        assert_eq!(panic_of(|| drop(rx)), "boom");
        assert_eq!(drops.load(Relaxed), 4);
        assert!(tx.is_closed() && tx.is_empty());
        let (later_drops, values) = explosives(4);
        for value in values {
            assert!(tx.push(value).is_err_and(|error| error.is_closed()));
        }
        drop(tx);
        assert_eq!((drops.load(Relaxed), later_drops.load(Relaxed)), (4, 4));
        assert_eq!(Arc::strong_count(&extra), 1);
    }
}

#[test]
fn a_producer_drops_the_others_that_do_not_count() {
    for armed in 1..4 {
        let (drops, mut values) = explosives(armed);
        let (mut tx, rx) = spsc::starting_at::<_, 4, _>(usize::MAX - 1, Arc::new(()));
        let extra = tx.extra().clone();
        let uncounted = values.split_off(1);
        assert!(values.into_iter().all(|value| tx.publish(value).is_ok()));
        rx.close();
        assert!(uncounted.into_iter().all(|value| tx.publish(value).is_ok()));
        assert_eq!(panic_of(|| drop(tx)), "boom");
        assert_eq!(drops.load(Relaxed), 3);
        drop(rx);
        assert_eq!(drops.load(Relaxed), 4);
        assert_eq!(Arc::strong_count(&extra), 1);
    }
}
