//! The receiver of one shard.
//!
//! One file per topic, in the order of the documentation page: one value, many, by tasks, state, closing.

// Blank lines keep rustfmt from sorting these.
mod one;

mod batch;

mod tasks;

mod look;

mod ends;

use core::fmt;
use std::sync::Arc;

use hel_notify::{Notify, Wait};

use super::iter::Iter;
use crate::channel::sealed::Paced;
use crate::channel::{Budget, Handle, Shard, SharedRecv, recv_by_sharing, sealed};
use crate::errors::TryRecvError;
use crate::monitor::Observed;

/// Receives from one shard: the receiver of [`bounded`](crate::mpmc::bounded), and each of the receivers that a
/// [`ShardReceiver`](crate::mpmc::ShardReceiver) splits into.
///
/// Clones share the shard: each value goes to one of them. All methods take `&self` and may be called from many threads and tasks at
/// once. Dropping the last receiver of a shard drops all queued values; later sends return their value.
pub struct Receiver<T, const CAP: usize> {
    shard: Shard<T, CAP>,
}

impl<T, const CAP: usize> Receiver<T, CAP> {
    /// A receiver that is already counted: the first of a new shard, or one that the caller has added.
    pub(crate) fn counted(shard: Shard<T, CAP>) -> Self {
        Self { shard }
    }

    pub(super) fn shard(&self) -> &Shard<T, CAP> {
        &self.shard
    }

    pub(super) fn observed(&self) -> Arc<dyn Observed>
    where
        T: Send + 'static,
    {
        Arc::new(self.shard.clone())
    }
}

impl<T, const CAP: usize> Clone for Receiver<T, CAP> {
    fn clone(&self) -> Self {
        self.shard.signals().receivers().add();
        Self { shard: self.shard.clone() }
    }
}

impl<T, const CAP: usize> Drop for Receiver<T, CAP> {
    fn drop(&mut self) {
        if self.shard.signals().receivers().remove() {
            self.shard.last_receiver_gone();
        }
    }
}

impl<T, const CAP: usize> fmt::Debug for Receiver<T, CAP> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("capacity", &CAP)
            .field("len", &self.len())
            .field("closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}

impl<T, const CAP: usize> IntoIterator for Receiver<T, CAP> {
    type Item = T;
    type IntoIter = Iter<Self>;

    fn into_iter(self) -> Self::IntoIter {
        Iter::new(self)
    }
}

impl<'a, T, const CAP: usize> IntoIterator for &'a Receiver<T, CAP> {
    type Item = T;
    type IntoIter = Iter<&'a Receiver<T, CAP>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T, const CAP: usize> Receiver<T, CAP> {
    /// How many values were ever taken from the shard, modulo the ring's positions.
    pub(crate) fn popped(&self) -> usize {
        self.shard.ring().popped()
    }
}

impl<T, const CAP: usize> sealed::Sealed for Receiver<T, CAP> {}

impl<T, const CAP: usize> Paced for Receiver<T, CAP> {
    #[inline]
    fn may_begin(&self) -> bool {
        self.shard.received_last()
    }

    fn pause_first(&self, budget: Budget) -> bool {
        self.shard.pause_before_pop(budget)
    }

    fn found_nothing(&self) -> bool {
        self.shard.found_no_value()
    }

    fn let_ahead(&self, budget: Budget) {
        self.shard.let_values_gather(budget);
    }

    fn nudge(&self) -> bool {
        self.shard.nudge_senders()
    }

    fn wait(&self) -> Wait {
        self.shard.signals().sides.wait()
    }
}

impl<T, const CAP: usize> Handle for Receiver<T, CAP> {
    fn has_ended(&self) -> bool {
        self.is_closed()
    }

    fn end(&self) -> &Notify {
        &self.shard.signals().closed
    }
}

impl<T, const CAP: usize> SharedRecv for Receiver<T, CAP> {
    type Item = T;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn pop(&self, slot: &mut Option<T>) -> Result<usize, TryRecvError> {
        self.shard.pop(slot).map(|()| 0)
    }

    fn pop_batch(&self, into: &mut Vec<T>, max: usize) -> Result<usize, TryRecvError> {
        self.shard.pop_batch(into, max)
    }

    fn items(&self) -> &Notify {
        self.shard.signals().sides.items()
    }

    fn has_items(&self) -> bool {
        !self.is_empty()
    }
}

recv_by_sharing!([T, const CAP: usize] Receiver<T, CAP> => Self);
