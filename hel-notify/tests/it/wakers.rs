//! Foreign wakers: run, replaced and dropped while nothing is held, and never trusted.

use crate::cloned_waker::{waker_cloned_with, waker_with_clones};
use crate::support::{Hooked, Mailbox, Take, Task, poll_with, waiting_tasks, wakes};
use hel_notify::{Waiting, wait, wait_deadline};
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Wake, Waker};
use std::thread;
use std::time::{Duration, Instant};

/// A waker made of closures.
struct Hooks<W: Fn(), D: Fn()> {
    on_wake: W,
    on_drop: D,
}

impl<W: Fn() + Send + Sync + 'static, D: Fn() + Send + Sync + 'static> Hooks<W, D> {
    fn waker(on_wake: W, on_drop: D) -> Waker {
        Waker::from(Arc::new(Self { on_wake, on_drop }))
    }
}

impl<W: Fn() + Send + Sync + 'static, D: Fn() + Send + Sync + 'static> Wake for Hooks<W, D> {
    fn wake(self: Arc<Self>) {
        (self.on_wake)();
    }
}

impl<W: Fn(), D: Fn()> Drop for Hooks<W, D> {
    fn drop(&mut self) {
        (self.on_drop)();
    }
}

/// How a waiter comes: as the first of its event, which gets the seat; or behind another one, which then gives up.
#[derive(Clone, Copy, Debug)]
enum Come {
    First,
    Behind,
}

impl Come {
    const WAYS: [Self; 2] = [Self::First, Self::Behind];

    /// Polls `next` for the first time.
    fn poll_with(self, mailbox: &Mailbox, next: &mut Waiting<Take<'_>>, waker: &Waker) {
        let ahead = match self {
            Self::First => vec![],
            Self::Behind => waiting_tasks(mailbox, 1),
        };
        assert_eq!(poll_with(next, waker), Poll::Pending);
        drop(ahead);
        assert_eq!(mailbox.arrived.waiters(), 1);
    }
}

#[test]
fn the_newest_waker_counts() {
    for come in Come::WAYS {
        let mailbox = Mailbox::default();
        let (older, newer, mut next) = (Task::default(), Task::default(), mailbox.next());
        come.poll_with(&mailbox, &mut next, &older.waker());
        assert_eq!(newer.poll(&mut next), Poll::Pending);
        assert_eq!((older.wakers(), newer.wakers()), (0, 1), "the old waker is gone");
        mailbox.post(1);
        assert_eq!((older.wakes(), newer.wakes()), (0, 1));
        assert_eq!(newer.wakers(), 0, "a waker is used up by its wakeup");
    }
}

#[test]
fn the_end_of_a_wait_drops_the_waker() {
    for come in Come::WAYS {
        let mailbox = Mailbox::default();
        let (task, mut next) = (Task::default(), mailbox.next());
        come.poll_with(&mailbox, &mut next, &task.waker());
        assert_eq!(task.wakers(), 1);
        mailbox.store([1]);
        assert_eq!(task.poll(&mut next), Poll::Ready(1));
        assert_eq!(task.wakers(), 0, "though the future is still there");

        let mut cancelled = mailbox.next();
        come.poll_with(&mailbox, &mut cancelled, &task.waker());
        assert_eq!(task.wakers(), 1);
        drop(cancelled);
        assert_eq!(task.wakers(), 0);
    }
}

#[test]
fn a_waker_may_use_the_event_that_wakes_it() {
    Come::WAYS.into_iter().for_each(a_waker_uses_the_event_that_wakes_it);
}

fn a_waker_uses_the_event_that_wakes_it(come: Come) {
    let mailbox = Mailbox::forever();
    let behind = Arc::new(Mutex::new(waiting_tasks(mailbox, 0)));
    let hooks = Hooks::waker(
        {
            let behind = Arc::clone(&behind);
            move || {
                assert_eq!(mailbox.take(), Some(1));
                mailbox.post(2); // a notification inside of a notification
                behind.lock().unwrap().extend(waiting_tasks(mailbox, 0));
                let mut cancelled = mailbox.next();
                assert_eq!(Task::default().poll(&mut cancelled), Poll::Ready(2));
                let _registered_and_dropped = waiting_tasks(mailbox, 1);
            }
        },
        || mailbox.arrived.notify(1),
    );
    let mut next = mailbox.next();
    come.poll_with(mailbox, &mut next, &hooks);
    drop(hooks);
    behind.lock().unwrap().extend(waiting_tasks(mailbox, 2));
    mailbox.post(1);
    let behind = behind.lock().unwrap();
    assert_eq!(wakes(&behind), [1, 1], "one woken by the waker's own item, one by the waker's drop");
}

#[test]
fn a_replaced_waker_may_use_the_event_in_its_drop() {
    for come in Come::WAYS {
        let mailbox = Mailbox::forever();
        let mut next = mailbox.next();
        let hooks = Hooks::waker(|| {}, || mailbox.arrived.notify(1));
        come.poll_with(mailbox, &mut next, &hooks);
        drop(hooks);
        let task = Task::default();
        assert_eq!(task.poll(&mut next), Poll::Pending);
        assert_eq!(task.wakes(), 1, "the drop's notification goes to the new waker");
        assert_eq!(mailbox.arrived.waiters(), 1, "this poll has noticed it, and waits anew");
        assert_eq!(task.poll(&mut next), Poll::Pending);
        assert_eq!(mailbox.arrived.waiters(), 1);
    }
}

#[test]
fn a_chain_of_wakers_that_notify_reaches_its_end() {
    let mailbox = Mailbox::forever();
    let mut chain: Vec<_> = (0..50)
        .map(|_| {
            let mut next = mailbox.next();
            let hooks = Hooks::waker(|| mailbox.arrived.notify(1), || {});
            assert_eq!(poll_with(&mut next, &hooks), Poll::Pending);
            next
        })
        .collect();
    let last = waiting_tasks(mailbox, 1);
    mailbox.arrived.notify(1);
    assert_eq!(wakes(&last), [1]);
    chain.clear();
}

/// Panics when dropped: the worst payload that a panic can have. The second payload has no size, so leaking it leaks no memory.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic::panic_any(());
    }
}

#[test]
fn a_waker_that_panics_harms_nobody_else() {
    (0..3).for_each(wakers_that_panic_harm_nobody_else);
}

fn wakers_that_panic_harm_nobody_else(first: usize) {
    let mailbox = Mailbox::forever();
    let mut wakers = [
        Hooks::waker(|| panic!("a waker"), || {}),
        Hooks::waker(|| panic::panic_any(Bomb), || {}),
        Hooks::waker(|| {}, || panic!("a waker's drop")),
    ];
    wakers.rotate_left(first);
    let mut nexts: Vec<_> = wakers
        .into_iter()
        .map(|waker| {
            let mut next = mailbox.next();
            assert_eq!(poll_with(&mut next, &waker), Poll::Pending);
            next
        })
        .collect();
    let behind = waiting_tasks(mailbox, 1);
    mailbox.arrived.notify_all();
    assert_eq!(wakes(&behind), [1]);
    mailbox.store(1..=3);
    for (next, item) in nexts.iter_mut().zip(1..) {
        assert_eq!(Task::default().poll(next), Poll::Ready(item));
    }
}

#[test]
fn a_waker_that_panics_in_its_drop_does_not_harm_its_own_task() {
    for come in Come::WAYS {
        let mailbox = Mailbox::forever();
        let mut next = mailbox.next();
        let waker = Hooks::waker(|| {}, || panic!("a waker's drop"));
        come.poll_with(mailbox, &mut next, &waker);
        drop(waker);
        let task = Task::default();
        assert_eq!(task.poll(&mut next), Poll::Pending, "replaced");
        let waker = Hooks::waker(|| {}, || panic!("a waker's drop"));
        assert_eq!(poll_with(&mut next, &waker), Poll::Pending);
        drop(waker);
        drop(next); // and dropped with the wait
        assert_eq!(mailbox.arrived.waiters(), 0);
    }
}

#[test]
fn a_waker_that_panics_in_its_clone_leaves_nothing_behind() {
    for come in Come::WAYS {
        let mailbox = Mailbox::default();
        let first_poll = panic::catch_unwind(AssertUnwindSafe(|| {
            come.poll_with(&mailbox, &mut mailbox.next(), &waker_with_clones(0));
        }));
        assert!(first_poll.is_err());
        assert_eq!(mailbox.arrived.waiters(), 0);

        let (task, mut next) = (Task::default(), mailbox.next());
        come.poll_with(&mailbox, &mut next, &task.waker());
        let later_poll =
            panic::catch_unwind(AssertUnwindSafe(|| poll_with(&mut next, &waker_with_clones(0))));
        assert!(later_poll.is_err());
        mailbox.post(1);
        assert_eq!(task.wakes(), 1, "the older waker stays");
        assert_eq!(task.poll(&mut next), Poll::Ready(1));
        assert_eq!(mailbox.arrived.waiters(), 0);
    }
}

#[test]
fn a_wakeup_that_comes_while_the_newer_waker_is_cloned_is_seen_by_the_same_poll() {
    for come in Come::WAYS {
        let mailbox = Mailbox::forever();
        let (older, mut next) = (Task::default(), mailbox.next());
        come.poll_with(mailbox, &mut next, &older.waker());
        assert_eq!(poll_with(&mut next, &waker_cloned_with(|| mailbox.post(1))), Poll::Ready(1));
        assert_eq!((older.wakes(), mailbox.arrived.waiters()), (1, 0));

        // A wakeup without an item: from then on the newer waker counts.
        let mut next = mailbox.next();
        come.poll_with(mailbox, &mut next, &older.waker());
        assert_eq!(poll_with(&mut next, &waker_cloned_with(|| mailbox.arrived.notify(1))), Poll::Pending);
        assert_eq!((older.wakes(), older.wakers(), mailbox.arrived.waiters()), (2, 0, 1));
    }
}

/// Notifies when its thread's thread-locals are destroyed.
struct LastWord(&'static Mailbox);

impl Drop for LastWord {
    fn drop(&mut self) {
        self.0.post(1);
        let soon = Instant::now() + Duration::from_millis(1);
        assert_eq!(wait_deadline(&mut Take(&Mailbox::default()), soon), None, "parks there, too");
    }
}

thread_local! {
    static BEFORE: RefCell<Option<LastWord>> = const { RefCell::new(None) };
    static AFTER: RefCell<Option<LastWord>> = const { RefCell::new(None) };
}

/// In whichever order the platform destroys thread-locals, one of the two destructors runs after the crate's own.
#[test]
fn a_thread_at_its_very_end_still_wakes() {
    let mailbox = Mailbox::forever();
    let tasks = waiting_tasks(mailbox, 4);
    thread::spawn(|| {
        BEFORE.set(Some(LastWord(mailbox)));
        mailbox.arrived.notify(1);
        let _cancelled = waiting_tasks(mailbox, 1);
        AFTER.set(Some(LastWord(mailbox)));
    })
    .join()
    .unwrap();
    assert_eq!(wakes(&tasks), [1, 1, 1, 0]);
}

#[test]
fn a_poll_with_the_same_waker_keeps_the_stored_one() {
    for come in Come::WAYS {
        let mailbox = Mailbox::default();
        let (task, mut next) = (Task::default(), mailbox.next());
        let waker = task.waker();
        come.poll_with(&mailbox, &mut next, &waker);
        for _ in 0..3 {
            assert_eq!(task.wakers(), 2);
            assert_eq!(poll_with(&mut next, &waker), Poll::Pending);
        }
    }
}

/// An attempt may run foreign wakers, and one of them may park this thread.
#[test]
fn a_wakeup_whose_unpark_token_a_foreign_waker_consumed_is_not_lost() {
    let mailbox = Mailbox::default();
    let mut is_woken = false;
    let mut waiting = Hooked::new(&mailbox, |_| {
        if is_woken {
            mailbox.store([7]);
        } else if mailbox.arrived.waiters() == 1 {
            mailbox.arrived.notify(1); // this very thread
            thread::park_timeout(Duration::from_secs(60));
            is_woken = true;
        }
    });
    assert_eq!(wait(&mut waiting), 7);
}
