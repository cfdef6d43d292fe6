//! Senders as sinks.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use futures_sink::Sink;
use hel_notify::Waiting;

use crate::channel::SendHandle;
use crate::errors::AsyncSendRefError;
use crate::op::{self, SinkOp};

/// Takes one value at a time and sends it; `H` is the sender, by reference or moved in.
///
/// Made by `sink()` and `into_sink()` of the senders that take a value without a key; of one with keys, `tx.to(key).sink()`.
///
/// It waits for room *before* it takes a value, and sends it at once. Only where another sender was faster in between, or the channel
/// was closed, it keeps the value: until the next `poll_ready` or `poll_flush` that can send it, or [`take_buffered`](Self::take_buffered).
/// For that it waits anew, behind those who wait already: a sink among many plain senders of a full channel gets less than they do.
///
/// # Errors
///
/// [`AsyncSendRefError`] when no send can succeed any more: `poll_ready` and `start_send` say so, and `poll_flush` and `poll_close` if
/// there is a value that they should have sent. A value that the sink had taken is kept. After `close` there is no sender: `poll_ready`
/// and `start_send` fail.
///
/// # Cancel safety
///
/// The future of a `send` that is dropped while it waited for room has not sent, and never will. The sink itself goes on to wait until
/// it is polled, flushed with a value kept, or dropped: leave it as you would any future that was polled once. A value that it has *taken*
/// is kept and sent by a later call, also when the future of the call that was to flush it is dropped. `close` flushes, and lets go of
/// the sender then, also when the flush fails; the channel stays open for others.
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
    /// The sender, and what it waits for. `None` once the sink is closed.
    waiting: Option<Waiting<SinkOp<H>>>,
    /// What a close could not send.
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

    /// Gives the sender back; `None` once the sink is closed. A value that is kept is dropped: [take](Self::take_buffered) it before.
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

    /// Takes out the value that the sink has taken and could not send yet. Leaves the place among the senders that wait.
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

    /// Ends the wait, if there is one, and uses the sender; `None` once the sink is closed.
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
        let outcome = ready!(op::poll_in_turn(waiting, cx));
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
    /// When the sink keeps a value still: `poll_ready` comes first.
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

// What is kept is not pinned.
impl<H: SendHandle> Unpin for SendSink<H> {}

/// A clone keeps no value.
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
