//! Sending by an explicit map of keys to shards.

use core::borrow::Borrow;
use core::hash::Hash;
use std::time::{Duration, Instant};

use super::future::GroupSendFuture;
use super::sender::Sender;
use super::shard_sender::{ShardSender, shard_sender};
use crate::errors::{GroupSendError, SendError, TrySendError};
use crate::op::{self, Limit};
use crate::policy::Groups;

/// The sender of [`shard_group`](crate::mpmc::shard_group): a map names the shard of each key.
///
/// Keys are looked up by reference, in any form that `K` can be borrowed as (`&str` for `String`). A send with an unknown key fails and
/// returns the value. [`to`](Self::to) returns the plain sender of a key's shard. Use it if the key is a part of the value, for many
/// messages of one key, and for every operation that has no form with a key here.
///
/// For the methods that concern all shards see [`ShardSender`]; they can be called here too.
pub struct GroupSender<T, const CAP: usize, K> {
    shards: ShardSender<T, CAP>,
    router: Groups<K>,
}

/// Sending one value from a thread. O(1) plus the look-up when there is room.
impl<T, const CAP: usize, K: Eq + Hash> GroupSender<T, CAP, K> {
    /// Sends a value to the shard of its key, blocking the thread while that shard is full.
    ///
    /// In a task, use [`send_async`](Self::send_async): a blocked thread runs no other task.
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
    /// use hel::channel::mpmc::shard_group;
    ///
    /// let groups = [("AAPL".to_string(), 0), ("MSFT".to_string(), 0), ("BTC".to_string(), 1)];
    /// let (tx, rx) = shard_group::<_, 8, _>(groups);
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
        self.send_to(key, &mut Some(value), |sender, slot| op::send(sender, slot))
    }

    /// Like [`send`](Self::send), but waits at most `timeout`. Zero still sends if there is room; `Duration::MAX` means no limit.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send), or [`SendError::TimeOut`] inside [`GroupSendError::Send`]. After an error the value is never delivered.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use hel::channel::errors::SendError;
    /// use hel::channel::mpmc::shard_group;
    ///
    /// let (tx, _rx) = shard_group::<_, 1, _>([("orders", 0), ("fills", 1)]);
    /// tx.send_timeout("orders", 'a', Duration::ZERO).unwrap();
    /// let refused = tx.send_timeout("orders", 'b', Duration::from_millis(1)); // its shard is full
    /// assert_eq!(refused, Err(SendError::TimeOut('b').into()));
    /// ```
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
        self.send_to(key, &mut Some(value), |sender, slot| {
            op::send_within(sender, slot, || Limit::timeout(timeout))
        })
    }

    /// Like [`send`](Self::send), but waits until `deadline` at the latest. A deadline in the past still sends if there is room.
    ///
    /// # Errors
    ///
    /// As [`send_timeout`](Self::send_timeout).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    /// use hel::channel::mpmc::shard_group;
    ///
    /// let (tx, _rx) = shard_group::<_, 2, _>([("orders", 0)]);
    /// let deadline = Instant::now() + Duration::from_millis(10); // one deadline for all of them
    /// let sent = (1..=3).take_while(|n| tx.send_deadline("orders", *n, deadline).is_ok()).count();
    /// assert_eq!(sent, 2);
    /// ```
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
        self.send_to(key, &mut Some(value), |sender, slot| {
            op::send_within(sender, slot, || Limit::deadline(deadline))
        })
    }

    /// Sends a value to the shard of its key if there is room now. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// [`GroupSendError::UnknownKey`] with the value when no group has the key; [`TrySendError`] inside
    /// [`GroupSendError::Send`] when the shard is full, or closed.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::shard_group;
    ///
    /// let (tx, _rx) = shard_group::<_, 1, _>([("orders", 0), ("fills", 1)]);
    /// tx.try_send("orders", 'a').unwrap();
    /// assert!(tx.try_send("orders", 'b').unwrap_err().is_full()); // even if the other shard has room
    /// assert!(tx.try_send("quotes", 'c').unwrap_err().is_unknown_key());
    /// ```
    pub fn try_send<Q>(&self, key: &Q, value: T) -> Result<(), GroupSendError<T, TrySendError<T>>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.send_to(key, &mut Some(value), Sender::try_send_slot)
    }

    /// Calls `send` with the sender of `key`'s shard and `slot`; if the key is unknown, returns the value as an error.
    fn send_to<Q, E>(
        &self,
        key: &Q,
        slot: &mut Option<T>,
        send: impl FnOnce(&Sender<T, CAP>, &mut Option<T>) -> Result<(), E>,
    ) -> Result<(), GroupSendError<T, E>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        match self.to(key) {
            Some(sender) => GroupSendError::from_send(send(sender, slot)),
            None => GroupSendError::unknown(slot),
        }
    }
}

/// Sending one value from a task, of any runtime.
impl<T, const CAP: usize, K: Eq + Hash> GroupSender<T, CAP, K> {
    /// Sends a value to the shard of its key; the task waits while that shard is full. Never blocks the thread.
    ///
    /// # Errors
    ///
    /// [`UnknownKey`](crate::errors::GroupSendError::UnknownKey), at the first poll, when no group has the key; `Disconnected` inside
    /// [`Send`](crate::errors::GroupSendError::Send) when the shard is closed.
    ///
    /// # Cancel safety
    ///
    /// As [`Sender::send_async`](crate::mpmc::Sender::send_async): dropping the future while it is pending sends nothing and drops the
    /// value. To keep the value, use [`send_ref_async`](crate::mpmc::Sender::send_ref_async) of the sender that [`to`](Self::to) returns.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on; // or any runtime's
    /// use hel::channel::mpmc::shard_group;
    ///
    /// let (tx, rx) = shard_group::<_, 4, _>([("orders", 0), ("fills", 1)]);
    /// block_on(async {
    ///     tx.send_async("fills", 7).await.unwrap();
    ///     assert_eq!(rx.recv_any_async().await, Ok((1, 7)));
    ///     assert!(tx.send_async("quotes", 8).await.unwrap_err().is_unknown_key());
    /// });
    /// ```
    pub fn send_async<Q>(&self, key: &Q, value: T) -> GroupSendFuture<'_, T, CAP>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        GroupSendFuture::new(self.to(key), value)
    }
}

/// The shard of a key.
impl<T, const CAP: usize, K: Eq + Hash> GroupSender<T, CAP, K> {
    /// The plain sender of `key`'s shard; `None` if the key is unknown. Looks the key up once for any number of sends.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::shard_group;
    ///
    /// let (tx, rx) = shard_group::<_, 8, _>([("orders", 0), ("fills", 1)]);
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

    /// The index of `key`'s shard; `None` if the key is unknown.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::shard_group;
    ///
    /// let (tx, _rx) = shard_group::<u8, 8, _>([("orders".to_string(), 0), ("fills".to_string(), 1)]);
    /// assert_eq!(tx.shard_for("fills"), Some(1)); // a `&str` for a `String`
    /// assert_eq!(tx.shard_for("quotes"), None);
    /// ```
    pub fn shard_for<Q>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.router.shard_of(key)
    }
}

shard_sender!(
    [T, const CAP: usize, K] GroupSender<T, CAP, K>, "GroupSender", Clone::clone, Clone::clone, Groups<K>
);
