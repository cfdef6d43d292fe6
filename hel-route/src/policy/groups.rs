//! Each message to the shard that a map of the user's names for its key.

use core::borrow::Borrow;
use core::fmt;
use core::hash::Hash;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::{DefaultHashBuilder, Policy};
use crate::channel::sealed::Sealed;

/// The policy of [`shard_group`](crate::mpmc::shard_group): a map names the shard of each key.
pub struct Groups<K> {
    shard_of: Arc<HashMap<K, usize, DefaultHashBuilder>>,
}

impl<K: Eq + Hash> Groups<K> {
    /// The groups and the number of shards, which is the largest index plus one (0 for no groups).
    ///
    /// # Panics
    ///
    /// On a duplicate key, and when the number of shards does not fit `usize`.
    #[track_caller]
    pub(crate) fn new(map: impl IntoIterator<Item = (K, usize)>) -> (Self, usize) {
        let mut shard_of = HashMap::with_hasher(DefaultHashBuilder::default());
        let mut shards = 0;
        for (number, (key, shard)) in map.into_iter().enumerate() {
            match shard_of.entry(key) {
                Entry::Vacant(entry) => entry.insert(shard),
                Entry::Occupied(earlier) => panic!(
                    "shard_group: entry {number} (shard {shard}) repeats a key that has shard {} already",
                    earlier.get()
                ),
            };
            let count = shard.checked_add(1).expect("shard_group: usize::MAX is no shard index");
            shards = shards.max(count);
        }
        (Self { shard_of: Arc::new(shard_of) }, shards)
    }

    /// The shard of `key`, if it has one.
    pub(crate) fn shard_of<Q>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.shard_of.get(key).copied()
    }
}

impl<K> Sealed for Groups<K> {}

impl<K> Policy for Groups<K> {
    fn for_clone(&self) -> Self {
        Self { shard_of: Arc::clone(&self.shard_of) }
    }

    fn for_weak(&self) -> Self {
        self.for_clone()
    }
}

impl<K> fmt::Debug for Groups<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Groups").field("keys", &self.shard_of.len()).finish_non_exhaustive()
    }
}
