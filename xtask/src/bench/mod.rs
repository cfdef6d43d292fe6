//! `cargo xtask bench`: what hel costs, in time beside other libraries or in instructions beside its own past.
//!
//! Times are the business of hel-bench, the instrument: it gets the arguments as they were given. Instructions are counted
//! here, by [`instructions`].

mod against;
mod bundle;
mod comparison;
mod counts;
pub(crate) mod instructions;
mod record;
pub(crate) mod tools;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::bench_cli::{AGAINST, BenchArgs, WAIT_SHAPES};
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
    if let Some(file) = &args.bundle {
        bundle::run(&env::current_dir().context("there is no current directory")?.join(file))?;
        return Ok(ExitCode::SUCCESS);
    }
    let manifest = workspace::root().join("Cargo.toml");
    let is_writing = args.readme || args.from.is_some();
    let mut line = shaped(instrument(!is_writing), &args.wait_shape)?;
    if let Some(commit) = &args.against {
        line = line.env(AGAINST, against::build(commit)?.to_string_lossy());
    }
    let line = line.arg(format!("--manifest-path={}", manifest.display())).arg("--");
    eprintln!("{line}");
    if !is_writing {
        eprintln!("(the first time that takes some minutes: hel's peers are built, too)");
    }
    // Not in the workspace's root: the arguments may name files.
    let mut command = line.command(&env::current_dir().context("there is no current directory")?);
    let status = command.args(words).status().context("cargo cannot be started")?;
    // A signal leaves no code.
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The instrument, built and started; with every library that it knows, or to write what was measured before.
fn instrument(with_peers: bool) -> CommandLine {
    let line = CommandLine::cargo(&["run", "--release", "--bin", "hel-bench", "-p", "hel-bench"]);
    if with_peers { line.args(&["--features", "peers"]) } else { line }
}

/// The same with other shapes of waits, built in a target folder of its own, if there are any.
fn shaped(line: CommandLine, shapes: &[String]) -> Result<CommandLine> {
    if shapes.is_empty() {
        return Ok(line);
    }
    let target = workspace::target_folder(&workspace::metadata()?, "wait-sweep");
    Ok(line
        .env("RUSTFLAGS", "--cfg hel_wait_sweep")
        .env("CARGO_TARGET_DIR", target)
        .env(WAIT_SHAPES, shapes.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_instrument_is_built_as_released_and_with_the_peers() {
        let line = "cargo run --release --bin hel-bench -p hel-bench --features peers";
        assert_eq!(instrument(true).to_string(), line);
    }
}
