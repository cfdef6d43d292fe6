//! The one loop of every wait: attempt, announce, look again, sleep.

use crate::few::Few;
use crate::word::Due;
use crate::{Operation, barrier};
use event_listener::EventListener;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Waker};

/// How a waiter sleeps: the one thing in which a blocked thread, a timed one and a task differ.
pub(crate) trait Sleep {
    /// Why a wait ended without an output.
    type GaveUp;

    /// The waker for the lists of events: it must end the next [`sleep`](Self::sleep).
    fn waker(&mut self) -> &Waker;

    /// Sleeps until woken, or less long; an error ends this run of the loop.
    fn sleep(&mut self) -> Result<(), Self::GaveUp>;
}

/// An operation under way, with what it has announced and what it was woken for.
///
/// Dropped before the operation succeeded, it leaves every list and passes on a wakeup that it has not used.
pub(crate) struct Waiter<O: Operation> {
    /// `None` only after [`into_operation`](Self::into_operation).
    operation: Option<O>,
    announced: Few<Announcement>,
    /// The keys whose events have woken this waiter, each once. Kept for the whole operation: a wakeup used up in vain
    /// may have been for what lies behind the item that a later attempt takes.
    woken_by: Few<usize>,
    /// Whether an attempt has failed since the last key was added to `woken_by`: those wakeups are used up.
    spent: bool,
}

/// A place in the list of one event.
struct Announcement {
    key: usize,
    listener: EventListener,
    due: Due,
    /// Whether the last [`Operation::watch`] named the key.
    watched: bool,
}

impl<O: Operation> Waiter<O> {
    pub(crate) const fn new(operation: O) -> Self {
        Self { operation: Some(operation), announced: Few::new(), woken_by: Few::new(), spent: false }
    }

    /// Runs the loop until the operation succeeds or `sleep` gives up.
    #[inline]
    pub(crate) fn run<S: Sleep>(&mut self, sleep: &mut S) -> Result<O::Output, S::GaveUp> {
        loop {
            if let Some(output) = self.operation_mut().attempt() {
                if self.is_involved() {
                    self.finish();
                }
                return Ok(output);
            }
            self.spent = true;
            if self.announce() {
                continue; // the second look
            }
            if self.notice(sleep.waker()) {
                continue; // woken: what for?
            }
            sleep.sleep()?;
        }
    }

    /// The operation.
    pub(crate) fn operation(&self) -> &O {
        self.operation.as_ref().expect(PRESENT)
    }

    /// Gives up the wait and gives the operation back.
    pub(crate) fn into_operation(mut self) -> O {
        self.cancel();
        self.operation.take().expect(PRESENT)
    }

    fn operation_mut(&mut self) -> &mut O {
        self.operation.as_mut().expect(PRESENT)
    }

    /// Brings the announcements in line with what the operation watches now. `true` if there is a new one, which was
    /// followed by its barrier: then the caller must look again.
    fn announce(&mut self) -> bool {
        let Self { operation, announced, .. } = self;
        let operation = operation.as_ref().expect(PRESENT);
        let before = announced.len();
        let mut expected = 0; // the keys usually come in the order of the last time
        operation.watch(&mut |key| {
            let mut places = (expected..before).chain(0..expected);
            let place = places.find(|&place| announced.get(place).key == key);
            if let Some(place) = place {
                announced.get_mut(place).watched = true;
                expected = place + 1;
            } else {
                let (listener, due) = operation.event(key).announce();
                announced.push(Announcement { key, listener, due, watched: true });
            }
        });
        let news = announced.len() > before;
        if news {
            self.pass_barrier(before);
        }

        let Self { operation, announced, .. } = self;
        let operation = operation.as_ref().expect(PRESENT);
        let mut place = 0;
        while place < announced.len() {
            if mem::take(&mut announced.get_mut(place).watched) {
                place += 1;
                continue;
            }
            let Announcement { key, listener, .. } = announced.swap_remove(place);
            if operation.event(key).withdraw(listener) {
                operation.event(key).notify(1);
            }
        }
        self.settle_unwatched();
        news
    }

    /// Runs one barrier for all announcements from place `first` on: the heavier of those that are due.
    fn pass_barrier(&self, first: usize) {
        let heavy = |place: &usize| self.announced.get(*place).due == Due::Heavy;
        let mut places = (first..self.announced.len()).filter(heavy).peekable();
        if places.peek().is_none() {
            return barrier::full();
        }
        barrier::heavy();
        for place in places {
            self.operation().event(self.announced.get(place).key).confirm();
        }
    }

    /// Passes on what the operation left of events that have woken it and that it no longer watches: it is done with them,
    /// and whatever it still waits for may take for ever.
    fn settle_unwatched(&mut self) {
        let Self { operation, announced, woken_by, .. } = self;
        let operation = operation.as_ref().expect(PRESENT);
        let mut place = 0;
        while place < woken_by.len() {
            let key = *woken_by.get(place);
            if (0..announced.len()).any(|other| announced.get(other).key == key) {
                place += 1;
                continue;
            }
            woken_by.swap_remove(place);
            if operation.leaves_more(key) {
                operation.event(key).notify(1);
            }
        }
    }

    /// Asks each list whether it has woken this waiter, and makes `waker` the one to wake from now on. A wakeup ends the
    /// announcement: `true` as soon as there is one.
    fn notice(&mut self, waker: &Waker) -> bool {
        let mut context = Context::from_waker(waker);
        for place in 0..self.announced.len() {
            let listener = &mut self.announced.get_mut(place).listener;
            if Pin::new(listener).poll(&mut context).is_ready() {
                let key = self.announced.swap_remove(place).key;
                self.remember(key);
                self.spent = false;
                return true;
            }
        }
        false
    }

    /// Whether any event knows this waiter or has woken it. Not so as long as the first attempt succeeds.
    #[inline]
    fn is_involved(&self) -> bool {
        !self.announced.is_empty() || !self.woken_by.is_empty()
    }

    /// After a success: leaves the lists, and passes the wakeups on that leave more behind.
    fn finish(&mut self) {
        self.withdraw_all();
        while let Some(key) = self.woken_by.pop() {
            let operation = self.operation();
            if operation.leaves_more(key) {
                operation.event(key).notify(1);
            }
        }
    }

    /// Without a success: leaves the lists, and passes on every wakeup that no attempt has followed.
    fn cancel(&mut self) {
        if self.spent {
            self.woken_by.clear();
        }
        self.withdraw_all();
        while let Some(key) = self.woken_by.pop() {
            self.operation().event(key).notify(1);
        }
    }

    /// Leaves the lists, and remembers the keys of those that had woken this waiter unnoticed.
    fn withdraw_all(&mut self) {
        while let Some(Announcement { key, listener, .. }) = self.announced.pop() {
            if self.operation().event(key).withdraw(listener) {
                self.remember(key);
            }
        }
    }

    fn remember(&mut self, key: usize) {
        if !self.woken_by.contains(&key) {
            self.woken_by.push(key);
        }
    }
}

impl<O: Operation> Drop for Waiter<O> {
    #[inline]
    fn drop(&mut self) {
        if self.is_involved() {
            self.cancel();
        }
    }
}

/// Why `expect` on [`Waiter::operation`] never fails.
const PRESENT: &str = "only `into_operation` takes it, and ends the waiter";
