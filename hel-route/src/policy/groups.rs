//! Each message to the shard that the user's map gives for its key.

use core::borrow::Borrow;
use core::fmt;
use core::hash::Hash;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::DefaultHashBuilder;

/// The policy of [`shard_group`](crate::mpmc::shard_group): a map gives the shard of each key.
pub struct Groups<K> {
    shard_of: Arc<HashMap<K, usize, DefaultHashBuilder>>,
}

impl<K: Eq + Hash> Groups<K> {
    /// The groups, and the number of shards: the largest index plus one, 0 for no groups. `name` describes an entry (its number and
    /// key) in panic messages.
    ///
    /// # Panics
    ///
    /// If a key is repeated, an index is not below `limit`, or the number of shards does not fit `usize`.
    #[track_caller]
    pub(crate) fn new(
        map: impl IntoIterator<Item = (K, usize)>,
        limit: usize,
        name: impl Fn(usize, &K) -> String,
    ) -> (Self, usize) {
        let mut shard_of = HashMap::with_hasher(DefaultHashBuilder::default());
        let mut shards = 0;
        for (number, (key, shard)) in map.into_iter().enumerate() {
            assert!(
                shard < limit,
                "{} names shard {shard}, of shards 0 to {}",
                name(number, &key),
                limit - 1
            );
            shards = shards.max(shard + 1);
            match shard_of.entry(key) {
                Entry::Vacant(entry) => entry.insert(shard),
                Entry::Occupied(earlier) => panic!(
                    "{} (shard {shard}) repeats a key that has shard {} already",
                    name(number, earlier.key()),
                    earlier.get()
                ),
            };
        }
        (Self { shard_of: Arc::new(shard_of) }, shards)
    }

    /// The shard of `key`, if the map has that key.
    pub(crate) fn shard_of<Q>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.shard_of.get(key).copied()
    }
}

impl<K> Clone for Groups<K> {
    fn clone(&self) -> Self {
        Self { shard_of: Arc::clone(&self.shard_of) }
    }
}

impl<K> fmt::Debug for Groups<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Groups").field("keys", &self.shard_of.len()).finish_non_exhaustive()
    }
}
