//! One value or many, from a task.

use super::Sender;
use crate::endpoint::future::{SendBatchFuture, SendFuture, SendRefFuture};

/// Sending from a task, of any runtime.
impl<T, const CAP: usize> Sender<T, CAP> {
    /// Sends a value; the task waits while the lane is full. Never blocks the thread.
    ///
    /// # Errors
    ///
    /// [`AsyncSendError::Disconnected`](crate::errors::AsyncSendError::Disconnected) with the value when the lane is closed or the
    /// receiver is gone.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future while it is pending sends nothing and drops the value. To keep the value, use [`SendFuture::into_inner`] or
    /// [`send_ref_async`](Self::send_ref_async).
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on; // or any runtime's
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, mut rx) = spsc::<_, 4>();
    /// block_on(async {
    ///     tx.send_async("one").await.unwrap();
    ///     assert_eq!(rx.recv_async().await, Ok("one"));
    ///     drop(rx);
    ///     assert_eq!(tx.send_async("two").await.unwrap_err().into_inner(), "two");
    /// });
    /// ```
    pub fn send_async(&mut self, value: T) -> SendFuture<&mut Self> {
        SendFuture::new(self, value)
    }

    /// Like [`send_async`](Self::send_async), but the value stays in `slot` until it is sent. An empty `slot` gives `Ok`.
    ///
    /// # Errors
    ///
    /// [`AsyncSendRefError`](crate::errors::AsyncSendRefError); the value is still in `slot`.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future while it is pending leaves the value in `slot`. Use this form under a runtime's timeout and in a `select!`.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_util::FutureExt;
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, mut rx) = spsc::<_, 1>();
    /// tx.try_send("first").unwrap();
    /// let mut slot = Some("second");
    /// assert_eq!(tx.send_ref_async(&mut slot).now_or_never(), None); // polled once and dropped
    /// assert_eq!(slot, Some("second"));
    ///
    /// assert_eq!(rx.try_recv(), Ok("first"));
    /// assert_eq!(tx.send_ref_async(&mut slot).now_or_never(), Some(Ok(())));
    /// assert_eq!(slot, None);
    /// ```
    pub fn send_ref_async<'v>(&mut self, slot: &'v mut Option<T>) -> SendRefFuture<'v, &mut Self> {
        SendRefFuture::new(self, slot)
    }

    /// Like [`send_async`](Self::send_async), but the future owns the sender, and drops it when it is dropped itself.
    ///
    /// # Errors
    ///
    /// As [`send_async`](Self::send_async).
    ///
    /// # Cancel safety
    ///
    /// As [`send_async`](Self::send_async).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::spsc::spsc;
    ///
    /// #[tokio::main(flavor = "current_thread")]
    /// async fn main() {
    ///     let (tx, mut rx) = spsc::<_, 4>();
    ///     tokio::spawn(tx.into_send_async("the only one")); // borrows nothing
    ///     assert_eq!(rx.recv_async().await, Ok("the only one"));
    ///     assert!(rx.recv_async().await.is_err());
    /// }
    /// ```
    pub fn into_send_async(self, value: T) -> SendFuture<Self> {
        SendFuture::new(self, value)
    }

    /// The async form of [`send_batch`](Self::send_batch).
    ///
    /// # Errors
    ///
    /// As [`send_batch`](Self::send_batch).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future puts what was not sent back into `buffer`, in order; until then the buffer is empty.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on;
    /// use futures_util::FutureExt;
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, mut rx) = spsc::<_, 2>();
    /// let mut buffer = vec![1, 2, 3];
    /// // Polled once and dropped: the third found no room.
    /// assert_eq!(tx.send_batch_async(&mut buffer).now_or_never(), None);
    /// assert_eq!(buffer, [3]);
    ///
    /// assert_eq!(rx.recv(), Ok(1));
    /// assert_eq!(block_on(tx.send_batch_async(&mut buffer)), Ok(1));
    /// ```
    pub fn send_batch_async<'b>(&mut self, buffer: &'b mut Vec<T>) -> SendBatchFuture<'b, &mut Self> {
        SendBatchFuture::new(self, buffer)
    }

    /// The sender as a `Sink` that borrows it.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on;
    /// use futures_util::{SinkExt, stream};
    /// use hel::channel::spsc::spsc;
    ///
    /// let (mut tx, mut rx) = spsc::<_, 8>();
    /// block_on(tx.sink().send_all(&mut stream::iter([Ok(1), Ok(2)])))?;
    /// tx.send(3).unwrap(); // it is still here
    /// assert_eq!(rx.try_iter().collect::<Vec<_>>(), [1, 2, 3]);
    /// # Ok::<(), hel::channel::errors::AsyncSendRefError>(())
    /// ```
    #[cfg(feature = "sink")]
    pub fn sink(&mut self) -> crate::mpmc::SendSink<&mut Self> {
        crate::mpmc::SendSink::new(self)
    }

    /// The sender as a `Sink` that owns it. Closing the sink drops the sender, which closes the lane.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on;
    /// use futures_util::SinkExt;
    /// use hel::channel::spsc::spsc;
    ///
    /// let (tx, mut rx) = spsc::<_, 8>();
    /// block_on(async {
    ///     let mut sink = tx.into_sink();
    ///     sink.send(1).await?;
    ///     sink.close().await
    /// })?;
    /// assert_eq!(rx.iter().collect::<Vec<_>>(), [1]);
    /// # Ok::<(), hel::channel::errors::AsyncSendRefError>(())
    /// ```
    #[cfg(feature = "sink")]
    pub fn into_sink(self) -> crate::mpmc::SendSink<Self> {
        crate::mpmc::SendSink::new(self)
    }
}
