//! What a channel keeps beside its ring: the events on which its two sides sleep, its handle counts, and how it ended.

use std::sync::Arc;

use hel_notify::{Notify, Wait};

use super::{Owner, Sides};
use crate::sync::{AtomicUsize, Ordering};

/// Set in [`Signals::ended`] by the first close.
const CLOSED: usize = 1;
/// Set in [`Signals::ended`] by the drop of the last receiver.
const ABANDONED: usize = 2;

/// The events and counts of one shard. Lives in the extra field of its ring, so that a shard is one allocation.
pub(crate) struct Signals {
    pub(crate) sides: Sides<Owner>,
    /// From here on read-mostly: only clones, drops, closes and slow paths write.
    pub(crate) closed: Notify,
    ended: AtomicUsize,
    senders: AtomicUsize,
    receivers: AtomicUsize,
    pub(crate) tally: Tally,
    /// Shared by the shards of a sharded channel; `None` in a plain one.
    pub(crate) hub: Option<Arc<Hub>>,
}

/// What the shards of one channel share: the events of threads and tasks that wait for *any* shard.
pub(crate) struct Hub {
    pub(crate) items: Arc<Notify>,
    pub(crate) room: Arc<Notify>,
    pub(crate) closed: Notify,
    /// The thread that last sent into a shard whose last sender was another thread.
    pub(crate) last_sender: Owner,
    pub(crate) shards: usize,
}

/// Counters for `stats`, written on slow paths only.
#[derive(Default)]
pub(crate) struct Tally {
    /// The greatest length that the ring was seen to have.
    peak: AtomicUsize,
    /// How many values `force_send` evicted.
    evicted: AtomicUsize,
    /// How many values were dropped because the last receiver was gone.
    discarded: AtomicUsize,
}

impl Hub {
    pub(crate) fn new(shards: usize) -> Arc<Self> {
        Arc::new(Self {
            items: Arc::default(),
            room: Arc::default(),
            closed: Notify::new(),
            last_sender: Owner::default(),
            shards,
        })
    }
}

impl Signals {
    /// Signals of a shard with one sender and one receiver. A notification that finds no waiter on the shard wakes one on the `hub`.
    pub(crate) fn new(hub: Option<Arc<Hub>>, wait: Wait) -> Self {
        let event = |any: Option<&Arc<Notify>>| match any {
            Some(any) => Notify::with_overflow(Arc::clone(any)),
            None => Notify::new(),
        };
        Self {
            sides: Sides::new(
                event(hub.as_ref().map(|hub| &hub.items)),
                event(hub.as_ref().map(|hub| &hub.room)),
                wait,
            ),
            closed: Notify::new(),
            ended: AtomicUsize::new(0),
            senders: AtomicUsize::new(1),
            receivers: AtomicUsize::new(1),
            tally: Tally::default(),
            hub,
        }
    }

    /// How many shards the peers use: all of the channel.
    pub(crate) fn shards(&self) -> usize {
        self.hub.as_ref().map_or(1, |hub| hub.shards)
    }

    /// Whether a close or the last receiver's drop has begun: one relaxed load of a read-mostly word.
    #[inline]
    pub(crate) fn has_ended(&self) -> bool {
        // Ordering: Relaxed. A sender loads this after the barrier in `Notify::notify`, which orders its publication before the
        // load. The last receiver sets its bit before the barrier in `synchronize`. A receiver that sleeps although it found the
        // ring closed saw the ring's mark before the barrier of its wait; `mark_closed` comes before that mark, so the bit was
        // set by then. So either this load sees the bit, or they see the publication.
        self.ended.load(Ordering::Relaxed) != 0
    }

    pub(crate) fn is_abandoned(&self) -> bool {
        // Ordering: Relaxed, as in `has_ended`.
        self.ended.load(Ordering::Relaxed) & ABANDONED != 0
    }

    pub(crate) fn mark_closed(&self) {
        // Ordering: Relaxed. The ring's mark follows, with Release; see `has_ended`.
        self.ended.fetch_or(CLOSED, Ordering::Relaxed);
    }

    pub(crate) fn mark_abandoned(&self) {
        // Ordering: Relaxed. The barrier in `synchronize` follows; see `has_ended`.
        self.ended.fetch_or(ABANDONED, Ordering::Relaxed);
    }

    /// Wakes all waiters of this shard and of any shard. Called when no further send can succeed.
    pub(crate) fn wake_everyone(&self) {
        self.sides.room().notify_all();
        self.wake_receivers();
        self.closed.notify_all();
        if let Some(hub) = &self.hub {
            hub.room.notify_all();
            hub.closed.notify_all();
        }
    }

    /// Wakes all receivers that wait for this shard or for any shard.
    pub(crate) fn wake_receivers(&self) {
        self.sides.items().notify_all();
        if let Some(hub) = &self.hub {
            hub.items.notify_all();
        }
    }

    /// How many wait for this shard or for any shard: senders, then receivers.
    pub(crate) fn parked(&self) -> (usize, usize) {
        let (any_room, any_items) =
            self.hub.as_ref().map_or((0, 0), |hub| (hub.room.waiters(), hub.items.waiters()));
        (self.sides.room().waiters() + any_room, self.sides.items().waiters() + any_items)
    }

    pub(crate) fn senders(&self) -> Count<'_> {
        Count(&self.senders)
    }

    pub(crate) fn receivers(&self) -> Count<'_> {
        Count(&self.receivers)
    }
}

/// How many handles one side of a shard has. Once zero, it stays zero.
pub(crate) struct Count<'a>(&'a AtomicUsize);

impl Count<'_> {
    pub(crate) fn get(&self) -> usize {
        // Ordering: Relaxed. Only a number to show; it says nothing about other memory.
        self.0.load(Ordering::Relaxed)
    }

    /// Counts one handle more; the caller holds one.
    ///
    /// # Panics
    ///
    /// If there are more than `isize::MAX` handles, which takes handles that are forgotten.
    pub(crate) fn add(&self) {
        // Ordering: Relaxed. The caller holds a handle, so the count is not zero.
        let before = self.0.fetch_add(1, Ordering::Relaxed);
        if isize::try_from(before).is_err() {
            // The upper half of the range is for other threads that fail here at the same time.
            self.0.fetch_sub(1, Ordering::Relaxed);
            panic!("hel: too many handles of one channel");
        }
    }

    /// Counts one handle more, unless the count is zero.
    pub(crate) fn add_if_alive(&self) -> bool {
        // Ordering: Relaxed for success and failure, as in `add`; the exchange itself checks that the count is not zero.
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |count| {
                (count != 0).then(|| count.checked_add(1).expect("hel: too many handles of one channel"))
            })
            .is_ok()
    }

    /// Counts one handle less. True for the last.
    pub(crate) fn remove(&self) -> bool {
        // Ordering: AcqRel. Release: what this handle did happens before the drop of the last. Acquire: the drop of the last
        // happens after what all others did.
        self.0.fetch_sub(1, Ordering::AcqRel) == 1
    }
}

impl Tally {
    /// Notes that the ring was seen holding `len` values.
    #[inline]
    pub(crate) fn saw(&self, len: usize) {
        // Ordering: Relaxed: a counter that orders nothing. The load avoids a write to the line when the peak stays.
        if self.peak.load(Ordering::Relaxed) < len {
            self.peak.fetch_max(len, Ordering::Relaxed);
        }
    }

    /// As [`saw`](Self::saw), for a tail minus a head that were read at different times. Ignores a negative (wrapped) difference.
    pub(crate) fn saw_together(&self, difference: usize, capacity: usize) {
        if difference <= usize::MAX >> 3 {
            self.saw(difference.min(capacity));
        }
    }

    /// As [`saw`](Self::saw), for a ring that has no room at the moment. `len` reads a line that the other side writes, so it is
    /// called only until the peak is `capacity`.
    #[inline]
    pub(crate) fn saw_no_room(&self, capacity: usize, len: impl FnOnce() -> usize) {
        // Ordering: Relaxed, see `saw`.
        if self.peak.load(Ordering::Relaxed) < capacity {
            self.saw(len());
        }
    }

    pub(crate) fn add_evicted(&self, count: usize) {
        // Ordering: Release, with the Acquire in `read`: a thread that reads this count also sees that these values were popped.
        self.evicted.fetch_add(count, Ordering::Release);
    }

    pub(crate) fn add_discarded(&self, count: usize) {
        // Ordering: Release, see `add_evicted`.
        self.discarded.fetch_add(count, Ordering::Release);
    }

    /// How many values were evicted, and how many discarded.
    pub(crate) fn read(&self) -> (usize, usize) {
        // Ordering: Acquire, see `add_evicted`.
        (self.evicted.load(Ordering::Acquire), self.discarded.load(Ordering::Acquire))
    }

    pub(crate) fn peak(&self) -> usize {
        // Ordering: Relaxed, see `saw`.
        self.peak.load(Ordering::Relaxed)
    }
}

#[cfg(all(test, not(any(hel_loom, hel_shuttle))))]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    #[test]
    fn a_handle_too_many_panics_and_is_not_counted() {
        let too_many = isize::MAX.unsigned_abs() + 1;
        let count = AtomicUsize::new(too_many);
        assert!(catch_unwind(AssertUnwindSafe(|| Count(&count).add())).is_err());
        assert_eq!(Count(&count).get(), too_many);
    }
}
