//! Events in LIGHT mode, whose notifiers do not fence.
//!
//! A model that fenced in the place of the light barrier would show nothing. Here it is a mutex of each thread's own, and the
//! heavy barrier takes all of them in turn: `hel_notify::model` has it.

use crate::support::{Lane, Take, Way, bounded, light_lane, poll_once};
use hel_notify::model::{self, Barrier};
use hel_notify::{Notify, Operation, Waiting};
use loom::sync::atomic::{AtomicBool, Ordering};
use loom::thread;
use std::sync::Arc;

/// The race that the heavy barrier is for: a notifier that does not fence against the first waiter.
fn a_light_notifier_against_a_waiter(barrier: Barrier, way: Way) {
    bounded(3, move || {
        let lane = light_lane(barrier);
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
fn a_light_notifier_against_a_thread() {
    a_light_notifier_against_a_waiter(Barrier::There, Way::Thread);
}

#[test]
fn a_light_notifier_against_a_task() {
    a_light_notifier_against_a_waiter(Barrier::There, Way::Task);
}

/// The system refuses the barrier when it is needed.
#[test]
fn a_light_notifier_against_a_waiter_that_is_refused_its_barrier() {
    a_light_notifier_against_a_waiter(Barrier::Refused, Way::Thread);
}

/// A waiter comes while another is in its barrier: it must not take the other's word for it that notifiers fence. The other
/// one, a closer, wants no item, so that nothing but its own care wakes the waiter.
#[test]
fn two_waiters_arrive_together() {
    bounded(2, || {
        let lane = light_lane(Barrier::There);
        let waiter = thread::spawn({
            let lane = Arc::clone(&lane);
            move || Way::Thread.wait(Take(lane))
        });
        let publisher = thread::spawn({
            let lane = Arc::clone(&lane);
            move || lane.publish(0)
        });
        lane.arrived.synchronize();
        assert_eq!(waiter.join().unwrap(), 0);
        publisher.join().unwrap();
        assert_eq!(lane.arrived.waiters(), 0);
    });
}

/// An event turns to LIGHT while a waiter comes, and the notifier that turned it publishes once more.
#[test]
fn a_mode_that_turns_under_a_waiter() {
    bounded(3, || {
        model::set(Barrier::There);
        let lane = Lane::new(Notify::new());
        let waiter = thread::spawn({
            let lane = Arc::clone(&lane);
            move || Way::Thread.wait(Take(lane))
        });
        lane.arrived.notify(1);
        lane.publish(0);
        assert_eq!(waiter.join().unwrap(), 0);
    });
}

/// A waiter that came and went has turned the event to FENCED; a second one, behind it, only fences.
#[test]
fn a_waiter_behind_one_that_went() {
    bounded(3, || {
        let lane = light_lane(Barrier::There);
        let waiter = thread::spawn({
            let lane = Arc::clone(&lane);
            move || {
                let _ = poll_once(&mut Waiting::new(Take(Arc::clone(&lane))));
                Way::Thread.wait(Take(lane))
            }
        });
        lane.publish(0);
        lane.publish(1);
        waiter.join().unwrap();
    });
}

/// A waiter is woken while it is in its barrier, and what its barrier confirms in the end must not be a later request: the
/// event has turned to LIGHT in between, and a sender that has read that and then synchronizes is in a barrier of its own.
#[test]
fn a_waiter_that_is_woken_in_its_barrier() {
    bounded(2, || {
        let lane = light_lane(Barrier::There);
        let publisher = thread::spawn({
            let lane = Arc::clone(&lane);
            move || {
                lane.publish(1);
                lane.arrived.synchronize();
            }
        });
        model::in_barrier({
            let lane = Arc::clone(&lane);
            move || {
                lane.publish(0);
                lane.arrived.synchronize();
                lane.arrived.notify(1); // meets nobody, if the waiter does not count any more: the event turns
            }
        });
        let taken = [(); 2].map(|()| Way::Thread.wait(Take(Arc::clone(&lane))));
        assert_eq!(taken, [0, 1]);
        publisher.join().unwrap();
        assert_eq!(lane.arrived.waiters(), 0);
    });
}

/// A sender that does not fence and misses the close is seen by the closer that synchronizes.
#[test]
fn a_closer_that_synchronizes_sees_every_light_sender_that_missed_the_close() {
    bounded(3, || {
        let lane = light_lane(Barrier::There);
        let closed = Arc::new(AtomicBool::new(false));
        let sender = thread::spawn({
            let (lane, closed) = (Arc::clone(&lane), Arc::clone(&closed));
            move || {
                lane.publish(0);
                closed.load(Ordering::Acquire)
            }
        });
        closed.store(true, Ordering::Release);
        lane.arrived.synchronize();
        let closer_saw = lane.has_next();
        let sender_saw = sender.join().unwrap();
        assert!(closer_saw || sender_saw);
    });
}

/// Takes from a lane, and waits on the event that the lane's overflows to.
struct TakeAny(Arc<Lane>, Arc<Notify>);

impl Operation for TakeAny {
    type Output = usize;

    fn attempt(&mut self) -> Option<usize> {
        self.0.take()
    }

    fn event(&self, _key: usize) -> &Notify {
        &self.1
    }

    fn leaves_more(&self, _key: usize) -> bool {
        self.0.has_next()
    }
}

/// The shard's event is LIGHT and stays so: the notifier must heed the mode of the overflow as well.
#[test]
fn a_light_notifier_against_a_waiter_in_the_overflow() {
    bounded(3, || {
        model::set(Barrier::There);
        let any = Arc::new(Notify::new());
        let lane = Lane::new(Notify::with_overflow(Arc::clone(&any)));
        lane.arrived.notify(1);
        let waiter = thread::spawn({
            let lane = Arc::clone(&lane);
            move || Way::Thread.wait(TakeAny(lane, any))
        });
        lane.publish(0);
        assert_eq!(waiter.join().unwrap(), 0);
    });
}
