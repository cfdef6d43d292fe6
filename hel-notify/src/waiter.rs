//! The one loop of every wait: attempt, announce, look again, sleep.

use crate::few::Few;
use crate::handoff::Wakeup;
use crate::notify::Place;
use crate::rhythm::{Longest, attempt_in_rhythm};
use crate::word::Due;
use crate::{Operation, barrier};
use std::mem;
use std::task::Waker;

/// How a waiter sleeps: the one thing in which a blocked thread, a timed one and a task differ.
pub(crate) trait Sleep {
    /// Why a wait ended without an output.
    type GaveUp;

    /// Whether a wait may pause before it announces itself, for a stream to run ahead: where nothing else has seen to that.
    const LINGERS: bool = false;

    /// What is kept between two runs of the loop, beside the announcements and as long as they.
    type Kept: Default;

    /// What ends the next [`sleep`](Self::sleep), for a [`Seat`](crate::seat::Seat). May run foreign code.
    fn wakeup(&self) -> Wakeup;

    /// Whether `wakeup` ends the next [`sleep`](Self::sleep). Runs no foreign code.
    fn is_woken_by(&self, wakeup: &Wakeup) -> bool;

    /// The waker for the lists of events: it must end the next [`sleep`](Self::sleep).
    fn stand_in<'a>(&'a mut self, kept: &'a mut Self::Kept) -> &'a Waker;

    /// Sleeps until woken, or less long; an error ends this run of the loop.
    fn sleep(&mut self) -> Result<(), Self::GaveUp>;
}

/// An operation under way, with what it has announced and what it was woken for.
///
/// Dropped before the operation succeeded, it leaves every list and passes on a wakeup that it has not used.
///
/// It is little more than the operation: what a wait needs is made when the first attempt has failed. An attempt that
/// succeeds at once allocates nothing, and has nothing to move or to look through.
pub(crate) struct Waiter<O: Operation, K> {
    /// `None` only after [`into_operation`](Self::into_operation).
    operation: Option<O>,
    wait: Option<Box<Wait<K>>>,
}

/// What a waiter has to remember once it waits.
struct Wait<K> {
    // Dropped first: it must leave the lists before the waker in `kept` goes.
    announced: Few<Announcement>,
    /// The keys whose events have woken this waiter, each once. Kept for the whole operation: a wakeup used up in vain
    /// may have been for what lies behind the item that a later attempt takes.
    woken_by: Few<usize>,
    /// Whether an attempt has failed since the last key was added to `woken_by`: those wakeups are used up.
    spent: bool,
    /// See [`Sleep::Kept`].
    kept: K,
}

/// A place in the list of one event.
struct Announcement {
    key: usize,
    place: Place,
    due: Due,
    /// Whether the last [`Operation::watch`] named the key.
    watched: bool,
}

impl<O: Operation, K> Waiter<O, K> {
    pub(crate) const fn new(operation: O) -> Self {
        Self { operation: Some(operation), wait: None }
    }

    /// Runs the loop until the operation succeeds or `sleep` gives up.
    #[inline(always)]
    pub(crate) fn run<S>(&mut self, sleep: &mut S) -> Result<O::Output, S::GaveUp>
    where
        K: Default,
        S: Sleep<Kept = K>,
    {
        // Whether all announcements are made in this run, so that every seat has the wakeup of `sleep`.
        let is_known = self.wait.is_none();
        loop {
            if let Some(output) = self.operation.as_mut().expect(PRESENT).attempt() {
                self.finish();
                return Ok(output);
            }
            if let Some(output) = self.wait(sleep, is_known)? {
                return Ok(output);
            }
        }
    }

    /// What comes between two attempts. Twice it is nothing: after an announcement comes the second look, and after a
    /// wakeup one that tells what it was for.
    #[inline(never)]
    fn wait<S>(&mut self, sleep: &mut S, is_known: bool) -> Result<Option<O::Output>, S::GaveUp>
    where
        K: Default,
        S: Sleep<Kept = K>,
    {
        let operation = self.operation.as_mut().expect(PRESENT);
        if S::LINGERS && self.wait.is_none() {
            if let Some(output) = attempt_in_rhythm(operation, Longest::Poll) {
                return Ok(Some(output)); // nothing is announced yet
            }
        }
        let wait = self.wait.get_or_insert_with(Box::default);
        wait.spent = true;
        if wait.announce(operation, sleep) || wait.notice(operation, sleep, is_known) {
            return Ok(None);
        }
        sleep.sleep().map(|()| None)
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

    /// Whether an attempt has failed and none has succeeded since.
    pub(crate) fn is_waiting(&self) -> bool {
        self.wait.is_some()
    }

    /// After a success: leaves the lists, and passes the wakeups on that leave more behind.
    #[inline]
    fn finish(&mut self) {
        if let Some(mut wait) = self.wait.take() {
            wait.finish(self.operation());
        }
    }

    /// Without a success: leaves the lists, and passes on every wakeup that no attempt has followed.
    #[inline]
    fn cancel(&mut self) {
        if let Some(mut wait) = self.wait.take() {
            wait.cancel(self.operation());
        }
    }
}

impl<O: Operation, K> Drop for Waiter<O, K> {
    #[inline]
    fn drop(&mut self) {
        self.cancel();
    }
}

impl<K> Wait<K> {
    /// Brings the announcements in line with what the operation watches now. `true` if there is a new one, which was
    /// followed by its barrier: then the caller must look again.
    fn announce<O: Operation, S: Sleep>(&mut self, operation: &O, sleep: &S) -> bool {
        let announced = &mut self.announced;
        let before = announced.len();
        let mut expected = 0; // the keys usually come in the order of the last time
        operation.watch(&mut |key| {
            let mut places = (expected..before).chain(0..expected);
            let place = places.find(|&place| announced.get(place).key == key);
            if let Some(place) = place {
                announced.get_mut(place).watched = true;
                expected = place + 1;
            } else {
                let (place, due) = operation.event(key).announce(sleep);
                announced.push(Announcement { key, place, due, watched: true });
            }
        });
        let news = announced.len() > before;
        if news {
            self.pass_barrier(operation, before);
        }

        let mut index = 0;
        while index < self.announced.len() {
            if mem::take(&mut self.announced.get_mut(index).watched) {
                index += 1;
                continue;
            }
            let Announcement { key, place, .. } = self.announced.swap_remove(index);
            if operation.event(key).withdraw(place) {
                operation.event(key).notify(1);
            }
        }
        self.settle_unwatched(operation);
        news
    }

    /// Runs one barrier for all announcements from place `first` on: the heavier of those that are due.
    fn pass_barrier<O: Operation>(&self, operation: &O, first: usize) {
        let heavy = |place: &usize| self.announced.get(*place).due == Due::Heavy;
        let mut places = (first..self.announced.len()).filter(heavy).peekable();
        if places.peek().is_none() {
            return barrier::full();
        }
        barrier::heavy();
        for place in places {
            operation.event(self.announced.get(place).key).confirm();
        }
    }

    /// Passes on what the operation left of events that have woken it and that it no longer watches: it is done with them,
    /// and whatever it still waits for may take for ever.
    fn settle_unwatched<O: Operation>(&mut self, operation: &O) {
        let mut place = 0;
        while place < self.woken_by.len() {
            let key = *self.woken_by.get(place);
            if (0..self.announced.len()).any(|other| self.announced.get(other).key == key) {
                place += 1;
                continue;
            }
            self.woken_by.swap_remove(place);
            if operation.leaves_more(key) {
                operation.event(key).notify(1);
            }
        }
    }

    /// Asks each event whether it has woken this waiter, and makes `sleep` the one to wake from now on. A wakeup ends the
    /// announcement: `true` as soon as there is one.
    fn notice<O, S>(&mut self, operation: &O, sleep: &mut S, is_known: bool) -> bool
    where
        O: Operation,
        S: Sleep<Kept = K>,
    {
        for index in 0..self.announced.len() {
            let Announcement { key, place, .. } = self.announced.get_mut(index);
            let key = *key;
            if operation.event(key).notice(place, sleep, &mut self.kept, is_known) {
                self.announced.swap_remove(index);
                self.remember(key);
                self.spent = false;
                return true;
            }
        }
        false
    }

    /// See [`Waiter::finish`].
    #[inline(never)]
    fn finish<O: Operation>(&mut self, operation: &O) {
        self.withdraw_all(operation);
        while let Some(key) = self.woken_by.pop() {
            if operation.leaves_more(key) {
                operation.event(key).notify(1);
            }
        }
    }

    /// See [`Waiter::cancel`].
    #[inline(never)]
    fn cancel<O: Operation>(&mut self, operation: &O) {
        if self.spent {
            self.woken_by.clear();
        }
        self.withdraw_all(operation);
        while let Some(key) = self.woken_by.pop() {
            operation.event(key).notify(1);
        }
    }

    /// Leaves the lists, and remembers the keys of those that had woken this waiter unnoticed.
    fn withdraw_all<O: Operation>(&mut self, operation: &O) {
        while let Some(Announcement { key, place, .. }) = self.announced.pop() {
            if operation.event(key).withdraw(place) {
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

impl<K: Default> Default for Wait<K> {
    fn default() -> Self {
        Self { announced: Few::new(), woken_by: Few::new(), spent: false, kept: K::default() }
    }
}

/// Why `expect` on [`Waiter::operation`] never fails.
const PRESENT: &str = "only `into_operation` takes it, and ends the waiter";
