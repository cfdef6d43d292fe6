//! Senders as sinks.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use futures_sink::Sink;
use hel_notify::Waiting;

use crate::channel::SendHandle;
use crate::errors::AsyncSendError;
use crate::op::{self, SendOp};

/// Takes one value at a time and sends it; `H` is the sender, owned.
///
/// Made by `into_sink()` of the senders that take a value without a key. A value that was handed to `start_send` is sent by
/// the next `poll_ready`, `poll_flush` or `poll_close`: a sink that is dropped before drops it. Closing the sink flushes it;
/// the channel stays open for other senders.
#[must_use = "sinks are lazy"]
pub struct SendSink<H: SendHandle> {
    /// The send of the last value, or of none yet: done when its slot is empty. `None` only while it is renewed.
    sending: Option<Waiting<SendOp<H, Option<H::Item>>>>,
    /// Whether a value is on its way.
    pending: bool,
}

impl<H: SendHandle> SendSink<H> {
    pub(crate) fn new(handle: H) -> Self {
        Self { sending: Some(Waiting::new(SendOp::new(handle, None))), pending: false }
    }
}

impl<H: SendHandle> Sink<H::Item> for SendSink<H> {
    /// The value that could not be sent comes back with the error.
    type Error = AsyncSendError<H::Item>;

    fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.poll_flush(cx)
    }

    /// # Panics
    ///
    /// When a value is on its way still: `poll_ready` comes first.
    fn start_send(mut self: Pin<&mut Self>, value: H::Item) -> Result<(), Self::Error> {
        assert!(!self.pending, "hel: start_send before poll_ready said that the sink is ready");
        let idle = self.sending.take().expect("hel: a sink has its sender");
        self.sending = Some(Waiting::new(idle.into_operation().with_value(value)));
        self.pending = true;
        Ok(())
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        let this = &mut *self;
        if let (true, Some(sending)) = (this.pending, &mut this.sending) {
            let sent = ready!(op::poll_in_turn(sending, cx));
            this.pending = false;
            sent?;
        }
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.poll_flush(cx)
    }
}

impl<H: SendHandle> fmt::Debug for SendSink<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendSink").field("pending", &self.pending).finish_non_exhaustive()
    }
}
