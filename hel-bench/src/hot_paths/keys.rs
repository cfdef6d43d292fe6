//! Keys that cost the same in every process.
//!
//! The default hasher has a random seed. It takes no branch on the seed, so a hash always costs the same; but it is the
//! hash that says where a value goes, and by how many other keys a map finds its own. Keys that are chosen by where the
//! seed of this process puts them leave nothing to chance, and the hasher that users get is the one that is measured.

use std::array;
use std::hash::BuildHasher;

use hel::channel::mpmc::DefaultHashBuilder;

use super::SHARDS;

/// For each shard in turn a key of which `place` says that it goes there.
pub(super) fn one_for_each(place: impl Fn(u64) -> usize) -> [u64; SHARDS] {
    array::from_fn(|shard| {
        (0..=u64::MAX).find(|key| place(*key) == shard).expect("some number goes to each shard")
    })
}

/// The key of `value`, which goes to the shards in turn.
#[inline]
pub(super) fn key_of(keys: &[u64; SHARDS], value: u64) -> u64 {
    let turn = usize::try_from(value).expect("a number of rounds fits a word");
    keys[turn % SHARDS]
}

/// The quarter of all hashes to which `key` belongs.
///
/// Std's map looks at the upper seven bits of the hash before it compares keys. Keys of different quarters are never taken for
/// each other there.
pub(super) fn quarter(key: u64) -> usize {
    const { assert!(SHARDS == 4) }
    (DefaultHashBuilder::default().hash_one(key) >> 62) as usize
}
