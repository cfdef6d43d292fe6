//! Whom to wake: a task by its waker, or a thread that is parked.

use crate::sync::{Token, contain, thread_local};
use std::sync::Arc;
use std::task::Waker;
use std::time::Instant;

/// What wakes one waiter. Delivered and dropped only while no seat or list is held: a waker is foreign code.
pub(crate) enum Wakeup {
    /// A task.
    Task(Waker),
    /// A parked thread.
    Thread(Arc<Parker>),
}

/// What a wakeup wakes. Two equal targets whose wakeups are both alive are the same task or thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Target(usize, usize);

impl Target {
    /// The task behind a waker.
    pub(crate) fn of_task(waker: &Waker) -> Self {
        Self(waker.data().addr(), std::ptr::from_ref(waker.vtable()).addr())
    }

    /// A thread. One value is enough: a wait of a thread never moves to another.
    pub(crate) const THREAD: Self = Self(0, 0);
}

impl Wakeup {
    /// What it wakes.
    pub(crate) fn target(&self) -> Target {
        match self {
            Self::Task(waker) => Target::of_task(waker),
            Self::Thread(_) => Target::THREAD,
        }
    }

    /// Wakes it, under a panic guard.
    pub(crate) fn deliver(self) {
        match self {
            Self::Task(waker) => drop(contain(|| waker.wake())),
            Self::Thread(parker) => parker.unpark(),
        }
    }

    /// Drops it, under a panic guard.
    pub(crate) fn discard(self) {
        contain(|| drop(self));
    }
}

/// What a thread parks on.
pub(crate) struct Parker(Token);

impl Parker {
    /// The calling thread's; a new one if its thread-locals are destroyed.
    pub(crate) fn of_this_thread() -> Arc<Self> {
        let new = || Arc::new(Self(Token::of_this_thread()));
        PARKER.try_with(Arc::clone).unwrap_or_else(|_| new())
    }

    /// Blocks until woken, at most until `deadline`; may return early for no reason. Only for the thread that it was made for.
    pub(crate) fn park(&self, deadline: Option<Instant>) {
        match deadline {
            None => self.0.park(),
            Some(deadline) => self.0.park_until(deadline),
        }
    }

    fn unpark(&self) {
        self.0.unpark();
    }
}

thread_local! {
    static PARKER: Arc<Parker> = Arc::new(Parker(Token::of_this_thread()));
}
