//! The named futures. Each wraps one operation and lets a task wait for it.
//!
//! All behave like [`hel_notify::Waiting`]. Every poll attempts the operation first. The first `Pending` takes a place in the wait list,
//! which the future keeps until it ends. Dropping a pending future cancels the operation and passes a received wakeup on. Polling
//! after completion panics. With the feature `stream` each is a `FusedFuture`, as `futures::select!` requires.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use hel_notify::Waiting;

use super::group_batch::group_outcome;
use super::sender::Sender;
use crate::channel::{Handle, RecvHandle, SendHandle};
use crate::errors::{AsyncRecvError, AsyncSendError, AsyncSendRefError, BatchSendError, GroupSendError};
use crate::op::{self, CloseOp, KeyedBatchOp, RecvBatchOp, RecvOp, SendBatchOp, SendOp};

/// The future of `send_async` and `into_send_async`; `H` is the sender, borrowed or owned.
///
/// Dropping it while pending drops the value. To keep the value, call [`into_inner`](Self::into_inner) first, or use `send_ref_async`.
#[must_use = "a send begins when its future is first polled"]
pub struct SendFuture<H: SendHandle>(Waiting<SendOp<H, Option<H::Item>>>);

/// The future of `send_ref_async`. The value stays in the caller's slot unless it is sent.
#[must_use = "a send begins when its future is first polled"]
pub struct SendRefFuture<'v, H: SendHandle>(Waiting<SendOp<H, &'v mut Option<H::Item>>>);

/// The future of `send_batch_async`. When it fails or is dropped, what was not sent goes back into the caller's buffer.
#[must_use = "a send begins when its future is first polled"]
pub struct SendBatchFuture<'b, H: SendHandle>(Waiting<SendBatchOp<'b, H>>);

/// The future of a keyed `send_batch_async`. When it fails or is dropped, what was not sent goes back into the caller's buffer.
#[must_use = "a send begins when its future is first polled"]
pub struct KeyedBatchFuture<'a, 'b, T, const CAP: usize>(Waiting<KeyedBatchOp<'a, 'b, T, CAP>>);

/// The future of `recv_async` and `into_recv_async`; `H` is the receiver, borrowed or owned.
#[must_use = "a receive begins when its future is first polled"]
pub struct RecvFuture<H: RecvHandle>(Waiting<RecvOp<H>>);

/// The future of `recv_any_async`: the value with the index of its shard.
#[must_use = "a receive begins when its future is first polled"]
pub struct RecvAnyFuture<H: RecvHandle>(Waiting<RecvOp<H>>);

/// The future of `recv_batch_async`. It touches the buffer only when it completes.
#[must_use = "a receive begins when its future is first polled"]
pub struct RecvBatchFuture<'b, H: RecvHandle>(Waiting<RecvBatchOp<'b, H>>);

/// The future of `closed_async`. It completes when no further send can succeed.
#[must_use = "a future waits only when it is polled"]
pub struct ClosedFuture<H: Handle>(Waiting<CloseOp<H>>);

/// The future of a group's `send_async`. If the key is unknown, its first poll returns the error.
///
/// Dropping it while pending drops the value.
#[must_use = "a send begins when its future is first polled"]
pub struct GroupSendFuture<'a, T, const CAP: usize>(Result<SendFuture<&'a Sender<T, CAP>>, Option<T>>);

/// The future of a group's `send_batch_async`. When it fails or is dropped, what was not sent goes back into the caller's buffer.
#[must_use = "a send begins when its future is first polled"]
pub struct GroupBatchFuture<'a, 'b, T, const CAP: usize> {
    batch: KeyedBatchFuture<'a, 'b, T, CAP>,
    all_known: bool,
}

impl<H: SendHandle> SendFuture<H> {
    pub(crate) fn new(handle: H, value: H::Item) -> Self {
        Self(Waiting::new(SendOp::new(handle, Some(value))))
    }

    /// Cancels the send. Returns the value, unless it was sent or an error has returned it already.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_util::poll;
    /// use hel::channel::mpmc::bounded;
    ///
    /// #[tokio::main(flavor = "current_thread")]
    /// async fn main() {
    ///     let (tx, _rx) = bounded::<_, 1>();
    ///     tx.try_send("first").unwrap();
    ///     let mut sending = tx.send_async("second");
    ///     assert!(poll!(&mut sending).is_pending());
    ///     assert_eq!(sending.into_inner(), Some("second")); // neither sent nor lost
    /// }
    /// ```
    pub fn into_inner(self) -> Option<H::Item> {
        self.0.into_operation().into_slot()
    }
}

impl<'v, H: SendHandle> SendRefFuture<'v, H> {
    pub(crate) fn new(handle: H, slot: &'v mut Option<H::Item>) -> Self {
        Self(Waiting::new(SendOp::new(handle, slot)))
    }
}

impl<'b, H: SendHandle> SendBatchFuture<'b, H> {
    pub(crate) fn new(handle: H, buffer: &'b mut Vec<H::Item>) -> Self {
        Self(Waiting::new(SendBatchOp::new(handle, buffer)))
    }
}

impl<'a, 'b, T, const CAP: usize> KeyedBatchFuture<'a, 'b, T, CAP> {
    pub(crate) fn new(operation: KeyedBatchOp<'a, 'b, T, CAP>) -> Self {
        Self(Waiting::new(operation))
    }
}

impl<H: RecvHandle> RecvFuture<H> {
    pub(crate) fn new(handle: H) -> Self {
        Self(Waiting::new(RecvOp::new(handle)))
    }
}

impl<H: RecvHandle> RecvAnyFuture<H> {
    pub(crate) fn new(handle: H) -> Self {
        Self(Waiting::new(RecvOp::new(handle)))
    }
}

impl<'b, H: RecvHandle> RecvBatchFuture<'b, H> {
    pub(crate) fn new(handle: H, into: &'b mut Vec<H::Item>, max: usize) -> Self {
        Self(Waiting::new(RecvBatchOp::new(handle, into, max)))
    }
}

impl<H: Handle> ClosedFuture<H> {
    pub(crate) fn new(handle: H) -> Self {
        Self(Waiting::new(CloseOp::new(handle)))
    }
}

impl<'a, T, const CAP: usize> GroupSendFuture<'a, T, CAP> {
    pub(crate) fn new(sender: Option<&'a Sender<T, CAP>>, value: T) -> Self {
        Self(match sender {
            Some(sender) => Ok(sender.send_async(value)),
            None => Err(Some(value)),
        })
    }

    /// Cancels the send. Returns the value, unless it was sent or an error has returned it already.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::shard_group;
    ///
    /// let (tx, rx) = shard_group::<_, 1, _>([("orders", 0)]);
    /// let sending = tx.send_async("quotes", 7); // the key is unknown, but the future was not polled
    /// assert_eq!(sending.into_inner(), Some(7));
    /// assert!(rx.is_empty());
    /// ```
    pub fn into_inner(self) -> Option<T> {
        self.0.map_or_else(|rejected| rejected, SendFuture::into_inner)
    }

    fn is_over(&self) -> bool {
        self.0.as_ref().map_or_else(Option::is_none, SendFuture::is_terminated)
    }

    fn poll_it(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), GroupSendError<T, AsyncSendError<T>>>> {
        match &mut self.0 {
            Ok(send) => Pin::new(send).poll(cx).map_err(GroupSendError::Send),
            Err(rejected) => {
                Poll::Ready(Err(GroupSendError::UnknownKey(rejected.take().expect("it is not over"))))
            }
        }
    }
}

impl<'a, 'b, T, const CAP: usize> GroupBatchFuture<'a, 'b, T, CAP> {
    pub(crate) fn new(batch: KeyedBatchOp<'a, 'b, T, CAP>) -> Self {
        Self { all_known: batch.all_known(), batch: KeyedBatchFuture::new(batch) }
    }

    fn is_over(&self) -> bool {
        self.batch.is_terminated()
    }

    fn poll_it(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<usize, GroupSendError<usize, BatchSendError>>> {
        Pin::new(&mut self.batch).poll(cx).map(|sent| group_outcome(sent, self.all_known))
    }
}

/// Implements `Future`, `is_terminated` and `Debug` for a future that has `is_over` and `poll_it`. The longer form is for a wrapper of
/// `Waiting`, and also takes how to poll it and how to map its output.
macro_rules! future {
    ([$($generics:tt)*] $future:ty, $name:literal => $output:ty, $poll:expr, $map:expr) => {
        impl<$($generics)*> $future {
            #[inline]
            fn is_over(&self) -> bool {
                self.0.is_terminated()
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn poll_it(&mut self, cx: &mut Context<'_>) -> Poll<$output> {
                ($poll)(&mut self.0, cx).map($map)
            }
        }

        future!([$($generics)*] $future, $name => $output);
    };
    ([$($generics:tt)*] $future:ty, $name:literal => $output:ty) => {
        impl<$($generics)*> $future {
            /// Whether the future has completed. Polling it again would panic.
            ///
            /// # Examples
            ///
            /// ```
            /// use futures_lite::future::block_on;
            /// use hel::channel::mpmc::bounded;
            ///
            /// let (tx, rx) = bounded::<_, 4>();
            /// let mut receiving = rx.recv_async();
            /// tx.send(1).unwrap();
            /// assert!(!receiving.is_terminated());
            /// assert_eq!(block_on(&mut receiving), Ok(1));
            /// assert!(receiving.is_terminated());
            /// ```
            pub fn is_terminated(&self) -> bool {
                self.is_over()
            }
        }

        impl<$($generics)*> Future for $future {
            type Output = $output;

            #[inline]
            fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
                assert!(!self.is_over(), concat!("`", $name, "` polled after it was ready"));
                self.poll_it(cx)
            }
        }

        #[cfg(feature = "stream")]
        impl<$($generics)*> futures_core::FusedFuture for $future {
            fn is_terminated(&self) -> bool {
                self.is_over()
            }
        }

        impl<$($generics)*> fmt::Debug for $future {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct($name).field("terminated", &self.is_terminated()).finish_non_exhaustive()
            }
        }
    };
}

future!([H: SendHandle] SendFuture<H>, "SendFuture" => Result<(), AsyncSendError<H::Item>>, op::poll_paced, |sent| sent);
future!([H: SendHandle] SendRefFuture<'_, H>, "SendRefFuture" => Result<(), AsyncSendRefError>, op::poll_paced, |sent| sent);
future!([H: SendHandle] SendBatchFuture<'_, H>, "SendBatchFuture" => Result<usize, BatchSendError>, op::poll, |sent| sent);
future!([T, const CAP: usize] KeyedBatchFuture<'_, '_, T, CAP>, "KeyedBatchFuture" => Result<usize, BatchSendError>, op::poll, |sent| sent);
future!([T, const CAP: usize] GroupSendFuture<'_, T, CAP>, "GroupSendFuture" => Result<(), GroupSendError<T, AsyncSendError<T>>>);
future!([T, const CAP: usize] GroupBatchFuture<'_, '_, T, CAP>, "GroupBatchFuture" => Result<usize, GroupSendError<usize, BatchSendError>>);
future!([H: RecvHandle] RecvFuture<H>, "RecvFuture" => Result<H::Item, AsyncRecvError>, op::poll_paced, |received| received.map(|(_, value)| value));
future!([H: RecvHandle] RecvAnyFuture<H>, "RecvAnyFuture" => Result<(usize, H::Item), AsyncRecvError>, op::poll_paced, |received| received);
future!([H: RecvHandle] RecvBatchFuture<'_, H>, "RecvBatchFuture" => Result<usize, AsyncRecvError>, op::poll, |received| received);
future!([H: Handle] ClosedFuture<H>, "ClosedFuture" => (), op::poll, |()| ());

// The rejected value is never pinned.
impl<T, const CAP: usize> Unpin for GroupSendFuture<'_, T, CAP> {}
