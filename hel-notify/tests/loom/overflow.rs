//! A waiter of one shard beside a waiter of any shard.

use crate::support::{Lane, Polled, Take, Way, bounded};
use hel_notify::{Notify, Operation};
use loom::thread;
use std::sync::Arc;

/// Takes from a lane, and waits on the event that the lane's overflows to.
struct TakeAny {
    lane: Arc<Lane>,
    any: Arc<Notify>,
}

impl Operation for TakeAny {
    type Output = usize;

    fn attempt(&mut self) -> Option<usize> {
        self.lane.take()
    }

    fn event(&self, _key: usize) -> &Notify {
        &self.any
    }

    fn leaves_more(&self, _key: usize) -> bool {
        self.lane.has_next()
    }
}

/// Publishing against the announcement of a waiter that only the overflow knows.
#[test]
fn publish_against_announce_in_the_overflow() {
    loom::model(|| {
        let any = Arc::new(Notify::new());
        let lane = Lane::new(Notify::with_overflow(Arc::clone(&any)));
        let waiter = thread::spawn({
            let lane = Arc::clone(&lane);
            move || Way::Thread.wait(TakeAny { lane, any })
        });
        lane.publish(0);
        assert_eq!(waiter.join().unwrap(), 0);
    });
}

/// Two items, a waiter in the shard's list and one in the overflow: neither sleeps beside the item that the other left.
fn any_beside_one(ways: [Way; 2]) {
    bounded(2, move || {
        let any = Arc::new(Notify::new());
        let lane = Lane::new(Notify::with_overflow(Arc::clone(&any)));
        let of_the_shard = thread::spawn({
            let lane = Arc::clone(&lane);
            move || ways[0].wait(Take(lane))
        });
        let of_any = thread::spawn({
            let (lane, any) = (Arc::clone(&lane), Arc::clone(&any));
            move || ways[1].wait(TakeAny { lane, any })
        });
        lane.publish(0);
        lane.publish(1);
        assert_eq!(of_the_shard.join().unwrap() + of_any.join().unwrap(), 1, "each item once");
        assert_eq!((lane.arrived.waiters(), any.waiters()), (0, 0));
    });
}

#[test]
fn a_thread_of_any_shard_beside_a_task_of_one() {
    any_beside_one([Way::Task, Way::Thread]);
}

#[test]
fn a_task_of_any_shard_beside_a_thread_of_one() {
    any_beside_one([Way::Thread, Way::Task]);
}

/// A wakeup that was left with a thread in the shard's list, for a waiter that is gone, goes on to the overflow.
#[test]
fn a_notification_that_meets_one_on_its_way_goes_on_to_the_overflow() {
    bounded(3, || {
        let any = Arc::new(Notify::new());
        let lane = Lane::new(Notify::with_overflow(Arc::clone(&any)));
        let first = Polled::waiting(Take(Arc::clone(&lane)));
        let leaver = Polled::waiting(Take(Arc::clone(&lane)));
        let of_any = Polled::waiting(TakeAny { lane: Arc::clone(&lane), any });
        let leaving = thread::spawn(move || drop(leaver));
        lane.show(0);
        lane.show(1);
        lane.arrived.notify(2);
        leaving.join().unwrap();
        assert!(first.is_woken() && of_any.is_woken());
    });
}
