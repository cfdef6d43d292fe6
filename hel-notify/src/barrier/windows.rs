//! Windows: `FlushProcessWriteBuffers`, which interrupts the cores that run a thread of this process.
#![allow(unsafe_code, reason = "a system call without arguments")]

use super::ladder::ProcessBarrier;
use windows_sys::Win32::System::Threading::FlushProcessWriteBuffers;

pub(super) struct System;

impl ProcessBarrier for System {
    fn register(&self) -> bool {
        true
    }

    fn run(&self) -> bool {
        // SAFETY: it takes nothing, gives nothing, and has no precondition.
        unsafe { FlushProcessWriteBuffers() };
        true
    }
}
