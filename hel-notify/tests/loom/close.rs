//! Closing: every waiter wakes, and of closer and sender at least one sees the other.

use crate::support::Way;
use hel_notify::{Notify, Operation};
use loom::sync::atomic::{AtomicBool, Ordering};
use loom::thread;
use std::sync::Arc;

struct Gate {
    closed: AtomicBool,
    published: AtomicBool,
    event: Notify,
}

impl Gate {
    fn new() -> Arc<Self> {
        let [closed, published] = std::array::from_fn(|_| AtomicBool::new(false));
        Arc::new(Self { closed, published, event: Notify::new() })
    }
}

/// Waits for the gate to close.
struct Closed(Arc<Gate>);

impl Operation for Closed {
    type Output = ();

    fn attempt(&mut self) -> Option<()> {
        self.0.closed.load(Ordering::Acquire).then_some(())
    }

    fn event(&self, _key: usize) -> &Notify {
        &self.0.event
    }

    fn leaves_more(&self, _key: usize) -> bool {
        false
    }
}

/// `notify_all` against the announcements of two waiters, which no other notification will ever reach.
#[test]
fn close_against_announce() {
    crate::support::bounded(3, || {
        let gate = Gate::new();
        let waiters = [Way::Thread, Way::Task].map(|way| {
            let gate = Arc::clone(&gate);
            thread::spawn(move || way.wait(Closed(gate)))
        });
        gate.closed.store(true, Ordering::Release);
        gate.event.notify_all();
        for waiter in waiters {
            waiter.join().unwrap();
        }
        assert_eq!(gate.event.waiters(), 0);
    });
}

/// The closer sees a sender that publishes and misses the close: `notify` is one side of the barrier, `synchronize` the other.
#[test]
fn a_closer_that_synchronizes_sees_every_sender_that_missed_the_close() {
    loom::model(|| {
        let gate = Gate::new();
        let sender = thread::spawn({
            let gate = Arc::clone(&gate);
            move || {
                gate.published.store(true, Ordering::Release);
                gate.event.notify(1);
                gate.closed.load(Ordering::Acquire)
            }
        });
        gate.closed.store(true, Ordering::Release);
        gate.event.synchronize();
        let closer_saw = gate.published.load(Ordering::Acquire);
        let sender_saw = sender.join().unwrap();
        assert!(closer_saw || sender_saw);
    });
}
