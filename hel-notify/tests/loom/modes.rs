//! Events in LIGHT mode, whose notifiers do not fence.
//!
//! A model whose light barrier is a fence would show nothing. Here `light` passes a mutex of the thread's own, and `heavy` passes the
//! mutexes of all threads, one after another (`hel_notify::model`).

use crate::support::{Queue, Take, Way, bounded, light_queue, poll_once};
use hel_notify::model::{self, Barrier};
use hel_notify::{Notify, Operation, Waiting};
use loom::sync::atomic::{AtomicBool, Ordering};
use loom::thread;
use std::sync::Arc;

/// The race that the heavy barrier is for: a notifier that does not fence against the first waiter.
fn a_light_notifier_against_a_waiter(barrier: Barrier, way: Way) {
    bounded(3, move || {
        let queue = light_queue(barrier);
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
fn a_light_notifier_against_a_thread() {
    a_light_notifier_against_a_waiter(Barrier::There, Way::Thread);
}

#[test]
fn a_light_notifier_against_a_task() {
    a_light_notifier_against_a_waiter(Barrier::There, Way::Task);
}

/// The system granted the barrier at the probe, and refuses it now.
#[test]
fn a_light_notifier_against_a_waiter_that_is_refused_its_barrier() {
    a_light_notifier_against_a_waiter(Barrier::Refused, Way::Thread);
}

/// A waiter comes while another is in its heavy barrier: it must not conclude from the other's request that notifiers fence. The other
/// one is a closer, which takes no item: so the waiter's own barrier must do.
#[test]
fn two_waiters_arrive_together() {
    bounded(2, || {
        let queue = light_queue(Barrier::There);
        let waiter = thread::spawn({
            let queue = Arc::clone(&queue);
            move || Way::Thread.wait(Take(queue))
        });
        let publisher = thread::spawn({
            let queue = Arc::clone(&queue);
            move || queue.publish(0)
        });
        queue.arrived.synchronize();
        assert_eq!(waiter.join().unwrap(), 0);
        publisher.join().unwrap();
        assert_eq!(queue.arrived.waiters(), 0);
    });
}

/// An event becomes LIGHT while a waiter comes, and the notifier that switched it publishes once more.
#[test]
fn a_mode_that_switches_under_a_waiter() {
    bounded(3, || {
        model::set(Barrier::There);
        let queue = Queue::new(Notify::new());
        let waiter = thread::spawn({
            let queue = Arc::clone(&queue);
            move || Way::Thread.wait(Take(queue))
        });
        queue.arrived.notify(1);
        queue.publish(0);
        assert_eq!(waiter.join().unwrap(), 0);
    });
}

/// A waiter came, switched the event to FENCED and left; a second one, after it, only fences.
#[test]
fn a_waiter_behind_one_that_went() {
    bounded(3, || {
        let queue = light_queue(Barrier::There);
        let waiter = thread::spawn({
            let queue = Arc::clone(&queue);
            move || {
                let _ = poll_once(&mut Waiting::new(Take(Arc::clone(&queue))));
                Way::Thread.wait(Take(queue))
            }
        });
        queue.publish(0);
        queue.publish(1);
        waiter.join().unwrap();
    });
}

/// A waiter is woken while it is in its heavy barrier. What it confirms at the end must not be a later request: the event may not
/// become LIGHT in between, for a sender that read that and then synchronizes is in a barrier of its own.
#[test]
fn a_waiter_that_is_woken_in_its_barrier() {
    bounded(2, || {
        let queue = light_queue(Barrier::There);
        let publisher = thread::spawn({
            let queue = Arc::clone(&queue);
            move || {
                queue.publish(1);
                queue.arrived.synchronize();
            }
        });
        model::in_barrier({
            let queue = Arc::clone(&queue);
            move || {
                queue.publish(0);
                queue.arrived.synchronize();
                queue.arrived.notify(1); // if the waiter were no longer counted, the event would become LIGHT here
            }
        });
        let taken = [(); 2].map(|()| Way::Thread.wait(Take(Arc::clone(&queue))));
        assert_eq!(taken, [0, 1]);
        publisher.join().unwrap();
        assert_eq!(queue.arrived.waiters(), 0);
    });
}

/// The closer that synchronizes sees a sender that does not fence and misses the close.
#[test]
fn a_closer_that_synchronizes_sees_every_light_sender_that_missed_the_close() {
    bounded(3, || {
        let queue = light_queue(Barrier::There);
        let closed = Arc::new(AtomicBool::new(false));
        let sender = thread::spawn({
            let (queue, closed) = (Arc::clone(&queue), Arc::clone(&closed));
            move || {
                queue.publish(0);
                closed.load(Ordering::Acquire)
            }
        });
        closed.store(true, Ordering::Release);
        queue.arrived.synchronize();
        let closer_saw = queue.has_next();
        let sender_saw = sender.join().unwrap();
        assert!(closer_saw || sender_saw);
    });
}

/// Takes from a queue, and waits on the event that the queue's overflows to.
struct TakeAny(Arc<Queue>, Arc<Notify>);

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

/// The shard's event is LIGHT and stays so: the notifier must read the mode of the overflow as well.
#[test]
fn a_light_notifier_against_a_waiter_in_the_overflow() {
    bounded(3, || {
        model::set(Barrier::There);
        let any = Arc::new(Notify::new());
        let queue = Queue::new(Notify::with_overflow(Arc::clone(&any)));
        queue.arrived.notify(1);
        let waiter = thread::spawn({
            let queue = Arc::clone(&queue);
            move || Way::Thread.wait(TakeAny(queue, any))
        });
        queue.publish(0);
        assert_eq!(waiter.join().unwrap(), 0);
    });
}
