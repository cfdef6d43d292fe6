//! Sending one value.

use core::borrow::BorrowMut;

use hel_notify::{Notify, Operation, Wait};

use super::{Limit, Nudge, PacedOperation, nudging, run_after_pause, run_on};
use crate::channel::SendHandle;
use crate::errors::{AsyncSendError, AsyncSendRefError, SendError, TrySendError};
use crate::slot::lend_apart;

/// Where a value is until it is sent: in the operation (`Option<T>`), or in the caller's slot (`&mut Option<T>`).
pub(crate) trait Slot<T>: BorrowMut<Option<T>> {
    /// The error when no send can succeed any more.
    type Refused;

    /// Makes that error; it contains the value if this slot owns it.
    fn refuse(&mut self) -> Self::Refused;
}

impl<T> Slot<T> for Option<T> {
    type Refused = AsyncSendError<T>;

    fn refuse(&mut self) -> AsyncSendError<T> {
        AsyncSendError::Disconnected(self.take().expect("hel: an unsent value is still in its slot"))
    }
}

impl<T> Slot<T> for &mut Option<T> {
    type Refused = AsyncSendRefError;

    fn refuse(&mut self) -> AsyncSendRefError {
        AsyncSendRefError::Disconnected
    }
}

/// Sends the value in `slot`, which stays there until it is sent. With an empty slot it succeeds at once.
pub(crate) struct SendOp<H: SendHandle, S> {
    handle: H,
    slot: S,
}

impl<H: SendHandle, S: Slot<H::Item>> SendOp<H, S> {
    pub(crate) fn new(handle: H, slot: S) -> Self {
        Self { handle, slot }
    }

    /// The slot, which holds the value unless that was sent or handed back.
    pub(crate) fn into_slot(self) -> S {
        self.slot
    }
}

impl<H: SendHandle, S: Slot<H::Item>> Operation for SendOp<H, S> {
    type Output = Result<(), S::Refused>;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn attempt(&mut self) -> Option<Self::Output> {
        let slot = self.slot.borrow_mut();
        if slot.is_none() {
            return Some(Ok(()));
        }
        match self.handle.push(slot) {
            Ok(()) => Some(Ok(())),
            Err(TrySendError::Full(())) => None,
            Err(TrySendError::Disconnected(())) => Some(Err(self.slot.refuse())),
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

impl<H: SendHandle, S: Slot<H::Item>> PacedOperation for SendOp<H, S> {
    type Handle = H;

    #[inline]
    fn handle(&self) -> &H {
        &self.handle
    }
}

/// Sends the value in `slot`, blocking the thread without a limit; the slot is empty afterwards.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn send<H: SendHandle>(
    mut handle: H,
    slot: &mut Option<H::Item>,
) -> Result<(), SendError<H::Item>> {
    let attempted = handle.may_begin().then(|| handle.push_waiting(slot));
    send_on(handle, slot, attempted, || Limit::Forever)
}

/// Sends the value in `slot`, blocking the thread for at most `limit`; the slot is empty afterwards.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn send_within<H: SendHandle>(
    mut handle: H,
    slot: &mut Option<H::Item>,
    limit: impl FnOnce() -> Limit,
) -> Result<(), SendError<H::Item>> {
    let attempted = handle.may_begin().then(|| handle.push(slot));
    send_on(handle, slot, attempted, limit)
}

/// Continues a send after an attempt, or before any.
#[cfg_attr(not(debug_assertions), inline(always))]
fn send_on<H: SendHandle>(
    handle: H,
    slot: &mut Option<H::Item>,
    attempted: Option<Result<(), TrySendError<()>>>,
    limit: impl FnOnce() -> Limit,
) -> Result<(), SendError<H::Item>> {
    match attempted {
        Some(Ok(())) => Ok(()),
        _ => lend_apart(slot, |slot| send_slowly(handle, slot, attempted, limit())),
    }
}

#[cold]
fn send_slowly<H: SendHandle>(
    handle: H,
    slot: &mut Option<H::Item>,
    attempted: Option<Result<(), TrySendError<()>>>,
    limit: Limit,
) -> Result<(), SendError<H::Item>> {
    let sent = match attempted {
        Some(attempted) => send_unless(attempted, handle, slot, limit),
        None => run_after_pause(handle, limit, |mut handle| {
            let attempted = match limit {
                Limit::Forever => handle.push_waiting(slot),
                Limit::Until { .. } => handle.push(slot),
            };
            send_unless(attempted, handle, slot, limit)
        }),
    };
    sent.or_else(|error| error.give_back(slot))
}

/// Waits for room if the attempt found none.
fn send_unless<H: SendHandle>(
    attempted: Result<(), TrySendError<()>>,
    handle: H,
    slot: &mut Option<H::Item>,
    limit: Limit,
) -> Result<(), SendError<()>> {
    match attempted {
        Ok(()) => Ok(()),
        Err(TrySendError::Disconnected(())) => Err(SendError::Disconnected(())),
        Err(TrySendError::Full(())) => match run_on(&mut SendOp::new(handle, slot), limit) {
            Some(Ok(())) => Ok(()),
            Some(Err(AsyncSendRefError::Disconnected)) => Err(SendError::Disconnected(())),
            None => Err(SendError::TimeOut(())),
        },
    }
}

/// The result of a send that never waits, after its attempt; the slot is empty afterwards.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn try_send<H: SendHandle>(
    handle: &H,
    slot: &mut Option<H::Item>,
    attempted: Result<(), TrySendError<()>>,
) -> Result<(), TrySendError<H::Item>> {
    match attempted {
        Ok(()) => Ok(()),
        Err(error) => nudging(handle, error).give_back(slot),
    }
}
