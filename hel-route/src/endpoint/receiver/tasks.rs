//! One value or many, by a task.

use super::Receiver;
use crate::endpoint::future::{RecvBatchFuture, RecvFuture};

/// Receiving by a task, of any runtime.
impl<T, const CAP: usize> Receiver<T, CAP> {
    /// Receives the oldest value; the task waits while there is none. Never blocks the thread.
    ///
    /// # Errors
    ///
    /// [`AsyncRecvError::Disconnected`](crate::errors::AsyncRecvError::Disconnected) when the shard is drained and no further send can
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
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 4>();
    /// thread::spawn(move || tx.send("from a thread"));
    /// block_on(async {
    ///     assert_eq!(rx.recv_async().await, Ok("from a thread"));
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
    /// use hel::channel::mpmc::bounded;
    ///
    /// #[tokio::main(flavor = "current_thread")]
    /// async fn main() {
    ///     let (tx, rx) = bounded::<_, 4>();
    ///     let reply = tokio::spawn(rx.into_recv_async()); // borrows nothing
    ///     tx.send_async(42).await.unwrap();
    ///     assert_eq!(reply.await.unwrap(), Ok(42));
    ///     assert!(tx.is_closed()); // it was the last receiver
    /// }
    /// ```
    pub fn into_recv_async(self) -> RecvFuture<Self> {
        RecvFuture::new(self)
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
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 8>();
    /// let mut into = Vec::new();
    /// assert_eq!(rx.recv_batch_async(&mut into, 64).now_or_never(), None); // polled once and dropped
    ///
    /// tx.send_batch(&mut vec![1, 2, 3]).unwrap();
    /// assert_eq!(block_on(rx.recv_batch_async(&mut into, 64)), Ok(3));
    /// assert_eq!(into, [1, 2, 3]);
    /// ```
    pub fn recv_batch_async<'b>(&self, into: &'b mut Vec<T>, max: usize) -> RecvBatchFuture<'b, &Self> {
        RecvBatchFuture::new(self, into, max)
    }

    /// The values as a `Stream`, which ends with the channel.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on;
    /// use futures_util::StreamExt;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 4>();
    /// tx.send_batch(&mut vec![1, 2, 3]).unwrap();
    /// let first_two = block_on(rx.stream().take(2).collect::<Vec<_>>());
    /// assert_eq!(first_two, [1, 2]);
    /// assert_eq!(rx.recv(), Ok(3)); // it is still here
    /// ```
    #[cfg(feature = "stream")]
    pub fn stream(&self) -> crate::mpmc::RecvStream<&Self> {
        crate::mpmc::RecvStream::new(self)
    }

    /// The values as a `Stream` that owns the receiver, and so may outlive this scope.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on;
    /// use futures_util::{Stream, StreamExt};
    /// use hel::channel::mpmc::bounded;
    ///
    /// fn numbers() -> impl Stream<Item = u32> {
    ///     let (tx, rx) = bounded::<_, 4>();
    ///     std::thread::spawn(move || (0..10).try_for_each(|n| tx.send(n)));
    ///     rx.into_stream()
    /// }
    ///
    /// assert_eq!(block_on(numbers().count()), 10);
    /// ```
    #[cfg(feature = "stream")]
    pub fn into_stream(self) -> crate::mpmc::RecvStream<Self> {
        crate::mpmc::RecvStream::new(self)
    }
}
