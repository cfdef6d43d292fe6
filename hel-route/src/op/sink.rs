//! What a sink waits for: that the value it holds is sent, or that there is room for one.

use hel_notify::{Notify, Operation};

use super::{Nudge, PacedOperation};
use crate::channel::SendHandle;
use crate::errors::{AsyncSendRefError, TrySendError};

/// Sends the kept value, if there is one. Otherwise succeeds as soon as there is room; this reserves no slot, so another sender may
/// take the room first. Only tasks wait for it.
pub(crate) struct SinkOp<H: SendHandle> {
    pub(crate) handle: H,
    /// The value that was accepted when another sender had taken the room.
    pub(crate) kept: Option<H::Item>,
}

impl<H: SendHandle> SinkOp<H> {
    /// Sends `value`, or keeps it.
    pub(crate) fn send(&mut self, value: H::Item) -> Result<(), AsyncSendRefError> {
        self.kept = Some(value);
        self.send_kept()
    }

    fn send_kept(&mut self) -> Result<(), AsyncSendRefError> {
        match self.handle.push(&mut self.kept) {
            Ok(()) | Err(TrySendError::Full(())) => Ok(()),
            Err(TrySendError::Disconnected(())) => Err(AsyncSendRefError::Disconnected),
        }
    }
}

impl<H: SendHandle> Operation for SinkOp<H> {
    type Output = Result<(), AsyncSendRefError>;

    fn attempt(&mut self) -> Option<Self::Output> {
        if self.kept.is_some() {
            let sent = self.send_kept();
            (sent.is_err() || self.kept.is_none()).then_some(sent)
        } else if self.handle.has_room() {
            Some(Ok(()))
        } else {
            self.handle.has_ended().then_some(Err(AsyncSendRefError::Disconnected))
        }
    }

    fn event(&self, _key: usize) -> &Notify {
        self.handle.room()
    }

    fn leaves_more(&self, _key: usize) -> bool {
        self.handle.has_room()
    }
}

impl<H: SendHandle> Nudge for SinkOp<H> {
    fn nudge(&self) {
        self.handle.nudge();
    }
}

impl<H: SendHandle> PacedOperation for SinkOp<H> {
    type Handle = H;

    fn handle(&self) -> &H {
        &self.handle
    }
}
