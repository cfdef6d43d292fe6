//! The process-wide barrier is registered with the system when the first channel is made, not by a message.
#![cfg(all(target_os = "linux", not(any(hel_loom, hel_shuttle)), not(hel_no_membarrier)))]

use std::env;

#[path = "../../hel/tests/common/program.rs"]
mod program;

use hel_route::{mpmc, spsc};
use rustix::thread::{MembarrierCommand, membarrier, membarrier_query};

use program::this_program;

/// Tells a child process of this test which channel to make.
const KIND: &str = "HEL_TEST_KIND";

const KINDS: [(&str, fn()); 6] = [
    ("bounded", || drop(mpmc::bounded::<u8, 2>())),
    ("round_robin", || drop(mpmc::round_robin::<u8, 2>(2))),
    ("shard_key", || drop(mpmc::shard_key::<u8, 2>(2))),
    ("shard_group", || drop(mpmc::shard_group::<u8, 2, _>([("a", 0)]))),
    ("spsc", || drop(spsc::spsc::<u8, 2>())),
    ("shard_spsc", || drop(spsc::shard_spsc::<u8, 2>(2))),
];

/// The system refuses the barrier to a process that has not registered it.
fn is_registered() -> bool {
    membarrier(MembarrierCommand::PrivateExpedited).is_ok()
}

#[test]
fn the_first_channel_of_any_kind_registers_the_barrier_so_that_no_message_has_to() {
    if let Ok(kind) = env::var(KIND) {
        let (_, make) = KINDS.iter().find(|(name, _)| *name == kind).expect("one of them");
        assert!(!is_registered());
        make();
        assert!(is_registered());
        return;
    }
    if !membarrier_query().contains_command(MembarrierCommand::PrivateExpedited) {
        return; // there is nothing to register
    }
    for (kind, _) in KINDS {
        // A process registers once, so each kind needs one of its own. This binary holds no other test.
        let output = this_program().env(KIND, kind).env_remove("HEL_NO_MEMBARRIER").output().unwrap();
        assert!(output.status.success(), "{kind}: {}", String::from_utf8_lossy(&output.stdout));
    }
}
