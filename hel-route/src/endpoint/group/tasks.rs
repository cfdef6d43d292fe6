//! One value or many, from a task.

use core::borrow::Borrow;
use core::hash::Hash;

use super::GroupSender;
use crate::endpoint::future::{GroupBatchFuture, GroupSendFuture};

/// Sending from a task, of any runtime.
impl<T, const CAP: usize, K: Eq + Hash> GroupSender<T, CAP, K> {
    /// Sends a value to the shard of its key, waiting as a task while that shard is full. Never blocks the thread.
    ///
    /// # Errors
    ///
    /// The future gives [`UnknownKey`](crate::errors::GroupSendError::UnknownKey) at its first poll when no group has the key, or
    /// `Disconnected` inside [`Send`](crate::errors::GroupSendError::Send).
    ///
    /// # Cancel safety
    ///
    /// As [`Sender::send_async`](crate::mpmc::Sender::send_async): a future that is dropped while pending has not sent; the value is
    /// dropped with it. To keep it, ask for the sender [`to`](Self::to) the key, and
    /// [`send_ref_async`](crate::mpmc::Sender::send_ref_async) by that.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on; // as any runtime's
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

    /// As [`send_batch`](Self::send_batch), waiting as a task. Keys are looked up at this call.
    ///
    /// # Errors
    ///
    /// The future gives what [`send_batch`](Self::send_batch) does.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future puts what was not sent back into `buffer`, in order; until then the buffer is empty.
    ///
    /// # Panics
    ///
    /// As [`send_batch`](Self::send_batch), at this call and not when the future is polled.
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
}
