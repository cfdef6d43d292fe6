//! Small programs over both rings, explored by loom.
//!
//! `cargo xtask loom -p hel-ring` runs them.
//! `LOOM_MAX_PREEMPTIONS` bounds every model; without it, the larger ones are bounded as they say and the
//! others are not.
//!
//! # What is explored
//!
//! Not every interleaving. A bound leaves out the executions with more preemptions than it says. And the
//! checker's partial-order reduction keeps one last access for each atomic, so that a model whose threads load
//! and then compare-exchange the same word may be explored less than fully, in the extreme in one execution
//! only. Therefore
//!
//! * each MPMC model runs with its roles swapped between the spawned threads and the model's own, and
//! * each model says how many executions it has at least, and fails when it has fewer.
//!
//! The reference counts are not loom's, so that the model must order the last drop itself: halves travel back
//! to the model's own thread by `join` and go there, where the model is not about their drop.
#![cfg(hel_loom)]

mod check;
mod mpmc;
mod mpmc_batch;
mod mpmc_close;
mod mpmc_force;
mod mpmc_observe;
mod mpmc_tickets;
mod spsc;
mod spsc_close;
mod spsc_drop;
