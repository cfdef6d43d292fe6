//! `cargo xtask shuttle`: whole channels under random schedules, in a build of their own.

use anyhow::Result;

use crate::checker::{self, SHUTTLE, Which, mutants};
use crate::cli::ShuttleArgs;
use crate::process::CommandLine;
use crate::workspace;

/// What the tests read; see `hel/tests/shuttle/check.rs`.
const ITERATIONS: &str = "HEL_SHUTTLE_ITERATIONS";
const REPLAY: &str = "HEL_SHUTTLE_REPLAY";

/// Runs the tests that `args` ask for.
///
/// # Errors
///
/// When a test fails, and when there is no such package or test.
pub(crate) fn run(args: &ShuttleArgs) -> Result<()> {
    let metadata = workspace::metadata()?;
    let packages = SHUTTLE.packages(&metadata, args.package.as_deref())?;
    let name = args.name.as_deref();
    if args.mutants {
        return mutants::run(SHUTTLE, &metadata, &packages, name);
    }
    let which = match name {
        // A schedule is one test's.
        Some(name) if args.replay.is_some() => Which::One(name),
        _ => Which::with(name),
    };
    checker::run(with_flags(SHUTTLE.command_line(&metadata, &packages), args), which)
}

fn with_flags(line: CommandLine, args: &ShuttleArgs) -> CommandLine {
    let line = match args.iterations {
        None => line,
        Some(iterations) => line.env(ITERATIONS, iterations.to_string()),
    };
    match &args.replay {
        None => line,
        // As it is printed it goes over several lines.
        Some(schedule) => line.env(REPLAY, schedule.split_whitespace().collect::<String>()),
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;

    #[test]
    fn flags_reach_the_tests_through_the_environment() {
        let of = |args: &ShuttleArgs| with_flags(CommandLine::cargo(&["test"]), args).to_string();
        assert_eq!(of(&ShuttleArgs::default()), "cargo test");
        let args = ShuttleArgs {
            iterations: NonZeroU32::new(7),
            replay: Some("91ab\n02\n".to_owned()),
            ..ShuttleArgs::default()
        };
        assert_eq!(of(&args), "HEL_SHUTTLE_ITERATIONS=7 HEL_SHUTTLE_REPLAY=91ab02 cargo test");
    }

    #[test]
    fn the_tests_know_the_variables() {
        let check = std::fs::read_to_string(workspace::root().join("hel/tests/shuttle/check.rs")).unwrap();
        for variable in [ITERATIONS, REPLAY] {
            assert!(check.contains(&format!("\"{variable}\"")), "{variable}");
        }
    }
}
