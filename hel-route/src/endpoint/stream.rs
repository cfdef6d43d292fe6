//! Receivers as streams.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use futures_core::stream::{FusedStream, Stream};
use hel_notify::Waiting;

use crate::channel::RecvHandle;
use crate::op::{self, RecvOp};

/// Gives each value and ends with the channel; `H` is the receiver, by reference or owned.
///
/// Made by `stream()` and `into_stream()` of every receiver.
///
/// # Cancel safety
///
/// Dropping the stream, or the future of its `next`, loses no value. The stream keeps its place among the waiting receivers
/// from one poll to the next.
#[must_use = "streams are lazy"]
pub struct RecvStream<H: RecvHandle> {
    /// The receive of the next value; at rest between values, gone at the end.
    next: Option<Waiting<RecvOp<H>>>,
}

impl<H: RecvHandle> RecvStream<H> {
    pub(crate) fn new(handle: H) -> Self {
        Self { next: Some(Waiting::new(RecvOp::new(handle))) }
    }
}

impl<H: RecvHandle> Stream for RecvStream<H> {
    type Item = H::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<H::Item>> {
        // Polled in place: a waker that panics leaves the stream as it was.
        let Some(next) = &mut self.next else {
            return Poll::Ready(None);
        };
        let received = ready!(op::poll_in_turn(next, cx));
        let finished = self.next.take().expect("hel: it was polled a line above");
        Poll::Ready(received.ok().map(|(_, value)| {
            self.next = Some(Waiting::new(finished.into_operation()));
            value
        }))
    }
}

impl<H: RecvHandle> FusedStream for RecvStream<H> {
    fn is_terminated(&self) -> bool {
        self.next.is_none()
    }
}

impl<H: RecvHandle> fmt::Debug for RecvStream<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecvStream").field("ended", &self.next.is_none()).finish()
    }
}
