//! References that do not keep a channel open.

use core::fmt;
use std::sync::{Arc, Weak};

use hel_ring::mpmc::Ring;

use super::receiver::Receiver;
use super::sender::Sender;
use super::shard_receiver::ShardReceiver;
use super::shard_sender::ShardSender;
use crate::channel::{Hub, Shard, Signals};
use crate::policy::Policy;

type WeakRing<T, const CAP: usize> = Weak<Ring<T, CAP, Signals>>;

/// A [`Sender`] that does not keep its shard open.
pub struct WeakSender<T, const CAP: usize>(WeakRing<T, CAP>);

/// A [`Receiver`] that does not keep its shard open.
pub struct WeakReceiver<T, const CAP: usize>(WeakRing<T, CAP>);

/// A [`ShardSender`] that does not keep its shards open.
pub struct WeakShardSender<T, const CAP: usize, P> {
    shards: Box<[WeakSender<T, CAP>]>,
    hub: Arc<Hub>,
    policy: P,
}

/// A [`ShardReceiver`] that does not keep its shards open.
pub struct WeakShardReceiver<T, const CAP: usize> {
    shards: Box<[WeakReceiver<T, CAP>]>,
    hub: Arc<Hub>,
}

impl<T, const CAP: usize> WeakSender<T, CAP> {
    pub(crate) fn new(shard: &Shard<T, CAP>) -> Self {
        Self(Arc::downgrade(shard.ring()))
    }

    /// A sender, if the shard has one still. A shard that was closed by hand is no obstacle.
    pub fn upgrade(&self) -> Option<Sender<T, CAP>> {
        let shard = Shard::from_ring(self.0.upgrade()?);
        shard.signals().senders().add_if_alive().then(|| Sender::counted(shard))
    }
}

impl<T, const CAP: usize> WeakReceiver<T, CAP> {
    pub(crate) fn new(shard: &Shard<T, CAP>) -> Self {
        Self(Arc::downgrade(shard.ring()))
    }

    /// A receiver, if the shard has one still. A shard that was closed by hand is no obstacle.
    pub fn upgrade(&self) -> Option<Receiver<T, CAP>> {
        let shard = Shard::from_ring(self.0.upgrade()?);
        shard.signals().receivers().add_if_alive().then(|| Receiver::counted(shard))
    }
}

impl<T, const CAP: usize, P: Policy> WeakShardSender<T, CAP, P> {
    pub(crate) fn new(shards: Box<[WeakSender<T, CAP>]>, hub: Arc<Hub>, policy: P) -> Self {
        Self { shards, hub, policy }
    }

    /// A sender into all shards, if each has one still. O(shards).
    pub fn upgrade(&self) -> Option<ShardSender<T, CAP, P>> {
        let senders = self.shards.iter().map(WeakSender::upgrade).collect::<Option<_>>()?;
        Some(ShardSender::new(senders, Arc::clone(&self.hub), self.policy.for_clone()))
    }
}

impl<T, const CAP: usize> WeakShardReceiver<T, CAP> {
    pub(crate) fn new(shards: Box<[WeakReceiver<T, CAP>]>, hub: Arc<Hub>) -> Self {
        Self { shards, hub }
    }

    /// A receiver from all shards, if each has one still. O(shards).
    pub fn upgrade(&self) -> Option<ShardReceiver<T, CAP>> {
        let receivers = self.shards.iter().map(WeakReceiver::upgrade).collect::<Option<_>>()?;
        Some(ShardReceiver::new(receivers, Arc::clone(&self.hub)))
    }
}

impl<T, const CAP: usize> Clone for WeakSender<T, CAP> {
    fn clone(&self) -> Self {
        Self(Weak::clone(&self.0))
    }
}

impl<T, const CAP: usize> Clone for WeakReceiver<T, CAP> {
    fn clone(&self) -> Self {
        Self(Weak::clone(&self.0))
    }
}

impl<T, const CAP: usize, P: Policy> Clone for WeakShardSender<T, CAP, P> {
    fn clone(&self) -> Self {
        Self::new(self.shards.clone(), Arc::clone(&self.hub), self.policy.for_weak())
    }
}

impl<T, const CAP: usize> Clone for WeakShardReceiver<T, CAP> {
    fn clone(&self) -> Self {
        Self::new(self.shards.clone(), Arc::clone(&self.hub))
    }
}

impl<T, const CAP: usize> fmt::Debug for WeakSender<T, CAP> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(WeakSender)")
    }
}

impl<T, const CAP: usize> fmt::Debug for WeakReceiver<T, CAP> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(WeakReceiver)")
    }
}

impl<T, const CAP: usize, P> fmt::Debug for WeakShardSender<T, CAP, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(WeakShardSender)")
    }
}

impl<T, const CAP: usize> fmt::Debug for WeakShardReceiver<T, CAP> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(WeakShardReceiver)")
    }
}
