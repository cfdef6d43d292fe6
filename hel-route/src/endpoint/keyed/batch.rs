//! Many values, from a thread.

use core::hash::BuildHasher;
use std::time::{Duration, Instant};

use super::KeySender;
use crate::errors::BatchSendError;
use crate::op::{self, KeyedBatchOp, Patience};
use crate::policy::Key;

/// Sending many values from a thread.
impl<T, const CAP: usize, S: BuildHasher> KeySender<T, CAP, S> {
    pub(super) fn batch<'b, K: Key>(
        &self,
        buffer: &'b mut Vec<T>,
        mut key: impl FnMut(&T) -> K,
    ) -> KeyedBatchOp<'_, 'b, T, CAP> {
        KeyedBatchOp::new(self.senders(), buffer, |value| self.router.shard_of(&key(value), self.shards()))
    }

    /// Sends all of `buffer`, each item to the shard of its key, blocking the thread while a live shard is full.
    ///
    /// Gives the number of items sent, which is all of them. Linear in the batch, plus O(shards). A full or dead shard holds up
    /// no other: all items of live shards are sent before the dead ones are reported.
    ///
    /// # Errors
    ///
    /// [`BatchSendError`] of kind [`Disconnected`](crate::errors::BatchErrorKind::Disconnected) when something is left that was
    /// meant for a closed shard. It is in `buffer`, in order.
    ///
    /// # Panics
    ///
    /// When `key` or the key's `Hash` does: then nothing was sent, and `buffer` is as it was.
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
        op::send_batch(self.batch(buffer, key), Patience::Forever)
    }

    /// As [`send_batch`](Self::send_batch), with keys that are borrowed from the items.
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
    /// assert_eq!(tx.send_batch_by(&mut trades, |trade| &trade.symbol), Ok(2)); // no copy of a symbol
    /// assert_eq!(rx.receiver(tx.shard_for("AAPL")).unwrap().len(), 2);
    /// ```
    pub fn send_batch_by<Q: Key + ?Sized>(
        &self,
        buffer: &mut Vec<T>,
        mut key: impl FnMut(&T) -> &Q,
    ) -> Result<usize, BatchSendError> {
        let shard_of = |value: &T| self.router.shard_of(key(value), self.shards());
        op::send_batch(KeyedBatchOp::new(self.senders(), buffer, shard_of), Patience::Forever)
    }

    /// As [`send_batch`](Self::send_batch), for `timeout` at most.
    ///
    /// # Errors
    ///
    /// As [`send_batch`](Self::send_batch), or of kind [`TimeOut`](crate::errors::BatchErrorKind::TimeOut) when all that is left was
    /// meant for full shards. What was not sent is in `buffer`, in order.
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
        op::send_batch(self.batch(buffer, key), Patience::timeout(timeout))
    }

    /// As [`send_batch`](Self::send_batch), until `deadline`. One that has passed still takes the room that is there.
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
        op::send_batch(self.batch(buffer, key), Patience::deadline(deadline))
    }

    /// Sends what there is room for now, each item to the shard of its key. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// [`BatchSendError`] when anything is left over: it is in `buffer`, in order.
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
}
