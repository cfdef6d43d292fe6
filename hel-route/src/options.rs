//! Options of a channel, set before it is made.

use core::fmt::Debug;
use core::hash::{BuildHasher, Hash};

use hel_notify::Wait;

use crate::mpmc::{
    self, GroupSender, HomeSender, KeySender, Keyed, LeastLoadedSender, Receiver, RoundRobinSender, Sender,
    ShardReceiver, SpreadSender,
};
use crate::policy::{DefaultHashBuilder, Groups, Home, KeyHash, LeastLoaded, Policy, RoundRobin};
use crate::spsc::{self, SpscShard};

/// Makes channels with other than the default options: a builder with a method for each kind.
///
/// The functions of [`mpmc`](crate::mpmc) and [`spsc`](crate::spsc) are short forms of its methods.
///
/// # Examples
///
/// ```
/// use hel::channel::{Options, Wait};
///
/// // A lane between two threads with a core each.
/// let (mut tx, mut rx) = Options::new().wait(Wait::Latency).spsc::<u64, 256>();
/// tx.send(1).unwrap();
/// assert_eq!(rx.recv(), Ok(1));
///
/// // Keys go to the same shards in every process.
/// use std::hash::{BuildHasherDefault, DefaultHasher};
/// let fixed = BuildHasherDefault::<DefaultHasher>::default();
/// let (tx, rx) = Options::new().wait(Wait::Frugal).hasher(fixed).shard_key::<u64, 256>(4);
/// tx.send("AAPL", 1).unwrap();
/// assert_eq!(rx.recv(), Ok(1));
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[must_use = "options make nothing by themselves"]
pub struct Options<S = DefaultHashBuilder> {
    wait: Wait,
    hasher: S,
}

impl Options {
    /// The defaults: [`Wait::Balanced`], and the hasher of [`shard_key`](crate::mpmc::shard_key).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::Options;
    ///
    /// let (tx, rx) = Options::new().bounded::<u8, 64>(); // the same as `mpmc::bounded`
    /// tx.send(1).unwrap();
    /// assert_eq!(rx.recv(), Ok(1));
    /// ```
    pub fn new() -> Self {
        Self::default()
    }
}

impl<S> Options<S> {
    /// Sets how threads wait, on both sides of the channel.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::{Options, Wait};
    ///
    /// // For a program that shares its cores: a thread that must wait sleeps at once.
    /// let (tx, rx) = Options::new().wait(Wait::Frugal).bounded::<u8, 64>();
    /// std::thread::spawn(move || tx.send(1));
    /// assert_eq!(rx.recv(), Ok(1));
    /// ```
    pub fn wait(self, wait: Wait) -> Self {
        Self { wait, ..self }
    }

    /// Sets the hasher that chooses a key's shard. Only [`shard_key`](Self::shard_key) uses it.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::hash::{BuildHasherDefault, DefaultHasher};
    /// use hel::channel::Options;
    ///
    /// let fixed = BuildHasherDefault::<DefaultHasher>::default(); // without a random seed
    /// let (here, _rx) = Options::new().hasher(fixed.clone()).shard_key::<u8, 64>(16);
    /// let (there, _rx) = Options::new().hasher(fixed).shard_key::<u8, 64>(16); // in another process, say
    /// assert_eq!(here.shard_for("AAPL"), there.shard_for("AAPL"));
    /// ```
    pub fn hasher<H: BuildHasher>(self, hasher: H) -> Options<H> {
        Options { wait: self.wait, hasher }
    }

    /// See [`mpmc::bounded`](crate::mpmc::bounded).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::{Options, Wait};
    ///
    /// let (tx, rx) = Options::new().wait(Wait::Latency).bounded::<_, 64>();
    /// tx.send("hello").unwrap();
    /// assert_eq!(rx.recv(), Ok("hello"));
    /// ```
    pub fn bounded<T, const CAP: usize>(self) -> (Sender<T, CAP>, Receiver<T, CAP>) {
        const { hel_ring::check_capacity(CAP) };
        mpmc::one(self.wait)
    }

    /// See [`mpmc::round_robin`](crate::mpmc::round_robin).
    ///
    /// # Panics
    ///
    /// When `shards` is zero, or too large for a table of that length.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::{Options, Wait};
    ///
    /// let (tx, rx) = Options::new().wait(Wait::Frugal).round_robin::<_, 64>(2);
    /// tx.send('a').unwrap();
    /// tx.send('b').unwrap();
    /// assert_eq!([rx.recv_any(), rx.recv_any()], [Ok((0, 'a')), Ok((1, 'b'))]);
    /// ```
    #[track_caller]
    pub fn round_robin<T, const CAP: usize>(
        self,
        shards: usize,
    ) -> (RoundRobinSender<T, CAP>, ShardReceiver<T, CAP>) {
        const { hel_ring::check_capacity(CAP) };
        self.spread("round_robin", shards, RoundRobin::new)
    }

    /// See [`mpmc::home_shard`](crate::mpmc::home_shard).
    ///
    /// # Panics
    ///
    /// When `shards` is zero, or too large for a table of that length.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::{Options, Wait};
    ///
    /// let (tx, rx) = Options::new().wait(Wait::Latency).home_shard::<_, 64>(2);
    /// tx.clone().send('b').unwrap(); // the home of the first clone is shard 1
    /// assert_eq!(rx.recv_any(), Ok((1, 'b')));
    /// ```
    #[track_caller]
    pub fn home_shard<T, const CAP: usize>(
        self,
        shards: usize,
    ) -> (HomeSender<T, CAP>, ShardReceiver<T, CAP>) {
        const { hel_ring::check_capacity(CAP) };
        self.spread("home_shard", shards, Home::new)
    }

    /// See [`mpmc::least_loaded`](crate::mpmc::least_loaded).
    ///
    /// # Panics
    ///
    /// When `shards` is zero, or too large for a table of that length.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::{Options, Wait};
    ///
    /// let (tx, rx) = Options::new().wait(Wait::Frugal).least_loaded::<_, 64>(2);
    /// tx.shard(0).unwrap().send("busy").unwrap();
    /// tx.send("to the emptier one").unwrap();
    /// assert_eq!(rx.receiver(1).unwrap().recv(), Ok("to the emptier one"));
    /// ```
    #[track_caller]
    pub fn least_loaded<T, const CAP: usize>(
        self,
        shards: usize,
    ) -> (LeastLoadedSender<T, CAP>, ShardReceiver<T, CAP>) {
        const { hel_ring::check_capacity(CAP) };
        self.spread("least_loaded", shards, LeastLoaded::new)
    }

    /// See [`mpmc::shard_key`](crate::mpmc::shard_key).
    ///
    /// # Panics
    ///
    /// When `shards` is zero, or too large for a table of that length.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::{Options, Wait};
    ///
    /// let (tx, rx) = Options::new().wait(Wait::Frugal).shard_key::<_, 64>(4);
    /// tx.send("AAPL", 187.2).unwrap();
    /// assert_eq!(rx.recv_any(), Ok((tx.shard_for("AAPL"), 187.2)));
    /// ```
    #[track_caller]
    pub fn shard_key<T, const CAP: usize>(
        self,
        shards: usize,
    ) -> (KeySender<T, CAP, S>, ShardReceiver<T, CAP, Keyed>)
    where
        S: BuildHasher,
    {
        const { hel_ring::check_capacity(CAP) };
        self.keyed("shard_key", shards)
    }

    /// See [`mpmc::shard_group`](crate::mpmc::shard_group).
    ///
    /// # Panics
    ///
    /// When `map` is empty or repeats a key, or names a shard index too large for a table of that length.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::{Options, Wait};
    ///
    /// let options = Options::new().wait(Wait::Frugal);
    /// let (tx, rx) = options.shard_group::<_, 64, _>([("orders", 0), ("fills", 1)]);
    /// tx.send("fills", 7).unwrap();
    /// assert_eq!(rx.recv_any(), Ok((1, 7)));
    /// ```
    #[track_caller]
    pub fn shard_group<T, const CAP: usize, K: Eq + Hash>(
        self,
        map: impl IntoIterator<Item = (K, usize)>,
    ) -> (GroupSender<T, CAP, K>, ShardReceiver<T, CAP, Keyed>) {
        const { hel_ring::check_capacity(CAP) };
        self.grouped(map)
    }

    /// See [`mpmc::shard_group_with_shards`](crate::mpmc::shard_group_with_shards).
    ///
    /// # Panics
    ///
    /// When `shards` is zero, or too large for a table of that length; when `map` repeats a key, or names an index that is not below
    /// `shards`.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::{Options, Wait};
    ///
    /// let options = Options::new().wait(Wait::Frugal);
    /// let (_tx, rx) = options.shard_group_with_shards::<u8, 64, _>(3, [("orders", 0), ("fills", 1)]);
    /// assert_eq!(rx.shards(), 3);
    /// ```
    #[track_caller]
    pub fn shard_group_with_shards<T, const CAP: usize, K: Eq + Hash + Debug>(
        self,
        shards: usize,
        map: impl IntoIterator<Item = (K, usize)>,
    ) -> (GroupSender<T, CAP, K>, ShardReceiver<T, CAP, Keyed>) {
        const { hel_ring::check_capacity(CAP) };
        self.grouped_in(shards, map)
    }

    /// See [`spsc::spsc`](crate::spsc::spsc).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::{Options, Wait};
    ///
    /// let (mut tx, mut rx) = Options::new().wait(Wait::Latency).spsc::<_, 64>();
    /// tx.send("hello").unwrap();
    /// assert_eq!(rx.recv(), Ok("hello"));
    /// ```
    pub fn spsc<T, const CAP: usize>(self) -> (spsc::Sender<T, CAP>, spsc::Receiver<T, CAP>) {
        const { hel_ring::check_capacity(CAP) };
        spsc::lane(self.wait)
    }

    /// See [`spsc::shard_spsc`](crate::spsc::shard_spsc).
    ///
    /// # Panics
    ///
    /// When `lanes` is zero, or too large for a table of that length.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::{Options, Wait};
    ///
    /// let lanes = Options::new().wait(Wait::Latency).shard_spsc::<u8, 64>(4);
    /// assert_eq!(lanes.into_pairs().len(), 4);
    /// ```
    #[track_caller]
    pub fn shard_spsc<T, const CAP: usize>(self, lanes: usize) -> SpscShard<T, CAP> {
        const { hel_ring::check_capacity(CAP) };
        SpscShard::build("shard_spsc", lanes, self.wait)
    }
}

/// Code that the methods above share with their short forms.
impl<S> Options<S> {
    #[track_caller]
    pub(crate) fn spread<T, const CAP: usize, P: Policy>(
        self,
        call: &str,
        shards: usize,
        policy: impl FnOnce(usize) -> P,
    ) -> (SpreadSender<T, CAP, P>, ShardReceiver<T, CAP>) {
        let (senders, receiver) = mpmc::sharded(call, shards, self.wait);
        (SpreadSender::new(senders, policy(shards)), receiver)
    }

    #[track_caller]
    pub(crate) fn keyed<T, const CAP: usize>(
        self,
        call: &str,
        shards: usize,
    ) -> (KeySender<T, CAP, S>, ShardReceiver<T, CAP, Keyed>) {
        let (senders, receiver) = mpmc::sharded(call, shards, self.wait);
        (KeySender::new(senders, KeyHash::new(self.hasher)), receiver)
    }

    #[track_caller]
    pub(crate) fn grouped<T, const CAP: usize, K: Eq + Hash>(
        self,
        map: impl IntoIterator<Item = (K, usize)>,
    ) -> (GroupSender<T, CAP, K>, ShardReceiver<T, CAP, Keyed>) {
        let call = "shard_group";
        let (groups, shards) = Groups::new(map, usize::MAX, |number, _| format!("{call}: entry {number}"));
        let (senders, receiver) = mpmc::sharded(call, shards, self.wait);
        (GroupSender::new(senders, groups), receiver)
    }

    #[track_caller]
    pub(crate) fn grouped_in<T, const CAP: usize, K: Eq + Hash + Debug>(
        self,
        shards: usize,
        map: impl IntoIterator<Item = (K, usize)>,
    ) -> (GroupSender<T, CAP, K>, ShardReceiver<T, CAP, Keyed>) {
        let call = "shard_group_with_shards";
        let (senders, receiver) = mpmc::sharded(call, shards, self.wait);
        let name = |number, key: &K| format!("{call}: entry {number}, key {key:?},");
        let (groups, _) = Groups::new(map, shards, name);
        (GroupSender::new(senders, groups), receiver)
    }
}
