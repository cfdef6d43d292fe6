//! The protocol in every interleaving: each model says which race it is for. `cargo xtask loom` runs them.
//!
//! Models of two threads are exhaustive; those of three and four are bounded to a few preemptions, unless
//! `LOOM_MAX_PREEMPTIONS` says otherwise.
#![cfg(hel_loom)]

mod cancel;
mod close;
mod lost_wakeup;
mod modes;
mod overflow;
mod pass_on;
mod support;
