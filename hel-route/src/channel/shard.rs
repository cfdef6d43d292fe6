//! One shard of an MPMC channel: a ring, its events, and whom each operation wakes.
//!
//! # How a shard ends
//!
//! Three things end it: a `close`; the drop of the last sender, which is a close; and the drop of the last receiver, which is a close
//! and drops the queued values. The close sets a mark in the ring's tail, and so is exact: a send either claimed its slot before
//! the mark, and its value is drained, or it gets its value back. One case remains, a send that claims *before* the mark and
//! publishes *after* it. Nobody waits for it. So each send checks [`Signals::has_ended`] after it has published, and if that is set,
//!
//! * wakes all receivers: some may have seen the slot empty and the mark set, and sleep; once the value is taken, no other
//!   event would tell them that the shard is drained;
//! * or, if the receivers are gone, drops the queued values: the drop of the last receiver could not see this one.
//!
//! Both sides store, pass a barrier, then load. So the sender sees the end, or the thread that ended the shard sees the value.

use std::collections::VecDeque;
use std::sync::Arc;

use hel_notify::{Notify, Wait};
use hel_ring::mpmc::Ring;
use hel_ring::{Closed, PushError};

use super::{Budget, Hub, Signals, discard, found_nothing, let_ahead, try_recv_error};
use crate::errors::{TryRecvError, TrySendError};
use crate::monitor::Observed;
use crate::stats::Stats;
use crate::sync::{Ordering, fence, yield_now};

/// A reference to a shard. It does not count as a handle: [`Sender`](crate::mpmc::Sender) and
/// [`Receiver`](crate::mpmc::Receiver) count themselves.
pub(crate) struct Shard<T, const CAP: usize>(Arc<Ring<T, CAP, Signals>>);

impl<T, const CAP: usize> Shard<T, CAP> {
    pub(crate) fn new(hub: Option<Arc<Hub>>, wait: Wait) -> Self {
        Self(Ring::starting_at(0, Signals::new(hub, wait)))
    }

    #[inline]
    pub(crate) fn signals(&self) -> &Signals {
        self.0.extra()
    }

    pub(crate) fn ring(&self) -> &Arc<Ring<T, CAP, Signals>> {
        &self.0
    }

    pub(crate) fn from_ring(ring: Arc<Ring<T, CAP, Signals>>) -> Self {
        Self(ring)
    }

    pub(crate) fn same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Whether the calling thread sent last.
    #[inline]
    pub(crate) fn sent_last(&self) -> bool {
        self.signals().sides.last_sender().is_this_thread()
    }

    /// Pauses while another sender streams, if the calling thread does. Called before a push that may wait, if the calling thread did
    /// not send last. See [`Owner::take_over`](super::Owner::take_over).
    #[cold]
    pub(crate) fn pause_before_push(&self, budget: Budget) -> bool {
        let signals = self.signals();
        let Some(hub) = &signals.hub else {
            return signals.sides.last_sender().take_over(budget, 1, || self.0.pushed());
        };
        // The other sender uses all shards.
        let again = hub.last_sender.take_over(budget, hub.shards, || self.0.pushed());
        signals.sides.last_sender().set_this_thread();
        again
    }

    /// Whether the calling thread received last.
    #[inline]
    pub(crate) fn received_last(&self) -> bool {
        self.signals().sides.last_receiver().is_this_thread()
    }

    /// As [`pause_before_push`](Self::pause_before_push), for receivers.
    #[cold]
    pub(crate) fn pause_before_pop(&self, budget: Budget) -> bool {
        self.signals().sides.last_receiver().take_over(budget, 1, || self.0.popped())
    }

    /// Notes that there was no room. True if the calling thread streams.
    pub(crate) fn found_no_room(&self) -> bool {
        found_nothing(self.signals().sides.last_sender(), self.signals().shards(), self.0.pushed())
    }

    /// Pauses while the receivers stream and make room.
    pub(crate) fn let_room_grow(&self, budget: Budget) {
        let_ahead(budget, self.signals().shards(), CAP, || CAP - self.len());
    }

    /// Notes that there was no value. True if the calling thread streams.
    pub(crate) fn found_no_value(&self) -> bool {
        found_nothing(self.signals().sides.last_receiver(), self.signals().shards(), self.0.popped())
    }

    /// Pauses while the senders stream and add values.
    pub(crate) fn let_values_gather(&self, budget: Budget) {
        let_ahead(budget, self.signals().shards(), CAP, || self.len());
    }

    /// Wakes one more receiver, if any wait. Called when there was no room.
    pub(crate) fn nudge_receivers(&self) -> bool {
        nudge(self.signals().sides.items())
    }

    /// Wakes one more sender, if any wait. Called when there was no value.
    pub(crate) fn nudge_senders(&self) -> bool {
        nudge(self.signals().sides.room())
    }

    /// Queues the value in `slot` and wakes a receiver. Never waits.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn push(&self, slot: &mut Option<T>) -> Result<(), TrySendError<()>> {
        self.pushed(self.0.push_from(slot))
    }

    /// As [`push`](Self::push), for a sender that does other things in between: it polls, or sends to other shards.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn push_in_passing(&self, slot: &mut Option<T>) -> Result<(), TrySendError<()>> {
        self.0.prefetch_push();
        self.push(slot)
    }

    /// As [`push`](Self::push), but may wait for threads in the middle of a send or a receive, never for room. For senders that
    /// would wait for room anyhow.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn push_waiting(&self, slot: &mut Option<T>) -> Result<(), TrySendError<()>> {
        if self.signals().hub.is_some() {
            self.0.prefetch_push(); // the sender uses other shards in between
        }
        let result = self.pushed(self.0.push_waiting_from(slot, yield_now));
        if let Err(TrySendError::Disconnected(())) = result {
            // While this push was in progress, receivers may have read `Empty` from the drained shard, and sleep.
            self.signals().wake_receivers();
        }
        result
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn pushed(&self, result: Result<(), PushError<()>>) -> Result<(), TrySendError<()>> {
        match result {
            Ok(()) => {
                self.published(1);
                Ok(())
            }
            Err(PushError::Full(())) => {
                self.signals().tally.saw_no_room(CAP, || self.0.len());
                Err(TrySendError::Full(()))
            }
            Err(PushError::Closed(())) => Err(TrySendError::Disconnected(())),
        }
    }

    /// Queues as many values from the front as there is room for, and wakes as many receivers.
    ///
    /// `Err` when no send can succeed any more; `items` is then unchanged.
    pub(crate) fn push_batch(&self, items: &mut VecDeque<T>) -> Result<usize, Closed> {
        let count = self.0.push_batch(items)?;
        if count > 0 {
            self.published(count);
        }
        if !items.is_empty() {
            self.signals().tally.saw_no_room(CAP, || self.0.len());
        }
        Ok(count)
    }

    /// Queues a value. If there is no room, evicts the oldest.
    pub(crate) fn force_push(&self, slot: &mut Option<T>) -> Result<Option<T>, TrySendError<()>> {
        let result = self.0.force_push_from(slot);
        if let Ok(evicted) = &result {
            if evicted.is_some() {
                self.signals().tally.saw(CAP);
                self.signals().tally.add_evicted(1);
            }
            self.published(1);
        }
        self.repair_after_eviction();
        result.map_err(|error| match error {
            PushError::Full(()) => TrySendError::Full(()),
            PushError::Closed(()) => TrySendError::Disconnected(()),
        })
    }

    /// Takes the oldest value into `slot` and wakes a sender. Never waits.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn pop(&self, slot: &mut Option<T>) -> Result<(), TryRecvError> {
        self.0.pop_into(slot).map_err(try_recv_error)?;
        self.signals().sides.room().notify(1);
        Ok(())
    }

    /// Appends up to `max` values to `into` and wakes as many senders.
    pub(crate) fn pop_batch(&self, into: &mut Vec<T>, max: usize) -> Result<usize, TryRecvError> {
        let count = self.0.pop_batch(into, max).map_err(try_recv_error)?;
        if count > 0 {
            self.signals().tally.saw(count);
            self.signals().sides.room().notify(count);
        }
        Ok(count)
    }

    /// Makes all further sends fail. True for the call that closed the shard.
    pub(crate) fn close(&self) -> bool {
        // The bit is set before the wakeups: a sender that claimed before the mark and does not see the bit published
        // before the wakeups, so the woken threads find its value.
        self.signals().mark_closed();
        let first = self.0.close();
        if first {
            self.signals().wake_everyone();
        }
        first
    }

    /// Closes the shard and drops the queued values: the last receiver is gone.
    #[cold]
    pub(crate) fn last_receiver_gone(&self) {
        self.signals().mark_abandoned();
        self.close();
        // This does not wait for a sender in the middle of its write: that one sees the bit, and drops what it published.
        self.signals().sides.items().synchronize();
        self.discard_queued();
    }

    /// Wakes receivers for `count` new values.
    #[inline]
    fn published(&self, count: usize) {
        let signals = self.signals();
        signals.sides.items().notify(count);
        if signals.has_ended() {
            self.published_after_the_end();
        }
    }

    /// See "How a shard ends" above.
    #[cold]
    fn published_after_the_end(&self) {
        if self.signals().is_abandoned() {
            self.discard_queued();
        } else {
            self.signals().wake_receivers();
        }
    }

    /// While a `force_push` is in progress, senders get `Full` even if other slots become free, and receivers are not told that a
    /// closed shard is drained. This wakes those that went to sleep because of that.
    #[cold]
    fn repair_after_eviction(&self) {
        // Ordering: SeqCst, between the end of the eviction and the loads below. Either they see what a peer did meanwhile, or
        // the peer, which looks again before it sleeps, sees the tail without the eviction.
        fence(Ordering::SeqCst);
        if !self.0.is_full() {
            self.signals().sides.room().notify(1);
        }
        if self.0.is_closed() {
            self.signals().wake_receivers();
        }
    }

    /// Drops all queued values.
    #[cold]
    fn discard_queued(&self) {
        discard(&mut &*self.0, |ring, slot| ring.pop_into(slot), |ring| &ring.extra().tally);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.0.is_full()
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.0.is_closed()
    }

    pub(crate) fn stats(&self) -> Stats {
        let (ring, signals) = (&self.0, self.signals());
        Stats::new(
            &signals.tally,
            CAP,
            || ring.pushed(),
            || ring.popped(),
            || ring.len(),
            || signals.parked(),
        )
    }
}

impl<T: Send, const CAP: usize> Observed for Shard<T, CAP> {
    fn stats(&self) -> Stats {
        self.stats()
    }
}

fn nudge(event: &Notify) -> bool {
    let has_waiters = event.has_waiters();
    if has_waiters {
        event.notify(1);
    }
    has_waiters
}

impl<T, const CAP: usize> Clone for Shard<T, CAP> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
