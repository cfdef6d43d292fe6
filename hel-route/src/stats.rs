//! Figures of one shard.

use crate::channel::Tally;

/// What happened on one shard so far, as `stats()` tells it.
///
/// At rest, `sent == received + evicted + discarded + queued`. While others send and receive, each figure is right for some
/// moment during the call, not all for the same one. The figures come from the ring's own positions, so keeping them costs
/// nothing on the hot path; they count modulo 2^62 (2^30 on 32-bit targets), and so does that sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Stats {
    /// Values that were queued.
    pub sent: usize,
    /// Values that a receiver took.
    pub received: usize,
    /// Values that are queued now.
    pub queued: usize,
    /// The most values that were seen queued at once: a lower bound, noticed when a send finds the shard full, when a batch
    /// is received, and by `stats` itself.
    pub peak: usize,
    /// Values that `force_send` pushed out.
    pub evicted: usize,
    /// Values that were dropped with the last receiver.
    pub discarded: usize,
    /// Threads and tasks that wait for room now, on this shard or on any shard of its channel.
    pub parked_senders: usize,
    /// Threads and tasks that wait for a value now, on this shard or on any shard of its channel.
    pub parked_receivers: usize,
}

impl Stats {
    /// From the ring's counts of positions claimed at its tail (`sent`) and at its head (`popped`).
    pub(crate) fn new(
        sent: usize,
        popped: usize,
        queued: usize,
        tally: &Tally,
        (parked_senders, parked_receivers): (usize, usize),
    ) -> Self {
        let (peak, evicted, discarded) = tally.read();
        // All counts wrap where the ring's positions do, and so does what they add up to.
        let received = popped.wrapping_sub(evicted).wrapping_sub(discarded) & (usize::MAX >> 2);
        Self { sent, received, queued, peak, evicted, discarded, parked_senders, parked_receivers }
    }
}
