//! One value or many, by a task.

use super::Receiver;
use crate::endpoint::future::{RecvBatchFuture, RecvFuture};

/// Receiving by a task, of any runtime.
impl<T, const CAP: usize> Receiver<T, CAP> {
    /// Receives the oldest value; the task waits while there is none. Never blocks the thread.
    ///
    /// # Errors
    ///
    /// [`AsyncRecvError::Disconnected`](crate::errors::AsyncRecvError::Disconnected) when the lane is drained and no further send can
    /// succeed.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future while it is pending loses no value.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::thread;
    /// use futures_lite::future::block_on; // or any runtime's
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, mut rx) = spsc::<_, 4>();
    /// thread::spawn(move || tx.send("from a thread"));
    /// block_on(async {
    ///     assert_eq!(rx.recv_async().await, Ok("from a thread"));
    ///     assert!(rx.recv_async().await.is_err()); // its sender is gone
    /// });
    /// ```
    pub fn recv_async(&mut self) -> RecvFuture<&mut Self> {
        RecvFuture::new(self)
    }

    /// Like [`recv_async`](Self::recv_async), but the future owns the receiver, and drops it when it is dropped itself.
    ///
    /// # Errors
    ///
    /// As [`recv_async`](Self::recv_async).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future while it is pending takes no value, but drops the receiver, and with it all queued values.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::spsc;
    ///
    /// #[tokio::main(flavor = "current_thread")]
    /// async fn main() {
    ///     let (mut tx, rx) = spsc::<_, 1>();
    ///     let reply = tokio::spawn(rx.into_recv_async()); // borrows nothing
    ///     tx.send_async(42).await.unwrap();
    ///     assert_eq!(reply.await.unwrap(), Ok(42));
    ///     assert!(tx.is_disconnected());
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
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, mut rx) = spsc::<_, 8>();
    /// let mut into = Vec::new();
    /// assert_eq!(rx.recv_batch_async(&mut into, 64).now_or_never(), None); // polled once and dropped
    ///
    /// tx.send_batch(&mut vec![1, 2, 3]).unwrap();
    /// assert_eq!(block_on(rx.recv_batch_async(&mut into, 64)), Ok(3));
    /// assert_eq!(into, [1, 2, 3]);
    /// ```
    pub fn recv_batch_async<'b>(
        &mut self,
        into: &'b mut Vec<T>,
        max: usize,
    ) -> RecvBatchFuture<'b, &mut Self> {
        RecvBatchFuture::new(self, into, max)
    }

    /// The values as a `Stream`, which ends with the lane.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on;
    /// use futures_util::StreamExt;
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, mut rx) = spsc::<_, 4>();
    /// tx.send_batch(&mut vec![1, 2, 3]).unwrap();
    /// assert_eq!(block_on(rx.stream().take(2).collect::<Vec<_>>()), [1, 2]);
    /// assert_eq!(rx.recv(), Ok(3)); // it is still here
    /// ```
    #[cfg(feature = "stream")]
    pub fn stream(&mut self) -> crate::mpmc::RecvStream<&mut Self> {
        crate::mpmc::RecvStream::new(self)
    }

    /// The values as a `Stream` that owns the receiver, and so may outlive this scope.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on;
    /// use futures_util::{Stream, StreamExt};
    /// use hel::channel::spsc::spsc;
    ///
    /// fn numbers() -> impl Stream<Item = u32> {
    ///     let (mut tx, rx) = spsc::<_, 4>();
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
