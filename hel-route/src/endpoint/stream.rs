//! Receivers as streams.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use futures_core::stream::{FusedStream, Stream};
use hel_notify::Waiting;

use crate::channel::RecvHandle;
use crate::op::{self, PacedOperation, RecvOp};

/// Yields each value and ends with the channel; `H` is the receiver, borrowed or owned.
///
/// Made by `stream()` and `into_stream()` of every receiver.
///
/// # Cancel safety
///
/// Dropping the stream, or the future of its `next`, loses no value. The stream keeps its place among the waiting receivers
/// from one poll to the next.
///
/// # Examples
///
/// ```
/// use futures_lite::future::block_on;
/// use futures_util::StreamExt;
/// use hel::channel::mpmc::bounded;
///
/// let (tx, rx) = bounded::<_, 8>();
/// tx.send_batch(&mut vec![1, 2, 3]).unwrap();
/// drop(tx);
/// let squares = rx.into_stream().map(|n| n * n).collect::<Vec<_>>();
/// assert_eq!(block_on(squares), [1, 4, 9]);
/// ```
#[must_use = "streams are lazy"]
pub struct RecvStream<H: RecvHandle> {
    /// The receive of the next value: renewed after each value, terminated at the end.
    next: Waiting<RecvOp<H>>,
}

impl<H: RecvHandle> RecvStream<H> {
    pub(crate) fn new(handle: H) -> Self {
        Self { next: Waiting::new(RecvOp::new(handle)) }
    }

    /// The receiver.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 8>();
    /// let stream = rx.into_stream();
    /// tx.send(1).unwrap();
    /// assert_eq!(stream.get_ref().len(), 1);
    /// ```
    pub fn get_ref(&self) -> &H {
        self.next.operation().handle()
    }

    /// Returns the receiver.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on;
    /// use futures_util::StreamExt;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 8>();
    /// tx.send_batch(&mut vec![1, 2]).unwrap();
    /// let mut stream = rx.into_stream();
    /// assert_eq!(block_on(stream.next()), Some(1));
    /// let rx = stream.into_inner();
    /// assert_eq!(rx.recv(), Ok(2));
    /// ```
    pub fn into_inner(self) -> H {
        self.next.into_operation().into_handle()
    }
}

impl<H: RecvHandle> Stream for RecvStream<H> {
    type Item = H::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<H::Item>> {
        if self.next.is_terminated() {
            return Poll::Ready(None);
        }
        let received = ready!(op::poll_paced(&mut self.next, cx));
        Poll::Ready(received.ok().map(|(_, value)| {
            self.next.renew();
            value
        }))
    }
}

impl<H: RecvHandle> FusedStream for RecvStream<H> {
    fn is_terminated(&self) -> bool {
        self.next.is_terminated()
    }
}

impl<H: RecvHandle + Clone> Clone for RecvStream<H> {
    fn clone(&self) -> Self {
        Self::new(self.get_ref().clone())
    }
}

impl<H: RecvHandle> fmt::Debug for RecvStream<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecvStream").field("ended", &self.is_terminated()).finish()
    }
}
