//! Waiting until no further send can succeed.

use core::fmt;

use hel_notify::{Notify, Operation};

use super::Nudge;
use crate::channel::Handle;

/// Ends when the channel is closed, by whatever means.
pub(crate) struct CloseOp<H> {
    handle: H,
}

impl<H: Handle> CloseOp<H> {
    pub(crate) fn new(handle: H) -> Self {
        Self { handle }
    }
}

impl<H: Handle> Operation for CloseOp<H> {
    type Output = ();

    fn attempt(&mut self) -> Option<()> {
        self.handle.has_ended().then_some(())
    }

    fn event(&self, _key: usize) -> &Notify {
        self.handle.end()
    }

    /// An end is told to all at once.
    fn leaves_more(&self, _key: usize) -> bool {
        false
    }
}

/// Nobody is to be told.
impl<H: Handle> Nudge for CloseOp<H> {
    fn nudge(&self) {}
}

impl<H> fmt::Debug for CloseOp<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CloseOp").finish_non_exhaustive()
    }
}
