//! A waiter that succeeds and was woken for something else, too.

use crate::support::{Polled, Queue, Take, TakeEither, Way, bounded};
use hel_notify::Notify;
use loom::thread;
use std::sync::Arc;

/// Two publishers make their items visible out of order: the wakeup for the second item finds nothing to take, and the waiter that
/// takes the first must wake another for the second.
#[test]
fn two_publishers_out_of_order_to_two_sleepers() {
    bounded(2, || {
        let queue = Queue::new(Notify::new());
        let waiters = [Way::Thread, Way::Task].map(|way| {
            let queue = Arc::clone(&queue);
            thread::spawn(move || way.wait(Take(queue)))
        });
        let second = thread::spawn({
            let queue = Arc::clone(&queue);
            move || queue.publish(1)
        });
        queue.publish(0);
        second.join().unwrap();
        let [one, other] = waiters.map(|waiter| waiter.join().unwrap());
        assert_eq!(one + other, 1, "each item once");
        assert_eq!(queue.arrived.waiters(), 0);
    });
}

/// A waiter of two events takes from one while the other's wakeup has come to it: a waiter of the other must be woken.
#[test]
fn a_waiter_of_two_events_needs_one_wakeup() {
    bounded(2, || {
        let queues = [Queue::new(Notify::new()), Queue::new(Notify::new())];
        let either = thread::spawn({
            let queues = queues.clone();
            move || Way::Thread.wait(TakeEither(queues))
        });
        let second = thread::spawn({
            let queue = Arc::clone(&queues[1]);
            move || Way::Thread.wait(Take(queue))
        });
        queues[0].publish(0);
        queues[1].publish(0);
        if either.join().unwrap() == 1 {
            queues[1].publish(1);
        }
        second.join().unwrap();
    });
}

/// A waiter takes an item that it was not woken for, while it is woken for another: it must see that one, and wake the next waiter.
#[test]
fn a_success_beside_a_wakeup_for_something_else() {
    loom::model(|| {
        let queue = Queue::new(Notify::new());
        let [mut first, second] = [(); 2].map(|()| Polled::waiting(Take(Arc::clone(&queue))));
        queue.show(0);
        let taker = thread::spawn(move || assert!(first.poll().is_ready()));
        queue.publish(1);
        taker.join().unwrap();
        assert!(second.is_woken(), "it sleeps although an item is there");
    });
}

/// A waiter that was woken in vain is the first to be woken for the next item.
#[test]
fn a_waiter_woken_in_vain_is_still_the_oldest() {
    loom::model(|| {
        let queue = Queue::new(Notify::new());
        let mut waiting = [(); 3].map(|()| Polled::waiting(Take(Arc::clone(&queue))));
        queue.arrived.notify(2);
        // Both come back; the younger one first, to the seat.
        assert!(waiting[1].poll().is_pending());
        assert!(waiting[0].poll().is_pending());
        assert!(waiting[0].is_woken() && waiting[1].is_woken());
        queue.publish(0);
        queue.publish(1);
        assert!(waiting[0].is_woken() && waiting[1].is_woken() && !waiting[2].is_woken());
    });
}
