//! Giving up against being notified: the wakeup goes to the next.

use crate::support::{Lane, Take, TakeEither, Way, bounded, poll_once};
use hel_notify::{Notify, Operation, Waiting};
use loom::thread;
use std::sync::Arc;

/// A registered future is dropped while the only notification is on its way; another waiter is, or comes, behind it.
fn cancel_against_notify<O: Operation + 'static>(way: Way, operation: fn(Arc<Lane>) -> O) {
    bounded(3, move || {
        let lane = Lane::new(Notify::new());
        let mut cancelled = Waiting::new(operation(Arc::clone(&lane)));
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
    cancel_against_notify(Way::Thread, Take);
}

#[test]
fn a_cancelled_future_hands_on_to_a_task() {
    cancel_against_notify(Way::Task, Take);
}

#[test]
fn a_cancelled_future_of_two_events_hands_on_to_a_thread() {
    cancel_against_notify(Way::Thread, |lane| TakeEither([lane, Lane::new(Notify::new())]));
}

/// The place of one that was woken is free for the next, and nothing that the woken one does later takes it away.
#[test]
fn a_woken_future_is_dropped_when_another_has_its_place() {
    bounded(3, || {
        let lane = Lane::new(Notify::new());
        let mut woken = Waiting::new(Take(Arc::clone(&lane)));
        assert!(poll_once(&mut woken).is_pending());
        lane.publish(0);
        assert_eq!(lane.take(), Some(0));
        let waiter = thread::spawn({
            let lane = Arc::clone(&lane);
            move || Way::Thread.wait(Take(lane))
        });
        drop(woken);
        lane.publish(1);
        assert_eq!(waiter.join().unwrap(), 1);
        assert_eq!(lane.arrived.waiters(), 0);
    });
}
