//! Each message to the next shard, or to the handle's own shard.

use core::fmt;
use std::sync::Arc;

use super::Policy;
use crate::channel::sealed::Sealed;
use crate::cursor::Cursor;
use crate::sync::{AtomicUsize, Ordering};

/// The policy of [`round_robin`](crate::mpmc::round_robin): each message of a handle to the next shard.
pub struct RoundRobin {
    /// Where the next message of this handle goes.
    cursor: Cursor,
    handles: Handles,
}

/// The policy of [`home_shard`](crate::mpmc::home_shard): each message of a handle to its own shard.
pub struct Home {
    shard: usize,
    handles: Handles,
}

/// Counts the handles of a channel that were given a shard to begin at.
#[derive(Clone)]
struct Handles {
    count: Arc<AtomicUsize>,
    shards: usize,
}

impl Handles {
    fn first(shards: usize) -> Self {
        Self { count: Arc::new(AtomicUsize::new(1)), shards }
    }

    /// The shard of one handle more, in rotation.
    fn next(&self) -> usize {
        // Ordering: Relaxed. Only the count itself matters.
        self.count.fetch_add(1, Ordering::Relaxed) % self.shards
    }
}

impl RoundRobin {
    pub(crate) fn new(shards: usize) -> Self {
        Self { cursor: Cursor::new(0, shards), handles: Handles::first(shards) }
    }
}

impl Home {
    pub(crate) fn new(shards: usize) -> Self {
        Self { shard: 0, handles: Handles::first(shards) }
    }
}

impl Sealed for RoundRobin {}
impl Sealed for Home {}

impl Policy for RoundRobin {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn first(&self, _load: impl Fn(usize) -> usize) -> usize {
        self.cursor.next()
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn sent_to(&self, shard: usize) {
        self.cursor.go_on_from(shard);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn comes_back_to(&self) -> Option<usize> {
        Some(self.cursor.next())
    }

    /// Clones begin at different shards, so that clones that send at the same rate do not meet at one shard.
    fn for_clone(&self) -> Self {
        Self { cursor: Cursor::new(self.handles.next(), self.handles.shards), handles: self.handles.clone() }
    }

    /// A weak handle sends nothing, so it is not counted.
    fn for_weak(&self) -> Self {
        Self { cursor: Cursor::new(0, self.handles.shards), handles: self.handles.clone() }
    }
}

impl Policy for Home {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn first(&self, _load: impl Fn(usize) -> usize) -> usize {
        self.shard
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn sent_to(&self, _shard: usize) {}

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn comes_back_to(&self) -> Option<usize> {
        Some(self.shard)
    }

    fn for_clone(&self) -> Self {
        Self { shard: self.handles.next(), handles: self.handles.clone() }
    }

    /// A weak handle sends nothing, so it is not counted.
    fn for_weak(&self) -> Self {
        Self { shard: 0, handles: self.handles.clone() }
    }
}

impl fmt::Debug for RoundRobin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RoundRobin").field("next", &self.cursor.next()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Home").field("shard", &self.shard).finish_non_exhaustive()
    }
}
