//! A wakeup that its waiter does not need goes to another one.

use crate::support::{Hooked, Mailbox, Task, waiting_tasks, wakes};
use hel_notify::Waiting;
use std::task::Poll;

#[test]
fn a_woken_waiter_that_leaves_more_wakes_the_next() {
    let mailbox = Mailbox::default();
    let mut tasks = waiting_tasks(&mailbox, 3);
    mailbox.store([1, 2]);
    mailbox.arrived.notify(1);
    let (task, next) = &mut tasks[0];
    assert_eq!(task.poll(next), Poll::Ready(1));
    assert_eq!(wakes(&tasks), [1, 1, 0]);
    let (task, next) = &mut tasks[1];
    assert_eq!(task.poll(next), Poll::Ready(2));
    assert_eq!(wakes(&tasks), [1, 1, 0], "nothing is left");
}

#[test]
fn a_waiter_that_was_not_woken_wakes_nobody() {
    let mailbox = Mailbox::default();
    let mut tasks = waiting_tasks(&mailbox, 2);
    mailbox.store([1, 2]);
    let (task, next) = &mut tasks[0];
    assert_eq!(task.poll(next), Poll::Ready(1));
    assert_eq!(wakes(&tasks), [0, 0]);
}

/// The wakeup lands between the announcement and the second look, which succeeds without having noticed it.
#[test]
fn a_satisfied_second_look_passes_on_the_wakeup_that_landed_meanwhile() {
    let mailbox = Mailbox::default();
    let mut behind = Vec::new();
    let mut first = Waiting::new(Hooked::new(&mailbox, |attempt| {
        if attempt == 2 {
            behind = waiting_tasks(&mailbox, 1);
            mailbox.store([1, 2]);
            mailbox.arrived.notify(1);
        }
    }));
    let task = Task::default();
    assert_eq!(task.poll(&mut first), Poll::Ready(1));
    drop(first);
    assert_eq!(wakes(&behind), [1]);
}

/// The first of two items becomes visible after the second: the wakeup for the second is used up in vain.
#[test]
fn a_wakeup_used_up_in_vain_is_remembered() {
    let mailbox = Mailbox::default();
    let mut tasks = waiting_tasks(&mailbox, 2);
    mailbox.arrived.notify(1);
    let (task, next) = &mut tasks[0];
    assert_eq!(task.poll(next), Poll::Pending, "woken for an item that cannot be taken yet");
    assert_eq!(mailbox.arrived.waiters(), 2, "and waiting again");
    mailbox.store([1, 2]);
    assert_eq!(task.poll(next), Poll::Ready(1));
    assert_eq!(wakes(&tasks), [1, 1]);
}

#[test]
fn a_waiter_woken_in_vain_keeps_its_place_before_the_others() {
    let mailbox = Mailbox::default();
    let mut tasks = waiting_tasks(&mailbox, 4);
    mailbox.arrived.notify(3);
    assert_eq!(wakes(&tasks), [1, 1, 1, 0]);
    for (task, next) in tasks[..3].iter_mut().rev() {
        assert_eq!(task.poll(next), Poll::Pending);
    }
    let order: Vec<_> = (0..4)
        .map(|_| {
            let before = wakes(&tasks);
            mailbox.arrived.notify(1);
            wakes(&tasks).iter().zip(before).position(|(now, before)| *now > before).unwrap()
        })
        .collect();
    assert_eq!(order, [0, 1, 2, 3]);
}

/// Else one that is always woken in vain would keep all others from being woken.
#[test]
fn a_waiter_woken_in_vain_eight_times_goes_to_the_end() {
    let mailbox = Mailbox::default();
    let mut tasks = waiting_tasks(&mailbox, 2);
    let mut woken = |()| {
        let before = wakes(&tasks);
        mailbox.arrived.notify(1);
        let index = wakes(&tasks).iter().zip(before).position(|(now, before)| *now > before).unwrap();
        let (task, next) = &mut tasks[index];
        assert_eq!(task.poll(next), Poll::Pending);
        index
    };
    let rounds = [(); 4].map(|()| [(); 8].map(&mut woken));
    assert_eq!(rounds, [[0; 8], [1; 8], [0; 8], [1; 8]]);
}
