//! The instrument as a user starts it: what it prints, what it leaves behind, and how it ends.

mod against;
mod clean;
mod planted;
mod support;
mod usage;
#[cfg(unix)]
mod worker;
