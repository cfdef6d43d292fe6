//! One value, from a thread.

use core::hash::BuildHasher;
use std::time::{Duration, Instant};

use super::KeySender;
use crate::errors::{SendError, TrySendError};
use crate::policy::Key;

/// Sending one value from a thread. O(1), plus the hash, when there is room.
impl<T, const CAP: usize, S: BuildHasher> KeySender<T, CAP, S> {
    /// Sends a value to the shard of its key, blocking the thread while that shard is full.
    ///
    /// In a task, use [`send_async`](Self::send_async): a blocked thread runs no other.
    ///
    /// # Errors
    ///
    /// [`SendError::Disconnected`] with the value when the shard is closed or its receivers are gone. Never
    /// [`SendError::TimeOut`].
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::shard_key;
    ///
    /// let (tx, rx) = shard_key::<_, 8>(4);
    /// tx.send("AAPL", 1)?;
    /// tx.send(("NYSE", 17_u32), 2)?;
    /// tx.send("AAPL", 3)?;
    ///
    /// let of_aapl = rx.receiver(tx.shard_for("AAPL")).unwrap();
    /// let values: Vec<_> = of_aapl.try_iter().filter(|n| n % 2 == 1).collect();
    /// assert_eq!(values, [1, 3]);
    /// # Ok::<(), hel::channel::errors::SendError<i32>>(())
    /// ```
    #[doc(alias("send_blocking", "blocking_send"))]
    #[inline]
    pub fn send<K: Key>(&self, key: K, value: T) -> Result<(), SendError<T>> {
        self.to(&key).send(value)
    }

    /// As [`send`](Self::send), for `timeout` at most. Zero still takes the room that is there; `Duration::MAX` is no limit.
    ///
    /// # Errors
    ///
    /// [`SendError::TimeOut`] or [`SendError::Disconnected`], with the value. It is never delivered later.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use hel::channel::errors::SendError;
    /// use hel::channel::mpmc::shard_key;
    ///
    /// let (tx, _rx) = shard_key::<_, 1>(4);
    /// tx.send_timeout("AAPL", 187.2, Duration::from_millis(1))?;
    /// let refused = tx.send_timeout("AAPL", 187.3, Duration::from_millis(1)); // its shard is full
    /// assert_eq!(refused, Err(SendError::TimeOut(187.3)));
    /// # Ok::<(), SendError<f64>>(())
    /// ```
    pub fn send_timeout<K: Key>(&self, key: K, value: T, timeout: Duration) -> Result<(), SendError<T>> {
        self.to(&key).send_timeout(value, timeout)
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
    /// use hel::channel::mpmc::shard_key;
    ///
    /// let (tx, _rx) = shard_key::<_, 2>(4);
    /// let deadline = Instant::now() + Duration::from_millis(10); // for all of them together
    /// let sent = (1..=3).take_while(|n| tx.send_deadline("AAPL", *n, deadline).is_ok()).count();
    /// assert_eq!(sent, 2);
    /// ```
    pub fn send_deadline<K: Key>(&self, key: K, value: T, deadline: Instant) -> Result<(), SendError<T>> {
        self.to(&key).send_deadline(value, deadline)
    }

    /// Sends a value to the shard of its key if there is room now. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// [`TrySendError`] with the value: the shard of the key is full, or closed.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::TrySendError;
    /// use hel::channel::mpmc::shard_key;
    ///
    /// let (tx, rx) = shard_key::<_, 1>(4);
    /// tx.try_send("AAPL", 1)?;
    /// assert_eq!(tx.try_send("AAPL", 2), Err(TrySendError::Full(2))); // though other shards have room
    /// rx.receiver(tx.shard_for("AAPL")).unwrap().close();
    /// assert_eq!(tx.try_send("AAPL", 3), Err(TrySendError::Disconnected(3)));
    /// # Ok::<(), TrySendError<i32>>(())
    /// ```
    #[inline]
    pub fn try_send<K: Key>(&self, key: K, value: T) -> Result<(), TrySendError<T>> {
        self.to(&key).try_send(value)
    }
}
