//! `cargo xtask test`: what a change must pass.

pub(crate) mod binaries;
pub(crate) mod plan;

use anyhow::Result;

use crate::cli::TestArgs;
use crate::steps::{self, AfterFailure};
use crate::workspace;

/// Runs every step once.
///
/// # Errors
///
/// When a step fails; the error says how to run that one alone.
pub(crate) fn run(args: &TestArgs) -> Result<()> {
    let metadata = workspace::metadata()?;
    let steps = plan::steps(&metadata, &plan::Machine::here(args.complete)?)?;
    if args.complete {
        steps::all_can_run(&steps)?;
    }
    steps::run(&steps, AfterFailure::Stop)
}
