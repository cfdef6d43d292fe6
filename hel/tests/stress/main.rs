//! A stress of whole channels, with threads and tasks at once: rounds of random shape, as many as the time allows, each
//! checked to the last value.
//!
//! `cargo test` runs it for two seconds, `cargo xtask stress --package hel --minutes 30` for long; `--help` lists its
//! arguments.
//!
//! # What a round is
//!
//! All of it is drawn from the seed and the round's number: the kind of channel, its capacity, the senders and receivers,
//! which of them are blocking threads and which tasks of tokio, the calls that each makes, and how it ends. Only the
//! interleaving is not. Calls give up all the time: timeouts of nothing and of some microseconds, futures that are polled a
//! few times and dropped, futures that are dropped when they were woken and not polled since.
//!
//! # What is checked
//!
//! * Each value that a send said Ok to is received once, or evicted, or died with the last receiver; no other value comes
//!   out, and every other is handed back. Each carries a checksum, and its drop is counted.
//! * The values of each sender reach each receiver in order: by shard where it is known, by key where there are keys.
//! * A close is exact, whoever closes; where nobody left early, `stats` agrees with the books.
//! * No wakeup is lost: a second in which nothing moves is a failure. Waits that end by themselves move nothing, so that
//!   they hide no other's.

#[cfg(not(any(hel_loom, hel_shuttle)))]
#[path = "../common/mod.rs"]
mod common;
#[cfg(not(any(hel_loom, hel_shuttle)))]
mod program;

#[cfg(not(any(hel_loom, hel_shuttle)))]
fn main() -> std::process::ExitCode {
    program::main()
}

/// The checkers have programs of their own.
#[cfg(any(hel_loom, hel_shuttle))]
fn main() {}
