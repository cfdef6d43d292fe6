//! Channels with any number of senders and receivers: one shard, or many behind a routing policy.
//!
//! | constructor | each message goes to |
//! | --- | --- |
//! | [`bounded`] | the one shard |
//! | [`round_robin`] | the next shard with room |
//! | [`shard_key`], [`shard_key_with_hasher`] | the shard of its key's hash |
//! | [`shard_group`] | the shard that a map names for its key |
//!
//! The receiving side of the sharded ones is the same for all: a [`ShardReceiver`], whole or split.

use core::hash::{BuildHasher, Hash};
use std::sync::Arc;

pub use crate::channel::{Handle, Owned, RecvHandle, SendHandle};
pub use crate::endpoint::future::{
    ClosedFuture, GroupFuture, KeyedBatchFuture, RecvAnyFuture, RecvBatchFuture, RecvFuture, SendBatchFuture,
    SendFuture, SendRefFuture,
};
pub use crate::endpoint::group::GroupSender;
pub use crate::endpoint::iter::{Iter, TryIter};
pub use crate::endpoint::keyed::KeySender;
pub use crate::endpoint::receiver::Receiver;
pub use crate::endpoint::round_robin::RoundRobinSender;
pub use crate::endpoint::sender::Sender;
pub use crate::endpoint::shard_receiver::ShardReceiver;
pub use crate::endpoint::shard_sender::ShardSender;
#[cfg(feature = "sink")]
pub use crate::endpoint::sink::SendSink;
#[cfg(feature = "stream")]
pub use crate::endpoint::stream::RecvStream;
pub use crate::endpoint::weak::{WeakReceiver, WeakSender, WeakShardReceiver, WeakShardSender};
pub use crate::policy::{DefaultHashBuilder, DefaultHasher, Groups, KeyHash, Policy, RoundRobin};
pub use crate::stats::Stats;

use crate::Options;
use crate::channel::{Hub, Shard};
use hel_notify::Wait;

/// A plain bounded channel: one shard of `CAP` slots.
///
/// `CAP` is a power of two, at least 1 and at most 2^(bits-3), checked when the program is built:
///
/// ```compile_fail,E0080
/// let (tx, rx) = hel::channel::mpmc::bounded::<u8, 100>(); // not a power of two
/// ```
///
/// # Examples
///
/// ```
/// let (tx, rx) = hel::channel::mpmc::bounded::<u8, 128>();
/// tx.send(1).unwrap();
/// assert_eq!(rx.recv(), Ok(1));
/// ```
#[doc(alias("bounded_channel"))]
pub fn bounded<T, const CAP: usize>() -> (Sender<T, CAP>, Receiver<T, CAP>) {
    one(Wait::default())
}

/// As [`bounded`], with another way to wait.
pub(crate) fn one<T, const CAP: usize>(wait: Wait) -> (Sender<T, CAP>, Receiver<T, CAP>) {
    let shard = Shard::new(None, wait);
    (Sender::counted(shard.clone()), Receiver::counted(shard))
}

/// A channel of `shards` shards of `CAP` slots each; each message of a handle goes to the next shard, past full and dead ones.
///
/// # Panics
///
/// When `shards` is zero, or too large for a table of that length.
///
/// # Examples
///
/// ```
/// use hel::channel::mpmc::round_robin;
///
/// let (tx, rx) = round_robin::<u64, 256>(2);
/// tx.send(1).unwrap();
/// tx.send(2).unwrap();
/// assert_eq!(rx.receiver(0).unwrap().recv(), Ok(1));
/// assert_eq!(rx.receiver(1).unwrap().recv(), Ok(2));
/// ```
///
/// ```should_panic
/// let (tx, rx) = hel::channel::mpmc::round_robin::<u64, 256>(0);
/// ```
#[track_caller]
pub fn round_robin<T, const CAP: usize>(shards: usize) -> (RoundRobinSender<T, CAP>, ShardReceiver<T, CAP>) {
    Options::new().round_robin(shards)
}

/// A channel of `shards` shards of `CAP` slots each; the hash of a message's key chooses its shard.
///
/// Same key, same shard, and in order per producer. The hash is seeded once per process: two channels of equal `shards`
/// place a key alike, so stages can be zipped, and nobody outside can aim at a shard.
///
/// # Panics
///
/// When `shards` is zero, or too large for a table of that length.
///
/// # Examples
///
/// ```
/// use hel::channel::mpmc::shard_key;
///
/// let (tx, rx) = shard_key::<f64, 256>(4);
/// tx.send("AAPL", 187.2).unwrap();
/// tx.send("AAPL", 187.3).unwrap();
/// let worker = rx.receiver(tx.shard_for("AAPL")).unwrap();
/// assert_eq!(worker.try_iter().collect::<Vec<_>>(), [187.2, 187.3]);
/// ```
#[track_caller]
pub fn shard_key<T, const CAP: usize>(shards: usize) -> (KeySender<T, CAP>, ShardReceiver<T, CAP>) {
    Options::new().shard_key(shards)
}

/// As [`shard_key`], with a hasher of the user's: for placements that must be the same in every process.
///
/// The hash gets one 64-bit mix before it is reduced to a shard (the last step of `MurmurHash3`, then the upper half of the
/// product with the shard count), so that a weak hasher spreads too. Clones of the sender share the hasher.
///
/// # Panics
///
/// When `shards` is zero, or too large for a table of that length.
///
/// # Examples
///
/// ```
/// use std::hash::{BuildHasherDefault, DefaultHasher};
/// use hel::channel::mpmc::shard_key_with_hasher;
///
/// // Std's hasher without a random seed.
/// let fixed = BuildHasherDefault::<DefaultHasher>::default();
/// let (tx, rx) = shard_key_with_hasher::<u32, 256, _>(4, fixed);
/// tx.send("AAPL", 1).unwrap();
/// assert_eq!(rx.recv_any(), Ok((tx.shard_for("AAPL"), 1)));
/// ```
#[track_caller]
pub fn shard_key_with_hasher<T, const CAP: usize, S: BuildHasher>(
    shards: usize,
    hasher: S,
) -> (KeySender<T, CAP, S>, ShardReceiver<T, CAP>) {
    sharded("shard_key_with_hasher", shards, Wait::default(), KeyHash::new(hasher))
}

/// A channel whose `map` names the shard of each key; there are as many shards as the largest index plus one.
///
/// Many keys may share a shard: that is what a group is.
///
/// # Panics
///
/// When `map` is empty or repeats a key, or names a shard index too large for a table of that length.
///
/// # Examples
///
/// ```
/// use hel::channel::mpmc::shard_group;
///
/// let (tx, rx) = shard_group::<u32, 256, _>([("AAPL", 0), ("MSFT", 0), ("BTC", 1)]);
/// tx.send("MSFT", 1).unwrap();
/// tx.send("BTC", 2).unwrap();
/// let groups = rx.into_receivers();
/// assert_eq!(groups.len(), 2);
/// assert_eq!(groups[0].recv(), Ok(1));
/// assert_eq!(groups[1].recv(), Ok(2));
/// ```
#[track_caller]
pub fn shard_group<T, const CAP: usize, K: Eq + Hash>(
    map: impl IntoIterator<Item = (K, usize)>,
) -> (GroupSender<T, CAP, K>, ShardReceiver<T, CAP>) {
    Options::new().shard_group(map)
}

/// Builds exactly `shards` shards behind one policy, for the constructor `call`.
#[track_caller]
pub(crate) fn sharded<T, const CAP: usize, P>(
    call: &str,
    shards: usize,
    wait: Wait,
    policy: P,
) -> (ShardSender<T, CAP, P>, ShardReceiver<T, CAP>) {
    let mut senders = crate::table(call, shards);
    let mut receivers = crate::table(call, shards);
    let hub = Hub::new(shards);
    for _ in 0..shards {
        let shard = Shard::new(Some(Arc::clone(&hub)), wait);
        senders.push(Sender::counted(shard.clone()));
        receivers.push(Receiver::counted(shard));
    }
    let sender = ShardSender::new(senders.into_boxed_slice(), Arc::clone(&hub), policy);
    (sender, ShardReceiver::new(receivers.into_boxed_slice(), hub))
}
