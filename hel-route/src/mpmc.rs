//! Channels with any number of senders and receivers: one shard, or many behind a routing policy.
//!
//! | constructor | sender | each message goes to | example |
//! | --- | --- | --- | --- |
//! | [`bounded`] | [`Sender`] | the one shard | `tx.send(job)` |
//! | [`round_robin`] | [`RoundRobinSender`] | the next shard with room | `tx.send(job)` |
//! | [`home_shard`] | [`HomeSender`] | the sender's own shard, or the next with room | `tx.send(job)` |
//! | [`least_loaded`] | [`LeastLoadedSender`] | the emptier of two random shards | `tx.send(job)` |
//! | [`shard_key`], [`shard_key_with_hasher`] | [`KeySender`] | the shard of its key's hash | `tx.send("AAPL", order)` |
//! | [`shard_group`], [`shard_group_with_shards`] | [`GroupSender`] | the shard that a map names for its key | `tx.send(&kind, event)` |
//!
//! The sharded channels have a [`ShardReceiver`]. Use it whole, or split it into a [`Receiver`] for each shard or into workers that help
//! each other. [`bounded`] has a [`Receiver`].

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
/// `CAP` must be a power of two from 1 to 2^(`usize::BITS` - 3), checked at compile time:
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

/// Like [`bounded`], with another way to wait.
pub(crate) fn one<T, const CAP: usize>(wait: Wait) -> (Sender<T, CAP>, Receiver<T, CAP>) {
    let shard = Shard::new(None, wait);
    (Sender::counted(shard.clone()), Receiver::counted(shard))
}

/// A channel of `shards` shards of `CAP` slots each. Each message of a handle goes to the next shard that is open and has room.
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

/// A channel of `shards` shards of `CAP` slots each. Each handle sends to its own shard, or to another if that is full or closed.
///
/// The first handle has shard 0, and each clone gets the next shard as its own, so P senders on P shards do not contend. Use it when
/// there are as many producers as shards, created once and about equally busy. (The shard of a dropped handle is not given to the next
/// clone.) A receiver split [into workers](ShardReceiver::into_workers) evens out different loads.
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

/// A channel of `shards` shards of `CAP` slots each. Each message goes to the emptier of two random shards, or to another if that is full
/// or closed.
///
/// Use it for jobs of uneven cost: a shard whose worker is busy with a long job fills up and is no longer chosen. A send reads the
/// lengths of two shards, which their receivers write: if all jobs cost the same, [`round_robin`] is cheaper.
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
/// tx.shard(0).unwrap().send_batch(&mut (0..32).collect()).unwrap(); // shard 0 is busy
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

/// A channel of `shards` shards of `CAP` slots each. The hash of a message's key chooses its shard.
///
/// Messages with the same key go to the same shard, and keep their order per producer. The hash is seeded once per process. So two
/// channels with the same number of shards put a key into the same shard index, and you can connect stages shard by shard; and outsiders
/// cannot choose keys that all hit one shard.
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

/// Like [`shard_key`], with your own hasher. Use it if a key must go to the same shard in every process.
///
/// The hash gets one 64-bit mix, the last step of `MurmurHash3`, so that a weak hasher spreads too. The shard index is the upper half of
/// its product with the shard count. Clones of the sender share the hasher.
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

/// A channel whose `map` names the shard of each key. The number of shards is the largest index plus one.
///
/// Several keys may share a shard: they form a group.
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

/// Like [`shard_group`], with exactly `shards` shards. The map need not name all of them: some may have no key, or be used only through
/// [`shard`](ShardSender::shard).
///
/// # Panics
///
/// When `shards` is zero, or too large for a table of that length; when `map` repeats a key, or names an index that is not below
/// `shards`. The panic message names key and index.
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
