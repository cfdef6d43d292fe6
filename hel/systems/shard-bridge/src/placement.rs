//! Which shard an aircraft's flights go to: the same in every process.
//!
//! [`shard_key`](hel::channel::mpmc::shard_key) draws a new seed in every process, so that nobody outside can aim at a shard; two
//! processes would disagree on where an aircraft belongs. So the hasher is FNV-1a, which has no seed and whose every step is
//! published, and a [`Tail`](crate::flight::Tail) hashes its letters alone: how std hashes a `str` may change with the compiler.

use fnv::FnvBuildHasher;
use hel::channel::mpmc::{self, Keyed, ShardReceiver, shard_key_with_hasher};

/// Shards of the channels on both sides, and subjects of the stream. Another count puts most aircraft on another shard.
pub const SHARDS: usize = 4;

/// Slots of a shard. What the bridge cannot take yet waits here, and then the sender waits.
pub const CAPACITY: usize = 256;

/// Sends to the shard of a key.
pub type KeySender<T> = mpmc::KeySender<T, CAPACITY, FnvBuildHasher>;

/// Receives from one shard.
pub type Receiver<T> = mpmc::Receiver<T, CAPACITY>;

/// A channel that places every aircraft as the channels of all other processes do.
pub fn channel<T>() -> (KeySender<T>, ShardReceiver<T, CAPACITY, Keyed>) {
    shard_key_with_hasher(SHARDS, FnvBuildHasher::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flight::Tail;

    /// Processes of other builds have these in their streams and files.
    #[test]
    fn aircraft_stay_on_their_shards() {
        let (tx, _rx) = channel::<()>();
        let shard = |tail: &str| tx.shard_for(Tail(tail.into()));
        assert_eq!(["N14228", "N24211", "N619AA", "N804JB"].map(shard), [1, 0, 2, 2]);
    }
}
