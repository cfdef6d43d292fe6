//! Each message to the next shard.

use core::fmt;
use std::sync::Arc;

use super::Policy;
use crate::channel::sealed::Sealed;
use crate::cursor::Cursor;
use crate::sync::{AtomicUsize, Ordering};

/// The policy of [`round_robin`](crate::mpmc::round_robin): each message of a handle to the next shard.
pub struct RoundRobin {
    /// Where the next message of this handle goes.
    pub(crate) cursor: Cursor,
    /// How many handles were given a start so far.
    handles: Arc<AtomicUsize>,
}

impl RoundRobin {
    pub(crate) fn new(shards: usize) -> Self {
        Self { cursor: Cursor::new(0, shards), handles: Arc::new(AtomicUsize::new(1)) }
    }
}

impl Sealed for RoundRobin {}

impl Policy for RoundRobin {
    /// Clones begin at different shards, so that they do not follow each other around.
    fn for_clone(&self) -> Self {
        // Ordering: Relaxed. Only the count itself matters.
        let handle = self.handles.fetch_add(1, Ordering::Relaxed);
        let shards = self.cursor.shards();
        Self { cursor: Cursor::new(handle % shards, shards), ..self.for_weak() }
    }

    /// It sends nothing, and so takes no start from those that do.
    fn for_weak(&self) -> Self {
        Self { cursor: Cursor::new(0, self.cursor.shards()), handles: Arc::clone(&self.handles) }
    }
}

impl fmt::Debug for RoundRobin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RoundRobin").field("shards", &self.cursor.shards()).finish_non_exhaustive()
    }
}
