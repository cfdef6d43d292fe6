//! `--bundle FILE`: the instrument as one file that needs nothing of the machine it runs on.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::process::CommandLine;
use crate::{compiler, workspace};

/// The flag that links the C library in.
const STATIC: &str = "-C target-feature=+crt-static";

/// Builds it with all peers, and writes it to `file`.
///
/// # Errors
///
/// When it does not build, or the file cannot be written.
pub(crate) fn run(file: &Path) -> Result<()> {
    let target = workspace::target_folder(&workspace::metadata()?, "bundle");
    let host = compiler::host()?;
    let line = command_line(&target, &host, &commit());
    println!("{line}");
    line.run(workspace::root())?;
    let built = workspace::root().join(&target).join(&host).join("release/hel-bench");
    fs::copy(built, file).with_context(|| format!("{} cannot be written", file.display()))?;
    let size = fs::metadata(file).map_or(0, |metadata| metadata.len() / 1_000_000);
    println!("{} is written, {size} MB. Where it is copied to:", file.display());
    println!("  ./hel-bench --quick --json figures.json --report report");
    Ok(())
}

/// A target that is named keeps the flag from what runs during the build.
fn command_line(target: &str, host: &str, commit: &str) -> CommandLine {
    CommandLine::cargo(&[
        "build",
        "--release",
        "-p",
        "hel-bench",
        "--bin",
        "hel-bench",
        "--features",
        "peers",
    ])
    .args(&["--target", host])
    .env("RUSTFLAGS", STATIC)
    .env("CARGO_TARGET_DIR", target)
    .env("HEL_BENCH_COMMIT", commit)
}

/// What the program will say that it was built from.
fn commit() -> String {
    let line = CommandLine::new("git", &["describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]);
    line.output(workspace::root()).map_or_else(|_| String::new(), |said| said.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_c_library_is_linked_in_and_the_commit_is_known() {
        let line = command_line("target/bundle", "x86_64-unknown-linux-gnu", "0123abc").to_string();
        for part in [
            "+crt-static",
            "HEL_BENCH_COMMIT=0123abc",
            "--features peers",
            "--target x86_64-unknown-linux-gnu",
        ] {
            assert!(line.contains(part), "`{part}` is not in {line}");
        }
    }
}
