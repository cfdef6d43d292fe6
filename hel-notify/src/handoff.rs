//! Waking outside of locks: the list of waiters notes whom to wake, and the caller wakes them afterwards. (The
//! [seat](crate::seat) before the list needs none of this.)
//!
//! The list of an event wakes, replaces and drops wakers while it holds its lock. A foreign waker that ran there could
//! come back to the same event and deadlock, or panic and leave the list half changed. So the list only ever holds wakers
//! of this crate, and waking one of them does nothing but put it on a list of the running thread:
//!
//! ```text
//! notify ── lock ── list: wake W ──> noted: [W] ── unlock ── flush: take `noted`, then W's own waker, wake it
//! ```
//!
//! [`flush`] must follow each call into the list that may wake. It takes the noted list out first, so a foreign waker
//! may notify, send or receive: it notes and flushes for itself. (One that blocks holds up whoever is woken after it.)

use crate::parker::Parker;
use crate::sync::{self, Mutex, contain, lock, thread_local};
use std::cell::RefCell;
use std::mem;
use std::sync::Arc;
use std::task::{Wake, Waker};

/// Wakes everyone noted by this thread since the last flush, each under a panic guard.
///
/// Blocks only on locks that are held for a few instructions.
pub(crate) fn flush() {
    let Ok(mut batch) = NOTED.try_with(RefCell::take) else { return flush_orphans() };
    for wakeup in batch.drain(..) {
        wakeup.deliver();
    }
    // The emptied buffer serves the next batch, unless a waker has left a new one meanwhile.
    let _ = NOTED.try_with(|noted| {
        let mut noted = noted.borrow_mut();
        if noted.capacity() == 0 && batch.capacity() <= KEPT_CAPACITY {
            *noted = batch;
        }
    });
}

/// Somebody to wake once seat and list are unlocked.
pub(crate) enum Wakeup {
    /// A task, by its own waker.
    Task(Waker),
    /// A task, by the waker that its handoff holds when its turn comes.
    Handoff(Arc<Handoff>),
    /// A parked thread.
    Thread(Arc<Parker>),
}

impl Wakeup {
    /// Notes whom the next [`flush`] of this thread must wake. Runs no foreign code.
    pub(crate) fn note(self) {
        let mut wakeup = Some(self);
        let noted = NOTED.try_with(|noted| noted.borrow_mut().extend(wakeup.take()));
        if noted.is_err() {
            orphans().extend(wakeup);
        }
    }

    /// Wakes it, under a panic guard.
    pub(crate) fn deliver(self) {
        let waker = match self {
            Self::Task(waker) => Some(waker),
            Self::Handoff(handoff) => handoff.take(),
            Self::Thread(parker) => return parker.unpark(),
        };
        contain(|| waker.map(Waker::wake));
    }
}

/// The waker that an event's list sees for a task: it holds the task's own waker, and only notes itself when woken.
pub(crate) struct Handoff {
    /// `None` before the first registration, after a wakeup and when the wait is over.
    waker: Mutex<Option<Waker>>,
}

impl Handoff {
    pub(crate) fn new() -> Self {
        Self { waker: Mutex::new(None) }
    }

    /// From now on `waker` is to be woken. An older one is dropped here, outside of the lock.
    pub(crate) fn set(&self, waker: &Waker) {
        if lock(&self.waker).as_ref().is_some_and(|current| current.will_wake(waker)) {
            return;
        }
        let newer = waker.clone();
        let older = lock(&self.waker).replace(newer);
        contain(|| drop(older));
    }

    /// From now on nobody is to be woken. The waker is dropped here, outside of the lock.
    pub(crate) fn clear(&self) {
        let waker = self.take();
        contain(|| drop(waker));
    }

    fn take(&self) -> Option<Waker> {
        lock(&self.waker).take()
    }
}

impl Wake for Handoff {
    fn wake(self: Arc<Self>) {
        Wakeup::Handoff(self).note();
    }
}

thread_local! {
    /// Who was woken by the list during the call that this thread is in.
    static NOTED: RefCell<Vec<Wakeup>> = const { RefCell::new(Vec::new()) };
}

/// The longest buffer that a thread keeps between two flushes.
const KEPT_CAPACITY: usize = 64;

/// Whom threads noted whose thread-locals are gone already, that is from the destructor of another thread-local. Such a
/// thread flushes this list, and may thereby wake what another such thread noted a moment ago: early is harmless.
static ORPHANS: sync::StaticMutex<Vec<Wakeup>> = sync::StaticMutex::new(Vec::new());

fn orphans() -> std::sync::MutexGuard<'static, Vec<Wakeup>> {
    ORPHANS.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cold]
fn flush_orphans() {
    let batch = mem::take(&mut *orphans());
    for wakeup in batch {
        wakeup.deliver();
    }
}
