#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod channel;
mod cursor;
mod endpoint;
pub mod errors;
mod monitor;
pub mod mpmc;
mod op;
mod options;
mod policy;
mod slot;
pub mod spsc;
mod stats;
mod sync;

#[cfg(hel_wait_sweep)]
pub use channel::sweep;
pub use hel_notify::Wait;
pub use monitor::Monitor;
pub use options::Options;

/// An empty table for `length` shards of the constructor `call`.
///
/// # Panics
///
/// When `length` is zero or the table cannot be allocated, before anything is built.
#[track_caller]
fn table<E>(call: &str, length: usize) -> Vec<E> {
    assert!(length > 0, "{call}: a channel has at least one shard, not 0");
    let mut table = Vec::new();
    if let Err(error) = table.try_reserve_exact(length) {
        panic!("{call}: no room for a table of {length} shards: {error}");
    }
    table
}
