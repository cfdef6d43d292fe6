//! `notify_all`: every waiter at once, as for a close.

use crate::support::{Mailbox, Take, until_waiters, waiting_tasks, wakes};
use hel_notify::wait;
use std::thread;

#[test]
fn wakes_every_task() {
    let mailbox = Mailbox::default();
    let tasks = waiting_tasks(&mailbox, 4);
    mailbox.arrived.notify(1);
    mailbox.arrived.notify_all();
    assert_eq!(wakes(&tasks), [1, 1, 1, 1], "and nobody twice");
}

#[test]
fn wakes_every_thread() {
    let mailbox = Mailbox::default();
    thread::scope(|scope| {
        let takers: Vec<_> = (0..4).map(|_| scope.spawn(|| wait(&mut Take(&mailbox)))).collect();
        until_waiters(&mailbox.arrived, 4);
        mailbox.store(0..4);
        mailbox.arrived.notify_all();
        let mut items: Vec<_> = takers.into_iter().map(|taker| taker.join().unwrap()).collect();
        items.sort_unstable();
        assert_eq!(items, [0, 1, 2, 3]);
    });
    assert_eq!(mailbox.arrived.waiters(), 0);
}

#[test]
fn leaves_the_overflow_alone() {
    let mailbox = Mailbox::default();
    let tasks = waiting_tasks(&mailbox, 1);
    let shard = Mailbox::overflowing_to(&mailbox);
    shard.arrived.notify_all();
    assert_eq!(wakes(&tasks), [0]);
}

#[test]
fn waiters_that_come_later_wait() {
    let mailbox = Mailbox::default();
    mailbox.arrived.notify_all();
    let tasks = waiting_tasks(&mailbox, 1);
    assert_eq!(wakes(&tasks), [0]);
}
