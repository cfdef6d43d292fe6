//! What a future tells of its wait, and what can be done with it between two waits.

use crate::cloned_waker::waker_with_clones;
use crate::support::{Mailbox, Take, Task, poll_with, waiting_tasks, wakes};
use std::task::Poll;

#[test]
fn a_future_lends_its_operation_and_to_be_changed_only_while_it_does_not_wait() {
    let (mailbox, other) = (Mailbox::default(), Mailbox::default());
    let (task, mut next) = (Task::default(), mailbox.next());
    assert!(!next.is_registered() && next.operation_mut().is_some());

    assert_eq!(task.poll(&mut next), Poll::Pending);
    assert!(next.is_registered() && next.operation_mut().is_none());
    assert!(std::ptr::eq(next.operation().0, &raw const mailbox));
    assert_eq!(format!("{next:?}"), "Waiting { is_registered: true, is_terminated: false, .. }");

    mailbox.post(1);
    assert!(next.is_registered() && next.operation_mut().is_none(), "it has not noticed");
    assert_eq!(task.poll(&mut next), Poll::Ready(1));
    assert!(!next.is_registered() && next.is_terminated());
    *next.operation_mut().unwrap() = Take(&other);
    assert!(std::ptr::eq(next.operation().0, &raw const other));
}

#[test]
fn a_renewed_future_waits_once_more() {
    let mailbox = Mailbox::default();
    let (task, mut next) = (Task::default(), mailbox.next());
    for item in 0..3 {
        assert_eq!(task.poll(&mut next), Poll::Pending);
        mailbox.post(item);
        assert_eq!(task.poll(&mut next), Poll::Ready(item));
        assert!(next.is_terminated());
        next.renew();
        assert!(!next.is_terminated());
    }
}

#[test]
fn a_future_that_is_given_back_before_its_first_poll_has_waited_for_nothing() {
    let mailbox = Mailbox::default();
    let behind = waiting_tasks(&mailbox, 1);
    assert!(std::ptr::eq(mailbox.next().into_operation().0, &raw const mailbox));
    assert_eq!((mailbox.arrived.waiters(), wakes(&behind)), (1, vec![0]));
}

#[test]
fn a_poll_with_the_same_waker_clones_it_no_more() {
    let mailbox = Mailbox::default();
    let mut next = mailbox.next();
    let waker = waker_with_clones(1);
    for _ in 0..3 {
        assert_eq!(poll_with(&mut next, &waker), Poll::Pending);
    }
    assert_eq!(mailbox.arrived.waiters(), 1);
}
