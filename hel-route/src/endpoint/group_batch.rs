//! Sending many values by an explicit map of keys to shards.

use core::borrow::Borrow;
use core::hash::Hash;
use std::time::{Duration, Instant};

use super::future::GroupBatchFuture;
use super::group::GroupSender;
use crate::errors::{BatchSendError, GroupSendError};
use crate::op::{self, KeyedBatchOp, Limit};

/// Sending many values.
impl<T, const CAP: usize, K: Eq + Hash> GroupSender<T, CAP, K> {
    /// Sends all of `buffer`, each item to the shard of its key, blocking the thread while an open shard is full.
    ///
    /// Returns the number of items sent, which is all of them. Linear in the batch, plus O(shards). A full or closed shard does not delay
    /// the other shards, nor does an item with an unknown key: all items of open shards are sent before an error is returned.
    ///
    /// # Errors
    ///
    /// [`BatchSendError`] inside [`GroupSendError::Send`] when an item of a closed shard is left over; otherwise
    /// [`GroupSendError::UnknownKey`], with the number of items sent, when only items with unknown keys are left over. What was
    /// not sent is in `buffer`, in order.
    ///
    /// # Panics
    ///
    /// When `key` panics. Then nothing was sent, and `buffer` is unchanged.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::GroupSendError;
    /// use hel::channel::mpmc::shard_group;
    ///
    /// let (tx, rx) = shard_group::<_, 8, _>([('a', 0), ('b', 1)]);
    /// let mut words = vec!["ape", "cat", "bee", "ant"];
    /// let sent = tx.send_batch(&mut words, |word| word.chars().next().unwrap());
    /// assert_eq!(sent, Err(GroupSendError::UnknownKey(3)));
    /// assert_eq!(words, ["cat"]);
    /// assert_eq!(rx.receiver(0).unwrap().try_iter().collect::<Vec<_>>(), ["ape", "ant"]);
    /// ```
    pub fn send_batch<Q>(
        &self,
        buffer: &mut Vec<T>,
        key: impl FnMut(&T) -> Q,
    ) -> Result<usize, GroupSendError<usize, BatchSendError>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq,
    {
        send_known(self.batch(buffer, key), |batch| op::send_batch(batch, Limit::Forever))
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
    /// use hel::channel::mpmc::shard_group;
    ///
    /// struct Event { kind: String }
    ///
    /// let (tx, rx) = shard_group::<_, 8, _>([("orders".to_string(), 0), ("fills".to_string(), 1)]);
    /// let mut events = vec![Event { kind: "fills".into() }, Event { kind: "orders".into() }];
    /// assert_eq!(tx.send_batch_by(&mut events, |event| event.kind.as_str()), Ok(2)); // keys are not copied
    /// assert_eq!(rx.receiver(1).unwrap().recv().unwrap().kind, "fills");
    /// ```
    pub fn send_batch_by<Q>(
        &self,
        buffer: &mut Vec<T>,
        mut key: impl FnMut(&T) -> &Q,
    ) -> Result<usize, GroupSendError<usize, BatchSendError>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let batch = KeyedBatchOp::new(self.senders(), buffer, |value| self.shard_or_none(key(value)));
        send_known(batch, |batch| op::send_batch(batch, Limit::Forever))
    }

    /// Like [`send_batch`](Self::send_batch), but waits at most `timeout`.
    ///
    /// # Errors
    ///
    /// As [`send_batch`](Self::send_batch). Or, when time runs out while items of full shards are left, but none of a closed shard: kind
    /// [`TimeOut`](crate::errors::BatchErrorKind::TimeOut) inside [`GroupSendError::Send`], whether or not a key was unknown. What was
    /// not sent is in `buffer`, in order.
    ///
    /// # Panics
    ///
    /// As [`send_batch`](Self::send_batch).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use hel::channel::mpmc::shard_group;
    ///
    /// let (tx, _rx) = shard_group::<_, 1, _>([('a', 0), ('b', 1)]);
    /// let initial = |word: &&str| word.chars().next().unwrap();
    /// let mut words = vec!["ape", "ant", "bee"];
    /// let error = tx.send_batch_timeout(&mut words, Duration::from_millis(1), initial).unwrap_err();
    /// assert!(error.is_timeout());
    /// assert_eq!(words, ["ant"]); // a full shard does not delay others
    /// ```
    pub fn send_batch_timeout<Q>(
        &self,
        buffer: &mut Vec<T>,
        timeout: Duration,
        key: impl FnMut(&T) -> Q,
    ) -> Result<usize, GroupSendError<usize, BatchSendError>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq,
    {
        send_known(self.batch(buffer, key), |batch| op::send_batch(batch, Limit::timeout(timeout)))
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
    /// use hel::channel::mpmc::shard_group;
    ///
    /// let (tx, _rx) = shard_group::<_, 1, _>([('a', 0), ('b', 1)]);
    /// let initial = |word: &&str| word.chars().next().unwrap();
    /// let sent = tx.send_batch_deadline(&mut vec!["ape", "bee"], Instant::now(), initial);
    /// assert_eq!(sent, Ok(2));
    /// let sent = tx.send_batch_deadline(&mut vec!["ant"], Instant::now(), initial);
    /// assert!(sent.unwrap_err().is_timeout());
    /// ```
    pub fn send_batch_deadline<Q>(
        &self,
        buffer: &mut Vec<T>,
        deadline: Instant,
        key: impl FnMut(&T) -> Q,
    ) -> Result<usize, GroupSendError<usize, BatchSendError>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq,
    {
        send_known(self.batch(buffer, key), |batch| op::send_batch(batch, Limit::deadline(deadline)))
    }

    /// Sends the items that fit now, each to the shard of its key. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// As [`send_batch`](Self::send_batch). Or, when items of full shards are left, but none of a closed shard: kind
    /// [`Full`](crate::errors::BatchErrorKind::Full) inside [`GroupSendError::Send`], whether or not a key was unknown. What was not sent
    /// is in `buffer`, in order.
    ///
    /// # Panics
    ///
    /// As [`send_batch`](Self::send_batch).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::shard_group;
    ///
    /// let (tx, _rx) = shard_group::<_, 1, _>([('a', 0), ('b', 1)]);
    /// let mut words = vec!["ape", "cat", "ant", "bee"];
    /// let error = tx.try_send_batch(&mut words, |word| word.chars().next().unwrap()).unwrap_err();
    /// assert!(error.is_full());
    /// assert_eq!(error.send_error().unwrap().sent, 2);
    /// assert_eq!(words, ["cat", "ant"]); // an unknown key, and no room
    /// ```
    pub fn try_send_batch<Q>(
        &self,
        buffer: &mut Vec<T>,
        key: impl FnMut(&T) -> Q,
    ) -> Result<usize, GroupSendError<usize, BatchSendError>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq,
    {
        send_known(self.batch(buffer, key), op::try_send_batch)
    }

    /// The async form of [`send_batch`](Self::send_batch). Keys are looked up in this call, not in a poll.
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
    /// use hel::channel::mpmc::shard_group;
    ///
    /// let (tx, rx) = shard_group::<_, 2, _>([('a', 0), ('b', 1)]);
    /// let initial = |word: &&str| word.chars().next().unwrap();
    /// let mut words = vec!["ape", "ant", "bee", "auk"];
    /// // Polled once and dropped: the third `a` found no room.
    /// assert_eq!(tx.send_batch_async(&mut words, initial).now_or_never(), None);
    /// assert_eq!(words, ["auk"]);
    ///
    /// assert_eq!(rx.receiver(0).unwrap().recv(), Ok("ape"));
    /// assert_eq!(block_on(tx.send_batch_async(&mut words, initial)), Ok(1));
    /// ```
    pub fn send_batch_async<'b, Q>(
        &self,
        buffer: &'b mut Vec<T>,
        key: impl FnMut(&T) -> Q,
    ) -> GroupBatchFuture<'_, 'b, T, CAP>
    where
        K: Borrow<Q>,
        Q: Hash + Eq,
    {
        GroupBatchFuture::new(self.batch(buffer, key))
    }

    fn batch<'b, Q>(
        &self,
        buffer: &'b mut Vec<T>,
        mut key: impl FnMut(&T) -> Q,
    ) -> KeyedBatchOp<'_, 'b, T, CAP>
    where
        K: Borrow<Q>,
        Q: Hash + Eq,
    {
        KeyedBatchOp::new(self.senders(), buffer, |value| self.shard_or_none(&key(value)))
    }

    /// The index of `key`'s shard; `shards()`, which is no shard's index, if the key is unknown.
    fn shard_or_none<Q>(&self, key: &Q) -> usize
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.shard_for(key).unwrap_or(self.shards())
    }
}

/// Runs `send` on a batch that may have unknown keys.
fn send_known<'a, 'b, T, const CAP: usize>(
    batch: KeyedBatchOp<'a, 'b, T, CAP>,
    send: impl FnOnce(KeyedBatchOp<'a, 'b, T, CAP>) -> Result<usize, BatchSendError>,
) -> Result<usize, GroupSendError<usize, BatchSendError>> {
    let all_known = batch.all_known();
    group_outcome(send(batch), all_known)
}

/// The result of a batch by group whose items with known keys gave `sent`.
pub(super) fn group_outcome(
    sent: Result<usize, BatchSendError>,
    all_known: bool,
) -> Result<usize, GroupSendError<usize, BatchSendError>> {
    match sent {
        Ok(sent) if !all_known => Err(GroupSendError::UnknownKey(sent)),
        sent => sent.map_err(GroupSendError::Send),
    }
}
