//! Sending one value.

use core::borrow::BorrowMut;
use core::fmt;

use hel_notify::{Notify, Operation, Wait};

use super::{InTurn, Nudge, Patience, out_of_turn, run_on};
use crate::channel::SendHandle;
use crate::errors::{AsyncSendError, AsyncSendRefError, SendError, TrySendError};

/// Where a value waits until it is sent: in the operation (`Option<T>`), or with the caller (`&mut Option<T>`).
pub(crate) trait Slot<T>: BorrowMut<Option<T>> {
    /// What the caller hears when no send can succeed any more.
    type Refused;

    /// Hands the value back in the way of this slot.
    fn refuse(&mut self, value: T) -> Self::Refused;
}

impl<T> Slot<T> for Option<T> {
    type Refused = AsyncSendError<T>;

    fn refuse(&mut self, value: T) -> AsyncSendError<T> {
        AsyncSendError::Disconnected(value)
    }
}

impl<T> Slot<T> for &mut Option<T> {
    type Refused = AsyncSendRefError;

    fn refuse(&mut self, value: T) -> AsyncSendRefError {
        **self = Some(value);
        AsyncSendRefError::Disconnected
    }
}

/// Sends the value in `slot`: until it is sent, it is there. Of an empty slot there is nothing to send.
pub(crate) struct SendOp<H: SendHandle, S> {
    handle: H,
    slot: S,
}

impl<H: SendHandle, S: Slot<H::Item>> SendOp<H, S> {
    pub(crate) fn new(handle: H, slot: S) -> Self {
        Self { handle, slot }
    }

    /// The slot, with the value in it unless it was sent or handed back.
    pub(crate) fn into_slot(self) -> S {
        self.slot
    }
}

impl<H: SendHandle, S: Slot<H::Item>> Operation for SendOp<H, S> {
    type Output = Result<(), S::Refused>;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn attempt(&mut self) -> Option<Self::Output> {
        let Some(value) = self.slot.borrow_mut().take() else { return Some(Ok(())) };
        match self.handle.push(value) {
            Ok(()) => Some(Ok(())),
            Err(TrySendError::Full(value)) => {
                *self.slot.borrow_mut() = Some(value);
                None
            }
            Err(TrySendError::Disconnected(value)) => Some(Err(self.slot.refuse(value))),
        }
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

impl<H: SendHandle, S: Slot<H::Item>> Nudge for SendOp<H, S> {
    fn nudge(&self) {
        self.handle.nudge();
    }
}

impl<H: SendHandle, S: Slot<H::Item>> InTurn for SendOp<H, S> {
    type Handle = H;

    #[inline]
    fn handle(&self) -> &H {
        &self.handle
    }
}

impl<H: SendHandle, S: Slot<H::Item>> fmt::Debug for SendOp<H, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slot: &Option<H::Item> = self.slot.borrow();
        f.debug_struct("SendOp").field("pending", &slot.is_some()).finish_non_exhaustive()
    }
}

/// Sends one value, blocking the thread as long as `patience` says.
#[inline]
pub(crate) fn send<H: SendHandle>(
    mut handle: H,
    value: H::Item,
    patience: impl FnOnce() -> Patience,
) -> Result<(), SendError<H::Item>> {
    if handle.has_turn() {
        send_unless(handle.push(value), handle, patience)
    } else {
        let patience = patience(); // the wait for the turn counts
        out_of_turn(handle, patience, |mut handle| send_unless(handle.push(value), handle, || patience))
    }
}

/// Sends the value that a first attempt did not, as [`send`] does.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn send_unless<H: SendHandle>(
    attempted: Result<(), TrySendError<H::Item>>,
    handle: H,
    patience: impl FnOnce() -> Patience,
) -> Result<(), SendError<H::Item>> {
    match attempted {
        Ok(()) => Ok(()),
        Err(TrySendError::Full(value)) => send_when_there_is_room(handle, value, patience()),
        Err(TrySendError::Disconnected(value)) => Err(SendError::Disconnected(value)),
    }
}

#[cold]
fn send_when_there_is_room<H: SendHandle>(
    handle: H,
    value: H::Item,
    patience: Patience,
) -> Result<(), SendError<H::Item>> {
    let mut operation = SendOp::new(handle, Some(value));
    match run_on(&mut operation, patience) {
        Some(sent) => sent.map_err(SendError::from),
        None => Err(SendError::TimeOut(operation.slot.expect("hel: a send that timed out has its value"))),
    }
}
