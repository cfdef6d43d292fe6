//! `cargo xtask bench`: what hel costs, in time beside other libraries or in instructions beside its own past.
//!
//! Times are the business of hel-bench, the instrument: it gets the arguments as they were given. Instructions are counted
//! here, by [`instructions`].

mod comparison;
mod counts;
pub(crate) mod instructions;
mod record;
pub(crate) mod tools;

use std::env::consts::EXE_SUFFIX;
use std::ffi::OsString;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::bench_cli::BenchArgs;
use crate::process::CommandLine;
use crate::workspace;

/// Measures what `args` ask for; `words` are the same arguments as the user gave them. Gives the instrument's exit code.
///
/// # Errors
///
/// When something does not build or cannot be started, and when counted instructions grew.
pub(crate) fn run(args: &BenchArgs, words: impl Iterator<Item = OsString>) -> Result<ExitCode> {
    if args.instructions {
        instructions::run(args.bless)?;
        return Ok(ExitCode::SUCCESS);
    }
    let build = build();
    eprintln!("{build}\n(the first time that takes some minutes: hel's peers are built, too)");
    build.run(workspace::root())?;

    let program =
        workspace::metadata()?.target_directory.join("release").join(format!("hel-bench{EXE_SUFFIX}"));
    // Not in the workspace's root: the arguments may name files.
    let status = Command::new(&program).args(words).status();
    let status = status.with_context(|| format!("{program} cannot be started"))?;
    // A signal leaves no code.
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The instrument with every library that it knows.
fn build() -> CommandLine {
    CommandLine::cargo(&["build", "--release", "-p", "hel-bench", "--features", "peers"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_instrument_is_built_as_released_and_with_the_peers() {
        assert_eq!(build().to_string(), "cargo build --release -p hel-bench --features peers");
    }
}
