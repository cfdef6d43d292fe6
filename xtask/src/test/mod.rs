//! `cargo xtask test`: what a change must pass, or the test binaries many times over.

pub(crate) mod binaries;
pub(crate) mod plan;
mod repeat;
mod statistics;
pub(crate) mod watchdog;

use std::time::Duration;

use anyhow::Result;

use crate::cli::TestArgs;
use crate::steps::{self, AfterFailure};
use crate::workspace;

/// Runs every step once, or with `--repeat` the test binaries many times.
///
/// # Errors
///
/// When a step or a run fails; the error says how to run that one alone.
pub(crate) fn run(args: &TestArgs) -> Result<()> {
    match args.repeat {
        None => {
            let metadata = workspace::metadata()?;
            let steps = plan::steps(&metadata, &plan::Machine::here()?)?;
            if args.complete {
                steps::all_can_run(&steps)?;
            }
            steps::run(&steps, AfterFailure::Stop)
        }
        Some(rounds) => {
            let limit = Duration::from_secs(args.time_limit.get().into());
            repeat::run(rounds, limit, args.package.as_deref())
        }
    }
}
