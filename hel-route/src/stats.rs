//! Statistics of one shard.

use crate::channel::Tally;

/// The statistics of one shard, returned by `stats()`.
///
/// While no operation is running, `sent == received + evicted + discarded + queued`. While others send and receive, each number is right
/// for some moment during the call, but not all for the same moment. The numbers come from the ring's own positions, so keeping them
/// costs nothing on the hot path. They and their sum count modulo 2^62 (2^30 on 32-bit targets).
///
/// # Examples
///
/// ```
/// use hel::channel::mpmc::bounded;
///
/// let (tx, rx) = bounded::<_, 2>();
/// (1..=4).for_each(|n| drop(tx.force_send(n))); // two of them evict a value
/// rx.recv().unwrap();
/// let stats = rx.stats();
/// assert_eq!((stats.sent, stats.evicted, stats.received, stats.queued), (4, 2, 1, 1));
/// assert_eq!(stats.peak, 2);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Stats {
    /// Values that were queued. A blocking send in progress may be counted for a moment although it then waits for room or fails.
    pub sent: usize,
    /// Values that a receiver took.
    pub received: usize,
    /// Values that are queued now.
    pub queued: usize,
    /// The most values that were seen queued at once. It is a lower bound: it is updated when a send finds the shard full, when a batch
    /// is received, and by `stats` itself.
    pub peak: usize,
    /// Values that `force_send` evicted.
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
    /// From the number of positions claimed at the ring's tail (`pushed`) and head (`popped`), and of values queued.
    pub(crate) fn new(
        tally: &Tally,
        capacity: usize,
        pushed: impl Fn() -> usize,
        popped: impl Fn() -> usize,
        queued: impl FnOnce() -> usize,
        parked: impl FnOnce() -> (usize, usize),
    ) -> Self {
        // This order keeps the differences from going negative: an evicted or discarded value was popped before it was counted, and a
        // popped value was pushed before. All counts wrap where the ring's positions do.
        let (evicted, discarded) = tally.read();
        let gone = popped();
        let received = gone.wrapping_sub(evicted).wrapping_sub(discarded) & POSITIONS;
        let queued = queued();
        let sent = pushed();
        // At least this many were queued at once: the tail read before, minus the head now. More than the capacity are tickets of
        // producers that found the ring full.
        tally.saw_together(sent.wrapping_sub(popped()) & POSITIONS, capacity);
        let (parked_senders, parked_receivers) = parked();
        let peak = tally.peak();
        Self { sent, received, queued, peak, evicted, discarded, parked_senders, parked_receivers }
    }
}

#[cfg(all(test, not(any(hel_loom, hel_shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_drawn_on_a_full_ring_does_not_raise_the_peak() {
        let stats = Stats::new(&Tally::default(), 4, || 7, || 1, || 4, || (0, 0));
        assert_eq!((stats.queued, stats.peak), (4, 4));
    }
}
