//! The instrument as a user starts it: what it prints, what it leaves behind, and how it ends.

mod clean;
mod comparison;
mod planted;
mod support;
mod usage;
#[cfg(unix)]
mod worker;
