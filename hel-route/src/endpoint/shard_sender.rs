//! The senders of all shards: what is the same however a message finds its shard.

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

/// The senders of all shards of a channel: what [`KeySender`](crate::mpmc::KeySender), [`GroupSender`](crate::mpmc::GroupSender) and
/// [`SpreadSender`](crate::mpmc::SpreadSender) have in common. Each of them lends it by [`Deref`](core::ops::Deref), so that its
/// methods are theirs.
///
/// All methods of theirs take `&self` and may be called from many threads and tasks at once. A clone of one is a sender of each
/// shard: it costs O(shards).
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

    /// One sender more of each shard.
    pub(super) fn duplicate(&self) -> Self {
        Self::new(self.senders.clone(), Arc::clone(&self.hub))
    }

    /// Lends a plain sender into one shard, with all its operations; `None` when there is no shard `index`.
    ///
    /// A clone of it keeps that shard open, and no other.
    ///
    /// # Examples
    ///
    /// ```
    /// let (tx, rx) = hel::channel::mpmc::round_robin::<_, 8>(2);
    /// tx.shard(1).unwrap().send("to shard 1").unwrap();
    /// assert_eq!(rx.recv_any(), Ok((1, "to shard 1")));
    /// assert!(tx.shard(2).is_none());
    /// ```
    pub fn shard(&self, index: usize) -> Option<&Sender<T, CAP>> {
        self.senders.get(index)
    }

    /// How many shards there are, at least 1.
    pub fn shards(&self) -> usize {
        self.senders.len()
    }

    /// Closes every shard: no further send succeeds, what is queued can still be received. True if any was open.
    ///
    /// Exact for each shard: every send that said Ok is drained, every other hands its value back.
    pub fn close(&self) -> bool {
        // Not `any`, which would stop at the first.
        self.senders.iter().fold(false, |closed, sender| sender.close() | closed)
    }

    /// Blocks the thread until no further send can succeed into any shard.
    pub fn closed(&self) {
        hel_notify::wait(&mut CloseOp::new(self));
    }

    /// Waits as a task until no further send can succeed into any shard.
    ///
    /// # Cancel safety
    ///
    /// Nothing is lost when the future is dropped.
    pub fn closed_async(&self) -> ClosedFuture<&Self> {
        ClosedFuture::new(self)
    }

    /// Whether no further send can succeed into any shard. Once true it stays true. O(shards).
    pub fn is_closed(&self) -> bool {
        self.senders.iter().all(Sender::is_closed)
    }

    /// Whether no shard has a receiver. Once true it stays true. O(shards).
    pub fn is_disconnected(&self) -> bool {
        self.senders.iter().all(Sender::is_disconnected)
    }

    /// How many values are queued in all shards. Other threads may change it at any time. O(shards).
    pub fn len(&self) -> usize {
        self.senders.iter().map(Sender::len).sum()
    }

    /// Whether nothing is queued in any shard. Other threads may change it at any time. O(shards).
    pub fn is_empty(&self) -> bool {
        self.senders.iter().all(Sender::is_empty)
    }

    /// Whether every shard that is not closed is full; false when all are closed. Other threads may change it at any time.
    /// O(shards).
    pub fn is_full(&self) -> bool {
        let mut open = self.senders.iter().filter(|sender| !sender.is_closed()).peekable();
        open.peek().is_some() && open.all(Sender::is_full)
    }

    /// How many values can be queued in all shards: `CAP` times their number.
    pub fn capacity(&self) -> usize {
        CAP.saturating_mul(self.shards())
    }

    /// Whether both send into the same shards.
    ///
    /// # Examples
    ///
    /// ```
    /// let (tx, rx) = hel::channel::mpmc::shard_key::<u8, 8>(2);
    /// assert!(tx.same_channel(&tx.clone()));
    /// # drop(rx);
    /// ```
    pub fn same_channel(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.hub, &other.hub)
    }

    /// What happened on each shard so far, by index. O(shards).
    pub fn stats(&self) -> Vec<Stats> {
        self.senders.iter().map(Sender::stats).collect()
    }

    /// Reads the [`stats`](Self::stats) of all shards, and keeps none of them open.
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

/// What a sender into many shards is beside its methods: `$router` says which shard, and is as it is in a weak handle.
macro_rules! shard_sender {
    ([$($generics:tt)*] $sender:ty, $name:literal, $for_clone:path, $for_weak:path, $router:ty) => {
        impl<$($generics)*> $sender {
            pub(crate) fn new(
                shards: $crate::endpoint::shard_sender::ShardSender<T, CAP>,
                router: $router,
            ) -> Self {
                Self { shards, router }
            }

            /// A reference that does not keep the shards open. O(shards).
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
