//! Each message to the shard that the hash of its key chooses.

use core::fmt;
use core::hash::{BuildHasher, Hash};
use std::sync::Arc;

/// The policy of [`shard_key`](crate::mpmc::shard_key): the hash of the key chooses the shard.
pub struct KeyHash<S> {
    /// Shared by clones, since a hasher need not be `Clone`.
    hasher: Arc<S>,
}

impl<S> KeyHash<S> {
    pub(crate) fn new(hasher: S) -> Self {
        Self { hasher: Arc::new(hasher) }
    }
}

impl<S: BuildHasher> KeyHash<S> {
    /// The index of the shard of `key`, below `shards`.
    #[inline]
    pub(crate) fn shard_of<K: Hash + ?Sized>(&self, key: &K, shards: usize) -> usize {
        reduce(mix(self.hasher.hash_one(key)), shards)
    }
}

/// Spreads a hash over all 64 bits: the upper bits decide, and a weak hasher may leave them zero.
///
/// A bijection, the last step of `MurmurHash3` (Appleby, public domain): shifts, and two multiplications by odd numbers.
#[inline]
fn mix(mut hash: u64) -> u64 {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

/// Maps a hash to `0..shards` without a division: the upper half of a product (Lemire 2019, "Fast random integer generation in an
/// interval").
#[inline]
fn reduce(hash: u64, shards: usize) -> usize {
    let product = u128::from(hash) * shards as u128;
    usize::try_from(product >> 64).expect("hel: the upper half of hash * shards is below shards")
}

impl<S> Clone for KeyHash<S> {
    fn clone(&self) -> Self {
        Self { hasher: Arc::clone(&self.hasher) }
    }
}

impl<S> fmt::Debug for KeyHash<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyHash").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The weakest hasher: the key itself.
    #[derive(Default)]
    struct Identity(u64);

    impl core::hash::Hasher for Identity {
        fn finish(&self) -> u64 {
            self.0
        }

        fn write(&mut self, bytes: &[u8]) {
            for &byte in bytes {
                self.0 = (self.0 << 8) | u64::from(byte);
            }
        }
    }

    #[test]
    fn every_shard_is_reached_and_none_beyond() {
        for shards in [1, 2, 3, 7, 64, 1000] {
            assert_eq!(reduce(0, shards), 0);
            assert_eq!(reduce(u64::MAX, shards), shards - 1);
        }
        assert_eq!(reduce(u64::MAX, usize::MAX), usize::MAX - 1);
    }

    #[test]
    fn an_identity_hasher_spreads_counting_keys() {
        let policy = KeyHash::new(core::hash::BuildHasherDefault::<Identity>::default());
        for shards in [2_usize, 3, 5, 8, 16] {
            let mut load = vec![0_usize; shards];
            for key in 0_u64..10_000 {
                load[policy.shard_of(&key, shards)] += 1;
            }
            let fair = 10_000 / shards;
            for count in load {
                assert!(
                    count.abs_diff(fair) < fair / 4,
                    "{count} keys on a shard of {shards}, {fair} would be fair"
                );
            }
        }
    }
}
