//! Linux and Android: `membarrier`, which interrupts the cores that run a thread of this process, and no others.

use super::ladder::ProcessBarrier;
use rustix::thread::{MembarrierCommand, membarrier, membarrier_query};

pub(super) struct System;

impl ProcessBarrier for System {
    fn register(&self) -> bool {
        membarrier_query().contains_command(MembarrierCommand::PrivateExpedited)
            && membarrier(MembarrierCommand::RegisterPrivateExpedited).is_ok()
    }

    fn run(&self) -> bool {
        membarrier(MembarrierCommand::PrivateExpedited).is_ok()
    }
}
