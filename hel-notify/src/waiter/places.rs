//! The wait that may have any number of places: in lists, at several events, woken in vain for some of them.

use super::Sleep;
use crate::few::Few;
use crate::notify::Place;
use crate::sync::contain;
use crate::word::Due;
use crate::{Operation, barrier};
use std::mem;

/// What such a waiter has to remember.
pub(super) struct Places<K> {
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

/// A place at one event.
struct Announcement {
    key: usize,
    place: Place,
    /// Whether a heavy barrier was due that others have not passed for it.
    is_heavy: bool,
    /// Whether the last [`Operation::watch`] named the key.
    watched: bool,
}

impl<K: Default> Places<K> {
    /// One place, whose barrier has been passed.
    pub(super) fn of(key: usize, place: Place) -> Self {
        let mut places = Self::default();
        places.announced.push(Announcement { key, place, is_heavy: false, watched: false });
        places
    }
}

impl<K> Places<K> {
    /// After an attempt in vain: whether to make another one before the next sleep, which `sleep` is woken from then.
    pub(super) fn go_on<O, S>(&mut self, operation: &O, sleep: &mut S, is_known: bool) -> bool
    where
        O: Operation,
        S: Sleep<Kept = K>,
    {
        self.spent = true;
        self.announce(operation, sleep) || self.notice(operation, sleep, is_known)
    }

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
                // Foreign code, which may panic. That may still not be the end of the wait, which may have a heavy barrier due for
                // another event. The list will do, which asks for the same later.
                let (place, due) = operation.event(key).announce(|| contain(|| sleep.wakeup()));
                announced.push(Announcement { key, place, is_heavy: due == Due::Heavy, watched: true });
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
        let heavy = |place: &usize| self.announced.get(*place).is_heavy;
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

    /// See [`Waiter::finish`](super::Waiter::finish).
    pub(super) fn finish<O: Operation>(&mut self, operation: &O) {
        self.withdraw_all(operation);
        while let Some(key) = self.woken_by.pop() {
            if operation.leaves_more(key) {
                operation.event(key).notify(1);
            }
        }
    }

    /// See [`Waiter::cancel`](super::Waiter::cancel).
    pub(super) fn cancel<O: Operation>(&mut self, operation: &O) {
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

impl<K: Default> Default for Places<K> {
    fn default() -> Self {
        Self { announced: Few::new(), woken_by: Few::new(), spent: false, kept: K::default() }
    }
}
