//! Sending many values by an explicit map of keys to shards.

use core::borrow::Borrow;
use core::hash::Hash;
use std::time::{Duration, Instant};

use super::future::GroupBatchFuture;
use super::group::GroupSender;
use crate::errors::{BatchSendError, GroupSendError};
use crate::op::{self, KeyedBatchOp, Patience};

/// Sending a batch by group: further methods of [`GroupSender`](crate::mpmc::GroupSender).
impl<T, const CAP: usize, K: Eq + Hash> GroupSender<T, CAP, K> {
    /// Sends all of `buffer`, each item to the shard of its key, blocking the thread while a live shard is full.
    ///
    /// Gives the number of items sent, which is all of them. Linear in the batch, plus O(shards). A full or dead shard holds up
    /// no other, nor does an item whose key is unknown: all items of live shards are sent before the others are reported.
    ///
    /// # Errors
    ///
    /// What is left over is in `buffer`, in order. [`BatchSendError`] inside [`GroupSendError::Send`] when some of it was meant for a
    /// closed shard; else [`GroupSendError::UnknownKey`], with the number of items that were sent, when there is a shard for none of it.
    ///
    /// # Panics
    ///
    /// When `key` does: then nothing was sent, and `buffer` is as it was.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::GroupSendError;
    ///
    /// let (tx, rx) = hel::channel::mpmc::shard_group::<_, 8, _>([('a', 0), ('b', 1)]);
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
        told(self.batch(buffer, key), |batch| op::send_batch(batch, Patience::Forever))
    }

    /// As [`send_batch`](Self::send_batch), with keys that are borrowed from the items.
    ///
    /// # Errors
    ///
    /// As [`send_batch`](Self::send_batch).
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
        told(batch, |batch| op::send_batch(batch, Patience::Forever))
    }

    /// As [`send_batch`](Self::send_batch), for `timeout` at most.
    ///
    /// # Errors
    ///
    /// As [`send_batch`](Self::send_batch), and of kind [`TimeOut`](crate::errors::BatchErrorKind::TimeOut) when the time is up, whatever
    /// else is left: what was not sent is in `buffer`, in order.
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
        told(self.batch(buffer, key), |batch| op::send_batch(batch, Patience::timeout(timeout)))
    }

    /// As [`send_batch`](Self::send_batch), until `deadline`.
    ///
    /// # Errors
    ///
    /// As [`send_batch`](Self::send_batch), and of kind [`TimeOut`](crate::errors::BatchErrorKind::TimeOut) when the time is up, whatever
    /// else is left: what was not sent is in `buffer`, in order.
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
        told(self.batch(buffer, key), |batch| op::send_batch(batch, Patience::deadline(deadline)))
    }

    /// Sends what there is room for now, each item to the shard of its key. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// As [`send_batch`](Self::send_batch), and of kind [`Full`](crate::errors::BatchErrorKind::Full) when a shard has no room, whatever
    /// else is left: what was not sent is in `buffer`, in order.
    pub fn try_send_batch<Q>(
        &self,
        buffer: &mut Vec<T>,
        key: impl FnMut(&T) -> Q,
    ) -> Result<usize, GroupSendError<usize, BatchSendError>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq,
    {
        told(self.batch(buffer, key), op::try_send_batch)
    }

    /// As [`send_batch`](Self::send_batch), waiting as a task. Keys are looked up at this call.
    ///
    /// # Errors
    ///
    /// As [`send_batch`](Self::send_batch).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future puts what was not sent back into `buffer`, in order; until then the buffer is empty.
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

    /// The index of the shard of `key`, or one that there is not.
    fn shard_or_none<Q>(&self, key: &Q) -> usize
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.shard_for(key).unwrap_or(self.shards())
    }
}

/// Sends a batch some of whose keys may be unknown.
fn told<'a, 'b, T, const CAP: usize>(
    batch: KeyedBatchOp<'a, 'b, T, CAP>,
    send: impl FnOnce(KeyedBatchOp<'a, 'b, T, CAP>) -> Result<usize, BatchSendError>,
) -> Result<usize, GroupSendError<usize, BatchSendError>> {
    let all_known = batch.all_known();
    group_outcome(send(batch), all_known)
}

/// What a batch by group says that was sent so far as it could be.
pub(super) fn group_outcome(
    sent: Result<usize, BatchSendError>,
    all_known: bool,
) -> Result<usize, GroupSendError<usize, BatchSendError>> {
    match sent {
        Ok(sent) if !all_known => Err(GroupSendError::UnknownKey(sent)),
        sent => sent.map_err(GroupSendError::Send),
    }
}
