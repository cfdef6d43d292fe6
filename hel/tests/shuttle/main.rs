//! Whole channels under random schedules: more threads, tasks and shards than every interleaving could be seen of.
//!
//! Run by `cargo xtask shuttle`; empty in a normal build. Memory is sequentially consistent here: what an ordering or a
//! barrier is for, the models under loom show.
#![cfg(hel_shuttle)]

#[path = "../common/mod.rs"]
mod common;

mod check;
mod outcome;
mod plot;
mod receivers;
mod senders;
mod value;

mod bounded;
mod endings;
mod force;
mod lanes;
mod sharded;
