//! Every interleaving of small programs, checked by loom.
//!
//! Run with `RUSTFLAGS="--cfg loom" cargo test -p hel-ring --profile loom --test loom`.
//! `LOOM_MAX_PREEMPTIONS` bounds every model; without it, the larger ones are bounded as they say and the
//! others are exhaustive.
//!
//! The reference counts are not loom's, so that the model must order the last drop itself: halves travel back
//! to the model's own thread by `join` and go there.
#![cfg(loom)]

mod check;
mod mpmc;
mod mpmc_batch;
mod mpmc_close;
mod mpmc_force;
mod spsc;
mod spsc_close;
