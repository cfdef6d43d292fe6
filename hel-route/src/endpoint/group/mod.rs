//! Sending by an explicit map of keys to shards.
//!
//! A file for each topic, in the order in which the page shows them: one value, many, from tasks, the shard of a key.

// Lines between, so that nobody sorts them.
mod one;

mod batch;

mod tasks;

mod shard;

use super::shard_sender::{ShardSender, shard_sender};
use crate::policy::Groups;
pub(super) use batch::outcome;

/// The sender of [`shard_group`](crate::mpmc::shard_group): a map names the shard of each key.
///
/// Keys are looked up by reference, in any form that `K` can be borrowed as (`&str` for `String`). An unknown key is an error with
/// the value, never a guess. [`to`](Self::to) lends the plain sender of a key's shard: for a key that is a part of the value, for many
/// messages of one key, and for every operation that has no form with a key here.
///
/// What concerns all shards is said at [`ShardSender`], whose methods are here too.
pub struct GroupSender<T, const CAP: usize, K> {
    shards: ShardSender<T, CAP>,
    router: Groups<K>,
}

shard_sender!(
    [T, const CAP: usize, K] GroupSender<T, CAP, K>, "GroupSender", Clone::clone, Clone::clone, Groups<K>
);
