//! The waker of a blocked thread.

use crate::handoff::Wakeup;
use crate::sync::{Token, thread_local};
use std::sync::Arc;
use std::task::{Wake, Waker};
use std::time::Instant;

/// What a thread parks on, and the waker that the lists of events see for it. Made once per thread.
#[derive(Clone)]
pub(crate) struct ThreadWaker {
    parker: Arc<Parker>,
    waker: Waker,
}

impl ThreadWaker {
    /// That of the calling thread; a new one if the thread is past its thread-locals.
    pub(crate) fn of_this_thread() -> Self {
        THREAD_WAKER.try_with(Self::clone).unwrap_or_else(|_| Self::new())
    }

    fn new() -> Self {
        let parker = Arc::new(Parker(Token::of_this_thread()));
        Self { waker: Waker::from(Arc::clone(&parker)), parker }
    }

    /// What ends a park.
    pub(crate) fn wakeup(&self) -> Wakeup {
        Wakeup::Thread(Arc::clone(&self.parker))
    }

    /// The waker for the lists of events, which ends a park.
    pub(crate) fn stand_in(&self) -> &Waker {
        &self.waker
    }

    /// Blocks until woken, or less long for no reason. Only for the thread that asked for this waker.
    pub(crate) fn park(&self) {
        self.parker.0.park();
    }

    /// As [`park`](Self::park), and not beyond `deadline`.
    pub(crate) fn park_until(&self, deadline: Instant) {
        self.parker.0.park_until(deadline);
    }
}

/// One thread's token, shared with whoever is about to wake it.
pub(crate) struct Parker(Token);

impl Parker {
    pub(crate) fn unpark(&self) {
        self.0.unpark();
    }
}

impl Wake for Parker {
    /// Notes the thread: unparking may be a system call, and the woken thread's first step is to take the list's lock.
    fn wake(self: Arc<Self>) {
        Wakeup::Thread(self).note();
    }
}

thread_local! {
    static THREAD_WAKER: ThreadWaker = ThreadWaker::new();
}
