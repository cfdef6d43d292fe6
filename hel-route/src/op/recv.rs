//! Receiving one value.

use hel_notify::{Notify, Operation, Wait};

use super::{Limit, Nudge, PacedOperation, nudging, run_after_pause, run_on};
use crate::channel::RecvHandle;
use crate::errors::{AsyncRecvError, RecvError, TryRecvError};
use crate::slot::lend_apart;

/// Where a received value goes: into the output of the operation ([`Output`]), or into the caller's slot (`&mut Option<T>`).
pub(crate) trait Destination<T> {
    /// The shard index, with or without the value.
    type Received;

    fn receive(&mut self, handle: &mut impl RecvHandle<Item = T>) -> Result<Self::Received, TryRecvError>;
}

/// The value is part of the output.
#[derive(Debug)]
pub(crate) struct Output;

impl<T> Destination<T> for Output {
    type Received = (usize, T);

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn receive(&mut self, handle: &mut impl RecvHandle<Item = T>) -> Result<(usize, T), TryRecvError> {
        let mut slot = None;
        let shard = handle.pop(&mut slot)?;
        Ok(value_and_shard(shard, &mut slot))
    }
}

impl<T> Destination<T> for &mut Option<T> {
    type Received = usize;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn receive(&mut self, handle: &mut impl RecvHandle<Item = T>) -> Result<usize, TryRecvError> {
        handle.pop(self)
    }
}

/// The value that a receive has put into `slot`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn value<T>(_shard: usize, slot: &mut Option<T>) -> T {
    slot.take().expect("hel: a receive that succeeds fills its slot")
}

/// The value that a receive has put into `slot`, and the index of its shard.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn value_and_shard<T>(shard: usize, slot: &mut Option<T>) -> (usize, T) {
    (shard, value(shard, slot))
}

/// Receives one value, with the index of its shard.
pub(crate) struct RecvOp<H, D = Output> {
    handle: H,
    destination: D,
}

impl<H: RecvHandle> RecvOp<H> {
    pub(crate) fn new(handle: H) -> Self {
        Self { handle, destination: Output }
    }

    #[cfg(feature = "stream")]
    pub(crate) fn into_handle(self) -> H {
        self.handle
    }
}

impl<H: RecvHandle, D: Destination<H::Item>> Operation for RecvOp<H, D> {
    type Output = Result<D::Received, AsyncRecvError>;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn attempt(&mut self) -> Option<Self::Output> {
        match self.destination.receive(&mut self.handle) {
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

impl<H: RecvHandle, D: Destination<H::Item>> Nudge for RecvOp<H, D> {
    fn nudge(&self) {
        self.handle.nudge();
    }
}

impl<H: RecvHandle, D: Destination<H::Item>> PacedOperation for RecvOp<H, D> {
    type Handle = H;

    #[inline]
    fn handle(&self) -> &H {
        &self.handle
    }
}

/// Receives one value, blocking the thread for at most `limit`. `give` makes the result from the shard index and the slot with
/// the value.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn recv<H: RecvHandle, R>(
    mut handle: H,
    give: impl FnOnce(usize, &mut Option<H::Item>) -> R,
    limit: impl FnOnce() -> Limit,
) -> Result<R, RecvError> {
    let mut slot = None;
    let attempted = handle.may_begin().then(|| handle.pop(&mut slot));
    match attempted {
        Some(Ok(shard)) => Ok(give(shard, &mut slot)),
        _ => lend_apart(&mut slot, |slot| recv_slowly(handle, slot, attempted, give, limit())),
    }
}

/// Continues a receive after an attempt that failed, or before any.
#[cold]
fn recv_slowly<H: RecvHandle, R>(
    handle: H,
    slot: &mut Option<H::Item>,
    attempted: Option<Result<usize, TryRecvError>>,
    give: impl FnOnce(usize, &mut Option<H::Item>) -> R,
    limit: Limit,
) -> Result<R, RecvError> {
    let received = match attempted {
        Some(attempted) => recv_unless(attempted, handle, slot, limit),
        None => run_after_pause(handle, limit, |mut handle| {
            let attempted = handle.pop(slot);
            recv_unless(attempted, handle, slot, limit)
        }),
    };
    received.map(|shard| give(shard, slot))
}

/// Waits for a value if the attempt found none.
fn recv_unless<H: RecvHandle>(
    attempted: Result<usize, TryRecvError>,
    handle: H,
    slot: &mut Option<H::Item>,
    limit: Limit,
) -> Result<usize, RecvError> {
    match attempted {
        Ok(shard) => Ok(shard),
        Err(TryRecvError::Disconnected) => Err(RecvError::Disconnected),
        Err(TryRecvError::Empty) => match run_on(&mut RecvOp { handle, destination: slot }, limit) {
            Some(received) => received.map_err(RecvError::from),
            None => Err(RecvError::TimeOut(limit.waited())),
        },
    }
}

/// Receives one value if there is one, without waiting. `give` is as for [`recv`].
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn try_recv<H: RecvHandle, R>(
    mut handle: H,
    give: impl FnOnce(usize, &mut Option<H::Item>) -> R,
) -> Result<R, TryRecvError> {
    let mut slot = None;
    match handle.pop(&mut slot) {
        Ok(shard) => Ok(give(shard, &mut slot)),
        Err(error) => Err(nudging(&handle, error)),
    }
}
