//! Sending a value without a key to a shard with room.
//!
//! One file per topic, in the order of the documentation page: one value, many, from tasks.

// Blank lines keep rustfmt from sorting these.
mod one;

mod batch;

mod tasks;

use std::collections::VecDeque;

use hel_notify::{Notify, Wait};
use hel_ring::Closed;

use super::shard_sender::{ShardSender, shard_sender};
use crate::channel::sealed::{Paced, Sealed};
use crate::channel::{Budget, Handle, SharedSend, send_by_sharing};
use crate::errors::TrySendError;
use crate::policy::{Home, LeastLoaded, Policy, RoundRobin};
use crate::slot::lend_apart;

/// The sender of [`round_robin`](crate::mpmc::round_robin): each message goes to the next shard that is open and has room.
///
/// Each handle has its own sequence: exact on one thread, approximate when threads share a `&` to it. Clones begin at different shards.
pub type RoundRobinSender<T, const CAP: usize> = SpreadSender<T, CAP, RoundRobin>;

/// The sender of [`home_shard`](crate::mpmc::home_shard): each message goes to the handle's own shard, or to another if that is full or
/// closed. Each clone gets the next shard as its own.
pub type HomeSender<T, const CAP: usize> = SpreadSender<T, CAP, Home>;

/// The sender of [`least_loaded`](crate::mpmc::least_loaded): each message goes to the emptier of two random shards, or to another if
/// that is full or closed.
pub type LeastLoadedSender<T, const CAP: usize> = SpreadSender<T, CAP, LeastLoaded>;

/// Sends each value to a shard that its policy chooses: [`RoundRobinSender`], [`HomeSender`] or [`LeastLoadedSender`].
///
/// The policy `P` chooses the shard that a value is offered to first; the others follow in sequence. A send waits only while every open
/// shard is full, wakes when any of them frees a slot, and is `Disconnected` only when all shards are closed.
///
/// For the methods that concern all shards see [`ShardSender`]; they can be called here too.
pub struct SpreadSender<T, const CAP: usize, P> {
    shards: ShardSender<T, CAP>,
    router: P,
}

impl<T, const CAP: usize, P: Policy> SpreadSender<T, CAP, P> {
    /// The shard that the next message is offered to first.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn first(&self) -> usize {
        self.router.first(|shard| {
            let sender = &self.senders()[shard];
            // A closed shard takes no value, however empty it is.
            if sender.is_closed() { usize::MAX } else { sender.len() }
        })
    }

    /// The other shards, in sequence.
    fn behind(&self, first: usize) -> impl Iterator<Item = usize> + use<T, CAP, P> {
        (first + 1..self.shards()).chain(0..first)
    }

    /// Continues a push that failed at its first shard, at the others.
    #[inline(never)]
    fn push_behind(
        &self,
        first: usize,
        slot: &mut Option<T>,
        error: TrySendError<()>,
    ) -> Result<(), TrySendError<()>> {
        let mut alive = error.is_full();
        for shard in self.behind(first) {
            match self.senders()[shard].push(slot) {
                Ok(()) => {
                    self.router.sent_to(shard);
                    return Ok(());
                }
                Err(error) => alive |= error.is_full(),
            }
        }
        Err(if alive { TrySendError::Full(()) } else { TrySendError::Disconnected(()) })
    }
}

shard_sender!(
    [T, const CAP: usize, P: Policy] SpreadSender<T, CAP, P>, "SpreadSender", Policy::for_clone, Policy::for_weak, P
);

impl<T, const CAP: usize, P> Sealed for SpreadSender<T, CAP, P> {}

impl<T, const CAP: usize, P: Policy> Handle for SpreadSender<T, CAP, P> {
    fn has_ended(&self) -> bool {
        self.is_closed()
    }

    fn end(&self) -> &Notify {
        self.shards.end()
    }
}

impl<T, const CAP: usize, P: Policy> Paced for SpreadSender<T, CAP, P> {
    #[inline]
    fn may_begin(&self) -> bool {
        self.router.comes_back_to().is_none_or(|shard| self.senders()[shard].may_begin())
    }

    fn pause_first(&self, budget: Budget) -> bool {
        self.router.comes_back_to().is_some_and(|shard| self.senders()[shard].pause_first(budget))
    }

    fn nudge(&self) -> bool {
        self.senders().iter().any(Paced::nudge)
    }

    fn wait(&self) -> Wait {
        self.senders()[0].wait()
    }
}

impl<T, const CAP: usize, P: Policy> SharedSend for SpreadSender<T, CAP, P> {
    type Item = T;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn push(&self, slot: &mut Option<T>) -> Result<(), TrySendError<()>> {
        let shard = self.first();
        match self.senders()[shard].push(slot) {
            Ok(()) => {
                self.router.sent_to(shard);
                Ok(())
            }
            Err(error) => lend_apart(slot, |slot| self.push_behind(shard, slot, error)),
        }
    }

    fn push_batch(&self, items: &mut VecDeque<T>) -> Result<usize, Closed> {
        let first = self.first();
        let (mut count, mut alive) = (0, false);
        for shard in std::iter::once(first).chain(self.behind(first)) {
            if let Ok(pushed) = self.senders()[shard].push_batch(items) {
                alive = true;
                count += pushed;
                if pushed > 0 {
                    self.router.sent_to(shard);
                }
                if items.is_empty() {
                    break;
                }
            }
        }
        if alive { Ok(count) } else { Err(Closed) }
    }

    /// Notified of room in any shard.
    fn room(&self) -> &Notify {
        &self.shards.hub().room
    }

    fn has_room(&self) -> bool {
        // First the shard that the next message is offered to: other threads write the cache lines of the others.
        self.router.comes_back_to().is_some_and(|shard| self.senders()[shard].has_room())
            || self.senders().iter().any(SharedSend::has_room)
    }
}

send_by_sharing!([T, const CAP: usize, P: Policy] SpreadSender<T, CAP, P> => Self);
