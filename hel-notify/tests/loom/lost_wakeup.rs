//! Publishing against announcing: a waiter never sleeps beside an item.

use crate::support::{Lane, Polled, Take, Way, bounded, poll_once};
use hel_notify::{Notify, Waiting};
use loom::thread;
use std::sync::Arc;

/// The race that the barrier is for: "published, anyone there?" against "I am there, anything published?".
fn publish_against_announce(way: Way) {
    loom::model(move || {
        let lane = Lane::new(Notify::new());
        let waiter = thread::spawn({
            let lane = Arc::clone(&lane);
            move || way.wait(Take(lane))
        });
        lane.publish(0);
        assert_eq!(waiter.join().unwrap(), 0);
        assert_eq!(lane.arrived.waiters(), 0);
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

/// Two waiters and two items: the first notification may find nobody, the second may land on the waiter whose second look
/// took the first item already.
fn two_waiters(ways: [Way; 2], publish: fn(&Lane)) {
    bounded(2, move || {
        let lane = Lane::new(Notify::new());
        let waiters = ways.map(|way| {
            let lane = Arc::clone(&lane);
            thread::spawn(move || way.wait(Take(lane)))
        });
        publish(&lane);
        let [first, second] = waiters.map(|waiter| waiter.join().unwrap());
        assert_eq!(first + second, 1, "each item once");
        assert_eq!(lane.arrived.waiters(), 0);
    });
}

fn one_by_one(lane: &Lane) {
    lane.publish(0);
    lane.publish(1);
}

fn as_a_batch(lane: &Lane) {
    lane.show(0);
    lane.show(1);
    lane.arrived.notify(2);
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

/// A future moves to another task while it is notified: the waker of the task that it is with must hear.
#[test]
fn a_task_that_moves() {
    bounded(3, || {
        let lane = Lane::new(Notify::new());
        let mut waiting = Waiting::new(Take(Arc::clone(&lane)));
        assert!(poll_once(&mut waiting).is_pending());
        let publisher = thread::spawn({
            let lane = Arc::clone(&lane);
            move || lane.publish(0)
        });
        assert_eq!(loom::future::block_on(waiting), 0);
        publisher.join().unwrap();

        // Nothing of it is left to take the next wakeup.
        let next = thread::spawn({
            let lane = Arc::clone(&lane);
            move || Way::Task.wait(Take(lane))
        });
        lane.publish(1);
        assert_eq!(next.join().unwrap(), 1);
    });
}

/// The same of one that is not the first waiter.
#[test]
fn a_task_that_moves_behind_another() {
    bounded(3, || {
        let lane = Lane::new(Notify::new());
        let mut waiting = [(); 2].map(|()| Waiting::new(Take(Arc::clone(&lane))));
        for waiting in &mut waiting {
            assert!(poll_once(waiting).is_pending());
        }
        let publisher = thread::spawn({
            let lane = Arc::clone(&lane);
            move || as_a_batch(&lane)
        });
        let [first, second] = waiting;
        let taken = [second, first].map(loom::future::block_on);
        assert_eq!(taken[0] + taken[1], 1, "each item once");
        publisher.join().unwrap();
    });
}

/// A notifier comes to the list while another thread is in it, for a waiter that leaves.
#[test]
fn two_waiters_behind_one_that_leaves() {
    bounded(3, || {
        let lane = Lane::new(Notify::new());
        let first = Polled::waiting(Take(Arc::clone(&lane)));
        let leaver = Polled::waiting(Take(Arc::clone(&lane)));
        let last = Polled::waiting(Take(Arc::clone(&lane)));
        let leaving = thread::spawn(move || drop(leaver));
        as_a_batch(&lane);
        leaving.join().unwrap();
        assert!(first.is_woken() && last.is_woken());
        assert_eq!(lane.arrived.waiters(), 0);
    });
}

/// A waiter joins the list while a notifier comes to it for another.
#[test]
fn a_waiter_that_joins_beside_one_that_is_woken() {
    bounded(3, || {
        let lane = Lane::new(Notify::new());
        let first = Polled::waiting(Take(Arc::clone(&lane)));
        let second = Polled::waiting(Take(Arc::clone(&lane)));
        let joiner = thread::spawn({
            let lane = Arc::clone(&lane);
            move || poll_once(&mut Waiting::new(Take(lane))).is_ready()
        });
        as_a_batch(&lane);
        let has_taken = joiner.join().unwrap();
        assert!(first.is_woken() && second.is_woken());
        assert!(has_taken || lane.has_next());
        assert_eq!(lane.arrived.waiters(), 0);
    });
}

/// A future behind another moves to a task while an item comes for it that somebody else takes: it keeps its place for the next.
#[test]
fn a_task_that_moves_in_the_list_beside_a_thief() {
    bounded(3, || {
        let lane = Lane::new(Notify::new());
        let first = Polled::waiting(Take(Arc::clone(&lane)));
        let mut moving = Waiting::new(Take(Arc::clone(&lane)));
        assert!(poll_once(&mut moving).is_pending());
        drop(first);
        let task = thread::spawn(move || loom::future::block_on(moving));
        lane.publish(0);
        if lane.take().is_some() {
            lane.publish(1);
        }
        task.join().unwrap();
        assert_eq!(lane.arrived.waiters(), 0);
    });
}

/// The same beside waiters that leave the list and tidy up behind themselves.
#[test]
fn a_task_that_moves_in_the_list_beside_one_that_leaves() {
    bounded(3, || {
        let lane = Lane::new(Notify::new());
        let first = Polled::waiting(Take(Arc::clone(&lane)));
        let mut moving = Waiting::new(Take(Arc::clone(&lane)));
        assert!(poll_once(&mut moving).is_pending());
        let leavers = [(); 2].map(|()| Polled::waiting(Take(Arc::clone(&lane))));
        drop(first);
        let task = thread::spawn(move || loom::future::block_on(moving));
        drop(leavers); // the second one finds that most have left
        lane.publish(0);
        assert_eq!(task.join().unwrap(), 0);
        assert_eq!(lane.arrived.waiters(), 0);
    });
}
