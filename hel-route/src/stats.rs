//! Figures of one shard.

use crate::channel::Tally;

/// What happened on one shard so far, as `stats()` tells it.
///
/// At rest, `sent == received + evicted + discarded + queued`. While others send and receive, each figure is right for some
/// moment during the call, not all for the same one. The figures come from the ring's own positions, so keeping them costs
/// nothing on the hot path; they count modulo 2^62 (2^30 on 32-bit targets), and so does that sum.
///
/// # Examples
///
/// ```
/// use hel::channel::mpmc::bounded;
///
/// let (tx, rx) = bounded::<_, 2>();
/// (1..=4).for_each(|n| drop(tx.force_send(n))); // two of them push out another
/// rx.recv().unwrap();
/// let stats = rx.stats();
/// assert_eq!((stats.sent, stats.evicted, stats.received, stats.queued), (4, 2, 1, 1));
/// assert_eq!(stats.peak, 2);
/// ```
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

/// All bits of a ring's position.
const POSITIONS: usize = usize::MAX >> 2;

impl Stats {
    /// From the ring's counts of positions claimed at its tail and at its head, `pushed` and `popped`, and of values that are there.
    pub(crate) fn new(
        tally: &Tally,
        pushed: impl Fn() -> usize,
        popped: impl Fn() -> usize,
        queued: impl FnOnce() -> usize,
        parked: impl FnOnce() -> (usize, usize),
    ) -> Self {
        // In this order, each figure is right for a moment that is not before that of the figures in front of it: what was evicted or
        // discarded was popped before, and what was popped was pushed. All counts wrap where the ring's positions do.
        let (evicted, discarded) = tally.read();
        let gone = popped();
        let received = gone.wrapping_sub(evicted).wrapping_sub(discarded) & POSITIONS;
        let queued = queued();
        let sent = pushed();
        // So many were there together: the tail from before, less the head from now.
        tally.saw_together(sent.wrapping_sub(popped()) & POSITIONS);
        let (parked_senders, parked_receivers) = parked();
        let peak = tally.peak();
        Self { sent, received, queued, peak, evicted, discarded, parked_senders, parked_receivers }
    }
}
