//! A waiter of one shard beside a waiter of any shard.

use crate::support::{Polled, Queue, Take, Way, bounded};
use hel_notify::{Notify, Operation};
use loom::thread;
use std::sync::Arc;

/// Takes from a queue, and waits on the event that the queue's overflows to.
struct TakeAny {
    queue: Arc<Queue>,
    any: Arc<Notify>,
}

impl Operation for TakeAny {
    type Output = usize;

    fn attempt(&mut self) -> Option<usize> {
        self.queue.take()
    }

    fn event(&self, _key: usize) -> &Notify {
        &self.any
    }

    fn leaves_more(&self, _key: usize) -> bool {
        self.queue.has_next()
    }
}

/// Publishing against the announcement of a waiter that only the overflow knows.
#[test]
fn publish_against_announce_in_the_overflow() {
    loom::model(|| {
        let any = Arc::new(Notify::new());
        let queue = Queue::new(Notify::with_overflow(Arc::clone(&any)));
        let waiter = thread::spawn({
            let queue = Arc::clone(&queue);
            move || Way::Thread.wait(TakeAny { queue, any })
        });
        queue.publish(0);
        assert_eq!(waiter.join().unwrap(), 0);
    });
}

/// Two items, a waiter in the shard's list and one in the overflow: neither sleeps while an item is there.
fn any_beside_one(ways: [Way; 2]) {
    bounded(2, move || {
        let any = Arc::new(Notify::new());
        let queue = Queue::new(Notify::with_overflow(Arc::clone(&any)));
        let of_the_shard = thread::spawn({
            let queue = Arc::clone(&queue);
            move || ways[0].wait(Take(queue))
        });
        let of_any = thread::spawn({
            let (queue, any) = (Arc::clone(&queue), Arc::clone(&any));
            move || ways[1].wait(TakeAny { queue, any })
        });
        queue.publish(0);
        queue.publish(1);
        assert_eq!(of_the_shard.join().unwrap() + of_any.join().unwrap(), 1, "each item once");
        assert_eq!((queue.arrived.waiters(), any.waiters()), (0, 0));
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

/// A wakeup is deferred to a thread in the shard's list, for a waiter that is gone: it goes on to the overflow.
#[test]
fn a_deferred_wakeup_without_a_waiter_goes_on_to_the_overflow() {
    bounded(3, || {
        let any = Arc::new(Notify::new());
        let queue = Queue::new(Notify::with_overflow(Arc::clone(&any)));
        let first = Polled::waiting(Take(Arc::clone(&queue)));
        let leaver = Polled::waiting(Take(Arc::clone(&queue)));
        let of_any = Polled::waiting(TakeAny { queue: Arc::clone(&queue), any });
        let leaving = thread::spawn(move || drop(leaver));
        queue.show(0);
        queue.show(1);
        queue.arrived.notify(2);
        leaving.join().unwrap();
        assert!(first.is_woken() && of_any.is_woken());
    });
}
