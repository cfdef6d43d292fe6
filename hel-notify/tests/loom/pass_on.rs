//! A success that was woken for something else, too.

use crate::support::{Lane, Polled, Take, TakeEither, Way, bounded};
use hel_notify::Notify;
use loom::thread;
use std::sync::Arc;

/// Two publishers make their items visible out of order: the wakeup for the second item finds nothing to take, and who
/// takes the first must wake somebody for the second.
#[test]
fn two_publishers_out_of_order_to_two_sleepers() {
    bounded(2, || {
        let lane = Lane::new(Notify::new());
        let waiters = [Way::Thread, Way::Task].map(|way| {
            let lane = Arc::clone(&lane);
            thread::spawn(move || way.wait(Take(lane)))
        });
        let second = thread::spawn({
            let lane = Arc::clone(&lane);
            move || lane.publish(1)
        });
        lane.publish(0);
        second.join().unwrap();
        let [one, other] = waiters.map(|waiter| waiter.join().unwrap());
        assert_eq!(one + other, 1, "each item once");
        assert_eq!(lane.arrived.waiters(), 0);
    });
}

/// A waiter of two events takes from the one while the other's wakeup has landed on it: a waiter of the other must hear.
#[test]
fn a_waiter_of_two_events_needs_one_wakeup() {
    bounded(2, || {
        let lanes = [Lane::new(Notify::new()), Lane::new(Notify::new())];
        let either = thread::spawn({
            let lanes = lanes.clone();
            move || Way::Thread.wait(TakeEither(lanes))
        });
        let second = thread::spawn({
            let lane = Arc::clone(&lanes[1]);
            move || Way::Thread.wait(Take(lane))
        });
        lanes[0].publish(0);
        lanes[1].publish(0);
        if either.join().unwrap() == 1 {
            lanes[1].publish(1);
        }
        second.join().unwrap();
    });
}

/// A waiter takes an item for which it was not woken, while it is woken for another: it must see that one, and tell the next.
#[test]
fn a_success_beside_a_wakeup_for_something_else() {
    loom::model(|| {
        let lane = Lane::new(Notify::new());
        let [mut first, second] = [(); 2].map(|()| Polled::waiting(Take(Arc::clone(&lane))));
        lane.show(0);
        let taker = thread::spawn(move || assert!(first.poll().is_ready()));
        lane.publish(1);
        taker.join().unwrap();
        assert!(second.is_woken(), "it sleeps beside an item");
    });
}

/// Who was woken in vain is the first to hear of the next item.
#[test]
fn a_waiter_woken_in_vain_is_still_the_oldest() {
    loom::model(|| {
        let lane = Lane::new(Notify::new());
        let mut waiting = [(); 3].map(|()| Polled::waiting(Take(Arc::clone(&lane))));
        lane.arrived.notify(2);
        // Both come back; the later one first, to the seat.
        assert!(waiting[1].poll().is_pending());
        assert!(waiting[0].poll().is_pending());
        assert!(waiting[0].is_woken() && waiting[1].is_woken());
        lane.publish(0);
        lane.publish(1);
        assert!(waiting[0].is_woken() && waiting[1].is_woken() && !waiting[2].is_woken());
    });
}
