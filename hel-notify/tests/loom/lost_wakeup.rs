//! Publishing against announcing: a waiter never sleeps while an item is there.

use crate::support::{Polled, Queue, Take, Way, bounded, poll_once};
use hel_notify::{Notify, Waiting};
use loom::thread;
use std::sync::Arc;

/// The race that the barrier is for: "published, anyone there?" against "I am there, anything published?".
fn publish_against_announce(way: Way) {
    loom::model(move || {
        let queue = Queue::new(Notify::new());
        let waiter = thread::spawn({
            let queue = Arc::clone(&queue);
            move || way.wait(Take(queue))
        });
        queue.publish(0);
        assert_eq!(waiter.join().unwrap(), 0);
        assert_eq!(queue.arrived.waiters(), 0);
    });
}

#[test]
fn publish_against_announce_of_a_thread() {
    publish_against_announce(Way::Thread);
}

#[test]
fn publish_against_announce_of_a_task() {
    publish_against_announce(Way::Task);
}

/// Two waiters and two items: the first notification may find no waiter, and the second may wake the waiter whose second look has
/// already taken the first item.
fn two_waiters(ways: [Way; 2], publish: fn(&Queue)) {
    bounded(2, move || {
        let queue = Queue::new(Notify::new());
        let waiters = ways.map(|way| {
            let queue = Arc::clone(&queue);
            thread::spawn(move || way.wait(Take(queue)))
        });
        publish(&queue);
        let [first, second] = waiters.map(|waiter| waiter.join().unwrap());
        assert_eq!(first + second, 1, "each item once");
        assert_eq!(queue.arrived.waiters(), 0);
    });
}

fn one_by_one(queue: &Queue) {
    queue.publish(0);
    queue.publish(1);
}

fn as_a_batch(queue: &Queue) {
    queue.show(0);
    queue.show(1);
    queue.arrived.notify(2);
}

#[test]
fn two_threads_one_notification_each() {
    two_waiters([Way::Thread, Way::Thread], one_by_one);
}

#[test]
fn a_thread_and_a_task_one_notification_each() {
    two_waiters([Way::Thread, Way::Task], one_by_one);
}

#[test]
fn a_thread_and_a_task_one_batch() {
    two_waiters([Way::Thread, Way::Task], as_a_batch);
}

/// A future moves to another task while it is notified: the waker of the newer task must be woken.
#[test]
fn a_task_that_moves() {
    bounded(3, || {
        let queue = Queue::new(Notify::new());
        let mut waiting = Waiting::new(Take(Arc::clone(&queue)));
        assert!(poll_once(&mut waiting).is_pending());
        let publisher = thread::spawn({
            let queue = Arc::clone(&queue);
            move || queue.publish(0)
        });
        assert_eq!(loom::future::block_on(waiting), 0);
        publisher.join().unwrap();

        // It has left nothing behind that could take the next wakeup.
        let next = thread::spawn({
            let queue = Arc::clone(&queue);
            move || Way::Task.wait(Take(queue))
        });
        queue.publish(1);
        assert_eq!(next.join().unwrap(), 1);
    });
}

/// The same for a waiter that is not the first.
#[test]
fn a_task_that_moves_behind_another() {
    bounded(3, || {
        let queue = Queue::new(Notify::new());
        let mut waiting = [(); 2].map(|()| Waiting::new(Take(Arc::clone(&queue))));
        for waiting in &mut waiting {
            assert!(poll_once(waiting).is_pending());
        }
        let publisher = thread::spawn({
            let queue = Arc::clone(&queue);
            move || as_a_batch(&queue)
        });
        let [first, second] = waiting;
        let taken = [second, first].map(loom::future::block_on);
        assert_eq!(taken[0] + taken[1], 1, "each item once");
        publisher.join().unwrap();
    });
}

/// A notifier comes to the list while a waiter that leaves holds it.
#[test]
fn two_waiters_behind_one_that_leaves() {
    bounded(3, || {
        let queue = Queue::new(Notify::new());
        let first = Polled::waiting(Take(Arc::clone(&queue)));
        let leaver = Polled::waiting(Take(Arc::clone(&queue)));
        let last = Polled::waiting(Take(Arc::clone(&queue)));
        let leaving = thread::spawn(move || drop(leaver));
        as_a_batch(&queue);
        leaving.join().unwrap();
        assert!(first.is_woken() && last.is_woken());
        assert_eq!(queue.arrived.waiters(), 0);
    });
}

/// A waiter joins the list while a notifier wakes another there.
#[test]
fn a_waiter_that_joins_beside_one_that_is_woken() {
    bounded(3, || {
        let queue = Queue::new(Notify::new());
        let first = Polled::waiting(Take(Arc::clone(&queue)));
        let second = Polled::waiting(Take(Arc::clone(&queue)));
        let joiner = thread::spawn({
            let queue = Arc::clone(&queue);
            move || poll_once(&mut Waiting::new(Take(queue))).is_ready()
        });
        as_a_batch(&queue);
        let has_taken = joiner.join().unwrap();
        assert!(first.is_woken() && second.is_woken());
        assert!(has_taken || queue.has_next());
        assert_eq!(queue.arrived.waiters(), 0);
    });
}

/// A future in the list moves to another task while it is notified of an item that another thread then takes: it keeps its place, and
/// hears of the next item.
#[test]
fn a_task_that_moves_in_the_list_while_its_item_is_taken() {
    bounded(3, || {
        let queue = Queue::new(Notify::new());
        let first = Polled::waiting(Take(Arc::clone(&queue)));
        let mut moving = Waiting::new(Take(Arc::clone(&queue)));
        assert!(poll_once(&mut moving).is_pending());
        drop(first);
        let task = thread::spawn(move || loom::future::block_on(moving));
        queue.publish(0);
        if queue.take().is_some() {
            queue.publish(1);
        }
        task.join().unwrap();
        assert_eq!(queue.arrived.waiters(), 0);
    });
}

/// The same beside waiters that leave the list and remove empty entries.
#[test]
fn a_task_that_moves_in_the_list_beside_one_that_leaves() {
    bounded(3, || {
        let queue = Queue::new(Notify::new());
        let first = Polled::waiting(Take(Arc::clone(&queue)));
        let mut moving = Waiting::new(Take(Arc::clone(&queue)));
        assert!(poll_once(&mut moving).is_pending());
        let leavers = [(); 2].map(|()| Polled::waiting(Take(Arc::clone(&queue))));
        drop(first);
        let task = thread::spawn(move || loom::future::block_on(moving));
        drop(leavers); // the second one finds that most entries are empty
        queue.publish(0);
        assert_eq!(task.join().unwrap(), 0);
        assert_eq!(queue.arrived.waiters(), 0);
    });
}
