//! `cargo xtask loom`: the models of the lock-free parts, in a build of their own.

use anyhow::Result;
use cargo_metadata::Metadata;

use crate::checker::{self, LOOM, Which, mutants};
use crate::cli::LoomArgs;
use crate::process::CommandLine;
use crate::workspace;

/// A bound on preemptions that no model reaches. Unset, `LOOM_MAX_PREEMPTIONS` leaves each model its own bound.
const NO_BOUND: &str = "100";

/// Runs the models that `args` ask for.
///
/// # Errors
///
/// When a model fails, and when there is no such package or model.
pub(crate) fn run(args: &LoomArgs) -> Result<()> {
    let metadata = workspace::metadata()?;
    let packages = LOOM.packages(&metadata, args.package.as_deref())?;
    let model = args.model.as_deref();
    if args.mutants {
        return mutants::run(LOOM, &metadata, &packages, model);
    }
    checker::run(command_line(&metadata, &packages, args.full), Which::with(model))
}

/// The command that builds and runs all models of `packages`; `-- FILTER` may follow.
pub(crate) fn command_line(metadata: &Metadata, packages: &[String], full: bool) -> CommandLine {
    let line = LOOM.command_line(metadata, packages);
    if full { line.env("LOOM_MAX_PREEMPTIONS", NO_BOUND) } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_lifts_the_bound() {
        let metadata = workspace::metadata().unwrap();
        let line = |full| command_line(&metadata, &["hel-ring".to_owned()], full).to_string();
        assert!(!line(false).contains("LOOM_MAX_PREEMPTIONS"), "{}", line(false));
        assert!(line(true).contains(" LOOM_MAX_PREEMPTIONS=100 "), "{}", line(true));
    }
}
