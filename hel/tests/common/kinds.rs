//! The kinds of channel, each as a type that opens one.

use std::hash::{BuildHasherDefault, DefaultHasher};
use std::iter::repeat_n;

use hel::channel::{mpmc, spsc};

use super::endpoints::{Grouped, Keyed, Rx, Tx};

/// How many shards the sharded kinds open.
const SHARDS: usize = 3;

/// The senders and the receivers of a channel.
pub(crate) type Many<Tx, Rx> = (Vec<Tx>, Vec<Rx>);

/// A kind of channel, of `CAP` slots a shard.
pub(crate) trait Kind: 'static {
    type Tx<T: Send + 'static>: Tx<T>;
    type Rx<T: Send + 'static>: Rx<T>;

    /// A channel with the key of each value, for the kinds that ask for one.
    fn open<T: Send + 'static>(key: fn(&T) -> u64) -> (Self::Tx<T>, Self::Rx<T>);

    /// A channel with this many senders, and receivers where they can be cloned.
    fn open_many<T: Send + 'static>(
        key: fn(&T) -> u64,
        senders: usize,
        receivers: usize,
    ) -> Many<Self::Tx<T>, Self::Rx<T>>;
}

/// [`mpmc::bounded`].
pub(crate) struct Bounded<const CAP: usize>;
/// [`mpmc::round_robin`], received whole.
pub(crate) struct RoundRobin<const CAP: usize>;
/// [`mpmc::round_robin`], received shard by shard.
pub(crate) struct Split<const CAP: usize>;
/// [`mpmc::home_shard`], received by workers that help each other.
pub(crate) struct AtHome<const CAP: usize>;
/// [`mpmc::least_loaded`], received whole.
pub(crate) struct ByLoad<const CAP: usize>;
/// [`mpmc::shard_key`].
pub(crate) struct ByKey<const CAP: usize>;
/// [`mpmc::shard_key_with_hasher`].
pub(crate) struct ByHasher<const CAP: usize>;
/// [`mpmc::shard_group`] over the keys 0 to 63.
pub(crate) struct ByGroup<const CAP: usize>;
/// [`spsc::spsc`], and [`spsc::shard_spsc`] where there are many.
pub(crate) struct Lane<const CAP: usize>;

fn copies<C: Clone>(handle: C, count: usize) -> Vec<C> {
    repeat_n(handle, count).collect()
}

/// The body of [`Kind`] for the kinds whose handles can be cloned.
macro_rules! many_by_clone {
    () => {
        fn open_many<T: Send + 'static>(
            key: fn(&T) -> u64,
            senders: usize,
            receivers: usize,
        ) -> Many<Self::Tx<T>, Self::Rx<T>> {
            let (tx, rx) = Self::open(key);
            (copies(tx, senders), copies(rx, receivers))
        }
    };
}

impl<const CAP: usize> Kind for Bounded<CAP> {
    type Tx<T: Send + 'static> = mpmc::Sender<T, CAP>;
    type Rx<T: Send + 'static> = mpmc::Receiver<T, CAP>;

    fn open<T: Send + 'static>(_key: fn(&T) -> u64) -> (Self::Tx<T>, Self::Rx<T>) {
        mpmc::bounded()
    }

    many_by_clone!();
}

impl<const CAP: usize> Kind for RoundRobin<CAP> {
    type Tx<T: Send + 'static> = mpmc::RoundRobinSender<T, CAP>;
    type Rx<T: Send + 'static> = mpmc::ShardReceiver<T, CAP>;

    fn open<T: Send + 'static>(_key: fn(&T) -> u64) -> (Self::Tx<T>, Self::Rx<T>) {
        mpmc::round_robin(SHARDS)
    }

    many_by_clone!();
}

impl<const CAP: usize> Kind for Split<CAP> {
    type Tx<T: Send + 'static> = mpmc::RoundRobinSender<T, CAP>;
    type Rx<T: Send + 'static> = mpmc::Receiver<T, CAP>;

    fn open<T: Send + 'static>(key: fn(&T) -> u64) -> (Self::Tx<T>, Self::Rx<T>) {
        let (mut senders, mut receivers) = Self::open_many(key, 1, 1);
        (senders.remove(0), receivers.remove(0))
    }

    fn open_many<T: Send + 'static>(
        _key: fn(&T) -> u64,
        senders: usize,
        receivers: usize,
    ) -> Many<Self::Tx<T>, Self::Rx<T>> {
        let (tx, rx) = mpmc::round_robin(receivers);
        (copies(tx, senders), rx.into_receivers())
    }
}

impl<const CAP: usize> Kind for AtHome<CAP> {
    type Tx<T: Send + 'static> = mpmc::HomeSender<T, CAP>;
    type Rx<T: Send + 'static> = mpmc::ShardReceiver<T, CAP>;

    fn open<T: Send + 'static>(key: fn(&T) -> u64) -> (Self::Tx<T>, Self::Rx<T>) {
        let (mut senders, mut receivers) = Self::open_many(key, 1, 1);
        (senders.remove(0), receivers.remove(0))
    }

    fn open_many<T: Send + 'static>(
        _key: fn(&T) -> u64,
        senders: usize,
        receivers: usize,
    ) -> Many<Self::Tx<T>, Self::Rx<T>> {
        let (tx, rx) = mpmc::home_shard(SHARDS);
        (copies(tx, senders), rx.into_workers(receivers))
    }
}

impl<const CAP: usize> Kind for ByLoad<CAP> {
    type Tx<T: Send + 'static> = mpmc::LeastLoadedSender<T, CAP>;
    type Rx<T: Send + 'static> = mpmc::ShardReceiver<T, CAP>;

    fn open<T: Send + 'static>(_key: fn(&T) -> u64) -> (Self::Tx<T>, Self::Rx<T>) {
        mpmc::least_loaded(SHARDS)
    }

    many_by_clone!();
}

impl<const CAP: usize> Kind for ByKey<CAP> {
    type Tx<T: Send + 'static> = Keyed<T, CAP>;
    type Rx<T: Send + 'static> = mpmc::ShardReceiver<T, CAP, mpmc::Keyed>;

    fn open<T: Send + 'static>(key: fn(&T) -> u64) -> (Self::Tx<T>, Self::Rx<T>) {
        let (sender, rx) = mpmc::shard_key(SHARDS);
        (Keyed { sender, key }, rx)
    }

    many_by_clone!();
}

impl<const CAP: usize> Kind for ByHasher<CAP> {
    type Tx<T: Send + 'static> = Keyed<T, CAP, BuildHasherDefault<DefaultHasher>>;
    type Rx<T: Send + 'static> = mpmc::ShardReceiver<T, CAP, mpmc::Keyed>;

    fn open<T: Send + 'static>(key: fn(&T) -> u64) -> (Self::Tx<T>, Self::Rx<T>) {
        let (sender, rx) = mpmc::shard_key_with_hasher(SHARDS, BuildHasherDefault::default());
        (Keyed { sender, key }, rx)
    }

    many_by_clone!();
}

impl<const CAP: usize> Kind for ByGroup<CAP> {
    type Tx<T: Send + 'static> = Grouped<T, CAP>;
    type Rx<T: Send + 'static> = mpmc::ShardReceiver<T, CAP, mpmc::Keyed>;

    fn open<T: Send + 'static>(key: fn(&T) -> u64) -> (Self::Tx<T>, Self::Rx<T>) {
        let (sender, rx) = mpmc::shard_group((0..64).zip((0..SHARDS).cycle()));
        (Grouped { sender, key }, rx)
    }

    many_by_clone!();
}

impl<const CAP: usize> Kind for Lane<CAP> {
    type Tx<T: Send + 'static> = spsc::Sender<T, CAP>;
    type Rx<T: Send + 'static> = spsc::Receiver<T, CAP>;

    fn open<T: Send + 'static>(_key: fn(&T) -> u64) -> (Self::Tx<T>, Self::Rx<T>) {
        spsc::spsc()
    }

    /// As many lanes as senders: a lane has one receiver.
    fn open_many<T: Send + 'static>(
        _key: fn(&T) -> u64,
        senders: usize,
        _receivers: usize,
    ) -> Many<Self::Tx<T>, Self::Rx<T>> {
        spsc::shard_spsc(senders).into_pairs().map(|(_, tx, rx)| (tx, rx)).unzip()
    }
}
