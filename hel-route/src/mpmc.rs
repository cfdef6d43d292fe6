//! Channels with any number of senders and receivers: one shard, or many behind a routing policy.
//!
//! | constructor | sender | each message goes to | example |
//! | --- | --- | --- | --- |
//! | [`bounded`] | [`Sender`] | the one shard | `tx.send(job)` |
//! | [`round_robin`] | [`RoundRobinSender`] | the next shard with room | `tx.send(job)` |
//! | [`home_shard`] | [`HomeSender`] | the sender's own shard, or the next with room | `tx.send(job)` |
//! | [`least_loaded`] | [`LeastLoadedSender`] | the emptier of two shards | `tx.send(job)` |
//! | [`shard_key`], [`shard_key_with_hasher`] | [`KeySender`] | the shard of its key's hash | `tx.send("AAPL", order)` |
//! | [`shard_group`], [`shard_group_with_shards`] | [`GroupSender`] | the shard that a map names for its key | `tx.send(&kind, event)` |
//!
//! The receiving side of the sharded ones is a [`ShardReceiver`], whole or split: into a [`Receiver`] for each shard, or into workers
//! that help each other. A [`Receiver`] is that of [`bounded`] too.

use core::fmt::Debug;
use core::hash::{BuildHasher, Hash};
use std::sync::Arc;

pub use crate::channel::{Handle, RecvHandle, SendHandle};
pub use crate::endpoint::future::{
    ClosedFuture, GroupBatchFuture, GroupSendFuture, KeyedBatchFuture, RecvAnyFuture, RecvBatchFuture,
    RecvFuture, SendBatchFuture, SendFuture, SendRefFuture,
};
pub use crate::endpoint::group::GroupSender;
pub use crate::endpoint::iter::{Iter, TryIter};
pub use crate::endpoint::keyed::KeySender;
pub use crate::endpoint::receiver::Receiver;
pub use crate::endpoint::sender::Sender;
pub use crate::endpoint::shard_receiver::ShardReceiver;
pub use crate::endpoint::shard_sender::ShardSender;
#[cfg(feature = "sink")]
pub use crate::endpoint::sink::SendSink;
pub use crate::endpoint::spread::{HomeSender, LeastLoadedSender, RoundRobinSender, SpreadSender};
#[cfg(feature = "stream")]
pub use crate::endpoint::stream::RecvStream;
pub use crate::endpoint::weak::Weak;
pub use crate::endpoint::workers::{Keyed, Spread};
pub use crate::policy::{DefaultHashBuilder, DefaultHasher, Home, Key, LeastLoaded, Policy, RoundRobin};
pub use crate::stats::Stats;

use crate::Options;
use crate::channel::{Hub, Shard};
use hel_notify::Wait;

/// A plain bounded channel: one shard of `CAP` slots.
///
/// `CAP` is a power of two, at least 1 and at most 2^(bits-3), checked when the program is built:
///
/// ```compile_fail,E0080
/// use hel::channel::mpmc::bounded;
///
/// let (tx, rx) = bounded::<u8, 100>(); // not a power of two
/// ```
///
/// # Examples
///
/// ```
/// use hel::channel::mpmc::bounded;
///
/// let (tx, rx) = bounded::<u8, 128>();
/// tx.send(1).unwrap();
/// assert_eq!(rx.recv(), Ok(1));
/// ```
#[doc(alias("bounded_channel"))]
pub fn bounded<T, const CAP: usize>() -> (Sender<T, CAP>, Receiver<T, CAP>) {
    const { hel_ring::check_capacity(CAP) };
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
/// use hel::channel::mpmc::round_robin;
///
/// let (tx, rx) = round_robin::<u64, 256>(0);
/// ```
#[track_caller]
pub fn round_robin<T, const CAP: usize>(shards: usize) -> (RoundRobinSender<T, CAP>, ShardReceiver<T, CAP>) {
    const { hel_ring::check_capacity(CAP) };
    Options::new().spread("round_robin", shards, RoundRobin::new)
}

/// A channel of `shards` shards of `CAP` slots each; each handle sends to its own shard, or past that where it is full or dead.
///
/// Clones get their shards in turn, the first one the second shard, so P senders on P shards do not meet: for producers that are as many
/// as the shards, made once, and about as busy as each other. (A dropped handle's shard is not given to the next clone.) A receiver
/// that is split [into workers](ShardReceiver::into_workers) evens out the rest.
///
/// # Panics
///
/// When `shards` is zero, or too large for a table of that length.
///
/// # Examples
///
/// ```
/// use hel::channel::mpmc::home_shard;
///
/// let (tx, rx) = home_shard::<u64, 2>(2);
/// let other = tx.clone();
/// tx.send(1).unwrap();
/// tx.send(2).unwrap();
/// other.send(3).unwrap();
/// tx.send(4).unwrap(); // its shard is full
/// assert_eq!(rx.receiver(0).unwrap().try_iter().collect::<Vec<_>>(), [1, 2]);
/// assert_eq!(rx.receiver(1).unwrap().try_iter().collect::<Vec<_>>(), [3, 4]);
/// ```
#[track_caller]
pub fn home_shard<T, const CAP: usize>(shards: usize) -> (HomeSender<T, CAP>, ShardReceiver<T, CAP>) {
    const { hel_ring::check_capacity(CAP) };
    Options::new().spread("home_shard", shards, Home::new)
}

/// A channel of `shards` shards of `CAP` slots each; each message goes to the emptier one of two that are drawn at random, or past
/// that where it is full or dead.
///
/// For work of uneven cost: a shard whose worker is busy with a long job fills up, and is chosen no more. A send looks at two shards,
/// and so at what their receivers write: where all work costs the same, [`round_robin`] is cheaper.
///
/// # Panics
///
/// When `shards` is zero, or too large for a table of that length.
///
/// # Examples
///
/// ```
/// use hel::channel::mpmc::least_loaded;
///
/// let (tx, rx) = least_loaded::<u64, 64>(2);
/// tx.shard(0).unwrap().send_batch(&mut (0..32).collect()).unwrap(); // one is busy
/// (0..32).for_each(|n| tx.send(n).unwrap());
/// assert_eq!(rx.receiver(1).unwrap().len(), 32);
/// ```
#[track_caller]
pub fn least_loaded<T, const CAP: usize>(
    shards: usize,
) -> (LeastLoadedSender<T, CAP>, ShardReceiver<T, CAP>) {
    const { hel_ring::check_capacity(CAP) };
    Options::new().spread("least_loaded", shards, LeastLoaded::new)
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
pub fn shard_key<T, const CAP: usize>(shards: usize) -> (KeySender<T, CAP>, ShardReceiver<T, CAP, Keyed>) {
    const { hel_ring::check_capacity(CAP) };
    Options::new().keyed("shard_key", shards)
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
) -> (KeySender<T, CAP, S>, ShardReceiver<T, CAP, Keyed>) {
    const { hel_ring::check_capacity(CAP) };
    Options::new().hasher(hasher).keyed("shard_key_with_hasher", shards)
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
) -> (GroupSender<T, CAP, K>, ShardReceiver<T, CAP, Keyed>) {
    const { hel_ring::check_capacity(CAP) };
    Options::new().grouped(map)
}

/// As [`shard_group`], with `shards` shards, of which the map need not name all: where the keys of some come later, or are only reached
/// by [`shard`](ShardSender::shard).
///
/// # Panics
///
/// When `shards` is zero, or too large for a table of that length; when `map` repeats a key, or names a shard that there is not: the
/// message names key and index.
///
/// # Examples
///
/// ```
/// use hel::channel::mpmc::shard_group_with_shards;
///
/// let (tx, rx) = shard_group_with_shards::<u32, 256, _>(4, [("orders", 0), ("fills", 1)]);
/// assert_eq!(rx.into_receivers().len(), 4);
/// ```
///
/// ```should_panic
/// use hel::channel::mpmc::shard_group_with_shards;
///
/// let (tx, rx) = shard_group_with_shards::<u32, 256, _>(2, [("orders", 0), ("fills", 2)]);
/// ```
#[track_caller]
pub fn shard_group_with_shards<T, const CAP: usize, K: Eq + Hash + Debug>(
    shards: usize,
    map: impl IntoIterator<Item = (K, usize)>,
) -> (GroupSender<T, CAP, K>, ShardReceiver<T, CAP, Keyed>) {
    const { hel_ring::check_capacity(CAP) };
    Options::new().grouped_in(shards, map)
}

/// Builds exactly `shards` shards, for the constructor `call`.
#[track_caller]
pub(crate) fn sharded<T, const CAP: usize, R>(
    call: &str,
    shards: usize,
    wait: Wait,
) -> (ShardSender<T, CAP>, ShardReceiver<T, CAP, R>) {
    let mut senders = crate::table(call, shards);
    let mut receivers = crate::table(call, shards);
    let hub = Hub::new(shards);
    for _ in 0..shards {
        let shard = Shard::new(Some(Arc::clone(&hub)), wait);
        senders.push(Sender::counted(shard.clone()));
        receivers.push(Receiver::counted(shard));
    }
    let sender = ShardSender::new(senders.into_boxed_slice(), Arc::clone(&hub));
    (sender, ShardReceiver::new(receivers.into_boxed_slice(), hub))
}
