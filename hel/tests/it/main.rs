//! What a user can rely on, by topic.
#![cfg(not(any(hel_loom, hel_shuttle)))]

#[path = "../common/mod.rs"]
mod common;
mod counting_allocator;
mod support;

mod adapters;
mod auto_traits;
mod batch;
mod bounds;
#[cfg(feature = "budget")]
mod budget;
mod cancel;
mod close;
mod contract;
#[cfg(target_os = "linux")]
mod cpu;
#[cfg(not(miri))]
mod documented;
mod drops;
mod errors;
mod figures;
mod forms;
mod handles;
#[cfg(not(miri))]
mod hostile;
mod kept;
mod large;
mod options;
mod routing;
mod sharding;
mod shares;
mod time;
mod wakeups;
