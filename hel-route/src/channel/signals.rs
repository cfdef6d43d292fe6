//! What a channel keeps beside its ring: the events that its two sides sleep on, the count of their handles, and how it ended.

use core::fmt;
use std::sync::Arc;

use hel_notify::{Notify, Wait};

use super::{End, Sides};
use crate::sync::{AtomicUsize, Ordering};

/// Set in [`Signals::ended`] by the first close.
const CLOSED: usize = 1;
/// Set in [`Signals::ended`] by the drop of the last receiver.
const ABANDONED: usize = 2;

/// The events and counts of one shard. Lives in the extra field of its ring, so that a shard is one allocation.
pub(crate) struct Signals {
    pub(crate) sides: Sides<End>,
    /// Read-mostly from here on: changed by clones, drops, closes and slow paths only.
    pub(crate) closed: Notify,
    ended: AtomicUsize,
    senders: AtomicUsize,
    receivers: AtomicUsize,
    pub(crate) tally: Tally,
    /// Shared with the other shards of the channel, where there are any.
    pub(crate) hub: Option<Arc<Hub>>,
}

/// What the shards of one channel share: the events of those who wait for *any* of them.
pub(crate) struct Hub {
    pub(crate) items: Arc<Notify>,
    pub(crate) room: Arc<Notify>,
    pub(crate) closed: Notify,
    /// Who sent last into a shard where somebody else had sent before.
    pub(crate) sending: End,
    /// How many shards there are.
    pub(crate) shards: usize,
}

/// Figures for `stats`, written on slow paths only.
#[derive(Default)]
pub(crate) struct Tally {
    /// The fullest that the ring was seen.
    peak: AtomicUsize,
    /// How many values `force_send` pushed out.
    evicted: AtomicUsize,
    /// How many values died with the last receiver.
    discarded: AtomicUsize,
}

impl Hub {
    pub(crate) fn new(shards: usize) -> Arc<Self> {
        Arc::new(Self {
            items: Arc::default(),
            room: Arc::default(),
            closed: Notify::new(),
            sending: End::default(),
            shards,
        })
    }
}

impl Signals {
    /// Signals of a shard with one sender and one receiver. What nobody waits for on the shard itself goes on to the `hub`.
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

    /// How many shards the peers go to.
    pub(crate) fn shards(&self) -> usize {
        self.hub.as_ref().map_or(1, |hub| hub.shards)
    }

    /// Whether a close or the last receiver's drop has begun: one relaxed load of a read-mostly word.
    #[inline]
    pub(crate) fn has_ended(&self) -> bool {
        // Ordering: Relaxed. Senders ask after the barrier in `Notify::notify`, which orders their publication before this
        // load. The last receiver sets the bit before the barrier in `synchronize`; and a receiver that goes to sleep though
        // it found the ring closed has seen the bit set (it is, before the ring is marked) before the barrier of its wait. So
        // either this load sees the bit, or they see the publication.
        self.ended.load(Ordering::Relaxed) != 0
    }

    pub(crate) fn is_abandoned(&self) -> bool {
        // Ordering: Relaxed, as in `has_ended`.
        self.ended.load(Ordering::Relaxed) & ABANDONED != 0
    }

    pub(crate) fn mark_closed(&self) {
        // Ordering: Relaxed. The ring's mark follows it, with Release; see `has_ended`.
        self.ended.fetch_or(CLOSED, Ordering::Relaxed);
    }

    pub(crate) fn mark_abandoned(&self) {
        // Ordering: Relaxed. The barrier that follows in `synchronize` orders it; see `has_ended`.
        self.ended.fetch_or(ABANDONED, Ordering::Relaxed);
    }

    /// Wakes everyone who waits on this shard or on any shard: to be called when no further send can succeed.
    pub(crate) fn wake_everyone(&self) {
        self.sides.room().notify_all();
        self.wake_receivers();
        self.closed.notify_all();
        if let Some(hub) = &self.hub {
            hub.room.notify_all();
            hub.closed.notify_all();
        }
    }

    /// Wakes every receiver of this shard or of any shard.
    pub(crate) fn wake_receivers(&self) {
        self.sides.items().notify_all();
        if let Some(hub) = &self.hub {
            hub.items.notify_all();
        }
    }

    /// Who waits for this shard, alone or among others: senders, then receivers.
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

/// How many handles one side of a shard has. At zero it stays: a side that is gone does not come back.
pub(crate) struct Count<'a>(&'a AtomicUsize);

impl Count<'_> {
    pub(crate) fn get(&self) -> usize {
        // Ordering: Relaxed. A figure to look at; nothing is concluded from it about other memory.
        self.0.load(Ordering::Relaxed)
    }

    /// One handle more, made from a live one.
    ///
    /// # Panics
    ///
    /// When there are more than `isize::MAX` handles, which only forgetting them can bring about.
    pub(crate) fn add(&self) {
        // Ordering: Relaxed. The caller holds a handle, so the count cannot reach zero meanwhile.
        let before = self.0.fetch_add(1, Ordering::Relaxed);
        if isize::try_from(before).is_err() {
            // Half of the range is left for other threads that fail here at the same time.
            self.0.fetch_sub(1, Ordering::Relaxed);
            panic!("hel: too many handles of one channel");
        }
    }

    /// One handle more, if there is one left.
    pub(crate) fn add_if_alive(&self) -> bool {
        // Ordering: Relaxed on both sides. As in `add`, only that the count is not zero is checked by the exchange itself.
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |count| {
                (count != 0).then(|| count.checked_add(1).expect("hel: too many handles of one channel"))
            })
            .is_ok()
    }

    /// One handle less. True for the last.
    pub(crate) fn remove(&self) -> bool {
        // Ordering: AcqRel. Release: what this handle did comes before whatever the last one's drop does. Acquire: the
        // last one's drop comes after what all others did.
        self.0.fetch_sub(1, Ordering::AcqRel) == 1
    }
}

impl Tally {
    /// Notes that the ring was seen holding `len` values.
    #[inline]
    pub(crate) fn saw(&self, len: usize) {
        // Ordering: Relaxed throughout: figures, ordered with nothing. The load spares the line when there is no news.
        if self.peak.load(Ordering::Relaxed) < len {
            self.peak.fetch_max(len, Ordering::Relaxed);
        }
    }

    /// As [`saw`](Self::saw) of a difference that is beyond what a ring holds if the head has passed the tail meanwhile.
    pub(crate) fn saw_together(&self, difference: usize) {
        if difference <= usize::MAX >> 3 {
            self.saw(difference);
        }
    }

    /// As [`saw`](Self::saw) of a ring that has no room for the moment, and so is about as full as it can be. Its length costs
    /// a look at what the other side writes: it is asked for only until the ring was seen at its `capacity`.
    #[inline]
    pub(crate) fn saw_no_room(&self, capacity: usize, len: impl FnOnce() -> usize) {
        // Ordering: Relaxed, see `saw`.
        if self.peak.load(Ordering::Relaxed) < capacity {
            self.saw(len());
        }
    }

    pub(crate) fn add_evicted(&self, count: usize) {
        // Ordering: Release, with the Acquire in `read`: who reads that a value was evicted sees that it was popped.
        self.evicted.fetch_add(count, Ordering::Release);
    }

    pub(crate) fn add_discarded(&self, count: usize) {
        // Ordering: Release, see `add_evicted`.
        self.discarded.fetch_add(count, Ordering::Release);
    }

    /// The evicted and the discarded.
    pub(crate) fn read(&self) -> (usize, usize) {
        // Ordering: Acquire, see `add_evicted`.
        (self.evicted.load(Ordering::Acquire), self.discarded.load(Ordering::Acquire))
    }

    pub(crate) fn peak(&self) -> usize {
        // Ordering: Relaxed, see `saw`.
        self.peak.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for Signals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signals")
            .field("senders", &self.senders().get())
            .field("receivers", &self.receivers().get())
            .finish_non_exhaustive()
    }
}
