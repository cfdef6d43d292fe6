//! The senders of all shards: what all routing policies have in common.

use core::fmt;
use std::sync::Arc;

use hel_notify::Notify;

use super::future::ClosedFuture;
use super::sender::Sender;
use super::weak::WeakShards;
use crate::channel::{Handle, Hub, sealed};
use crate::monitor::Monitor;
use crate::op::CloseOp;
use crate::stats::Stats;

/// The senders of all shards of a channel, inside [`KeySender`](crate::mpmc::KeySender), [`GroupSender`](crate::mpmc::GroupSender) and
/// [`SpreadSender`](crate::mpmc::SpreadSender). They implement [`Deref`](core::ops::Deref) to it, so its methods can be called on them.
///
/// All methods take `&self` and may be called from many threads and tasks at once. A clone of a sharded sender counts as a sender of each
/// shard, and costs O(shards).
pub struct ShardSender<T, const CAP: usize> {
    senders: Box<[Sender<T, CAP>]>,
    hub: Arc<Hub>,
}

impl<T, const CAP: usize> ShardSender<T, CAP> {
    pub(crate) fn new(senders: Box<[Sender<T, CAP>]>, hub: Arc<Hub>) -> Self {
        Self { senders, hub }
    }

    pub(super) fn senders(&self) -> &[Sender<T, CAP>] {
        &self.senders
    }

    pub(super) fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    pub(super) fn to_weak(&self) -> WeakShards<Sender<T, CAP>> {
        WeakShards::of(&self.senders, &self.hub)
    }

    /// Clones the sender of each shard.
    pub(super) fn duplicate(&self) -> Self {
        Self::new(self.senders.clone(), Arc::clone(&self.hub))
    }

    /// Borrows the plain sender of one shard; `None` when there is no shard `index`.
    ///
    /// A clone of it keeps only that shard open.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// tx.shard(1).unwrap().send("to shard 1").unwrap();
    /// assert_eq!(rx.recv_any(), Ok((1, "to shard 1")));
    /// assert!(tx.shard(2).is_none());
    /// ```
    pub fn shard(&self, index: usize) -> Option<&Sender<T, CAP>> {
        self.senders.get(index)
    }

    /// How many shards there are, at least 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::shard_key;
    ///
    /// let (tx, _rx) = shard_key::<u8, 8>(5);
    /// assert_eq!(tx.shards(), 5);
    /// ```
    pub fn shards(&self) -> usize {
        self.senders.len()
    }

    /// Closes every shard: no further send succeeds, queued values can still be received. Returns true if any was open.
    ///
    /// Exact for each shard: the value of every send that returned `Ok` can be received, every other send returns its value.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// tx.send(1).unwrap();
    /// assert!(tx.close());
    /// assert!(tx.send(2).unwrap_err().is_disconnected());
    /// assert_eq!(rx.iter().collect::<Vec<_>>(), [1]);
    /// ```
    pub fn close(&self) -> bool {
        // Not `any`, which would stop at the first.
        self.senders.iter().fold(false, |closed, sender| sender.close() | closed)
    }

    /// Blocks the thread until no further send can succeed into any shard. Use it to stop producing once nobody receives.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::thread;
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<u8, 8>(2);
    /// let consumer = thread::spawn(move || rx.recv());
    /// tx.send(1).unwrap();
    /// tx.closed(); // the consumer took one and is gone
    /// assert!(tx.is_disconnected());
    /// assert_eq!(consumer.join().unwrap(), Ok(1));
    /// ```
    pub fn closed(&self) {
        hel_notify::wait(&mut CloseOp::new(self));
    }

    /// The async form of [`closed`](Self::closed). Race it against the work that makes the next value.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::{block_on, or, pending};
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<u8, 8>(2);
    /// let work = async { pending::<&str>().await }; // takes forever
    /// let given_up = async { tx.closed_async().await; "nobody listens" };
    /// drop(rx);
    /// assert_eq!(block_on(or(work, given_up)), "nobody listens");
    /// ```
    pub fn closed_async(&self) -> ClosedFuture<&Self> {
        ClosedFuture::new(self)
    }

    /// Whether no further send can succeed into any shard. Once true it stays true. O(shards).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, _rx) = round_robin::<u8, 8>(2);
    /// tx.shard(0).unwrap().close();
    /// assert!(!tx.is_closed()); // shard 1 takes more
    /// tx.shard(1).unwrap().close();
    /// assert!(tx.is_closed());
    /// ```
    pub fn is_closed(&self) -> bool {
        self.senders.iter().all(Sender::is_closed)
    }

    /// Whether no shard has a receiver. Once true it stays true. O(shards).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<u8, 8>(2);
    /// let mut receivers = rx.into_receivers();
    /// receivers.pop();
    /// assert!(!tx.is_disconnected()); // shard 0 has one
    /// receivers.pop();
    /// assert!(tx.is_disconnected());
    /// ```
    pub fn is_disconnected(&self) -> bool {
        self.senders.iter().all(Sender::is_disconnected)
    }

    /// How many values are queued in all shards. Other threads may change it at any time. O(shards).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, _rx) = round_robin::<_, 8>(2);
    /// (1..=5).for_each(|n| tx.send(n).unwrap());
    /// assert_eq!((tx.len(), tx.shard(0).unwrap().len()), (5, 3));
    /// ```
    pub fn len(&self) -> usize {
        self.senders.iter().map(Sender::len).sum()
    }

    /// Whether nothing is queued in any shard. Other threads may change it at any time. O(shards).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// tx.shard(1).unwrap().send('b').unwrap();
    /// assert!(!tx.is_empty());
    /// rx.recv().unwrap();
    /// assert!(tx.is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.senders.iter().all(Sender::is_empty)
    }

    /// Whether every shard that is not closed is full; false when all are closed. Other threads may change it at any time.
    /// O(shards).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 1>(2);
    /// tx.send('a').unwrap();
    /// assert!(!tx.is_full());
    /// rx.receiver(1).unwrap().close(); // the one that had room
    /// assert!(tx.is_full());
    /// ```
    pub fn is_full(&self) -> bool {
        let mut open = self.senders.iter().filter(|sender| !sender.is_closed()).peekable();
        open.peek().is_some() && open.all(Sender::is_full)
    }

    /// How many values can be queued in all shards: `CAP` times their number.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, _rx) = round_robin::<u8, 8>(3);
    /// assert_eq!(tx.capacity(), 24);
    /// ```
    pub fn capacity(&self) -> usize {
        CAP.saturating_mul(self.shards())
    }

    /// Whether both send into the same shards.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::shard_key;
    ///
    /// let (tx, _rx) = shard_key::<u8, 8>(2);
    /// let (other, _rx) = shard_key::<u8, 8>(2);
    /// assert!(tx.same_channel(&tx.clone()));
    /// assert!(!tx.same_channel(&other));
    /// ```
    pub fn same_channel(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.hub, &other.hub)
    }

    /// The statistics of each shard so far, by index. O(shards).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, _rx) = round_robin::<_, 8>(2);
    /// (1..=5).for_each(|n| tx.send(n).unwrap());
    /// let queued: Vec<_> = tx.stats().iter().map(|shard| shard.queued).collect();
    /// assert_eq!(queued, [3, 2]);
    /// ```
    pub fn stats(&self) -> Vec<Stats> {
        self.senders.iter().map(Sender::stats).collect()
    }

    /// A [`Monitor`], which reads the [`stats`](Self::stats) of all shards without keeping them open.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// let monitor = tx.monitor();
    /// tx.send(1).unwrap();
    /// drop(tx);
    /// assert_eq!(rx.iter().count(), 1); // the channel ended: a monitor is not a sender
    /// assert_eq!(monitor.stats()[0].received, 1);
    /// ```
    pub fn monitor(&self) -> Monitor
    where
        T: Send + 'static,
    {
        Monitor::of(self.senders.iter().map(Sender::observed))
    }

    pub(super) fn debug(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("shards", &self.shards())
            .field("capacity", &self.capacity())
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

impl<T, const CAP: usize> fmt::Debug for ShardSender<T, CAP> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.debug("ShardSender", f)
    }
}

impl<T, const CAP: usize> sealed::Sealed for ShardSender<T, CAP> {}

impl<T, const CAP: usize> Handle for ShardSender<T, CAP> {
    fn has_ended(&self) -> bool {
        self.is_closed()
    }

    fn end(&self) -> &Notify {
        &self.hub.closed
    }
}

/// What every sender into many shards implements. `$router` chooses the shard; `$for_clone` and `$for_weak` copy it for a clone and for a
/// weak handle.
macro_rules! shard_sender {
    ([$($generics:tt)*] $sender:ty, $name:literal, $for_clone:path, $for_weak:path, $router:ty) => {
        impl<$($generics)*> $sender {
            pub(crate) fn new(
                shards: $crate::endpoint::shard_sender::ShardSender<T, CAP>,
                router: $router,
            ) -> Self {
                Self { shards, router }
            }

            /// A weak handle, which does not keep the shards open. O(shards).
            ///
            /// # Examples
            ///
            /// ```
            /// use hel::channel::mpmc::shard_key;
            ///
            /// let (tx, rx) = shard_key::<_, 8>(2);
            /// let weak = tx.downgrade();
            /// weak.upgrade().unwrap().send("AAPL", 187.2).unwrap();
            /// drop(tx);
            /// assert!(weak.upgrade().is_none());
            /// assert_eq!(rx.iter().collect::<Vec<_>>(), [187.2]);
            /// ```
            pub fn downgrade(&self) -> $crate::endpoint::weak::Weak<Self> {
                $crate::endpoint::weak::Weak::of(self)
            }
        }

        impl<$($generics)*> core::ops::Deref for $sender {
            type Target = $crate::endpoint::shard_sender::ShardSender<T, CAP>;

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn deref(&self) -> &Self::Target {
                &self.shards
            }
        }

        impl<$($generics)*> Clone for $sender {
            fn clone(&self) -> Self {
                Self::new(self.shards.duplicate(), $for_clone(&self.router))
            }
        }

        impl<$($generics)*> core::fmt::Debug for $sender {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.shards.debug($name, f)
            }
        }

        impl<$($generics)*> $crate::endpoint::weak::Downgrade for $sender {
            type Weak = ($crate::endpoint::weak::WeakShards<$crate::mpmc::Sender<T, CAP>>, $router);

            fn to_weak(&self) -> Self::Weak {
                (self.shards.to_weak(), $for_weak(&self.router))
            }

            fn same((senders, router): &Self::Weak) -> Self::Weak {
                (senders.clone(), $for_weak(router))
            }

            fn from_weak((senders, router): &Self::Weak) -> Option<Self> {
                let (senders, hub) = senders.upgrade()?;
                let shards = $crate::endpoint::shard_sender::ShardSender::new(senders, hub);
                Some(Self::new(shards, $for_clone(router)))
            }
        }
    };
}

pub(super) use shard_sender;
