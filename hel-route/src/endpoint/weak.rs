//! Weak handles, which do not keep a channel open.

use core::fmt;
use core::marker::PhantomData;
use std::sync::{Arc, Weak as WeakArc};

use hel_ring::mpmc::Ring;

use super::receiver::Receiver;
use super::sender::Sender;
use super::shard_receiver::ShardReceiver;
use crate::channel::{Hub, Shard, Signals};
use crate::cursor::Cursor;

/// The weak form of a handle, which does not keep its channel open: of a [`Sender`], a [`Receiver`], or a handle of all shards.
///
/// Made by `downgrade()` of every `mpmc` handle.
///
/// # Examples
///
/// ```
/// use hel::channel::mpmc::{Sender, Weak, bounded};
///
/// let (tx, rx) = bounded::<u8, 4>();
/// let weak: Weak<Sender<u8, 4>> = tx.downgrade();
/// weak.upgrade().unwrap().try_send(1).unwrap();
/// drop(tx);
/// assert!(weak.upgrade().is_none());
/// assert_eq!(rx.iter().collect::<Vec<_>>(), [1]);
/// ```
pub struct Weak<H: Downgrade>(H::Weak);

/// A handle that has a weak form.
#[doc(hidden)]
pub trait Downgrade: Sized {
    type Weak;
    fn to_weak(&self) -> Self::Weak;
    fn same(weak: &Self::Weak) -> Self::Weak;
    fn from_weak(weak: &Self::Weak) -> Option<Self>;
}

impl<H: Downgrade> Weak<H> {
    pub(crate) fn of(handle: &H) -> Self {
        Self(handle.to_weak())
    }

    /// A handle, if each of its shards still has a handle of the same side (sender or receiver). A shard closed by `close` does not
    /// prevent it. O(shards).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 4>();
    /// let weak = tx.downgrade();
    /// let again = weak.upgrade().unwrap();
    /// drop(tx);
    /// again.send(1).unwrap(); // a sender like any other
    /// drop(again);
    /// assert!(weak.upgrade().is_none());
    /// assert_eq!(rx.iter().count(), 1);
    /// ```
    pub fn upgrade(&self) -> Option<H> {
        H::from_weak(&self.0)
    }
}

impl<H: Downgrade> Clone for Weak<H> {
    fn clone(&self) -> Self {
        Self(H::same(&self.0))
    }
}

impl<H: Downgrade> fmt::Debug for Weak<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(Weak)")
    }
}

/// The weak form of a handle of one shard.
#[doc(hidden)]
#[expect(missing_debug_implementations, reason = "hidden from users")]
pub struct WeakShard<T, const CAP: usize>(WeakArc<Ring<T, CAP, Signals>>);

impl<T, const CAP: usize> WeakShard<T, CAP> {
    fn of(shard: &Shard<T, CAP>) -> Self {
        Self(Arc::downgrade(shard.ring()))
    }

    fn upgrade(&self) -> Option<Shard<T, CAP>> {
        self.0.upgrade().map(Shard::from_ring)
    }
}

impl<T, const CAP: usize> Clone for WeakShard<T, CAP> {
    fn clone(&self) -> Self {
        Self(WeakArc::clone(&self.0))
    }
}

impl<T, const CAP: usize> Downgrade for Sender<T, CAP> {
    type Weak = WeakShard<T, CAP>;

    fn to_weak(&self) -> Self::Weak {
        WeakShard::of(self.shard())
    }

    fn same(weak: &Self::Weak) -> Self::Weak {
        weak.clone()
    }

    fn from_weak(weak: &Self::Weak) -> Option<Self> {
        let shard = weak.upgrade()?;
        shard.signals().senders().add_if_alive().then(|| Self::counted(shard))
    }
}

impl<T, const CAP: usize> Downgrade for Receiver<T, CAP> {
    type Weak = WeakShard<T, CAP>;

    fn to_weak(&self) -> Self::Weak {
        WeakShard::of(self.shard())
    }

    fn same(weak: &Self::Weak) -> Self::Weak {
        weak.clone()
    }

    fn from_weak(weak: &Self::Weak) -> Option<Self> {
        let shard = weak.upgrade()?;
        shard.signals().receivers().add_if_alive().then(|| Self::counted(shard))
    }
}

impl<T, const CAP: usize, R> Downgrade for ShardReceiver<T, CAP, R> {
    type Weak = (WeakShards<Receiver<T, CAP>>, Cursor);

    fn to_weak(&self) -> Self::Weak {
        (WeakShards::of(&self.receivers, &self.hub), self.cursor.afresh())
    }

    fn same((receivers, cursor): &Self::Weak) -> Self::Weak {
        (receivers.clone(), cursor.afresh())
    }

    fn from_weak((receivers, cursor): &Self::Weak) -> Option<Self> {
        let (receivers, hub) = receivers.upgrade()?;
        Some(Self { receivers, hub, cursor: cursor.afresh(), routing: PhantomData })
    }
}

/// The weak form of the handles of all shards.
#[doc(hidden)]
#[expect(missing_debug_implementations, reason = "hidden from users")]
pub struct WeakShards<H: Downgrade> {
    shards: Box<[Weak<H>]>,
    hub: Arc<Hub>,
}

impl<H: Downgrade> WeakShards<H> {
    pub(super) fn of(handles: &[H], hub: &Arc<Hub>) -> Self {
        Self { shards: handles.iter().map(Weak::of).collect(), hub: Arc::clone(hub) }
    }

    pub(super) fn upgrade(&self) -> Option<(Box<[H]>, Arc<Hub>)> {
        let handles = self.shards.iter().map(Weak::upgrade).collect::<Option<_>>()?;
        Some((handles, Arc::clone(&self.hub)))
    }
}

impl<H: Downgrade> Clone for WeakShards<H> {
    fn clone(&self) -> Self {
        Self { shards: self.shards.clone(), hub: Arc::clone(&self.hub) }
    }
}
