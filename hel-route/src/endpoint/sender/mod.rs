//! The sender of one shard.
//!
//! One file per topic, in the order of the documentation page: one value, many, from tasks, state, closing.

// Blank lines keep rustfmt from sorting these.
mod one;

mod batch;

mod tasks;

mod look;

mod ends;

use core::fmt;
use std::collections::VecDeque;
use std::sync::Arc;

use hel_notify::{Notify, Wait};
use hel_ring::Closed;

use crate::channel::sealed::Paced;
use crate::channel::{Budget, Handle, Shard, SharedSend, sealed, send_by_sharing};
use crate::errors::TrySendError;
use crate::monitor::Observed;
use crate::op;

/// Sends into one shard: the sender of [`bounded`](crate::mpmc::bounded), and each of the senders inside a sharded sender.
///
/// Clones send into the same shard; all methods take `&self` and may be called from many threads and tasks at once. After the last sender
/// of a shard is dropped, its receivers drain the queued values and then get `Disconnected`.
pub struct Sender<T, const CAP: usize> {
    shard: Shard<T, CAP>,
}

impl<T, const CAP: usize> Sender<T, CAP> {
    /// A sender that is already counted: the first of a new shard, or one that the caller has added.
    pub(crate) fn counted(shard: Shard<T, CAP>) -> Self {
        Self { shard }
    }

    /// [`try_send`](Self::try_send) of the value in `slot`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn try_send_slot(&self, slot: &mut Option<T>) -> Result<(), TrySendError<T>> {
        let attempted = self.shard.push(slot);
        op::try_send(&self, slot, attempted)
    }

    /// [`force_send`](Self::force_send) of the value in `slot`.
    pub(super) fn force_push(&self, slot: &mut Option<T>) -> Result<Option<T>, TrySendError<()>> {
        self.shard.force_push(slot)
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

impl<T, const CAP: usize> Clone for Sender<T, CAP> {
    fn clone(&self) -> Self {
        self.shard.signals().senders().add();
        Self { shard: self.shard.clone() }
    }
}

impl<T, const CAP: usize> Drop for Sender<T, CAP> {
    fn drop(&mut self) {
        if self.shard.signals().senders().remove() {
            self.shard.close();
        }
    }
}

impl<T, const CAP: usize> fmt::Debug for Sender<T, CAP> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender")
            .field("capacity", &CAP)
            .field("len", &self.len())
            .field("closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}

impl<T, const CAP: usize> sealed::Sealed for Sender<T, CAP> {}

impl<T, const CAP: usize> Paced for Sender<T, CAP> {
    #[inline]
    fn may_begin(&self) -> bool {
        self.shard.sent_last()
    }

    fn pause_first(&self, budget: Budget) -> bool {
        self.shard.pause_before_push(budget)
    }

    fn found_nothing(&self) -> bool {
        self.shard.found_no_room()
    }

    fn let_ahead(&self, budget: Budget) {
        self.shard.let_room_grow(budget);
    }

    fn nudge(&self) -> bool {
        self.shard.nudge_receivers()
    }

    fn wait(&self) -> Wait {
        self.shard.signals().sides.wait()
    }
}

impl<T, const CAP: usize> Handle for Sender<T, CAP> {
    fn has_ended(&self) -> bool {
        self.is_closed()
    }

    fn end(&self) -> &Notify {
        &self.shard.signals().closed
    }
}

impl<T, const CAP: usize> SharedSend for Sender<T, CAP> {
    type Item = T;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn push(&self, slot: &mut Option<T>) -> Result<(), TrySendError<()>> {
        self.shard.push_in_passing(slot)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn push_waiting(&self, slot: &mut Option<T>) -> Result<(), TrySendError<()>> {
        self.shard.push_waiting(slot)
    }

    fn push_batch(&self, items: &mut VecDeque<T>) -> Result<usize, Closed> {
        self.shard.push_batch(items)
    }

    fn room(&self) -> &Notify {
        self.shard.signals().sides.room()
    }

    fn has_room(&self) -> bool {
        !self.is_full() && !self.is_closed()
    }
}

send_by_sharing!([T, const CAP: usize] Sender<T, CAP> => Self);
