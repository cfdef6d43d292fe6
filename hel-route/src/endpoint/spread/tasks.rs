//! One value or many, from a task.

use super::SpreadSender;
use crate::endpoint::future::{SendBatchFuture, SendFuture, SendRefFuture};
use crate::policy::Policy;

/// Sending from a task, of any runtime.
impl<T, const CAP: usize, P: Policy> SpreadSender<T, CAP, P> {
    /// Sends a value to a shard with room; the task waits while every open shard is full. Never blocks the thread.
    ///
    /// # Errors
    ///
    /// [`AsyncSendError::Disconnected`](crate::errors::AsyncSendError::Disconnected) with the value when all shards are closed.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future while it is pending sends nothing and drops the value. To keep the value, use [`SendFuture::into_inner`] or
    /// [`send_ref_async`](Self::send_ref_async). It also gives up the place in the wait list, and passes a received wakeup on.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on; // or any runtime's
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 4>(2);
    /// block_on(async {
    ///     tx.send_async('a').await.unwrap();
    ///     tx.send_async('b').await.unwrap();
    ///     assert_eq!(rx.recv_any_async().await, Ok((0, 'a')));
    ///     assert_eq!(rx.recv_any_async().await, Ok((1, 'b')));
    /// });
    /// ```
    pub fn send_async(&self, value: T) -> SendFuture<&Self> {
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
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 1>(2);
    /// tx.send_batch(&mut vec!["one", "two"]).unwrap();
    /// let mut slot = Some("three");
    /// assert_eq!(tx.send_ref_async(&mut slot).now_or_never(), None); // polled once and dropped
    /// assert_eq!(slot, Some("three"));
    ///
    /// rx.receiver(1).unwrap().recv().unwrap(); // room in any shard is enough
    /// assert_eq!(tx.send_ref_async(&mut slot).now_or_never(), Some(Ok(())));
    /// ```
    pub fn send_ref_async<'v>(&self, slot: &'v mut Option<T>) -> SendRefFuture<'v, &Self> {
        SendRefFuture::new(self, slot)
    }

    /// Like [`send_async`](Self::send_async), but the future owns the sender and so may outlive this scope. To send more, clone the
    /// sender first.
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
    /// use hel::channel::mpmc::round_robin;
    ///
    /// #[tokio::main(flavor = "current_thread")]
    /// async fn main() {
    ///     let (tx, rx) = round_robin::<_, 4>(2);
    ///     tokio::spawn(tx.clone().into_send_async(1)); // borrows nothing
    ///     tokio::spawn(tx.into_send_async(2));
    ///     assert_eq!(rx.recv_async().await.unwrap() + rx.recv_async().await.unwrap(), 3);
    ///     assert!(rx.recv_async().await.is_err()); // no sender is left
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
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 1>(2);
    /// let mut buffer = vec![1, 2, 3];
    /// // Polled once and dropped: the third found no room.
    /// assert_eq!(tx.send_batch_async(&mut buffer).now_or_never(), None);
    /// assert_eq!(buffer, [3]);
    ///
    /// assert_eq!(rx.recv(), Ok(1));
    /// assert_eq!(block_on(tx.send_batch_async(&mut buffer)), Ok(1));
    /// ```
    pub fn send_batch_async<'b>(&self, buffer: &'b mut Vec<T>) -> SendBatchFuture<'b, &Self> {
        SendBatchFuture::new(self, buffer)
    }

    /// The sender as a `Sink` that borrows it.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on;
    /// use futures_util::{SinkExt, stream};
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// block_on(tx.sink().send_all(&mut stream::iter([Ok(1), Ok(2)])))?;
    /// tx.send(3).unwrap(); // it is still here
    /// assert_eq!(rx.try_iter().collect::<Vec<_>>(), [1, 2, 3]);
    /// # Ok::<(), hel::channel::errors::AsyncSendRefError>(())
    /// ```
    #[cfg(feature = "sink")]
    pub fn sink(&self) -> crate::mpmc::SendSink<&Self> {
        crate::mpmc::SendSink::new(self)
    }

    /// The sender as a `Sink` that owns it. Closing the sink drops the sender.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on;
    /// use futures_util::SinkExt;
    /// use hel::channel::mpmc::round_robin;
    ///
    /// let (tx, rx) = round_robin::<_, 8>(2);
    /// block_on(async {
    ///     let mut sink = tx.into_sink();
    ///     sink.send(1).await?;
    ///     sink.close().await
    /// })?;
    /// assert_eq!(rx.iter().collect::<Vec<_>>(), [1]); // it was the last sender
    /// # Ok::<(), hel::channel::errors::AsyncSendRefError>(())
    /// ```
    #[cfg(feature = "sink")]
    pub fn into_sink(self) -> crate::mpmc::SendSink<Self> {
        crate::mpmc::SendSink::new(self)
    }
}
