//! The flags of `cargo xtask bench`.
//!
//! Two programs include this file: the instrument, which obeys the flags, and xtask, which checks them before it
//! builds the instrument. So it rests on nothing but std and clap.

use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// What to measure, how long, and where to leave the figures.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct BenchArgs {
    /// A first look in a few minutes: fewer rounds, shorter runs, u64 and 256 slots alone
    #[arg(long)]
    pub quick: bool,
}
