//! One value or many, from a task.

use core::hash::BuildHasher;

use super::KeySender;
use crate::endpoint::future::{KeyedBatchFuture, SendFuture};
use crate::mpmc::Sender;
use crate::policy::Key;

/// Sending from a task, of any runtime.
impl<T, const CAP: usize, S: BuildHasher> KeySender<T, CAP, S> {
    /// Sends a value to the shard of its key, waiting as a task while that shard is full. Never blocks the thread.
    ///
    /// # Errors
    ///
    /// The future gives [`AsyncSendError::Disconnected`](crate::errors::AsyncSendError::Disconnected) with the value when the
    /// shard is closed.
    ///
    /// # Cancel safety
    ///
    /// As [`Sender::send_async`]: a future that is dropped while pending has not sent; the value is dropped with it. To keep it,
    /// `tx.to(key).send_ref_async(&mut slot)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on; // as any runtime's
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

    /// As [`send_batch`](Self::send_batch), waiting as a task. Keys are hashed at this call.
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
