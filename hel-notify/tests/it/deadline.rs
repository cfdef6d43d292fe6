//! Waits that end by themselves.

use crate::support::{Mailbox, Take, Task, until_waiters, waiting_tasks, wakes};
use hel_notify::{Notify, Operation, Waiting, wait_deadline};
use std::cell::{Cell, RefCell};
use std::thread;
use std::time::{Duration, Instant};

/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(3600);

#[test]
fn a_past_deadline_still_takes_what_is_there() {
    let mailbox = Mailbox::default();
    mailbox.store([1]);
    let past = Instant::now();
    assert_eq!(wait_deadline(&mut Take(&mailbox), past), Some(1));
    assert_eq!(wait_deadline(&mut Take(&mailbox), past), None);
}

#[test]
fn the_deadline_ends_the_wait_and_not_before_its_time() {
    let mailbox = Mailbox::default();
    let deadline = Instant::now() + Duration::from_millis(20);
    assert_eq!(wait_deadline(&mut Take(&mailbox), deadline), None);
    assert!(Instant::now() >= deadline);
    assert_eq!(mailbox.arrived.waiters(), 0);
}

#[test]
fn an_item_in_time_ends_the_wait() {
    let mailbox = Mailbox::default();
    thread::scope(|scope| {
        let taker = scope.spawn(|| wait_deadline(&mut Take(&mailbox), Instant::now() + LONG));
        until_waiters(&mailbox.arrived, 1);
        mailbox.post(2);
        assert_eq!(taker.join().unwrap(), Some(2));
    });
}

/// Succeeds from a certain time on, without a notification.
struct NotBefore<'a>(Instant, &'a Mailbox);

impl Operation for NotBefore<'_> {
    type Output = ();

    fn attempt(&mut self) -> Option<()> {
        (self.0 <= Instant::now()).then_some(())
    }

    fn event(&self, _key: usize) -> &Notify {
        &self.1.arrived
    }

    fn leaves_more(&self, _key: usize) -> bool {
        false
    }
}

#[test]
fn a_last_attempt_follows_the_deadline() {
    let mailbox = Mailbox::default();
    let deadline = Instant::now() + Duration::from_millis(20);
    assert_eq!(wait_deadline(&mut NotBefore(deadline, &mailbox), deadline), Some(()));
    assert_eq!(mailbox.arrived.waiters(), 0);
}

/// Is notified between its last attempt and its leaving of the event: when its event is asked for the second time since an attempt.
struct NotifiedTooLate<'a> {
    mailbox: &'a Mailbox,
    behind: RefCell<Vec<(Task, Waiting<Take<'a>>)>>,
    asked: Cell<u32>,
}

impl Operation for NotifiedTooLate<'_> {
    type Output = u32;

    fn attempt(&mut self) -> Option<u32> {
        self.asked.set(0);
        None
    }

    fn event(&self, _key: usize) -> &Notify {
        self.asked.set(self.asked.get() + 1);
        if self.asked.get() == 2 {
            self.behind.replace(waiting_tasks(self.mailbox, 1));
            self.mailbox.arrived.notify(1);
        }
        &self.mailbox.arrived
    }

    fn leaves_more(&self, _key: usize) -> bool {
        unreachable!("no attempt succeeds")
    }
}

#[test]
fn a_wakeup_after_the_last_attempt_goes_to_the_next() {
    let mailbox = Mailbox::default();
    let (behind, asked) = (RefCell::default(), Cell::new(0));
    let mut late = NotifiedTooLate { mailbox: &mailbox, behind, asked };
    let soon = Instant::now() + Duration::from_millis(5);
    assert_eq!(wait_deadline(&mut late, soon), None);
    assert_eq!(wakes(&late.behind.borrow()), [1]);
}

#[test]
fn timed_out_waits_leave_no_growth() {
    let mailbox = Mailbox::default();
    let live = waiting_tasks(&mailbox, 1);
    for _ in 0..100 {
        let deadline = Instant::now() + Duration::from_micros(100);
        assert_eq!(wait_deadline(&mut Take(&mailbox), deadline), None);
    }
    assert_eq!(mailbox.arrived.waiters(), 1);
    mailbox.arrived.notify(1);
    assert_eq!(wakes(&live), [1]);
}
