//! Waiting until no further send can succeed.

use hel_notify::{Notify, Operation};

use super::Nudge;
use crate::channel::Handle;

/// Completes when no further send can succeed, whatever the cause.
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

    /// A close wakes all waiters, so a woken one need not wake the next.
    fn leaves_more(&self, _key: usize) -> bool {
        false
    }
}

/// There is nobody to wake.
impl<H: Handle> Nudge for CloseOp<H> {
    fn nudge(&self) {}
}
