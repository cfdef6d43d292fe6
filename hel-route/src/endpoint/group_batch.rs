//! Sending many values by an explicit map of keys to shards.

use core::borrow::Borrow;
use core::hash::Hash;
use std::time::{Duration, Instant};

use super::future::{GroupFuture, KeyedBatchFuture};
use super::shard_sender::ShardSender;
use crate::errors::{BatchSendError, GroupSendError};
use crate::op::{self, KeyedBatchOp, Patience};
use crate::policy::Groups;

/// Sending a batch by group: further methods of [`GroupSender`](crate::mpmc::GroupSender).
impl<T, const CAP: usize, K: Eq + Hash> ShardSender<T, CAP, Groups<K>> {
    /// Sends all of `buffer`, each item to the shard of its key, blocking the thread while a live shard is full.
    ///
    /// Gives the number of items sent, which is all of them. Linear in the batch, plus O(shards). A full or dead shard holds up
    /// no other: all items of live shards are sent before the dead ones are reported.
    ///
    /// # Errors
    ///
    /// [`GroupSendError::UnknownKey`] with the index of the first item in `buffer` whose key is unknown: then nothing was sent,
    /// and `buffer` is as it was. Otherwise [`BatchSendError`] inside [`GroupSendError::Send`] when something is left that was
    /// meant for a closed shard; it is in `buffer`, in order.
    ///
    /// # Panics
    ///
    /// When `key` does: then nothing was sent, and `buffer` is as it was.
    pub fn send_batch<Q>(
        &self,
        buffer: &mut Vec<T>,
        key: impl FnMut(&T) -> Q,
    ) -> Result<usize, GroupSendError<usize, BatchSendError>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq,
    {
        send_split(self.batch(buffer, key), |batch| op::send_batch(batch, Patience::Forever))
    }

    /// As [`send_batch`](Self::send_batch), with keys that are borrowed from the items.
    ///
    /// # Errors
    ///
    /// As [`send_batch`](Self::send_batch).
    pub fn send_batch_by<Q>(
        &self,
        buffer: &mut Vec<T>,
        key: impl FnMut(&T) -> &Q,
    ) -> Result<usize, GroupSendError<usize, BatchSendError>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        send_split(self.batch_by(buffer, key), |batch| op::send_batch(batch, Patience::Forever))
    }

    /// As [`send_batch`](Self::send_batch), for `timeout` at most.
    ///
    /// # Errors
    ///
    /// As [`send_batch`](Self::send_batch); what was not sent is in `buffer`, in order.
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
        send_split(self.batch(buffer, key), |batch| op::send_batch(batch, Patience::timeout(timeout)))
    }

    /// As [`send_batch_by`](Self::send_batch_by), for `timeout` at most.
    ///
    /// # Errors
    ///
    /// As [`send_batch`](Self::send_batch); what was not sent is in `buffer`, in order.
    pub fn send_batch_timeout_by<Q>(
        &self,
        buffer: &mut Vec<T>,
        timeout: Duration,
        key: impl FnMut(&T) -> &Q,
    ) -> Result<usize, GroupSendError<usize, BatchSendError>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        send_split(self.batch_by(buffer, key), |batch| op::send_batch(batch, Patience::timeout(timeout)))
    }

    /// As [`send_batch`](Self::send_batch), until `deadline`.
    ///
    /// # Errors
    ///
    /// As [`send_batch`](Self::send_batch); what was not sent is in `buffer`, in order.
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
        send_split(self.batch(buffer, key), |batch| op::send_batch(batch, Patience::deadline(deadline)))
    }

    /// As [`send_batch_by`](Self::send_batch_by), until `deadline`.
    ///
    /// # Errors
    ///
    /// As [`send_batch`](Self::send_batch); what was not sent is in `buffer`, in order.
    pub fn send_batch_deadline_by<Q>(
        &self,
        buffer: &mut Vec<T>,
        deadline: Instant,
        key: impl FnMut(&T) -> &Q,
    ) -> Result<usize, GroupSendError<usize, BatchSendError>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        send_split(self.batch_by(buffer, key), |batch| op::send_batch(batch, Patience::deadline(deadline)))
    }

    /// Sends what there is room for now, each item to the shard of its key. Never waits for another thread.
    ///
    /// # Errors
    ///
    /// As [`send_batch`](Self::send_batch), also when a shard is full; what was not sent is in `buffer`, in order.
    pub fn try_send_batch<Q>(
        &self,
        buffer: &mut Vec<T>,
        key: impl FnMut(&T) -> Q,
    ) -> Result<usize, GroupSendError<usize, BatchSendError>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq,
    {
        send_split(self.batch(buffer, key), op::try_send_batch)
    }

    /// As [`try_send_batch`](Self::try_send_batch), with keys that are borrowed from the items.
    ///
    /// # Errors
    ///
    /// As [`try_send_batch`](Self::try_send_batch).
    pub fn try_send_batch_by<Q>(
        &self,
        buffer: &mut Vec<T>,
        key: impl FnMut(&T) -> &Q,
    ) -> Result<usize, GroupSendError<usize, BatchSendError>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        send_split(self.batch_by(buffer, key), op::try_send_batch)
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
    ) -> GroupFuture<KeyedBatchFuture<'_, 'b, T, CAP>, Option<usize>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq,
    {
        future_of_split(self.batch(buffer, key))
    }

    /// As [`send_batch_async`](Self::send_batch_async), with keys that are borrowed from the items.
    ///
    /// # Errors
    ///
    /// As [`send_batch`](Self::send_batch).
    ///
    /// # Cancel safety
    ///
    /// As [`send_batch_async`](Self::send_batch_async).
    pub fn send_batch_async_by<'b, Q>(
        &self,
        buffer: &'b mut Vec<T>,
        key: impl FnMut(&T) -> &Q,
    ) -> GroupFuture<KeyedBatchFuture<'_, 'b, T, CAP>, Option<usize>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        future_of_split(self.batch_by(buffer, key))
    }

    fn batch<'b, Q>(&self, buffer: &'b mut Vec<T>, mut key: impl FnMut(&T) -> Q) -> Split<'_, 'b, T, CAP>
    where
        K: Borrow<Q>,
        Q: Hash + Eq,
    {
        KeyedBatchOp::try_new(self.senders(), buffer, |value| self.policy.shard_of(&key(value)))
    }

    fn batch_by<'b, Q>(&self, buffer: &'b mut Vec<T>, mut key: impl FnMut(&T) -> &Q) -> Split<'_, 'b, T, CAP>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        KeyedBatchOp::try_new(self.senders(), buffer, |value| self.policy.shard_of(key(value)))
    }
}

/// A batch split by shard, or the index of the first item whose key is unknown; then the buffer is as it was.
type Split<'a, 'b, T, const CAP: usize> = Result<KeyedBatchOp<'a, 'b, T, CAP>, usize>;

fn send_split<'a, 'b, T, const CAP: usize>(
    split: Split<'a, 'b, T, CAP>,
    send: impl FnOnce(KeyedBatchOp<'a, 'b, T, CAP>) -> Result<usize, BatchSendError>,
) -> Result<usize, GroupSendError<usize, BatchSendError>> {
    send(split.map_err(GroupSendError::UnknownKey)?).map_err(GroupSendError::Send)
}

fn future_of_split<'a, 'b, T, const CAP: usize>(
    split: Split<'a, 'b, T, CAP>,
) -> GroupFuture<KeyedBatchFuture<'a, 'b, T, CAP>, Option<usize>> {
    match split {
        Ok(batch) => GroupFuture::known(KeyedBatchFuture::new(batch)),
        Err(index) => GroupFuture::unknown(Some(index)),
    }
}
