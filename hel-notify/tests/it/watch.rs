//! Operations that watch several events, and not always the same ones.

use crate::cloned_waker::waker_with_clones;
use crate::support::{Mailbox, Take, Task, poll_with, until_waiters, waiting_tasks, wakes};
use hel_notify::{Notify, Operation, Waiting, wait};
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::task::Poll;
use std::thread;

/// Takes from any of several mailboxes; watches only those that are switched on.
struct TakeAny<'a> {
    from: &'a [Mailbox],
    on: &'a [Cell<bool>],
}

impl Operation for TakeAny<'_> {
    type Output = (usize, u32);

    fn attempt(&mut self) -> Option<(usize, u32)> {
        let mut live = (0..self.from.len()).filter(|&key| self.on[key].get());
        live.find_map(|key| Some((key, self.from[key].take()?)))
    }

    fn only(&self) -> Option<usize> {
        None
    }

    fn watch(&self, watch: &mut dyn FnMut(usize)) {
        (0..self.from.len()).filter(|&key| self.on[key].get()).for_each(watch);
    }

    fn event(&self, key: usize) -> &Notify {
        &self.from[key].arrived
    }

    fn leaves_more(&self, key: usize) -> bool {
        !self.from[key].is_empty()
    }
}

#[test]
fn an_operation_with_only_one_event_names_that_one() {
    let (mailbox, mut keys) = (Mailbox::default(), Vec::new());
    Take(&mailbox).watch(&mut |key| keys.push(key));
    assert_eq!(keys, [0]);
}

fn mailboxes() -> ([Mailbox; 3], [Cell<bool>; 3]) {
    (Default::default(), std::array::from_fn(|_| Cell::new(true)))
}

fn waiters(from: &[Mailbox]) -> Vec<usize> {
    from.iter().map(|mailbox| mailbox.arrived.waiters()).collect()
}

#[test]
fn a_waker_that_panics_in_a_clone_leaves_no_event_in_the_middle() {
    for clones in 0..4 {
        let (from, on) = mailboxes();
        for mailbox in &from {
            // So many notifications without a waiter that the events become LIGHT: heavy barriers are due to the waiter.
            (0..2000).for_each(|_| mailbox.arrived.notify(1));
        }
        let mut any = Waiting::new(TakeAny { from: &from, on: &on });
        let waker = waker_with_clones(clones);
        let poll = panic::catch_unwind(AssertUnwindSafe(|| poll_with(&mut any, &waker)));
        assert_eq!(poll.is_err(), clones < 3);
        drop(any);
        assert_eq!(waiters(&from), [0, 0, 0]);
    }
}

#[test]
fn any_of_the_events_wakes() {
    for key in 0..3 {
        let (from, on) = mailboxes();
        let (task, mut any) = (Task::default(), Waiting::new(TakeAny { from: &from, on: &on }));
        assert_eq!(task.poll(&mut any), Poll::Pending);
        assert_eq!(waiters(&from), [1, 1, 1]);
        from[key].post(9);
        assert_eq!(task.wakes(), 1);
        assert_eq!(task.poll(&mut any), Poll::Ready((key, 9)));
        assert_eq!(waiters(&from), [0, 0, 0]);
    }
}

#[test]
fn any_of_the_events_wakes_a_thread() {
    let from: [Mailbox; 3] = Default::default();
    thread::scope(|scope| {
        let taker = scope.spawn(|| {
            let on = std::array::from_fn::<_, 3, _>(|_| Cell::new(true));
            wait(&mut TakeAny { from: &from, on: &on })
        });
        until_waiters(&from[2].arrived, 1);
        from[2].post(5);
        assert_eq!(taker.join().unwrap(), (2, 5));
    });
    assert_eq!(waiters(&from), [0, 0, 0]);
}

#[test]
fn a_waiter_woken_by_two_events_passes_on_the_one_it_does_not_use() {
    let (from, on) = mailboxes();
    let (task, mut any) = (Task::default(), Waiting::new(TakeAny { from: &from, on: &on }));
    assert_eq!(task.poll(&mut any), Poll::Pending);
    let behind: Vec<_> = from.iter().map(|mailbox| waiting_tasks(mailbox, 1)).collect();
    from[0].post(1);
    from[2].post(2);
    assert_eq!(task.poll(&mut any), Poll::Ready((0, 1)));
    assert_eq!(behind.iter().map(|tasks| wakes(tasks)[0]).collect::<Vec<_>>(), [0, 0, 1]);
}

#[test]
fn a_cancelled_waiter_passes_on_all_its_wakeups() {
    let (from, on) = mailboxes();
    let (task, mut any) = (Task::default(), Waiting::new(TakeAny { from: &from, on: &on }));
    assert_eq!(task.poll(&mut any), Poll::Pending);
    let behind: Vec<_> = from.iter().map(|mailbox| waiting_tasks(mailbox, 1)).collect();
    from[0].post(1);
    from[1].post(2);
    drop(any);
    assert_eq!(behind.iter().map(|tasks| wakes(tasks)[0]).collect::<Vec<_>>(), [1, 1, 0]);
}

#[test]
fn an_event_that_is_no_longer_watched_is_left_and_its_wakeup_passed_on() {
    let (from, on) = mailboxes();
    let (task, mut any) = (Task::default(), Waiting::new(TakeAny { from: &from, on: &on }));
    assert_eq!(task.poll(&mut any), Poll::Pending);
    let behind = waiting_tasks(&from[1], 1);
    from[1].post(1);
    on[1].set(false);
    assert_eq!(wakes(&behind), [0]);
    assert_eq!(task.poll(&mut any), Poll::Pending);
    assert_eq!(wakes(&behind), [1]);
    assert_eq!(waiters(&from), [1, 0, 1]);

    on[1].set(true);
    on[0].set(false);
    assert_eq!(task.poll(&mut any), Poll::Ready((1, 1)));
    drop(behind);
    assert_eq!(waiters(&from), [0, 0, 0]);
}

#[test]
fn an_event_watched_later_is_joined_and_looked_at_again() {
    let (from, on) = mailboxes();
    on[0].set(false);
    on[1].set(false);
    let (task, mut any) = (Task::default(), Waiting::new(TakeAny { from: &from, on: &on }));
    assert_eq!(task.poll(&mut any), Poll::Pending);
    assert_eq!(waiters(&from), [0, 0, 1]);
    on[0].set(true);
    assert_eq!(task.poll(&mut any), Poll::Pending);
    assert_eq!(waiters(&from), [1, 0, 1]);
    from[0].post(3);
    assert_eq!(task.wakes(), 1);
    assert_eq!(task.poll(&mut any), Poll::Ready((0, 3)));
}

/// Takes one item from each of two mailboxes, in whatever order they come: an attempt can do a part.
struct TakeBoth<'a, F> {
    from: &'a [Mailbox; 2],
    taken: [bool; 2],
    /// Runs each time the events are named.
    on_watch: F,
}

impl<F: Fn()> Operation for TakeBoth<'_, F> {
    type Output = ();

    fn attempt(&mut self) -> Option<()> {
        for (mailbox, taken) in self.from.iter().zip(&mut self.taken) {
            *taken = *taken || mailbox.take().is_some();
        }
        (self.taken == [true, true]).then_some(())
    }

    fn only(&self) -> Option<usize> {
        None
    }

    fn watch(&self, watch: &mut dyn FnMut(usize)) {
        (0..2).filter(|&key| !self.taken[key]).for_each(watch);
        (self.on_watch)();
    }

    fn event(&self, key: usize) -> &Notify {
        &self.from[key].arrived
    }

    fn leaves_more(&self, key: usize) -> bool {
        !self.from[key].is_empty()
    }
}

#[test]
fn a_part_that_is_done_passes_its_wakeup_on_before_the_whole_is() {
    let from: [Mailbox; 2] = Default::default();
    let landing = Cell::new(false);
    let on_watch = || {
        // Two items and one wakeup, which comes after a failed attempt and before the waiter sleeps.
        if landing.take() {
            from[0].store([1]);
            from[0].post(2);
        }
    };
    let mut both = Waiting::new(TakeBoth { from: &from, taken: [false; 2], on_watch });
    let task = Task::default();
    assert_eq!(task.poll(&mut both), Poll::Pending);
    let behind = waiting_tasks(&from[0], 1);

    landing.set(true);
    assert_eq!(task.poll(&mut both), Poll::Pending);
    // It took one item, and waits for the other mailbox. The second item is for the next waiter, which is woken now, not when the
    // operation is done.
    assert_eq!(from[0].take(), Some(2));
    assert_eq!(wakes(&behind), [1]);
}
