//! Lanes: one sender and one receiver, with nothing shared between lanes.
//!
//! The fastest kind: a slot needs no turn, and each position has one writer. [`spsc`] makes one lane, [`shard_spsc`] a bundle of them.

pub use crate::channel::{Handle, RecvHandle, SendHandle};
pub use crate::endpoint::future::{
    ClosedFuture, RecvBatchFuture, RecvFuture, SendBatchFuture, SendFuture, SendRefFuture,
};
pub use crate::endpoint::iter::{Iter, TryIter};
pub use crate::endpoint::lane_receiver::Receiver;
pub use crate::endpoint::lane_sender::Sender;
#[cfg(feature = "sink")]
pub use crate::endpoint::sink::SendSink;
#[cfg(feature = "stream")]
pub use crate::endpoint::stream::RecvStream;
pub use crate::stats::Stats;

use core::fmt;
use core::iter::{Enumerate, FusedIterator};
use std::vec;

use hel_notify::Wait;

/// One lane of `CAP` slots.
///
/// `CAP` must be a power of two from 1 to 2^(`usize::BITS` - 3), checked at compile time:
///
/// ```compile_fail,E0080
/// use hel::channel::spsc::spsc;
///
/// let (tx, rx) = spsc::<u8, 0>(); // not a power of two
/// ```
///
/// # Examples
///
/// ```
/// use hel::channel::spsc::spsc;
///
/// let (mut tx, mut rx) = spsc::<u8, 64>();
/// tx.send(1).unwrap();
/// assert_eq!(rx.recv(), Ok(1));
/// ```
pub fn spsc<T, const CAP: usize>() -> (Sender<T, CAP>, Receiver<T, CAP>) {
    const { hel_ring::check_capacity(CAP) };
    lane(Wait::default())
}

/// Like [`spsc`], with another way to wait.
pub(crate) fn lane<T, const CAP: usize>(wait: Wait) -> (Sender<T, CAP>, Receiver<T, CAP>) {
    let (sender, receiver) = crate::channel::lane(wait);
    (Sender::new(sender), Receiver::new(receiver))
}

/// `lanes` independent lanes of `CAP` slots each. Short for [`SpscShard::new`].
///
/// # Panics
///
/// When `lanes` is zero, or too large for a table of that length.
///
/// # Examples
///
/// ```
/// use hel::channel::spsc::shard_spsc;
///
/// let lanes = shard_spsc::<usize, 256>(4);
/// let workers: Vec<_> = lanes
///     .into_pairs()
///     .map(|(lane, mut tx, mut rx)| {
///         std::thread::spawn(move || {
///             tx.send(lane).unwrap();
///             rx.recv().unwrap()
///         })
///     })
///     .collect();
/// let echoes: Vec<_> = workers.into_iter().map(|worker| worker.join().unwrap()).collect();
/// assert_eq!(echoes, [0, 1, 2, 3]);
/// ```
#[track_caller]
pub fn shard_spsc<T, const CAP: usize>(lanes: usize) -> SpscShard<T, CAP> {
    const { hel_ring::check_capacity(CAP) };
    SpscShard::build("shard_spsc", lanes, Wait::default())
}

type Pair<T, const CAP: usize> = (Sender<T, CAP>, Receiver<T, CAP>);

/// A bundle of independent lanes, to be taken pair by pair.
pub struct SpscShard<T, const CAP: usize> {
    /// By lane index; `None` once taken.
    lanes: Vec<Option<Pair<T, CAP>>>,
}

impl<T, const CAP: usize> SpscShard<T, CAP> {
    /// `lanes` independent lanes of `CAP` slots each.
    ///
    /// # Panics
    ///
    /// When `lanes` is zero, or too large for a table of that length.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::SpscShard;
    ///
    /// let lanes = SpscShard::<u8, 64>::new(3);
    /// assert_eq!(lanes.shards(), 3);
    /// ```
    #[track_caller]
    pub fn new(lanes: usize) -> Self {
        const { hel_ring::check_capacity(CAP) };
        Self::build("SpscShard::new", lanes, Wait::default())
    }

    #[track_caller]
    pub(crate) fn build(call: &str, lanes: usize, wait: Wait) -> Self {
        let mut table = crate::table(call, lanes);
        table.extend((0..lanes).map(|_| Some(lane(wait))));
        Self { lanes: table }
    }

    /// The pairs that were not taken yet, each with the index of its lane, in order.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::shard_spsc;
    ///
    /// let mut lanes = shard_spsc::<_, 4>(3);
    /// let _mine = lanes.take_pair(1);
    /// for (lane, mut tx, mut rx) in lanes.into_pairs() {
    ///     assert_ne!(lane, 1); // lane 1 was taken above
    ///     tx.send(lane).unwrap();
    ///     assert_eq!(rx.recv(), Ok(lane));
    /// }
    /// ```
    pub fn into_pairs(self) -> IntoPairs<T, CAP> {
        IntoPairs { remaining: self.remaining(), lanes: self.lanes.into_iter().enumerate() }
    }

    /// Takes the pair of lane `index`; `None` when there is no such lane, or it was taken.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::shard_spsc;
    ///
    /// let mut lanes = shard_spsc::<u8, 4>(2);
    /// let (tx, rx) = lanes.take_pair(1).unwrap();
    /// assert!(tx.same_channel(&rx));
    /// assert!(lanes.take_pair(1).is_none());
    /// assert!(lanes.take_pair(2).is_none());
    /// assert_eq!((lanes.shards(), lanes.remaining()), (2, 1));
    /// ```
    pub fn take_pair(&mut self, index: usize) -> Option<(Sender<T, CAP>, Receiver<T, CAP>)> {
        self.lanes.get_mut(index)?.take()
    }

    /// How many lanes were made, taken or not.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::shard_spsc;
    ///
    /// let mut lanes = shard_spsc::<u8, 4>(3);
    /// lanes.take_pair(0);
    /// assert_eq!(lanes.shards(), 3);
    /// ```
    pub fn shards(&self) -> usize {
        self.lanes.len()
    }

    /// How many lanes were not taken yet.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::shard_spsc;
    ///
    /// let mut lanes = shard_spsc::<u8, 4>(3);
    /// lanes.take_pair(0);
    /// assert_eq!(lanes.remaining(), 2);
    /// ```
    pub fn remaining(&self) -> usize {
        self.lanes.iter().flatten().count()
    }
}

impl<T, const CAP: usize> IntoIterator for SpscShard<T, CAP> {
    type Item = (usize, Sender<T, CAP>, Receiver<T, CAP>);
    type IntoIter = IntoPairs<T, CAP>;

    fn into_iter(self) -> Self::IntoIter {
        self.into_pairs()
    }
}

impl<T, const CAP: usize> fmt::Debug for SpscShard<T, CAP> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SpscShard")
            .field("shards", &self.shards())
            .field("remaining", &self.remaining())
            .finish()
    }
}

/// The pairs of an [`SpscShard`], each with the index of its lane.
pub struct IntoPairs<T, const CAP: usize> {
    lanes: Enumerate<vec::IntoIter<Option<Pair<T, CAP>>>>,
    remaining: usize,
}

impl<T, const CAP: usize> Iterator for IntoPairs<T, CAP> {
    type Item = (usize, Sender<T, CAP>, Receiver<T, CAP>);

    fn next(&mut self) -> Option<Self::Item> {
        let (lane, (sender, receiver)) = self.lanes.find_map(|(lane, pair)| Some((lane, pair?)))?;
        self.remaining -= 1;
        Some((lane, sender, receiver))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.remaining, Some(self.remaining))
    }
}

impl<T, const CAP: usize> ExactSizeIterator for IntoPairs<T, CAP> {}
impl<T, const CAP: usize> FusedIterator for IntoPairs<T, CAP> {}

impl<T, const CAP: usize> fmt::Debug for IntoPairs<T, CAP> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntoPairs").field("remaining", &self.remaining).finish_non_exhaustive()
    }
}
