//! Receiving one value.

use core::fmt;

use hel_notify::{Notify, Operation, Wait};

use super::{InTurn, Nudge, Patience, out_of_turn, run_on};
use crate::channel::RecvHandle;
use crate::errors::{AsyncRecvError, RecvError, TryRecvError};

/// Receives one value and the index of the shard that it came from.
pub(crate) struct RecvOp<H> {
    handle: H,
}

impl<H: RecvHandle> RecvOp<H> {
    pub(crate) fn new(handle: H) -> Self {
        Self { handle }
    }

    #[cfg(feature = "stream")]
    pub(crate) fn into_handle(self) -> H {
        self.handle
    }
}

impl<H: RecvHandle> Operation for RecvOp<H> {
    type Output = Result<(usize, H::Item), AsyncRecvError>;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn attempt(&mut self) -> Option<Self::Output> {
        match self.handle.pop() {
            Ok(received) => Some(Ok(received)),
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

impl<H: RecvHandle> Nudge for RecvOp<H> {
    fn nudge(&self) {
        self.handle.nudge();
    }
}

impl<H: RecvHandle> InTurn for RecvOp<H> {
    type Handle = H;

    #[inline]
    fn handle(&self) -> &H {
        &self.handle
    }
}

impl<H> fmt::Debug for RecvOp<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecvOp").finish_non_exhaustive()
    }
}

/// Receives one value, with the index of its shard, blocking the thread as long as `patience` says.
#[inline]
pub(crate) fn recv<H: RecvHandle>(
    mut handle: H,
    patience: impl FnOnce() -> Patience,
) -> Result<(usize, H::Item), RecvError> {
    if handle.has_turn() {
        recv_unless(handle.pop(), handle, patience)
    } else {
        let patience = patience(); // the wait for the turn counts
        out_of_turn(handle, patience, |mut handle| recv_unless(handle.pop(), handle, || patience))
    }
}

/// Receives what a first attempt did not, as [`recv`] does.
#[cfg_attr(not(debug_assertions), inline(always))]
fn recv_unless<H: RecvHandle>(
    attempted: Result<(usize, H::Item), TryRecvError>,
    handle: H,
    patience: impl FnOnce() -> Patience,
) -> Result<(usize, H::Item), RecvError> {
    match attempted {
        Ok(received) => Ok(received),
        Err(TryRecvError::Empty) => recv_when_there_is_something(handle, patience()),
        Err(TryRecvError::Disconnected) => Err(RecvError::Disconnected),
    }
}

#[cold]
fn recv_when_there_is_something<H: RecvHandle>(
    handle: H,
    patience: Patience,
) -> Result<(usize, H::Item), RecvError> {
    match run_on(&mut RecvOp::new(handle), patience) {
        Some(received) => received.map_err(RecvError::from),
        None => Err(RecvError::TimeOut(patience.waited())),
    }
}
