//! Giving up against being notified: the wakeup goes to the next.

use crate::support::{Lane, Take, Way, bounded, poll_once};
use hel_notify::{Notify, Waiting};
use loom::thread;
use std::sync::Arc;

/// A registered future is dropped while the only notification is on its way; another waiter is, or comes, behind it.
fn cancel_against_notify(way: Way) {
    bounded(3, move || {
        let lane = Lane::new(Notify::new());
        let mut cancelled = Waiting::new(Take(Arc::clone(&lane)));
        assert!(poll_once(&mut cancelled).is_pending());
        let publisher = thread::spawn({
            let lane = Arc::clone(&lane);
            move || lane.publish(0)
        });
        let waiter = thread::spawn({
            let lane = Arc::clone(&lane);
            move || way.wait(Take(lane))
        });
        drop(cancelled);
        assert_eq!(waiter.join().unwrap(), 0);
        publisher.join().unwrap();
        assert_eq!(lane.arrived.waiters(), 0);
    });
}

#[test]
fn a_cancelled_future_hands_on_to_a_thread() {
    cancel_against_notify(Way::Thread);
}

#[test]
fn a_cancelled_future_hands_on_to_a_task() {
    cancel_against_notify(Way::Task);
}
