//! Going through shards in turn: where a handle begins its next look.

use crate::sync::{AtomicUsize, Ordering};

/// The position of one handle among the shards of its channel.
///
/// Threads that share the handle share the cursor. They may begin at the same shard: it is a place to begin with, no claim.
pub(crate) struct Cursor {
    next: AtomicUsize,
    shards: usize,
}

impl Cursor {
    /// A cursor over `shards` shards, with `start` as the next one.
    pub(crate) fn new(start: usize, shards: usize) -> Self {
        Self { next: AtomicUsize::new(start), shards }
    }

    /// How many shards there are.
    pub(crate) fn shards(&self) -> usize {
        self.shards
    }

    /// The next shard in sequence.
    #[inline]
    pub(crate) fn next(&self) -> usize {
        // Ordering: Relaxed here and below: nothing is read or written because of it.
        self.next.load(Ordering::Relaxed)
    }

    /// Every shard once, the next one first.
    #[inline]
    pub(crate) fn sequence(&self) -> impl Iterator<Item = usize> + use<> {
        let start = self.next();
        (start..self.shards).chain(0..start)
    }

    /// Every shard but the `first`, in sequence behind it.
    #[inline]
    pub(crate) fn behind(&self, first: usize) -> impl Iterator<Item = usize> + use<> {
        (first + 1..self.shards).chain(0..first)
    }

    /// The handle is done with `shard`.
    #[inline]
    pub(crate) fn advance_past(&self, shard: usize) {
        let next = if shard + 1 == self.shards { 0 } else { shard + 1 };
        // A plain store: an exact cursor would be one more line to fight over.
        self.next.store(next, Ordering::Relaxed);
    }
}
