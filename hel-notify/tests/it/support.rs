//! A mailbox to wait on, and wakers that count.

use hel_notify::{Notify, Operation, Waiting};
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

/// An unbounded queue with an event: the smallest thing that can be waited for.
#[derive(Debug, Default)]
pub(crate) struct Mailbox {
    items: Mutex<VecDeque<u32>>,
    pub(crate) arrived: Arc<Notify>,
}

impl Mailbox {
    /// A mailbox whose notifications go on to the waiters of `other`.
    pub(crate) fn overflowing_to(other: &Mailbox) -> Self {
        let arrived = Arc::new(Notify::with_overflow(Arc::clone(&other.arrived)));
        Self { arrived, ..Self::default() }
    }

    /// A mailbox that lives as long as the program, for wakers and threads that may outlive their test.
    pub(crate) fn forever() -> &'static Self {
        // Kept here, so that a leak checker finds it.
        static HELD: Mutex<Vec<&Mailbox>> = Mutex::new(Vec::new());
        let mailbox: &Mailbox = Box::leak(Box::default());
        HELD.lock().unwrap_or_else(PoisonError::into_inner).push(mailbox);
        mailbox
    }

    /// Stores items and notifies nobody.
    pub(crate) fn store(&self, items: impl IntoIterator<Item = u32>) {
        self.items.lock().unwrap_or_else(PoisonError::into_inner).extend(items);
    }

    /// Stores an item and wakes one waiter.
    pub(crate) fn post(&self, item: u32) {
        self.store([item]);
        self.arrived.notify(1);
    }

    pub(crate) fn take(&self) -> Option<u32> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// A future of the next item.
    pub(crate) fn next(&self) -> Waiting<Take<'_>> {
        Waiting::new(Take(self))
    }
}

/// Takes the next item of a mailbox.
#[derive(Debug)]
pub(crate) struct Take<'a>(pub(crate) &'a Mailbox);

impl Operation for Take<'_> {
    type Output = u32;

    fn attempt(&mut self) -> Option<u32> {
        self.0.take()
    }

    fn event(&self, _key: usize) -> &Notify {
        &self.0.arrived
    }

    fn leaves_more(&self, _key: usize) -> bool {
        !self.0.is_empty()
    }
}

/// Runs a hook before the attempts of a [`Take`], with the number of the attempt, counted from 1.
pub(crate) struct Hooked<'a, F> {
    pub(crate) take: Take<'a>,
    pub(crate) hook: F,
    attempts: usize,
}

impl<'a, F: FnMut(usize)> Hooked<'a, F> {
    pub(crate) fn new(mailbox: &'a Mailbox, hook: F) -> Self {
        Self { take: Take(mailbox), hook, attempts: 0 }
    }
}

impl<F: FnMut(usize)> Operation for Hooked<'_, F> {
    type Output = u32;

    fn attempt(&mut self) -> Option<u32> {
        self.attempts += 1;
        (self.hook)(self.attempts);
        self.take.attempt()
    }

    fn event(&self, key: usize) -> &Notify {
        self.take.event(key)
    }

    fn leaves_more(&self, key: usize) -> bool {
        self.take.leaves_more(key)
    }
}

/// A stand-in for a task: polls a future by hand and counts its wakeups.
#[derive(Debug, Default)]
pub(crate) struct Task(Arc<Wakes>);

#[derive(Debug, Default)]
struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Task {
    pub(crate) fn waker(&self) -> Waker {
        Waker::from(Arc::clone(&self.0))
    }

    pub(crate) fn poll<F: Future + Unpin>(&self, future: &mut F) -> Poll<F::Output> {
        poll_with(future, &self.waker())
    }

    /// How often the task was woken.
    pub(crate) fn wakes(&self) -> usize {
        self.0.0.load(Ordering::Relaxed)
    }

    /// How many wakers of this task exist.
    pub(crate) fn wakers(&self) -> usize {
        Arc::strong_count(&self.0) - 1
    }
}

pub(crate) fn poll_with<F: Future + Unpin>(future: &mut F, waker: &Waker) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(waker))
}

/// Tasks that wait for a mailbox, in the order of their registration.
pub(crate) fn waiting_tasks(mailbox: &Mailbox, count: usize) -> Vec<(Task, Waiting<Take<'_>>)> {
    (0..count)
        .map(|_| {
            let (task, mut next) = (Task::default(), mailbox.next());
            assert_eq!(task.poll(&mut next), Poll::Pending);
            (task, next)
        })
        .collect()
}

/// The wakeups of each task.
pub(crate) fn wakes<F>(tasks: &[(Task, F)]) -> Vec<usize> {
    tasks.iter().map(|(task, _)| task.wakes()).collect()
}

/// Lets other threads run until `count` waiters are announced.
pub(crate) fn until_waiters(event: &Notify, count: usize) {
    while event.waiters() != count {
        thread::yield_now();
    }
}
