//! A future that is kept and never polled again uses up one notification at most.

use crate::support::{Mailbox, waiting_tasks, wakes};
use std::task::Poll;

#[test]
fn each_later_notification_wakes_another_waiter() {
    let mailbox = Mailbox::default();
    let mut tasks = waiting_tasks(&mailbox, 3);
    mailbox.post(1); // to the first, which is never polled again
    mailbox.post(2);
    assert_eq!(wakes(&tasks), [1, 1, 0]);
    let (task, next) = &mut tasks[1];
    assert_eq!(task.poll(next), Poll::Ready(1), "the item that the forgotten future was woken for");
    assert_eq!(wakes(&tasks), [1, 1, 1], "an item is left");
    let (task, next) = &mut tasks[2];
    assert_eq!(task.poll(next), Poll::Ready(2));
}

#[test]
fn forgotten_waiters_do_not_add_up() {
    let mailbox = Mailbox::default();
    let forgotten = waiting_tasks(&mailbox, 50);
    mailbox.arrived.notify(50);
    let live = waiting_tasks(&mailbox, 1);
    mailbox.arrived.notify(1);
    assert_eq!(wakes(&live), [1]);
    drop(forgotten);
}
