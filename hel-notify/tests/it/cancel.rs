//! A wait that ends without an output loses no wakeup and leaves nothing behind.

use crate::support::{Hooked, Mailbox, Take, Task, waiting_tasks, wakes};
use hel_notify::{Waiting, wait};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;

#[test]
fn a_notified_future_that_is_dropped_wakes_the_next() {
    let mailbox = Mailbox::default();
    let mut tasks = waiting_tasks(&mailbox, 2);
    mailbox.post(5);
    drop(tasks.remove(0));
    assert_eq!(wakes(&tasks), [1]);
    let (task, next) = &mut tasks[0];
    assert_eq!(task.poll(next), Poll::Ready(5));
}

#[test]
fn a_notified_future_that_gives_its_operation_back_wakes_the_next() {
    let mailbox = Mailbox::default();
    let mut tasks = waiting_tasks(&mailbox, 2);
    mailbox.post(5);
    let (_, next) = tasks.remove(0);
    let _operation = next.into_operation();
    assert_eq!(wakes(&tasks), [1]);
    assert_eq!(mailbox.arrived.waiters(), 0);
}

#[test]
fn a_future_dropped_without_a_notification_wakes_nobody() {
    let mailbox = Mailbox::default();
    let mut tasks = waiting_tasks(&mailbox, 3);
    drop(tasks.remove(1));
    assert_eq!(wakes(&tasks), [0, 0]);
    mailbox.arrived.notify(2);
    assert_eq!(wakes(&tasks), [1, 1], "the one that left is no longer counted");
}

/// Its attempt after the wakeup found nothing, so the next waiter need not look.
#[test]
fn a_future_woken_in_vain_and_dropped_wakes_nobody() {
    let mailbox = Mailbox::default();
    let mut tasks = waiting_tasks(&mailbox, 2);
    mailbox.arrived.notify(1);
    let (task, mut next) = tasks.remove(0);
    assert_eq!(task.poll(&mut next), Poll::Pending);
    drop(next);
    assert_eq!(wakes(&tasks), [0]);
}

#[test]
fn a_completed_future_gives_its_operation_back_and_wakes_nobody() {
    let mailbox = Mailbox::default();
    let mut tasks = waiting_tasks(&mailbox, 2);
    mailbox.post(5);
    let (task, mut next) = tasks.remove(0);
    assert_eq!(task.poll(&mut next), Poll::Ready(5));
    assert!(next.is_terminated());
    assert!(std::ptr::eq(next.operation().0, &raw const mailbox));
    assert!(std::ptr::eq(next.into_operation().0, &raw const mailbox));
    assert_eq!(wakes(&tasks), [0]);
}

#[test]
fn a_future_that_was_never_polled_registers_nothing() {
    let mailbox = Mailbox::default();
    let next = mailbox.next();
    assert_eq!(mailbox.arrived.waiters(), 0);
    assert!(!next.is_terminated());
    assert_eq!(format!("{next:?}"), "Waiting { is_registered: false, is_terminated: false, .. }");
}

#[test]
#[should_panic(expected = "polled after it was ready")]
fn polling_after_completion_panics() {
    let mailbox = Mailbox::default();
    mailbox.store([1, 2]);
    let (task, mut next) = (Task::default(), mailbox.next());
    assert_eq!(task.poll(&mut next), Poll::Ready(1));
    let _ = task.poll(&mut next);
}

#[test]
fn cancelled_waits_leave_no_growth() {
    let mailbox = Mailbox::default();
    let mut live = waiting_tasks(&mailbox, 1);
    for _ in 0..100_000 {
        let tasks = waiting_tasks(&mailbox, 1);
        assert_eq!(mailbox.arrived.waiters(), 2);
        drop(tasks);
    }
    assert_eq!(mailbox.arrived.waiters(), 1);
    mailbox.post(9);
    let (task, next) = &mut live[0];
    assert_eq!(task.wakes(), 1);
    assert_eq!(task.poll(next), Poll::Ready(9));
    assert_eq!(mailbox.arrived.waiters(), 0);
}

#[test]
fn an_attempt_that_panics_in_a_thread_leaves_nothing_registered() {
    let mailbox = Mailbox::default();
    let mut panicking = Hooked::new(&mailbox, |_| {
        assert_eq!(mailbox.arrived.waiters(), 0, "panics once announced");
    });
    assert!(catch_unwind(AssertUnwindSafe(|| wait(&mut panicking))).is_err());
    assert_eq!(mailbox.arrived.waiters(), 0);
}

#[test]
fn an_attempt_that_panics_after_a_wakeup_passes_it_on() {
    let mailbox = Mailbox::default();
    let task = Task::default();
    let mut panicking = Waiting::new(Hooked::new(&mailbox, |attempt| assert_ne!(attempt, 4)));
    assert_eq!(task.poll(&mut panicking), Poll::Pending, "two attempts, then it waits");
    let behind = waiting_tasks(&mailbox, 1);
    mailbox.arrived.notify(1);
    assert_eq!((task.wakes(), wakes(&behind)), (1, vec![0]));
    let outcome = catch_unwind(AssertUnwindSafe(|| task.poll(&mut panicking)));
    assert!(outcome.is_err(), "the third attempt fails, the wakeup is noticed, the fourth panics");
    drop(panicking);
    assert_eq!(wakes(&behind), [1]);
    assert_eq!(mailbox.arrived.waiters(), 0);
}

#[test]
fn an_operation_by_reference_outlives_its_wait() {
    let mailbox = Mailbox::default();
    let mut take = Take(&mailbox);
    let task = Task::default();
    assert_eq!(task.poll(&mut Waiting::new(&mut take)), Poll::Pending);
    mailbox.store([8]);
    assert_eq!(task.poll(&mut Waiting::new(&mut take)), Poll::Ready(8));
}
