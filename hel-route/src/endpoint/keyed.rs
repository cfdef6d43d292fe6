//! Sending by the hash of a key.
//!
//! All methods stand in this one file: for a key that is no `Key`, the compiler's error names the method by its module.

use core::hash::BuildHasher;
use std::time::{Duration, Instant};

use super::future::{KeyedBatchFuture, SendFuture};
use super::sender::Sender;
use super::shard_sender::{ShardSender, shard_sender};
use crate::errors::{BatchSendError, SendError, TrySendError};
use crate::op::{self, KeyedBatchOp, Limit};
use crate::policy::{DefaultHashBuilder, Key, KeyHash};

/// The sender of [`shard_key`](crate::mpmc::shard_key): the hash of the key chooses the shard.
///
/// Messages with the same key go to the same shard: those of one producer are received in the order in which they were sent.
///
/// A key is any `impl Hash`. It is hashed in the call, and neither stored nor borrowed by the future. [`to`](Self::to) returns the plain
/// sender of a key's shard. Use it if the key is a part of the value, for many messages of one key, and for every operation that has no
/// form with a key here. A send to a closed shard is `Disconnected`, even if other shards are open.
///
/// For the methods that concern all shards see [`ShardSender`]; they can be called here too.
pub struct KeySender<T, const CAP: usize, S = DefaultHashBuilder> {
    shards: ShardSender<T, CAP>,
    router: KeyHash<S>,
}

/// Sending one value from a thread. O(1) plus the hash when there is room.
impl<T, const CAP: usize, S: BuildHasher> KeySender<T, CAP, S> {
    /// Sends a value to the shard of its key, blocking the thread while that shard is full.
    ///
    /// In a task, use [`send_async`](Self::send_async): a blocked thread runs no other task.
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

    /// Like [`send`](Self::send), but waits at most `timeout`. Zero still sends if there is room; `Duration::MAX` means no limit.
    ///
    /// # Errors
    ///
    /// [`SendError::TimeOut`] or [`SendError::Disconnected`], with the value. After an error the value is never delivered.
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
    /// use hel::channel::mpmc::shard_key;
    ///
    /// let (tx, _rx) = shard_key::<_, 2>(4);
    /// let deadline = Instant::now() + Duration::from_millis(10); // one deadline for all of them
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
    /// assert_eq!(tx.try_send("AAPL", 2), Err(TrySendError::Full(2))); // even if other shards have room
    /// rx.receiver(tx.shard_for("AAPL")).unwrap().close();
    /// assert_eq!(tx.try_send("AAPL", 3), Err(TrySendError::Disconnected(3)));
    /// # Ok::<(), TrySendError<i32>>(())
    /// ```
    #[inline]
    pub fn try_send<K: Key>(&self, key: K, value: T) -> Result<(), TrySendError<T>> {
        self.to(&key).try_send(value)
    }
}

/// Sending many values from a thread.
impl<T, const CAP: usize, S: BuildHasher> KeySender<T, CAP, S> {
    /// Sends all of `buffer`, each item to the shard of its key, blocking the thread while an open shard is full.
    ///
    /// Returns the number of items sent, which is all of them. Linear in the batch, plus O(shards). A full or closed shard does not delay
    /// the other shards: all items of open shards are sent before an error is returned.
    ///
    /// # Errors
    ///
    /// [`BatchSendError`] of kind [`Disconnected`](crate::errors::BatchErrorKind::Disconnected) when an item of a closed shard is left
    /// over. It is in `buffer`, in order.
    ///
    /// # Panics
    ///
    /// When `key` or the key's `Hash` panics. Then nothing was sent, and `buffer` is unchanged.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::shard_key;
    ///
    /// let (tx, rx) = shard_key::<_, 8>(4);
    /// let mut buffer: Vec<u32> = (0..6).collect();
    /// assert_eq!(tx.send_batch(&mut buffer, |n| n % 2), Ok(6));
    ///
    /// let evens = rx.receiver(tx.shard_for(0_u32)).unwrap();
    /// let values: Vec<_> = evens.try_iter().filter(|n| n % 2 == 0).collect();
    /// assert_eq!(values, [0, 2, 4]);
    /// ```
    pub fn send_batch<K: Key>(
        &self,
        buffer: &mut Vec<T>,
        key: impl FnMut(&T) -> K,
    ) -> Result<usize, BatchSendError> {
        op::send_batch(self.batch(buffer, key), Limit::Forever)
    }

    /// Like [`send_batch`](Self::send_batch), with keys borrowed from the items.
    ///
    /// # Errors
    ///
    /// As [`send_batch`](Self::send_batch).
    ///
    /// # Panics
    ///
    /// As [`send_batch`](Self::send_batch).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::shard_key;
    ///
    /// struct Trade { symbol: String }
    ///
    /// let (tx, rx) = shard_key::<_, 8>(4);
    /// let mut trades = vec![Trade { symbol: "AAPL".into() }, Trade { symbol: "AAPL".into() }];
    /// assert_eq!(tx.send_batch_by(&mut trades, |trade| &trade.symbol), Ok(2)); // keys are not copied
    /// assert_eq!(rx.receiver(tx.shard_for("AAPL")).unwrap().len(), 2);
    /// ```
    pub fn send_batch_by<Q: Key + ?Sized>(
        &self,
        buffer: &mut Vec<T>,
        mut key: impl FnMut(&T) -> &Q,
    ) -> Result<usize, BatchSendError> {
        let shard_of = |value: &T| self.router.shard_of(key(value), self.shards());
        op::send_batch(KeyedBatchOp::new(self.senders(), buffer, shard_of), Limit::Forever)
    }

    /// Like [`send_batch`](Self::send_batch), but waits at most `timeout`.
    ///
    /// # Errors
    ///
    /// As [`send_batch`](Self::send_batch), or of kind [`TimeOut`](crate::errors::BatchErrorKind::TimeOut) when only items of full shards
    /// are left over. What was not sent is in `buffer`, in order.
    ///
    /// # Panics
    ///
    /// As [`send_batch`](Self::send_batch).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use hel::channel::mpmc::shard_key;
    ///
    /// let (tx, _rx) = shard_key::<_, 2>(4);
    /// let mut buffer = vec![("AAPL", 1), ("AAPL", 2), ("AAPL", 3)];
    /// let sent = tx.send_batch_timeout(&mut buffer, Duration::from_millis(1), |(symbol, _)| *symbol);
    /// assert!(sent.unwrap_err().is_timeout());
    /// assert_eq!(buffer, [("AAPL", 3)]);
    /// ```
    pub fn send_batch_timeout<K: Key>(
        &self,
        buffer: &mut Vec<T>,
        timeout: Duration,
        key: impl FnMut(&T) -> K,
    ) -> Result<usize, BatchSendError> {
        op::send_batch(self.batch(buffer, key), Limit::timeout(timeout))
    }

    /// Like [`send_batch`](Self::send_batch), but waits until `deadline` at the latest. A deadline in the past still sends what fits now.
    ///
    /// # Errors
    ///
    /// As [`send_batch_timeout`](Self::send_batch_timeout).
    ///
    /// # Panics
    ///
    /// As [`send_batch`](Self::send_batch).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Instant;
    /// use hel::channel::mpmc::shard_key;
    ///
    /// let (tx, _rx) = shard_key::<_, 2>(4);
    /// let symbol = |trade: &(&'static str, u32)| trade.0;
    /// let mut buffer = vec![("AAPL", 1), ("AAPL", 2)];
    /// assert_eq!(tx.send_batch_deadline(&mut buffer, Instant::now(), symbol), Ok(2));
    /// buffer.push(("AAPL", 3));
    /// assert!(tx.send_batch_deadline(&mut buffer, Instant::now(), symbol).unwrap_err().is_timeout());
    /// ```
    pub fn send_batch_deadline<K: Key>(
        &self,
        buffer: &mut Vec<T>,
        deadline: Instant,
        key: impl FnMut(&T) -> K,
    ) -> Result<usize, BatchSendError> {
        op::send_batch(self.batch(buffer, key), Limit::deadline(deadline))
    }

    /// Sends the items that fit now, each to the shard of its key. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// [`BatchSendError`] when items are left over. They are in `buffer`, in order.
    ///
    /// # Panics
    ///
    /// As [`send_batch`](Self::send_batch).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::shard_key;
    ///
    /// let (tx, _rx) = shard_key::<_, 2>(4);
    /// let mut buffer = vec![("AAPL", 1), ("AAPL", 2), ("AAPL", 3)];
    /// let error = tx.try_send_batch(&mut buffer, |(symbol, _)| *symbol).unwrap_err();
    /// assert!(error.is_full());
    /// assert_eq!((error.sent, buffer), (2, vec![("AAPL", 3)]));
    /// ```
    pub fn try_send_batch<K: Key>(
        &self,
        buffer: &mut Vec<T>,
        key: impl FnMut(&T) -> K,
    ) -> Result<usize, BatchSendError> {
        op::try_send_batch(self.batch(buffer, key))
    }

    fn batch<'b, K: Key>(
        &self,
        buffer: &'b mut Vec<T>,
        mut key: impl FnMut(&T) -> K,
    ) -> KeyedBatchOp<'_, 'b, T, CAP> {
        KeyedBatchOp::new(self.senders(), buffer, |value| self.router.shard_of(&key(value), self.shards()))
    }
}

/// Sending from a task, of any runtime.
impl<T, const CAP: usize, S: BuildHasher> KeySender<T, CAP, S> {
    /// Sends a value to the shard of its key; the task waits while that shard is full. Never blocks the thread.
    ///
    /// # Errors
    ///
    /// [`AsyncSendError::Disconnected`](crate::errors::AsyncSendError::Disconnected) with the value when the shard is closed.
    ///
    /// # Cancel safety
    ///
    /// As [`Sender::send_async`]: dropping the future while it is pending sends nothing and drops the value. To keep the value, use
    /// `tx.to(key).send_ref_async(&mut slot)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on; // or any runtime's
    /// use hel::channel::mpmc::shard_key;
    ///
    /// let (tx, rx) = shard_key::<_, 4>(4);
    /// block_on(async {
    ///     tx.send_async("AAPL", 187.2).await.unwrap();
    ///     assert_eq!(rx.recv_any_async().await, Ok((tx.shard_for("AAPL"), 187.2)));
    /// });
    /// ```
    pub fn send_async<K: Key>(&self, key: K, value: T) -> SendFuture<&Sender<T, CAP>> {
        self.to(&key).send_async(value)
    }

    /// The async form of [`send_batch`](Self::send_batch). Keys are hashed in this call, not in a poll.
    ///
    /// # Errors
    ///
    /// As [`send_batch`](Self::send_batch).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future puts what was not sent back into `buffer`, in order; until then the buffer is empty.
    ///
    /// # Panics
    ///
    /// As [`send_batch`](Self::send_batch): in this call, not when the future is polled.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on;
    /// use futures_util::FutureExt;
    /// use hel::channel::mpmc::shard_key;
    ///
    /// let (tx, rx) = shard_key::<_, 2>(4);
    /// let mut buffer = vec![("AAPL", 1), ("AAPL", 2), ("AAPL", 3)];
    /// // Polled once and dropped: the third found no room.
    /// assert_eq!(tx.send_batch_async(&mut buffer, |(symbol, _)| *symbol).now_or_never(), None);
    /// assert_eq!(buffer, [("AAPL", 3)]);
    ///
    /// assert_eq!(rx.recv(), Ok(("AAPL", 1)));
    /// assert_eq!(block_on(tx.send_batch_async(&mut buffer, |(symbol, _)| *symbol)), Ok(1));
    /// ```
    pub fn send_batch_async<'b, K: Key>(
        &self,
        buffer: &'b mut Vec<T>,
        key: impl FnMut(&T) -> K,
    ) -> KeyedBatchFuture<'_, 'b, T, CAP> {
        KeyedBatchFuture::new(self.batch(buffer, key))
    }
}

/// The shard of a key.
impl<T, const CAP: usize, S: BuildHasher> KeySender<T, CAP, S> {
    /// The plain sender of `key`'s shard. Hashes the key once for any number of sends. The key may be a part of the value that is sent.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::shard_key;
    ///
    /// struct Trade { symbol: String, price: f64 }
    ///
    /// let (tx, rx) = shard_key::<_, 8>(4);
    /// let trade = Trade { symbol: "AAPL".into(), price: 187.2 };
    /// tx.to(&trade.symbol).send(trade).unwrap();
    ///
    /// let (shard, trade) = rx.recv_any().unwrap();
    /// assert_eq!(shard, tx.shard_for("AAPL"));
    /// assert_eq!(trade.price, 187.2);
    /// ```
    #[inline]
    pub fn to<K: Key>(&self, key: K) -> &Sender<T, CAP> {
        &self.senders()[self.router.shard_of(&key, self.shards())]
    }

    /// The index of `key`'s shard.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::shard_key;
    ///
    /// let (tx, rx) = shard_key::<_, 8>(4);
    /// tx.send("AAPL", 187.2)?;
    /// assert_eq!(rx.recv_any(), Ok((tx.shard_for("AAPL"), 187.2)));
    /// # Ok::<(), hel::channel::errors::SendError<f64>>(())
    /// ```
    pub fn shard_for<K: Key>(&self, key: K) -> usize {
        self.router.shard_of(&key, self.shards())
    }
}

shard_sender!(
    [T, const CAP: usize, S] KeySender<T, CAP, S>, "KeySender", Clone::clone, Clone::clone, KeyHash<S>
);
