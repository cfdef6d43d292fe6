//! Whom to wake: a task by its waker, or a thread that is parked.

use crate::sync::{Token, contain, thread_local};
use std::sync::Arc;
use std::task::Waker;
use std::time::Instant;

/// Somebody to wake. Woken and dropped outside of seats and lists: a waker is foreign code.
pub(crate) enum Wakeup {
    /// A task.
    Task(Waker),
    /// A parked thread.
    Thread(Arc<Parker>),
}

/// What a wakeup wakes: two that are alike, and both alive, wake the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Target(usize, usize);

impl Target {
    /// The task behind a waker.
    pub(crate) fn of_task(waker: &Waker) -> Self {
        Self(waker.data().addr(), std::ptr::from_ref(waker.vtable()).addr())
    }

    /// A thread: its one wait has no other.
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
    /// That of the calling thread; a new one if the thread is past its thread-locals.
    pub(crate) fn of_this_thread() -> Arc<Self> {
        let new = || Arc::new(Self(Token::of_this_thread()));
        PARKER.try_with(Arc::clone).unwrap_or_else(|_| new())
    }

    /// Blocks until woken, or less long for no reason, and not beyond a deadline. Only for the thread that asked for it.
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
