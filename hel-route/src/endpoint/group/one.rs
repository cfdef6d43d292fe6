//! One value, from a thread.

use core::borrow::Borrow;
use core::hash::Hash;
use std::time::{Duration, Instant};

use super::GroupSender;
use crate::errors::{GroupSendError, SendError, TrySendError};
use crate::mpmc::Sender;
use crate::op::{self, Patience};

/// Sending one value from a thread. O(1), plus the look-up, when there is room.
impl<T, const CAP: usize, K: Eq + Hash> GroupSender<T, CAP, K> {
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

    /// As [`send`](Self::send), for `timeout` at most. Zero still takes the room that is there; `Duration::MAX` is no limit.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send), or [`SendError::TimeOut`] inside [`GroupSendError::Send`]. The value is never delivered later.
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
            op::send_within(sender, slot, || Patience::timeout(timeout))
        })
    }

    /// As [`send`](Self::send), until `deadline`. One that has passed still takes the room that is there.
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
    /// let deadline = Instant::now() + Duration::from_millis(10); // for all of them together
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
            op::send_within(sender, slot, || Patience::deadline(deadline))
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
    /// assert!(tx.try_send("orders", 'b').unwrap_err().is_full()); // though the other shard has room
    /// assert!(tx.try_send("quotes", 'c').unwrap_err().is_unknown_key());
    /// ```
    pub fn try_send<Q>(&self, key: &Q, value: T) -> Result<(), GroupSendError<T, TrySendError<T>>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.send_to(key, &mut Some(value), Sender::try_send_slot)
    }

    /// Sends the value in `slot` to the shard of `key` by `send`, if it has one.
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
