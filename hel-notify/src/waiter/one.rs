//! The wait for one event.

use super::{Next, Sleep};
use crate::notify::{Place, Return};
use crate::wakeup::{Target, Wakeup};
use crate::word::Due;
use crate::{Notify, Operation};

/// What a waiter has to remember of an event.
pub(super) struct One {
    key: usize,
    post: Post,
    /// Whether the event has woken this waiter. Kept for the whole operation: a wakeup used up in vain may have been for what
    /// lies behind the item that a later attempt takes.
    was_woken: bool,
    /// Whether an attempt has failed since: that wakeup is used up.
    is_spent: bool,
    /// How often it was woken, modulo [`ROUND`].
    wakeups: u8,
}

/// A waiter that was woken so often in vain goes to the end: it always comes when a running one has just taken what there was, and
/// the next may be luckier.
const ROUND: u8 = 8;

enum Post {
    /// Not announced, or not any more.
    Away(Return),
    /// Announced, with whom a notifier finds there.
    At(Place, Target),
}

impl One {
    pub(super) fn new(key: usize) -> Self {
        Self { key, post: Post::Away(Return::default()), was_woken: false, is_spent: false, wakeups: 0 }
    }

    pub(super) fn key(&self) -> usize {
        self.key
    }

    /// After an attempt in vain.
    pub(super) fn go_on<S: Sleep>(&mut self, event: &Notify, sleep: &S, is_known: &mut bool) -> Next {
        self.note_vain_attempt();
        if let Post::At(..) = self.post {
            let next = self.stay(event, sleep, *is_known);
            *is_known = true; // or it has no place
            return next;
        }
        let wakeup = sleep.wakeup(); // foreign code, which may panic
        let (is_announced, due) = self.announce(event, wakeup);
        event.pass_barrier(due);
        *is_known = true;
        if is_announced { Next::Look } else { Next::GiveWay }
    }

    /// An attempt has failed.
    pub(super) fn note_vain_attempt(&mut self) {
        self.is_spent = true;
    }

    /// Whether it has no place at the event.
    pub(super) fn is_away(&self) -> bool {
        matches!(self.post, Post::Away(_))
    }

    /// Takes a place, if it can be had without waiting for anybody. The barrier that is due must follow in either case.
    pub(super) fn announce(&mut self, event: &Notify, wakeup: Wakeup) -> (bool, Due) {
        let Post::Away(returns) = &mut self.post else { unreachable!("announced once") };
        let target = wakeup.target();
        let (place, due) = event.announce(wakeup, returns);
        let is_announced = place.is_some();
        if let Some(place) = place {
            self.post = Post::At(place, target);
        }
        (is_announced, due)
    }

    /// In its place: whether it was woken, and if not, that `sleep` is what ends with the next wakeup, unless that is known.
    pub(super) fn stay<S: Sleep>(&mut self, event: &Notify, sleep: &S, is_known: bool) -> Next {
        let Post::At(place, target) = &mut self.post else { unreachable!("asked of who is announced") };
        if !event.has_woken(place) {
            if is_known || *target == sleep.target() {
                return Next::Sleep;
            }
            let newer = sleep.wakeup();
            *target = newer.target();
            if event.renew(place, newer) {
                return Next::Look;
            }
        }
        let Post::At(place, _) = std::mem::replace(&mut self.post, Post::Away(Return::default())) else {
            unreachable!("as above")
        };
        self.wakeups = (self.wakeups + 1) % ROUND;
        self.post = Post::Away(if self.wakeups == 0 { Return::default() } else { place.into() });
        (self.was_woken, self.is_spent) = (true, false);
        Next::Look
    }

    /// After a success, or when the operation needs nothing more of the event: leaves, and wakes the next one if this one was
    /// woken and leaves more behind.
    pub(super) fn finish<O: Operation>(self, operation: &O) {
        let event = operation.event(self.key);
        let is_woken = matches!(&self.post, Post::At(place, _) if event.withdraw(place));
        if (is_woken || self.was_woken) && operation.leaves_more(self.key) {
            event.notify(1);
        }
    }

    /// Without a success: leaves, and passes on a wakeup that no attempt has followed.
    pub(super) fn cancel<O: Operation>(self, operation: &O) {
        let event = operation.event(self.key);
        let is_woken = matches!(&self.post, Post::At(place, _) if event.withdraw(place));
        if is_woken || self.was_woken && !self.is_spent {
            event.notify(1);
        }
    }
}
