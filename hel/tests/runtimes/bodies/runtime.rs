//! What a body asks of a runtime, and the operations in the form that suits it.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use hel::channel::errors::*;

use super::Message;
use crate::common::{Rx, Tx};

/// A task that was spawned; its output.
pub(crate) type Task<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Where tasks run.
pub(crate) trait Runtime: 'static {
    /// Whether a task has a thread of its own and blocks it; else it waits as a task.
    const BLOCKS: bool = false;

    /// Runs a body to its end.
    fn run<F: Future<Output = ()> + Send + 'static>(body: F);

    /// Runs a task beside the caller. A panic of the task goes on in whoever awaits it.
    fn spawn<F>(task: F) -> Task<F::Output>
    where
        F: Future<Output: Send> + Send + 'static;

    /// The output of `future`, unless it takes longer than `limit`: then the future is dropped.
    fn timeout<F>(limit: Duration, future: F) -> impl Future<Output = Option<F::Output>> + Send
    where
        F: Future<Output: Send> + Send;

    /// Lets others run.
    fn pause() -> impl Future<Output = ()> + Send {
        let mut has_paused = false;
        poll_fn(move |cx| {
            if Self::BLOCKS {
                thread::yield_now();
            } else if !std::mem::replace(&mut has_paused, true) {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            Poll::Ready(())
        })
    }

    /// Sends, as a thread or as a task.
    fn send(
        tx: &mut impl Tx<Message>,
        message: Message,
    ) -> impl Future<Output = Result<(), SendError<Message>>> + Send {
        async move { if Self::BLOCKS { tx.send(message) } else { Ok(tx.send_async(message).await?) } }
    }

    /// Sends a batch, as a thread or as a task.
    fn send_batch(
        tx: &mut impl Tx<Message>,
        batch: &mut Vec<Message>,
    ) -> impl Future<Output = Result<usize, BatchSendError>> + Send {
        async move { if Self::BLOCKS { tx.send_batch(batch) } else { tx.send_batch_async(batch).await } }
    }

    /// Receives, as a thread or as a task.
    fn recv(rx: &mut impl Rx<Message>) -> impl Future<Output = Result<(usize, Message), RecvError>> + Send {
        async move { if Self::BLOCKS { rx.recv_any() } else { Ok(rx.recv_any_async().await?) } }
    }

    /// Receives a batch, as a thread or as a task.
    fn recv_batch(
        rx: &mut impl Rx<Message>,
        into: &mut Vec<Message>,
        max: usize,
    ) -> impl Future<Output = Result<usize, RecvError>> + Send {
        async move {
            if Self::BLOCKS { rx.recv_batch(into, max) } else { Ok(rx.recv_batch_async(into, max).await?) }
        }
    }

    /// Sends what is in `slot`, waiting `limit` at most; true if it was sent. A value that was not sent is in `slot`.
    fn send_within(
        tx: &mut impl Tx<Message>,
        slot: &mut Option<Message>,
        limit: Duration,
    ) -> impl Future<Output = bool> + Send {
        async move {
            if Self::BLOCKS {
                let message = slot.take().expect("a message to send");
                *slot = tx.send_timeout(message, limit).err().map(SendError::into_inner);
                slot.is_none()
            } else {
                Self::timeout(limit, tx.send_ref_async(slot)).await.is_some()
            }
        }
    }
}
