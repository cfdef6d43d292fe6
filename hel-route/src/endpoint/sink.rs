//! Senders as sinks.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use futures_sink::Sink;
use hel_notify::Waiting;

use crate::channel::SendHandle;
use crate::errors::AsyncSendRefError;
use crate::op::{self, SinkOp};

/// Takes one value at a time and sends it; `H` is the sender, borrowed or owned.
///
/// Made by `sink()` and `into_sink()` of the senders that take a value without a key. For a sender with keys, use `tx.to(key).sink()`.
///
/// It waits for room *before* it takes a value, and then sends the value at once. If another sender took the room first, or the channel
/// was closed, the sink keeps the value until a `poll_ready` or `poll_flush` sends it, or until [`take_buffered`](Self::take_buffered).
/// To send a kept value it waits again, at the end of the wait list: among many plain senders of a full channel, a sink gets less than
/// its share.
///
/// # Errors
///
/// [`AsyncSendRefError`] when no send can succeed any more. `poll_ready` and `start_send` return it; `poll_flush` and `poll_close` only
/// if a kept value is unsent. That value stays in the sink. After `close`, `poll_ready` and `start_send` fail.
///
/// # Cancel safety
///
/// Dropping the future of a `send` that waits for room sends nothing. But the sink keeps its place among the waiting senders until
/// a `poll_ready` or the flush of a kept value completes, `take_buffered`, or a drop: as with any future that was polled once, poll it again or drop it. If the sink has
/// *taken* the value, it keeps it, and a later call sends it, even if the future of the flush is dropped. `close` flushes and then drops
/// the sender, even if the flush fails; other senders keep the channel open.
///
/// # Examples
///
/// ```
/// use futures_util::{SinkExt, stream};
/// use hel::channel::errors::AsyncSendRefError;
/// use hel::channel::mpmc::bounded;
///
/// #[tokio::main(flavor = "current_thread")]
/// async fn main() -> Result<(), AsyncSendRefError> {
///     let (tx, rx) = bounded::<u32, 8>();
///     let mut sink = tx.into_sink();
///     sink.send(1).await?;
///     sink.send_all(&mut stream::iter([Ok(2), Ok(3)])).await?;
///     sink.close().await?; // it was the last sender
///     assert_eq!(rx.iter().collect::<Vec<_>>(), [1, 2, 3]);
///     Ok(())
/// }
/// ```
#[must_use = "sinks are lazy"]
pub struct SendSink<H: SendHandle> {
    /// The sender and its wait. `None` once the sink is closed.
    waiting: Option<Waiting<SinkOp<H>>>,
    /// The value that `close` could not send.
    left: Option<H::Item>,
}

impl<H: SendHandle> SendSink<H> {
    pub(crate) fn new(handle: H) -> Self {
        Self { waiting: Some(Waiting::new(SinkOp { handle, kept: None })), left: None }
    }

    /// The sender; `None` once the sink is closed.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, _rx) = bounded::<u8, 8>();
    /// let sink = tx.into_sink();
    /// assert_eq!(sink.get_ref().unwrap().capacity(), 8);
    /// ```
    pub fn get_ref(&self) -> Option<&H> {
        self.waiting.as_ref().map(|waiting| &waiting.operation().handle)
    }

    /// Returns the sender; `None` once the sink is closed. A kept value is dropped: [take](Self::take_buffered) it first.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on;
    /// use futures_util::SinkExt;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 8>();
    /// let mut sink = tx.into_sink();
    /// block_on(sink.send(1)).unwrap();
    /// let tx = sink.into_inner().unwrap();
    /// tx.send(2).unwrap();
    /// assert_eq!(rx.try_iter().collect::<Vec<_>>(), [1, 2]);
    /// ```
    pub fn into_inner(self) -> Option<H> {
        self.waiting.map(|waiting| waiting.into_operation().handle)
    }

    /// Takes out a value that the sink has taken but not sent. Gives up the place among the waiting senders.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on;
    /// use futures_util::{SinkExt, future::poll_fn};
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, _rx) = bounded::<_, 1>();
    /// let mut sink = tx.sink();
    /// block_on(poll_fn(|cx| sink.poll_ready_unpin(cx))).unwrap(); // there is room,
    /// tx.try_send("faster").unwrap(); // which another sender takes
    /// sink.start_send_unpin("kept").unwrap();
    /// assert_eq!(sink.take_buffered(), Some("kept"));
    /// ```
    pub fn take_buffered(&mut self) -> Option<H::Item> {
        self.with_sink(|sink| sink.kept.take()).flatten().or_else(|| self.left.take())
    }

    /// Ends the wait, if there is one, and calls `using`; `None` once the sink is closed.
    fn with_sink<R>(&mut self, using: impl FnOnce(&mut SinkOp<H>) -> R) -> Option<R> {
        if self.waiting.as_ref().is_some_and(Waiting::is_registered) {
            self.waiting = self.waiting.take().map(|waiting| Waiting::new(waiting.into_operation()));
        }
        self.waiting.as_mut()?.operation_mut().map(using)
    }

    fn has_kept(&self) -> bool {
        self.waiting.as_ref().is_some_and(|waiting| waiting.operation().kept.is_some())
    }

    fn poll_next_step(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), AsyncSendRefError>> {
        let Some(waiting) = &mut self.waiting else {
            return Poll::Ready(Err(AsyncSendRefError::Disconnected));
        };
        let outcome = ready!(op::poll_paced(waiting, cx));
        waiting.renew();
        Poll::Ready(outcome)
    }
}

impl<H: SendHandle> Sink<H::Item> for SendSink<H> {
    type Error = AsyncSendRefError;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        ready!(self.as_mut().poll_flush(cx))?;
        self.poll_next_step(cx)
    }

    /// # Panics
    ///
    /// When the sink still keeps a value: call `poll_ready` first.
    fn start_send(mut self: Pin<&mut Self>, value: H::Item) -> Result<(), Self::Error> {
        assert!(!self.has_kept(), "hel: start_send before poll_ready said that the sink is ready");
        self.with_sink(|sink| sink.send(value)).unwrap_or(Err(AsyncSendRefError::Disconnected))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        if self.has_kept() { self.poll_next_step(cx) } else { Poll::Ready(Ok(())) }
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        let flushed = ready!(self.as_mut().poll_flush(cx));
        self.left = self.take_buffered();
        self.waiting = None;
        Poll::Ready(flushed)
    }
}

// The kept value is never pinned.
impl<H: SendHandle> Unpin for SendSink<H> {}

/// A clone starts without a kept value.
impl<H: SendHandle + Clone> Clone for SendSink<H> {
    fn clone(&self) -> Self {
        self.get_ref().cloned().map_or(Self { waiting: None, left: None }, Self::new)
    }
}

impl<H: SendHandle> fmt::Debug for SendSink<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendSink")
            .field("closed", &self.waiting.is_none())
            .field("keeps_a_value", &self.has_kept())
            .finish_non_exhaustive()
    }
}
