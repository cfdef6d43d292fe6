//! Sending by the hash of a key.
//!
//! A file for each topic, in the order in which the page shows them: one value, many, from tasks, the shard of a key.

// Lines between, so that nobody sorts them.
mod one;

mod batch;

mod tasks;

mod shard;

use super::shard_sender::{ShardSender, shard_sender};
use crate::policy::{DefaultHashBuilder, KeyHash};

/// The sender of [`shard_key`](crate::mpmc::shard_key): the hash of the key chooses the shard.
///
/// Same key, same shard: the messages of one producer and one key are received in the order in which they were sent.
///
/// A key is any `impl Hash`. It is hashed at the call, neither stored nor borrowed by the future. [`to`](Self::to) lends the plain
/// sender of a key's shard: for a key that is a part of the value, for many messages of one key, and for every operation that has
/// no form with a key here. A send to a dead shard is `Disconnected`, though other shards live.
///
/// What concerns all shards is said at [`ShardSender`], whose methods are here too.
pub struct KeySender<T, const CAP: usize, S = DefaultHashBuilder> {
    shards: ShardSender<T, CAP>,
    router: KeyHash<S>,
}

shard_sender!(
    [T, const CAP: usize, S] KeySender<T, CAP, S>, "KeySender", Clone::clone, Clone::clone, KeyHash<S>
);
