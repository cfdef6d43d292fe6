//! Sending many values through one handle.

use core::mem;
use std::collections::VecDeque;

use hel_notify::{Notify, Operation, Wait};
use hel_ring::Closed;

use super::{Limit, Nudge, run};
use crate::channel::SendHandle;
use crate::errors::{BatchErrorKind, BatchSendError};

/// An operation that sends a batch. Its drop puts the unsent items back into the caller's buffer.
pub(crate) trait BatchOp: Nudge + Operation<Output = Result<usize, BatchSendError>> {
    /// The error when the caller gives up on the rest: of `kind`, or `Disconnected` if some of it can never be sent.
    fn left_over(&self, kind: BatchErrorKind) -> BatchSendError;
}

/// Sends a batch, blocking the thread for at most `limit`.
pub(crate) fn send_batch(mut operation: impl BatchOp, limit: Limit) -> Result<usize, BatchSendError> {
    run(&mut operation, limit).unwrap_or_else(|| Err(operation.left_over(BatchErrorKind::TimeOut)))
}

/// Sends as many items as there is room for.
pub(crate) fn try_send_batch(mut operation: impl BatchOp) -> Result<usize, BatchSendError> {
    operation.attempt().unwrap_or_else(|| {
        operation.nudge();
        Err(operation.left_over(BatchErrorKind::Full))
    })
}

/// Sends the caller's buffer from front to back.
pub(crate) struct SendBatchOp<'b, H: SendHandle> {
    handle: H,
    batch: Batch<'b, H::Item>,
    sent: usize,
}

impl<'b, H: SendHandle> SendBatchOp<'b, H> {
    pub(crate) fn new(handle: H, buffer: &'b mut Vec<H::Item>) -> Self {
        Self { handle, batch: Batch::take(buffer), sent: 0 }
    }
}

impl<H: SendHandle> Operation for SendBatchOp<'_, H> {
    type Output = Result<usize, BatchSendError>;

    fn attempt(&mut self) -> Option<Self::Output> {
        // A close can cut a push short; then the next push returns `Closed`.
        while !self.batch.items.is_empty() {
            match self.handle.push_batch(&mut self.batch.items) {
                Ok(0) => return None,
                Ok(count) => self.sent += count,
                Err(Closed) => return Some(Err(self.left_over(BatchErrorKind::Disconnected))),
            }
        }
        Some(Ok(self.sent))
    }

    fn event(&self, _key: usize) -> &Notify {
        self.handle.room()
    }

    fn leaves_more(&self, _key: usize) -> bool {
        self.handle.has_room()
    }

    fn policy(&self) -> Wait {
        self.handle.wait()
    }
}

impl<H: SendHandle> BatchOp for SendBatchOp<'_, H> {
    fn left_over(&self, kind: BatchErrorKind) -> BatchSendError {
        BatchSendError { sent: self.sent, kind }
    }
}

impl<H: SendHandle> Nudge for SendBatchOp<'_, H> {
    fn nudge(&self) {
        self.handle.nudge();
    }
}

/// The caller's items as a queue. Its drop puts the rest back into the buffer.
///
/// Both conversions keep the allocation: a batch allocates nothing, and putting the rest back is linear in it.
struct Batch<'b, T> {
    items: VecDeque<T>,
    buffer: &'b mut Vec<T>,
}

impl<'b, T> Batch<'b, T> {
    fn take(buffer: &'b mut Vec<T>) -> Self {
        Self { items: mem::take(buffer).into(), buffer }
    }
}

impl<T> Drop for Batch<'_, T> {
    fn drop(&mut self) {
        *self.buffer = mem::take(&mut self.items).into();
    }
}
