//! One notification wakes one waiter: the oldest that was not woken yet, here or in the overflow.

use crate::support::{Mailbox, Take, Task, until_waiters, waiting_tasks, wakes};
use hel_notify::wait;
use std::task::Poll;
use std::thread;

#[test]
fn one_item_wakes_one_of_a_hundred() {
    let mailbox = Mailbox::default();
    let mut tasks = waiting_tasks(&mailbox, 100);
    mailbox.post(7);
    assert_eq!(wakes(&tasks).iter().sum::<usize>(), 1);
    let (task, next) = &mut tasks[0];
    assert_eq!(task.poll(next), Poll::Ready(7));
    assert_eq!(wakes(&tasks).iter().sum::<usize>(), 1, "no item is left, so no wakeup is passed on");
}

#[test]
fn notifications_go_from_the_oldest_to_the_newest() {
    let mailbox = Mailbox::default();
    let tasks = waiting_tasks(&mailbox, 3);
    for woken in 1..=3 {
        mailbox.arrived.notify(1);
        let expected: Vec<_> = (0..3).map(|place| usize::from(place < woken)).collect();
        assert_eq!(wakes(&tasks), expected);
    }
}

/// The event's seat is free again after the first wakeup, but a waiter that comes then does not get it.
#[test]
fn a_waiter_that_comes_after_a_wakeup_stands_behind_all_others() {
    let mailbox = Mailbox::default();
    let mut tasks = waiting_tasks(&mailbox, 2);
    let mut expected = vec![];
    for _ in 0..5 {
        mailbox.arrived.notify(1);
        expected.push(1);
        tasks.extend(waiting_tasks(&mailbox, 1));
        let still_waiting = tasks.len() - expected.len();
        assert_eq!(wakes(&tasks), [expected.clone(), vec![0; still_waiting]].concat());
    }
}

#[test]
fn n_items_wake_up_to_n_waiters() {
    let mailbox = Mailbox::default();
    let tasks = waiting_tasks(&mailbox, 5);
    mailbox.arrived.notify(3);
    assert_eq!(wakes(&tasks), [1, 1, 1, 0, 0]);
    mailbox.arrived.notify(100);
    assert_eq!(wakes(&tasks), [1, 1, 1, 1, 1]);
}

#[test]
fn notifying_none_wakes_none() {
    let mailbox = Mailbox::default();
    let tasks = waiting_tasks(&mailbox, 1);
    mailbox.arrived.notify(0);
    assert_eq!(wakes(&tasks), [0]);
}

#[test]
fn a_notification_without_waiters_is_not_kept() {
    let mailbox = Mailbox::default();
    mailbox.arrived.notify(1);
    let tasks = waiting_tasks(&mailbox, 1);
    assert_eq!(wakes(&tasks), [0]);
    assert_eq!(mailbox.arrived.waiters(), 1);
}

#[test]
fn a_woken_task_that_is_polled_again_keeps_its_place() {
    let mailbox = Mailbox::default();
    let mut tasks = waiting_tasks(&mailbox, 2);
    let (task, next) = &mut tasks[0];
    assert_eq!(task.poll(next), Poll::Pending, "a poll without a wakeup");
    mailbox.arrived.notify(1);
    assert_eq!(wakes(&tasks), [1, 0]);
}

#[test]
fn a_blocked_thread_wakes() {
    let mailbox = Mailbox::default();
    thread::scope(|scope| {
        let taker = scope.spawn(|| wait(&mut Take(&mailbox)));
        until_waiters(&mailbox.arrived, 1);
        mailbox.post(3);
        assert_eq!(taker.join().unwrap(), 3);
    });
    assert_eq!(mailbox.arrived.waiters(), 0);
}

#[test]
fn a_satisfied_first_attempt_announces_nothing() {
    let mailbox = Mailbox::default();
    mailbox.store([1, 2]);
    assert_eq!(wait(&mut Take(&mailbox)), 1);
    let (task, mut next) = (Task::default(), mailbox.next());
    assert_eq!(task.poll(&mut next), Poll::Ready(2));
    assert_eq!(task.wakers(), 0, "no waker was stored");
    assert_eq!(
        format!("{:?}", mailbox.arrived),
        "Notify { word: Word { mode: \"fenced\", waiters: 0 }, has_overflow: false, .. }"
    );
}

#[test]
fn a_notification_that_finds_no_waiter_goes_on_to_the_overflow() {
    let any = Mailbox::default();
    let (shard, other) = (Mailbox::overflowing_to(&any), Mailbox::overflowing_to(&any));
    let any_tasks = waiting_tasks(&any, 2);
    let other_tasks = waiting_tasks(&other, 1);
    shard.arrived.notify(1);
    assert_eq!((wakes(&any_tasks), wakes(&other_tasks)), (vec![1, 0], vec![0]));
}

#[test]
fn the_event_comes_before_its_overflow() {
    let any = Mailbox::default();
    let shard = Mailbox::overflowing_to(&any);
    let any_tasks = waiting_tasks(&any, 1);
    let tasks = waiting_tasks(&shard, 1);
    shard.arrived.notify(1);
    assert_eq!((wakes(&tasks), wakes(&any_tasks)), (vec![1], vec![0]));
    shard.arrived.notify(1);
    assert_eq!((wakes(&tasks), wakes(&any_tasks)), (vec![1], vec![1]), "the waiter here was woken already");
}

#[test]
fn notifications_that_the_event_cannot_use_go_on() {
    let any = Mailbox::default();
    let shard = Mailbox::overflowing_to(&any);
    let any_tasks = waiting_tasks(&any, 3);
    let tasks = waiting_tasks(&shard, 2);
    shard.arrived.notify(4);
    assert_eq!((wakes(&tasks), wakes(&any_tasks)), (vec![1, 1], vec![1, 1, 0]));
}

#[test]
fn more_wakeups_than_there_can_be_waiters_reach_the_overflow() {
    for here in 0..3 {
        let any = Mailbox::default();
        let shard = Mailbox::overflowing_to(&any);
        let any_tasks = waiting_tasks(&any, 2);
        let tasks = waiting_tasks(&shard, here);
        shard.arrived.notify(usize::MAX);
        assert_eq!((wakes(&tasks), wakes(&any_tasks)), (vec![1; here], vec![1, 1]));
    }
}

#[test]
fn a_cancelled_waiter_passes_its_wakeup_on_to_the_overflow() {
    let any = Mailbox::default();
    let shard = Mailbox::overflowing_to(&any);
    let tasks = waiting_tasks(&shard, 1);
    shard.arrived.notify(1);
    let any_tasks = waiting_tasks(&any, 1);
    drop(tasks);
    assert_eq!(wakes(&any_tasks), [1]);
}
