//! How often a counted function repeats its operation.
//!
//! Two programs include this file: the bench, which repeats, and xtask, which divides by it. So it rests on nothing.

/// The pairs of operations in one counted call: enough that the call itself weighs nothing, and whole laps of a ring.
pub const PAIRS: u32 = 1024;

/// The values in a batch.
pub const BATCH: u32 = 64;
