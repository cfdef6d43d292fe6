//! The instrument: what hel costs, beside other libraries, on the machine at hand.
//!
//! ```text
//! ends       what a library says about its channel        subject   the libraries, a file each
//! wiring     how producers and consumers are joined       catalog   who takes part in what
//! body       what the threads and tasks of a run do       payload, verify   that nothing was lost, doubled, changed
//! scenario   what is measured                              worker    the process that measures
//! runtime    where tasks run                              allocator what counts bytes
//! supervise  the process that the user sees               report    what was measured, and what is made of it
//! ```
#![deny(missing_docs)]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts and times of measurements are far from where a double or a word ends"
)]

pub mod affinity;
#[allow(unsafe_code, reason = "an allocator is an unsafe trait")]
pub mod allocator;
mod body;
pub mod cache_line;
pub mod catalog;
pub mod cli;
pub mod cpu_time;
pub mod ends;
pub mod hot_paths;
pub mod load;
mod machine;
pub mod payload;
pub mod report;
pub mod runtime;
pub mod scenario;
pub mod subject;
pub mod supervise;
pub mod verify;
pub mod wiring;
pub mod worker;
