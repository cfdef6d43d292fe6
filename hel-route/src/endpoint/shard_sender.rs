//! The sender into many shards: what is the same whatever the policy.

use core::fmt;
use std::sync::Arc;

use hel_notify::Notify;

use super::future::ClosedFuture;
use super::sender::Sender;
use super::weak::WeakShardSender;
use crate::channel::{Handle, Hub, sealed};
use crate::op::CloseOp;
use crate::policy::Policy;
use crate::stats::Stats;

/// Sends into the shards of a channel; `P`, the policy, chooses one for each message.
///
/// Users write [`RoundRobinSender`](crate::mpmc::RoundRobinSender), [`KeySender`](crate::mpmc::KeySender) or
/// [`GroupSender`](crate::mpmc::GroupSender); what is on this page is common to them. All methods take `&self` and may be
/// called from many threads and tasks at once. A clone is a sender of each shard: it costs O(shards).
pub struct ShardSender<T, const CAP: usize, P> {
    senders: Box<[Sender<T, CAP>]>,
    pub(super) hub: Arc<Hub>,
    pub(super) policy: P,
}

impl<T, const CAP: usize, P> ShardSender<T, CAP, P> {
    pub(crate) fn new(senders: Box<[Sender<T, CAP>]>, hub: Arc<Hub>, policy: P) -> Self {
        Self { senders, hub, policy }
    }

    pub(super) fn senders(&self) -> &[Sender<T, CAP>] {
        &self.senders
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

    /// The senders of the shard that has most of them. O(shards).
    pub fn sender_count(&self) -> usize {
        self.senders.iter().map(Sender::sender_count).max().unwrap_or(0)
    }

    /// The receivers of the shard that has most of them. O(shards).
    pub fn receiver_count(&self) -> usize {
        self.senders.iter().map(Sender::receiver_count).max().unwrap_or(0)
    }

    /// Whether both send into the same shards.
    pub fn same_channel(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.hub, &other.hub)
    }

    /// What happened on each shard so far, by index. O(shards).
    pub fn stats(&self) -> Vec<Stats> {
        self.senders.iter().map(Sender::stats).collect()
    }
}

impl<T, const CAP: usize, P: Policy> ShardSender<T, CAP, P> {
    /// A reference that does not keep the shards open. O(shards).
    pub fn downgrade(&self) -> WeakShardSender<T, CAP, P> {
        let shards = self.senders.iter().map(Sender::downgrade).collect();
        WeakShardSender::new(shards, Arc::clone(&self.hub), self.policy.for_weak())
    }
}

impl<T, const CAP: usize, P: Policy> Clone for ShardSender<T, CAP, P> {
    fn clone(&self) -> Self {
        Self::new(self.senders.clone(), Arc::clone(&self.hub), self.policy.for_clone())
    }
}

impl<T, const CAP: usize, P: fmt::Debug> fmt::Debug for ShardSender<T, CAP, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShardSender")
            .field("policy", &self.policy)
            .field("shards", &self.shards())
            .field("capacity", &self.capacity())
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

impl<T, const CAP: usize, P> sealed::Sealed for ShardSender<T, CAP, P> {}

impl<T, const CAP: usize, P> Handle for ShardSender<T, CAP, P> {
    fn has_ended(&self) -> bool {
        self.is_closed()
    }

    fn end(&self) -> &Notify {
        &self.hub.closed
    }
}
