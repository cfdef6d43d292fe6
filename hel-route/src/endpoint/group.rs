//! Sending by an explicit map of keys to shards.

use core::borrow::Borrow;
use core::hash::Hash;
use std::time::{Duration, Instant};

use super::future::{GroupFuture, SendFuture, SendRefFuture};
use super::sender::Sender;
use super::shard_sender::ShardSender;
use crate::channel::Owned;
use crate::errors::{GroupSendError, SendError, TrySendError};
use crate::policy::Groups;

/// The sender of [`shard_group`](crate::mpmc::shard_group): a map names the shard of each key.
pub type GroupSender<T, const CAP: usize, K> = ShardSender<T, CAP, Groups<K>>;

/// Sending by group: the methods of [`GroupSender`].
///
/// Keys are looked up by reference, in any form that `K` can be borrowed as (`&str` for `String`). An unknown key is an error with
/// the value, never a guess. [`to`](Self::to) looks a key up that is a part of the value, or once for many messages.
impl<T, const CAP: usize, K: Eq + Hash> ShardSender<T, CAP, Groups<K>> {
    /// The index of the shard of `key`, if it has one.
    pub fn shard_for<Q>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.policy.shard_of(key)
    }

    /// Lends the plain sender into the shard of `key`, if it has one: looked up once, used as often as wanted.
    ///
    /// # Examples
    ///
    /// ```
    /// let (tx, rx) = hel::channel::mpmc::shard_group::<_, 8, _>([("orders", 0), ("fills", 1)]);
    /// let fills = tx.to("fills").unwrap();
    /// fills.send(1).unwrap();
    /// fills.send(2).unwrap();
    /// assert_eq!(rx.receiver(1).unwrap().len(), 2);
    /// assert!(tx.to("quotes").is_none());
    /// ```
    pub fn to<Q>(&self, key: &Q) -> Option<&Sender<T, CAP>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.shard_for(key).map(|shard| &self.senders()[shard])
    }

    /// Sends a value to the shard of its key, blocking the thread while that shard is full.
    ///
    /// In a task, use [`send_async`](Self::send_async): a blocked thread runs no other.
    ///
    /// # Errors
    ///
    /// [`GroupSendError::UnknownKey`] with the value when no group has the key; [`SendError::Disconnected`] inside
    /// [`GroupSendError::Send`] when the shard is closed or its receivers are gone.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::GroupSendError;
    ///
    /// let groups = [("AAPL".to_string(), 0), ("MSFT".to_string(), 0), ("BTC".to_string(), 1)];
    /// let (tx, rx) = hel::channel::mpmc::shard_group::<_, 8, _>(groups);
    /// tx.send("MSFT", 410)?;
    /// tx.send("BTC", 64_000)?;
    /// assert_eq!(tx.send("DOGE", 0), Err(GroupSendError::UnknownKey(0)));
    /// assert_eq!(rx.receiver(0).unwrap().recv(), Ok(410));
    /// assert_eq!(rx.receiver(1).unwrap().recv(), Ok(64_000));
    /// # Ok::<(), GroupSendError<i32, hel::channel::errors::SendError<i32>>>(())
    /// ```
    #[doc(alias("send_blocking", "blocking_send"))]
    pub fn send<Q>(&self, key: &Q, value: T) -> Result<(), GroupSendError<T, SendError<T>>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.send_to(self.shard_for(key), value, Sender::send)
    }

    /// As [`send`](Self::send), for `timeout` at most.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send), or [`SendError::TimeOut`] inside [`GroupSendError::Send`].
    pub fn send_timeout<Q>(
        &self,
        key: &Q,
        value: T,
        timeout: Duration,
    ) -> Result<(), GroupSendError<T, SendError<T>>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.send_to(self.shard_for(key), value, |sender, value| sender.send_timeout(value, timeout))
    }

    /// As [`send`](Self::send), until `deadline`.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send), or [`SendError::TimeOut`] inside [`GroupSendError::Send`].
    pub fn send_deadline<Q>(
        &self,
        key: &Q,
        value: T,
        deadline: Instant,
    ) -> Result<(), GroupSendError<T, SendError<T>>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.send_to(self.shard_for(key), value, |sender, value| sender.send_deadline(value, deadline))
    }

    /// Sends a value to the shard of its key, waiting as a task while that shard is full.
    ///
    /// # Errors
    ///
    /// The future gives [`GroupSendError::UnknownKey`] at its first poll when no group has the key, or `Disconnected` inside
    /// [`GroupSendError::Send`].
    ///
    /// # Cancel safety
    ///
    /// As [`Sender::send_async`]: a future that is dropped while pending has not sent; the value is dropped with it.
    pub fn send_async<Q>(&self, key: &Q, value: T) -> GroupFuture<SendFuture<&Sender<T, CAP>>, Option<T>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.future_to(self.shard_for(key), value, Sender::send_async)
    }

    /// As [`send_async`](Self::send_async), leaving the value in `slot` until it is sent. An empty slot is `Ok` at once, if the key
    /// is known.
    ///
    /// # Errors
    ///
    /// The future gives [`GroupSendError`](crate::errors::GroupSendError) around
    /// [`AsyncSendRefError`](crate::errors::AsyncSendRefError); the value is in `slot` still.
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped while pending leaves the value in `slot`.
    pub fn send_ref_async<'v, Q>(
        &self,
        key: &Q,
        slot: &'v mut Option<T>,
    ) -> GroupFuture<SendRefFuture<'v, &Sender<T, CAP>>, &'v mut Option<T>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.future_to(self.shard_for(key), slot, Sender::send_ref_async)
    }

    /// As [`send_async`](Self::send_async), in a future that owns a sender of that shard; this sender is dropped at once.
    ///
    /// # Cancel safety
    ///
    /// As [`send_async`](Self::send_async).
    pub fn into_send_async<Q>(
        self,
        key: &Q,
        value: T,
    ) -> GroupFuture<SendFuture<Owned<Sender<T, CAP>>>, Option<T>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.future_to(self.shard_for(key), value, |sender, value| sender.clone().into_send_async(value))
    }

    /// Sends a value to the shard of its key if there is room now. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// [`GroupSendError::UnknownKey`] with the value when no group has the key; [`TrySendError`] inside
    /// [`GroupSendError::Send`] when the shard is full, or closed.
    pub fn try_send<Q>(&self, key: &Q, value: T) -> Result<(), GroupSendError<T, TrySendError<T>>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.send_to(self.shard_for(key), value, Sender::try_send)
    }

    /// Sends a value to the shard of its key; when that is full, in place of its oldest value, which is handed back. Never waits
    /// for another thread.
    ///
    /// # Errors
    ///
    /// As [`try_send`](Self::try_send); see [`Sender::force_send`].
    pub fn force_send<Q>(&self, key: &Q, value: T) -> Result<Option<T>, GroupSendError<T, TrySendError<T>>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.send_to(self.shard_for(key), value, Sender::force_send)
    }

    /// Sends into `shard`, or hands the value back when there is none for its key.
    fn send_to<R, E>(
        &self,
        shard: Option<usize>,
        value: T,
        send: impl FnOnce(&Sender<T, CAP>, T) -> Result<R, E>,
    ) -> Result<R, GroupSendError<T, E>> {
        match shard {
            Some(shard) => send(&self.senders()[shard], value).map_err(GroupSendError::Send),
            None => Err(GroupSendError::UnknownKey(value)),
        }
    }

    /// The future of a send into `shard`, or the one that hands `value` (or what is in that slot) back.
    fn future_to<'s, V, S: From<V>, F>(
        &'s self,
        shard: Option<usize>,
        value: V,
        send: impl FnOnce(&'s Sender<T, CAP>, V) -> F,
    ) -> GroupFuture<F, S> {
        match shard {
            Some(shard) => GroupFuture::known(send(&self.senders()[shard], value)),
            None => GroupFuture::unknown(value.into()),
        }
    }
}
