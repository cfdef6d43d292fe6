//! Receiving many values: waits for the first, then takes those that are queued.

use hel_notify::{Notify, Operation, Wait};

use super::{Limit, Nudge, run};
use crate::channel::RecvHandle;
use crate::errors::{AsyncRecvError, RecvError, TryRecvError};

/// Appends up to `max` values to the caller's buffer, in one attempt, so an operation that is dropped has taken nothing.
pub(crate) struct RecvBatchOp<'b, H: RecvHandle> {
    handle: H,
    into: &'b mut Vec<H::Item>,
    max: usize,
}

impl<'b, H: RecvHandle> RecvBatchOp<'b, H> {
    pub(crate) fn new(handle: H, into: &'b mut Vec<H::Item>, max: usize) -> Self {
        Self { handle, into, max }
    }
}

impl<H: RecvHandle> Operation for RecvBatchOp<'_, H> {
    type Output = Result<usize, AsyncRecvError>;

    fn attempt(&mut self) -> Option<Self::Output> {
        if self.max == 0 {
            return Some(Ok(0));
        }
        match self.handle.pop_batch(self.into, self.max) {
            Ok(count) => Some(Ok(count)),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(AsyncRecvError::Disconnected)),
        }
    }

    fn event(&self, _key: usize) -> &Notify {
        self.handle.items()
    }

    fn leaves_more(&self, _key: usize) -> bool {
        self.handle.has_items()
    }

    fn policy(&self) -> Wait {
        self.handle.wait()
    }
}

impl<H: RecvHandle> Nudge for RecvBatchOp<'_, H> {
    fn nudge(&self) {
        self.handle.nudge();
    }
}

/// Receives up to `max` values, blocking the thread until there is one, for at most `limit`.
pub(crate) fn recv_batch<H: RecvHandle>(
    handle: H,
    into: &mut Vec<H::Item>,
    max: usize,
    limit: Limit,
) -> Result<usize, RecvError> {
    match run(&mut RecvBatchOp::new(handle, into, max), limit) {
        Some(received) => received.map_err(RecvError::from),
        None => Err(RecvError::TimeOut(limit.waited())),
    }
}
