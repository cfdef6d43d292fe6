//! Giving up while being notified: the wakeup goes to the next waiter.

use crate::support::{Queue, Take, TakeEither, Way, bounded, poll_once};
use hel_notify::{Notify, Operation, Waiting};
use loom::thread;
use std::sync::Arc;

/// A registered future is dropped while the only notification is on its way; another waiter is, or comes, behind it.
fn cancel_against_notify<O: Operation + 'static>(way: Way, operation: fn(Arc<Queue>) -> O) {
    bounded(3, move || {
        let queue = Queue::new(Notify::new());
        let mut cancelled = Waiting::new(operation(Arc::clone(&queue)));
        assert!(poll_once(&mut cancelled).is_pending());
        let publisher = thread::spawn({
            let queue = Arc::clone(&queue);
            move || queue.publish(0)
        });
        let waiter = thread::spawn({
            let queue = Arc::clone(&queue);
            move || way.wait(Take(queue))
        });
        drop(cancelled);
        assert_eq!(waiter.join().unwrap(), 0);
        publisher.join().unwrap();
        assert_eq!(queue.arrived.waiters(), 0);
    });
}

#[test]
fn a_cancelled_future_passes_its_wakeup_to_a_thread() {
    cancel_against_notify(Way::Thread, Take);
}

#[test]
fn a_cancelled_future_passes_its_wakeup_to_a_task() {
    cancel_against_notify(Way::Task, Take);
}

#[test]
fn a_cancelled_future_of_two_events_passes_its_wakeup_to_a_thread() {
    cancel_against_notify(Way::Thread, |queue| TakeEither([queue, Queue::new(Notify::new())]));
}

/// When a waiter was woken, its place is free for the next waiter. Nothing that the woken one does later takes it away.
#[test]
fn a_woken_future_is_dropped_when_another_has_its_place() {
    bounded(3, || {
        let queue = Queue::new(Notify::new());
        let mut woken = Waiting::new(Take(Arc::clone(&queue)));
        assert!(poll_once(&mut woken).is_pending());
        queue.publish(0);
        assert_eq!(queue.take(), Some(0));
        let waiter = thread::spawn({
            let queue = Arc::clone(&queue);
            move || Way::Thread.wait(Take(queue))
        });
        drop(woken);
        queue.publish(1);
        assert_eq!(waiter.join().unwrap(), 1);
        assert_eq!(queue.arrived.waiters(), 0);
    });
}
