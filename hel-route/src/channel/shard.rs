//! One shard of an MPMC channel: a ring, its events, and what each operation tells the other side.
//!
//! # How a shard ends
//!
//! Three things end it: a `close`, the last sender's drop (the same as a close), the last receiver's drop (a close, and
//! what is queued dies at once). The ring's mark in its tail makes the close exact: a send either claimed its slot before
//! the mark, and will be drained, or gets its value back. What is left to care for is the send that *claimed before and
//! publishes after*: nobody waits for it, so it looks at [`Signals::has_ended`] once it has published, and
//!
//! * wakes all receivers, since those that saw its slot empty and the mark set went back to sleep, and after its value is
//!   taken no event would ever tell them that the shard is drained;
//! * when the receivers are gone, drops what is queued, since the last receiver's drop could not see its value.
//!
//! Either the sender sees the end or the one who ended the shard sees the value: each stores, passes a barrier, then looks.

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

/// A reference to a shard. Cloning it counts no handle: [`Sender`](crate::mpmc::Sender) and
/// [`Receiver`](crate::mpmc::Receiver) do that.
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

    /// Whether the calling thread was the last to send.
    #[inline]
    pub(crate) fn has_sending_turn(&self) -> bool {
        self.signals().sides.sending().is_mine()
    }

    /// Leaves another sender alone while it streams. To be called before a push that may take time, without the turn; see
    /// [`End::take_turn`](super::End::take_turn).
    #[cold]
    pub(crate) fn take_sending_turn(&self, budget: Budget) -> bool {
        let signals = self.signals();
        let Some(hub) = &signals.hub else {
            return signals.sides.sending().take_turn(budget, 1, || self.0.pushed());
        };
        // A rival that is met here goes to all shards in turn.
        let again = hub.sending.take_turn(budget, hub.shards, || self.0.pushed());
        signals.sides.sending().take();
        again
    }

    /// Whether the calling thread was the last to receive.
    #[inline]
    pub(crate) fn has_receiving_turn(&self) -> bool {
        self.signals().sides.receiving().is_mine()
    }

    /// Leaves another receiver alone, as [`take_sending_turn`](Self::take_sending_turn).
    #[cold]
    pub(crate) fn take_receiving_turn(&self, budget: Budget) -> bool {
        self.signals().sides.receiving().take_turn(budget, 1, || self.0.popped())
    }

    /// There was no room: whether the calling thread streams.
    pub(crate) fn found_no_room(&self) -> bool {
        found_nothing(self.signals().sides.sending(), self.signals().shards(), self.0.pushed())
    }

    /// Leaves the receivers alone while they stream.
    pub(crate) fn let_room_grow(&self, budget: Budget) {
        let_ahead(budget, self.signals().shards(), CAP, || CAP - self.len());
    }

    /// There was nothing: whether the calling thread streams.
    pub(crate) fn found_no_value(&self) -> bool {
        found_nothing(self.signals().sides.receiving(), self.signals().shards(), self.0.popped())
    }

    /// Leaves the senders alone while they stream.
    pub(crate) fn let_values_gather(&self, budget: Budget) {
        let_ahead(budget, self.signals().shards(), CAP, || self.len());
    }

    /// There was no room: wakes one more receiver, if some wait.
    pub(crate) fn nudge_receivers(&self) -> bool {
        nudge(self.signals().sides.items())
    }

    /// There was nothing: wakes one more sender, if some wait.
    pub(crate) fn nudge_senders(&self) -> bool {
        nudge(self.signals().sides.room())
    }

    /// Queues the value in `slot` and wakes a receiver. Never waits.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn push(&self, slot: &mut Option<T>) -> Result<(), TrySendError<()>> {
        self.pushed(self.0.push_from(slot))
    }

    /// As [`push`](Self::push), for a sender that is not here all the time: it polls, or sends to other shards in between.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn push_in_passing(&self, slot: &mut Option<T>) -> Result<(), TrySendError<()>> {
        self.0.prefetch_push();
        self.push(slot)
    }

    /// As [`push`](Self::push), but may wait for other threads that are in the middle of a send or a receive, never for
    /// room: for a sender that would wait for room anyhow.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn push_in_turn(&self, slot: &mut Option<T>) -> Result<(), TrySendError<()>> {
        if self.signals().hub.is_some() {
            self.0.prefetch_push(); // it sends to other shards in between
        }
        let result = self.pushed(self.0.push_in_turn_from(slot, yield_now));
        if let Err(TrySendError::Disconnected(())) = result {
            // While it was in its middle, receivers may not have been told that the shard is drained.
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
    /// `Err` when no send can succeed any more; then nothing was taken.
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

    /// Queues a value, in place of the oldest when there is no room.
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

    /// Lets no further send succeed. True for the call that closed the shard.
    pub(crate) fn close(&self) -> bool {
        // The bit goes before the wakeups: a sender that claimed before the mark and does not see the bit has published
        // before them, so that whoever they wake finds its value.
        self.signals().mark_closed();
        let first = self.0.close();
        if first {
            self.signals().wake_everyone();
        }
        first
    }

    /// The last receiver is gone: closes the shard and drops what is queued.
    #[cold]
    pub(crate) fn last_receiver_gone(&self) {
        self.signals().mark_abandoned();
        self.close();
        // A sender in the middle of its write is not waited for: it will see the mark, and clear what it published.
        self.signals().sides.items().synchronize();
        self.discard_queued();
    }

    /// Tells the other side about `count` new values.
    #[inline]
    fn published(&self, count: usize) {
        let signals = self.signals();
        signals.sides.items().notify(count);
        if signals.has_ended() {
            self.published_after_the_end();
        }
    }

    /// See the module's page.
    #[cold]
    fn published_after_the_end(&self) {
        if self.signals().is_abandoned() {
            self.discard_queued();
        } else {
            self.signals().wake_receivers();
        }
    }

    /// While a `force_push` is in its middle, senders hear `Full` though other slots were freed meanwhile, and receivers do not
    /// hear that a closed shard is drained. Whoever went to sleep over that is woken here.
    #[cold]
    fn repair_after_eviction(&self) {
        // Ordering: SeqCst, between the end of the eviction and the look: either this sees what a peer did meanwhile, or the
        // peer, who looks again before it sleeps, sees a tail without the eviction.
        fence(Ordering::SeqCst);
        if !self.0.is_full() {
            self.signals().sides.room().notify(1);
        }
        if self.0.is_closed() {
            self.signals().wake_receivers();
        }
    }

    /// Drops every value that is queued.
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
        Stats::new(&signals.tally, || ring.pushed(), || ring.popped(), || ring.len(), || signals.parked())
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
