//! The receiver from many shards.
//!
//! One file per topic, in the order of the documentation page: its shards, one value, one with its shard, many, by tasks, state, closing.

// Blank lines keep rustfmt from sorting these.
mod split;

mod one;

mod any;

mod batch;

mod tasks;

mod look;

mod ends;

use core::fmt;
use core::marker::PhantomData;
use std::sync::Arc;

use hel_notify::{Notify, Wait};

use super::iter::Iter;
use super::receiver::Receiver;
use super::workers::Spread;
use crate::channel::sealed::Paced;
use crate::channel::{Budget, Handle, Hub, SharedRecv, found_nothing, let_ahead, recv_by_sharing, sealed};
use crate::cursor::Cursor;
use crate::errors::TryRecvError;
use crate::slot::lend_apart;

/// Receives from all shards of a channel. It can be used whole, by borrowing the receiver of one shard, or split into one [`Receiver`]
/// per shard.
///
/// Whole, it has every operation of a [`Receiver`] and returns the next value of *any* shard; the `recv_any` forms also return the
/// shard's index. Each call starts at the shard after the one that gave the last value, so a busy shard cannot starve another. The order
/// within each shard is kept, the order between shards is not.
///
/// It counts as a receiver of each of its shards, and so does each clone; a clone costs O(shards).
///
/// `R` says how the channel routes messages: [`Spread`] over the shards, or [`Keyed`](crate::mpmc::Keyed). With `Spread`, it can be split
/// [into workers](Self::into_workers) that help each other. With `Keyed`, give each shard to one worker by
/// [`into_receivers`](Self::into_receivers): if several threads or tasks receive from the whole, or from one shard, they take the
/// messages of a key in order, but may handle them at the same time and finish in another order.
pub struct ShardReceiver<T, const CAP: usize, R = Spread> {
    pub(super) receivers: Box<[Receiver<T, CAP>]>,
    pub(super) hub: Arc<Hub>,
    /// The shard where the next receive begins.
    pub(super) cursor: Cursor,
    pub(super) routing: PhantomData<fn() -> R>,
}

impl<T, const CAP: usize, R> ShardReceiver<T, CAP, R> {
    pub(crate) fn new(receivers: Box<[Receiver<T, CAP>]>, hub: Arc<Hub>) -> Self {
        Self { cursor: Cursor::new(0, receivers.len()), receivers, hub, routing: PhantomData }
    }

    /// Another receiver of all shards, with the home of `cursor`.
    pub(super) fn at_home(&self, cursor: Cursor) -> Self {
        Self { receivers: self.receivers.clone(), hub: Arc::clone(&self.hub), cursor, routing: PhantomData }
    }
}

impl<T, const CAP: usize, R> Clone for ShardReceiver<T, CAP, R> {
    fn clone(&self) -> Self {
        self.at_home(self.cursor.afresh())
    }
}

impl<T, const CAP: usize, R> fmt::Debug for ShardReceiver<T, CAP, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShardReceiver")
            .field("shards", &self.shards())
            .field("capacity", &self.capacity())
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

impl<T, const CAP: usize, R> IntoIterator for ShardReceiver<T, CAP, R> {
    type Item = T;
    type IntoIter = Iter<Self>;

    fn into_iter(self) -> Self::IntoIter {
        Iter::new(self)
    }
}

impl<'a, T, const CAP: usize, R> IntoIterator for &'a ShardReceiver<T, CAP, R> {
    type Item = T;
    type IntoIter = Iter<&'a ShardReceiver<T, CAP, R>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T, const CAP: usize, R> sealed::Sealed for ShardReceiver<T, CAP, R> {}

impl<T, const CAP: usize, R> Paced for ShardReceiver<T, CAP, R> {
    fn found_nothing(&self) -> bool {
        let had = self.receivers.iter().fold(0, |sum: usize, receiver| sum.wrapping_add(receiver.popped()));
        found_nothing(self.items(), self.receivers.len(), had)
    }

    fn let_ahead(&self, budget: Budget) {
        let_ahead(budget, self.receivers.len(), CAP, || self.len());
    }

    fn nudge(&self) -> bool {
        self.receivers.iter().any(Paced::nudge)
    }

    fn wait(&self) -> Wait {
        self.receivers[0].wait()
    }
}

impl<T, const CAP: usize, R> Handle for ShardReceiver<T, CAP, R> {
    fn has_ended(&self) -> bool {
        self.is_closed()
    }

    fn end(&self) -> &Notify {
        &self.hub.closed
    }
}

impl<T, const CAP: usize, R> SharedRecv for ShardReceiver<T, CAP, R> {
    type Item = T;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn pop(&self, slot: &mut Option<T>) -> Result<usize, TryRecvError> {
        let shard = self.cursor.next();
        match SharedRecv::pop(&self.receivers[shard], slot) {
            Ok(_) => {
                self.cursor.go_on_from(shard);
                Ok(shard)
            }
            Err(error) => lend_apart(slot, |slot| self.pop_behind(shard, error == TryRecvError::Empty, slot)),
        }
    }

    fn pop_batch(&self, into: &mut Vec<T>, max: usize) -> Result<usize, TryRecvError> {
        let mut alive = false;
        let mut count = 0;
        for shard in self.cursor.sequence() {
            let is_home = self.cursor.is_home(shard);
            if count > 0 && !is_home {
                break; // home shards had values: leave the others to their own workers
            }
            match SharedRecv::pop_batch(&self.receivers[shard], into, max - count) {
                Ok(taken) => {
                    count += taken;
                    self.cursor.advance_past(shard);
                    if count == max || !is_home {
                        break;
                    }
                }
                Err(TryRecvError::Empty) => alive = true,
                Err(TryRecvError::Disconnected) => {}
            }
        }
        match (count, alive) {
            (0, true) => Err(TryRecvError::Empty),
            (0, false) => Err(TryRecvError::Disconnected),
            _ => Ok(count),
        }
    }

    /// Notified of a value in any shard.
    fn items(&self) -> &Notify {
        &self.hub.items
    }

    fn has_items(&self) -> bool {
        !self.is_empty()
    }
}

impl<T, const CAP: usize, R> ShardReceiver<T, CAP, R> {
    /// Continues a pop that failed at its first shard, at the others.
    #[inline(never)]
    fn pop_behind(&self, first: usize, mut alive: bool, slot: &mut Option<T>) -> Result<usize, TryRecvError> {
        for shard in self.cursor.behind(first) {
            match SharedRecv::pop(&self.receivers[shard], slot) {
                Ok(_) => {
                    self.cursor.advance_past(shard);
                    return Ok(shard);
                }
                Err(error) => alive |= error == TryRecvError::Empty,
            }
        }
        Err(if alive { TryRecvError::Empty } else { TryRecvError::Disconnected })
    }
}

recv_by_sharing!([T, const CAP: usize, R] ShardReceiver<T, CAP, R> => Self);
