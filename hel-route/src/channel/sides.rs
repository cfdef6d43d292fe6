//! What each side of a ring reads after its operations, on cache lines of its own.

use hel_notify::{Notify, Wait};

/// A value on cache lines of its own: 128 bytes, since processors fetch lines in pairs.
#[repr(align(128))]
#[derive(Default)]
struct Line<V>(V);

/// The two events of a ring. `O` is the [`Owner`](super::Owner) of a side in a shard, `()` in a lane.
///
/// Senders read `for_senders` after each operation; receivers write it only when they go to sleep. `for_receivers` is the reverse.
pub(crate) struct Sides<O> {
    for_senders: Line<Side<O>>,
    for_receivers: Line<Side<O>>,
}

/// What one side reads at each of its operations.
#[derive(Default)]
struct Side<O> {
    /// Where the other side sleeps.
    event: Notify,
    /// The thread of this side that used it last.
    owner: O,
    /// How threads wait on both sides.
    wait: Wait,
}

impl<O: Default> Sides<O> {
    /// Receivers will sleep on `items`, senders on `room`.
    pub(crate) fn new(items: Notify, room: Notify, wait: Wait) -> Self {
        // Registers the barrier with the system now, so that no message has to. Every channel is made through here.
        hel_notify::prepare();
        let side = |event| Line(Side { event, owner: O::default(), wait });
        Self { for_senders: side(items), for_receivers: side(room) }
    }
}

impl<O> Sides<O> {
    /// Receivers sleep here until something is queued.
    #[inline]
    pub(crate) fn items(&self) -> &Notify {
        &self.for_senders.0.event
    }

    /// Senders sleep here until a slot is free.
    #[inline]
    pub(crate) fn room(&self) -> &Notify {
        &self.for_receivers.0.event
    }

    /// How threads wait here.
    pub(crate) fn wait(&self) -> Wait {
        self.for_senders.0.wait
    }

    /// The thread that sent last.
    #[inline]
    pub(crate) fn last_sender(&self) -> &O {
        &self.for_senders.0.owner
    }

    /// The thread that received last.
    #[inline]
    pub(crate) fn last_receiver(&self) -> &O {
        &self.for_receivers.0.owner
    }
}
