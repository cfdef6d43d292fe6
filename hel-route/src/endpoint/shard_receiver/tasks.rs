//! The next value of any shard, or many, by a task.

use super::ShardReceiver;
use crate::endpoint::future::{RecvAnyFuture, RecvBatchFuture, RecvFuture};

/// Receiving by a task, of any runtime.
impl<T, const CAP: usize, R> ShardReceiver<T, CAP, R> {
    /// Receives the next value of any shard; the task waits while there is none. Never blocks the thread.
    ///
    /// # Errors
    ///
    /// [`AsyncRecvError::Disconnected`](crate::errors::AsyncRecvError::Disconnected) when all shards are drained and no further send can
    /// succeed.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future while it is pending loses no value. It gives up the place in the wait list, and passes a received wakeup on.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::thread;
    /// use futures_lite::future::block_on; // or any runtime's
    /// use hel::channel::mpmc::shard_key;
    ///
    /// let (tx, rx) = shard_key::<_, 8>(4);
    /// thread::spawn(move || tx.send("AAPL", 187.2));
    /// block_on(async {
    ///     assert_eq!(rx.recv_async().await, Ok(187.2)); // of any shard
    ///     assert!(rx.recv_async().await.is_err()); // its sender is gone
    /// });
    /// ```
    pub fn recv_async(&self) -> RecvFuture<&Self> {
        RecvFuture::new(self)
    }

    /// Like [`recv_async`](Self::recv_async), but the future owns the receiver and so may outlive this scope. To receive more, clone the
    /// receiver first.
    ///
    /// # Errors
    ///
    /// As [`recv_async`](Self::recv_async).
    ///
    /// # Cancel safety
    ///
    /// As [`recv_async`](Self::recv_async).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::round_robin;
    ///
    /// #[tokio::main(flavor = "current_thread")]
    /// async fn main() {
    ///     let (tx, rx) = round_robin::<_, 8>(2);
    ///     let first = tokio::spawn(rx.into_recv_async()); // borrows nothing
    ///     tx.send_async(42).await.unwrap();
    ///     assert_eq!(first.await.unwrap(), Ok(42));
    ///     assert!(tx.is_closed()); // it was the last receiver
    /// }
    /// ```
    pub fn into_recv_async(self) -> RecvFuture<Self> {
        RecvFuture::new(self)
    }

    /// Like [`recv_async`](Self::recv_async), with the index of the value's shard.
    ///
    /// # Errors
    ///
    /// As [`recv_async`](Self::recv_async).
    ///
    /// # Cancel safety
    ///
    /// As [`recv_async`](Self::recv_async).
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on;
    /// use hel::channel::mpmc::shard_key;
    ///
    /// let (tx, rx) = shard_key::<_, 8>(4);
    /// tx.send("AAPL", 187.2).unwrap();
    /// assert_eq!(block_on(rx.recv_any_async()), Ok((tx.shard_for("AAPL"), 187.2)));
    /// ```
    pub fn recv_any_async(&self) -> RecvAnyFuture<&Self> {
        RecvAnyFuture::new(self)
    }

    /// The async form of [`recv_batch`](Self::recv_batch).
    ///
    /// # Errors
    ///
    /// As [`recv_async`](Self::recv_async).
    ///
    /// # Panics
    ///
    /// The poll panics as [`recv_batch`](Self::recv_batch) does.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future while it is pending loses no value: it touches the buffer only when it completes.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on;
    /// use futures_util::FutureExt;
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// let mut into = Vec::new();
    /// assert_eq!(rx.recv_batch_async(&mut into, 64).now_or_never(), None); // polled once and dropped
    ///
    /// (1..=4).for_each(|n| tx.send(n).unwrap());
    /// assert_eq!(block_on(rx.recv_batch_async(&mut into, 64)), Ok(4));
    /// assert_eq!(into, [1, 3, 2, 4]); // shard by shard
    /// ```
    pub fn recv_batch_async<'b>(&self, into: &'b mut Vec<T>, max: usize) -> RecvBatchFuture<'b, &Self> {
        RecvBatchFuture::new(self, into, max)
    }

    /// The values of all shards as a `Stream`, which ends with the channel.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on;
    /// use futures_util::StreamExt;
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// (1..=3).for_each(|n| tx.send(n).unwrap());
    /// assert_eq!(block_on(rx.stream().take(2).collect::<Vec<_>>()), [1, 2]);
    /// assert_eq!(rx.recv(), Ok(3)); // it is still here
    /// ```
    #[cfg(feature = "stream")]
    pub fn stream(&self) -> crate::mpmc::RecvStream<&Self> {
        crate::mpmc::RecvStream::new(self)
    }

    /// The values of all shards as a `Stream` that owns the receiver, and so may outlive this scope.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on;
    /// use futures_util::StreamExt;
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<u32, 8>(2);
    /// (1..=4).for_each(|n| tx.send(n).unwrap());
    /// drop(tx);
    /// let sum = rx.into_stream().fold(0, async |sum, n| sum + n);
    /// assert_eq!(block_on(sum), 10);
    /// ```
    #[cfg(feature = "stream")]
    pub fn into_stream(self) -> crate::mpmc::RecvStream<Self> {
        crate::mpmc::RecvStream::new(self)
    }
}
