//! The process-wide barrier is registered with the system when the first channel is made, and not within a message.
//!
//! A process of its own, with this one test: what another test registers would hide what this one looks for.
#![cfg(all(target_os = "linux", not(any(loom, shuttle)), not(hel_no_membarrier)))]

use hel_route::mpmc::bounded;
use rustix::thread::{MembarrierCommand, membarrier, membarrier_query};

#[test]
fn the_first_channel_registers_the_barrier_so_that_no_message_has_to() {
    if !membarrier_query().contains_command(MembarrierCommand::PrivateExpedited) {
        return; // there is nothing to register
    }
    let is_registered = || membarrier(MembarrierCommand::PrivateExpedited).is_ok();
    assert!(!is_registered(), "the system refuses it to a process that has not registered");
    let channel = bounded::<u32, 4>();
    assert!(is_registered() || std::env::var_os("HEL_NO_MEMBARRIER").is_some());
    drop(channel);
}
