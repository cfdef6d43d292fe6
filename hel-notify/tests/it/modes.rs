//! What an event tells and does after many notifications that nobody waited for: it may be in its light mode then.

use crate::support::{Mailbox, waiting_tasks, wakes};
use hel_notify::Notify;

/// Where the system has the barrier for it, the event and its overflow no longer ask notifiers for a fence after this.
fn let_rest(event: &Notify) {
    (0..2000).for_each(|_| event.notify(1));
}

#[test]
fn who_waits_for_an_event_that_has_rested_is_woken() {
    for comes_first in [false, true] {
        let mailbox = Mailbox::default();
        let_rest(&mailbox.arrived);
        let tasks = waiting_tasks(&mailbox, 2);
        if comes_first {
            mailbox.arrived.notify(1);
            assert_eq!(wakes(&tasks), [1, 0]);
        }
        mailbox.arrived.notify_all();
        assert_eq!(wakes(&tasks), [1, 1]);
        assert_eq!(mailbox.arrived.waiters(), 0);
    }
}

#[test]
fn who_waits_for_an_overflow_is_woken_by_an_event_that_has_rested() {
    let any = Mailbox::default();
    let shard = Mailbox::overflowing_to(&any);
    let_rest(&shard.arrived);
    let tasks = waiting_tasks(&any, 1);
    shard.arrived.notify(1);
    assert_eq!(wakes(&tasks), [1]);
}

#[test]
fn who_waits_for_an_event_is_woken_though_its_overflow_has_rested() {
    let any = Mailbox::default();
    let shard = Mailbox::overflowing_to(&any);
    let_rest(&any.arrived);
    let tasks = waiting_tasks(&shard, 1);
    shard.arrived.notify(1);
    assert_eq!(wakes(&tasks), [1]);
}

#[test]
fn a_synchronized_event_asks_notifiers_for_a_fence_and_counts_nobody() {
    for has_rested in [false, true] {
        let event = Notify::new();
        if has_rested {
            let_rest(&event);
        }
        event.synchronize();
        assert_eq!(
            format!("{event:?}"),
            r#"Notify { word: Word { mode: "fenced", waiters: 0 }, has_overflow: false, .. }"#
        );
    }
}

#[test]
fn an_event_has_the_waiters_of_its_overflow_too() {
    let any = Mailbox::default();
    let shard = Mailbox::overflowing_to(&any);
    let has_waiters = || (shard.arrived.has_waiters(), any.arrived.has_waiters());
    assert_eq!(has_waiters(), (false, false));
    let tasks = waiting_tasks(&any, 1);
    assert_eq!(has_waiters(), (true, true));
    drop(tasks);
    assert_eq!(has_waiters(), (false, false));
    let _tasks = waiting_tasks(&shard, 1);
    assert_eq!(has_waiters(), (true, false));
}
