//! Each message to the next shard.

use core::fmt;
use std::sync::Arc;

use super::Policy;
use crate::channel::sealed::Sealed;
use crate::sync::{AtomicUsize, Ordering};

/// The policy of [`round_robin`](crate::mpmc::round_robin): each message of a handle to the next shard.
pub struct RoundRobin {
    /// Where the next message of this handle goes.
    cursor: AtomicUsize,
    shards: usize,
    /// How many handles were given a start so far.
    handles: Arc<AtomicUsize>,
}

impl RoundRobin {
    pub(crate) fn new(shards: usize) -> Self {
        Self { cursor: AtomicUsize::new(0), shards, handles: Arc::new(AtomicUsize::new(1)) }
    }

    /// The next shard in sequence.
    #[inline]
    pub(crate) fn next(&self) -> usize {
        // Ordering: Relaxed. A place to begin with; a handle that is shared among threads may begin at the same one twice.
        self.cursor.load(Ordering::Relaxed)
    }

    /// Every shard once, the next one first.
    pub(crate) fn sequence(&self) -> impl Iterator<Item = usize> + use<> {
        let start = self.next();
        (start..self.shards).chain(0..start)
    }

    /// Every shard but the `first`, in sequence behind it.
    #[inline]
    pub(crate) fn behind(&self, first: usize) -> impl Iterator<Item = usize> + use<> {
        (first + 1..self.shards).chain(0..first)
    }

    /// A message went to `shard`.
    #[inline]
    pub(crate) fn advance_past(&self, shard: usize) {
        let next = if shard + 1 == self.shards { 0 } else { shard + 1 };
        // Ordering: Relaxed, as in `next`. A plain store: an exact cursor would be one more line to fight over.
        self.cursor.store(next, Ordering::Relaxed);
    }
}

impl Sealed for RoundRobin {}

impl Policy for RoundRobin {
    /// Clones begin at different shards, so that they do not follow each other around.
    fn for_clone(&self) -> Self {
        // Ordering: Relaxed. Only the count itself matters.
        let handle = self.handles.fetch_add(1, Ordering::Relaxed);
        Self { cursor: AtomicUsize::new(handle % self.shards), ..self.for_weak() }
    }

    /// It sends nothing, and so takes no start from those that do.
    fn for_weak(&self) -> Self {
        Self { cursor: AtomicUsize::new(0), shards: self.shards, handles: Arc::clone(&self.handles) }
    }
}

impl fmt::Debug for RoundRobin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RoundRobin").field("shards", &self.shards).finish_non_exhaustive()
    }
}
