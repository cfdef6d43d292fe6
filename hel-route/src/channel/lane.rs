//! One SPSC ring with its events: a producer half and a consumer half, and whom each operation wakes.
//!
//! # How a lane ends
//!
//! The producer's tail is a plain store, so a close by the consumer cannot put a mark into it. Instead the two halves agree on the
//! position where the lane ends, on the cold path only. The producer publishes, passes the barrier in `notify`, and takes back
//! the values from that position on. The consumer requests the close, passes its own barrier, and reads the tail. So a value whose
//! send returned `Ok` is drained, and every other send gets its value back. `hel_ring::spsc` has the proof.

use std::collections::VecDeque;

use hel_notify::{Notify, Wait};
use hel_ring::spsc::{Consumer, Observer, Producer};
use hel_ring::{Closed, PushError};

use super::signals::Tally;
use super::{Sides, discard, try_recv_error};
use crate::errors::{TryRecvError, TrySendError};
use crate::monitor::Observed;
use crate::stats::Stats;
use crate::sync::{AtomicUsize, Ordering};

/// Set in [`LaneSignals::gone`] by the sender's drop.
const SENDER: usize = 1;
/// Set in [`LaneSignals::gone`] by the receiver's drop.
const RECEIVER: usize = 2;

/// The events of a lane. Lives in the extra field of its ring.
pub(crate) struct LaneSignals {
    pub(crate) sides: Sides<()>,
    pub(crate) closed: Notify,
    gone: AtomicUsize,
    tally: Tally,
}

/// The sending half.
pub(crate) struct LaneSender<T, const CAP: usize>(Producer<T, CAP, LaneSignals>);

/// The receiving half.
pub(crate) struct LaneReceiver<T, const CAP: usize>(Consumer<T, CAP, LaneSignals>);

/// A view of the ring for statistics: neither half.
pub(crate) struct LaneObserver<T, const CAP: usize>(Observer<T, CAP, LaneSignals>);

/// Builds a lane: one allocation.
pub(crate) fn lane<T, const CAP: usize>(wait: Wait) -> (LaneSender<T, CAP>, LaneReceiver<T, CAP>) {
    let (producer, consumer) = hel_ring::spsc::starting_at(
        0,
        LaneSignals {
            sides: Sides::new(Notify::new(), Notify::new(), wait),
            closed: Notify::new(),
            gone: AtomicUsize::new(0),
            tally: Tally::default(),
        },
    );
    (LaneSender(producer), LaneReceiver(consumer))
}

impl<T, const CAP: usize> LaneSender<T, CAP> {
    pub(crate) fn signals(&self) -> &LaneSignals {
        self.0.extra()
    }

    /// Whether the next operation may begin at once: it need not read the other side's line, or found no stream there last.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn goes_on(&self) -> bool {
        // A model checker has no clock, and so no pauses.
        cfg!(any(hel_loom, hel_shuttle)) || self.0.known() > 0 || self.0.brought() < 2
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn push(&mut self, slot: &mut Option<T>) -> Result<(), TrySendError<()>> {
        match self.0.publish_from(slot) {
            Ok(()) => {
                // The barrier in `notify` lies between the publication and the look for a close in `retract_into`.
                self.0.extra().sides.items().notify(1);
                if self.0.retract_into(slot) { Err(TrySendError::Disconnected(())) } else { Ok(()) }
            }
            Err(PushError::Full(())) => {
                self.signals().tally.saw(CAP);
                Err(TrySendError::Full(()))
            }
            Err(PushError::Closed(())) => Err(TrySendError::Disconnected(())),
        }
    }

    pub(crate) fn push_batch(&mut self, items: &mut VecDeque<T>) -> Result<usize, Closed> {
        let mut count = self.0.publish_batch(items)?;
        if count > 0 {
            self.0.extra().sides.items().notify(count);
            while self.take_back(items) {
                count -= 1;
                // Only a close makes us take values back. If some were sent, report those; the next call returns `Closed`.
                if count == 0 {
                    return Err(Closed);
                }
            }
        }
        if !items.is_empty() {
            self.signals().tally.saw(self.0.len());
        }
        Ok(count)
    }

    /// Takes the newest value back, if it lies beyond the end that a close set.
    #[inline]
    fn take_back(&mut self, items: &mut VecDeque<T>) -> bool {
        let Some(value) = self.0.retract() else { return false };
        items.push_front(value);
        true
    }

    /// Makes all further sends fail. True for the call that closed the lane.
    pub(crate) fn close(&self) -> bool {
        let first = self.0.close();
        if first {
            self.signals().wake_everyone();
        }
        first
    }

    pub(crate) fn ring(&self) -> &Producer<T, CAP, LaneSignals> {
        &self.0
    }

    pub(crate) fn observer(&self) -> LaneObserver<T, CAP> {
        LaneObserver(self.0.observer())
    }
}

impl<T, const CAP: usize> LaneReceiver<T, CAP> {
    pub(crate) fn signals(&self) -> &LaneSignals {
        self.0.extra()
    }

    /// Whether the next operation may begin at once: it need not read the other side's line, or found no stream there last.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn goes_on(&self) -> bool {
        // A model checker has no clock, and so no pauses.
        cfg!(any(hel_loom, hel_shuttle)) || self.0.known() > 0 || self.0.brought() < 2
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn pop(&mut self, slot: &mut Option<T>) -> Result<(), TryRecvError> {
        self.0.pop_into(slot).map_err(try_recv_error)?;
        self.0.extra().sides.room().notify(1);
        Ok(())
    }

    pub(crate) fn pop_batch(&mut self, into: &mut Vec<T>, max: usize) -> Result<usize, TryRecvError> {
        let count = self.0.pop_batch(into, max).map_err(try_recv_error)?;
        if count > 0 {
            self.signals().tally.saw(count);
            self.signals().sides.room().notify(count);
        }
        Ok(count)
    }

    /// Makes all further sends fail. True for the call that closed the lane.
    pub(crate) fn close(&self) -> bool {
        let first = self.0.close_with(|signals| signals.sides.items().synchronize());
        if first {
            self.signals().wake_everyone();
        }
        first
    }

    pub(crate) fn ring(&self) -> &Consumer<T, CAP, LaneSignals> {
        &self.0
    }

    pub(crate) fn observer(&self) -> LaneObserver<T, CAP> {
        LaneObserver(self.0.observer())
    }
}

impl<T, const CAP: usize> Drop for LaneSender<T, CAP> {
    fn drop(&mut self) {
        self.signals().set_gone(SENDER);
        self.close();
    }
}

impl<T, const CAP: usize> Drop for LaneReceiver<T, CAP> {
    fn drop(&mut self) {
        self.signals().set_gone(RECEIVER);
        self.close();
        discard(&mut self.0, Consumer::pop_into, |consumer| &consumer.extra().tally);
    }
}

impl LaneSignals {
    pub(crate) fn sender_gone(&self) -> bool {
        self.is_gone(SENDER)
    }

    pub(crate) fn receiver_gone(&self) -> bool {
        self.is_gone(RECEIVER)
    }

    fn is_gone(&self, half: usize) -> bool {
        // Ordering: Acquire, with the Release in `set_gone`: a thread that sees that a half is gone sees what that half did.
        self.gone.load(Ordering::Acquire) & half != 0
    }

    fn set_gone(&self, half: usize) {
        // Ordering: Release, see `is_gone`.
        self.gone.fetch_or(half, Ordering::Release);
    }

    /// Wakes all waiters of both sides. Called when no further send can succeed.
    fn wake_everyone(&self) {
        self.sides.items().notify_all();
        self.sides.room().notify_all();
        self.closed.notify_all();
    }
}

impl<T, const CAP: usize> LaneObserver<T, CAP> {
    pub(crate) fn stats(&self) -> Stats {
        let (ring, signals) = (&self.0, self.0.extra());
        let parked = || (signals.sides.room().waiters(), signals.sides.items().waiters());
        Stats::new(&signals.tally, CAP, || ring.pushed(), || ring.popped(), || ring.len(), parked)
    }
}

impl<T: Send, const CAP: usize> Observed for LaneObserver<T, CAP> {
    fn stats(&self) -> Stats {
        self.stats()
    }
}
