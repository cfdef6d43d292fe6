//! `cargo xtask msrv`: the libraries, compiled by the oldest compiler that they promise to support.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use cargo_metadata::Metadata;

use crate::compiler::{self, is_version};
use crate::process::CommandLine;
use crate::{tools, workspace};

/// Names the compiler to take, where rustup does not have it.
const VARIABLE: &str = "MSRV_RUSTC";

/// Checks the libraries with that compiler.
///
/// # Errors
///
/// When there is no such compiler, with how to get it; or when a library does not compile.
pub(crate) fn run() -> Result<()> {
    let metadata = workspace::metadata()?;
    let version = declared(&metadata)?;
    let Some(rustc) = find(&metadata, &version) else { bail!("{}", how_to_get(&version)) };
    let line = command_line(&metadata, &rustc);
    println!("{line}");
    line.run(workspace::root())
}

/// The `rust-version` of the workspace, as in `1.85`.
///
/// # Errors
///
/// When the facade declares none.
pub(crate) fn declared(metadata: &Metadata) -> Result<String> {
    let facade = metadata.packages.iter().find(|package| package.name.as_str() == workspace::LIBRARIES[0]);
    let version = facade.and_then(|package| package.rust_version.as_ref());
    let version = version.context("the workspace declares no rust-version: put it in Cargo.toml")?;
    Ok(format!("{}.{}", version.major, version.minor))
}

/// A compiler of this version: the one that the environment names, or else rustup's, the system's, or the one that
/// `cargo xtask tools` unpacked.
pub(crate) fn find(metadata: &Metadata, version: &str) -> Option<PathBuf> {
    let candidates = if let Some(named) = env::var_os(VARIABLE) {
        vec![PathBuf::from(named)]
    } else {
        let others = [PathBuf::from(compiler::SYSTEM), tools::oldest_rustc(metadata, version)];
        rustups(version).into_iter().chain(others).collect()
    };
    candidates.into_iter().find(|rustc| is_version(rustc, &format!("{version}.")))
}

fn rustups(version: &str) -> Option<PathBuf> {
    let which = CommandLine::new("rustup", &["which", "--toolchain", version, "rustc"]);
    let path = which.succeeds(workspace::root()).then(|| which.output(workspace::root()).ok())??;
    Some(PathBuf::from(path.trim()))
}

/// What to do when there is none.
pub(crate) fn how_to_get(version: &str) -> String {
    format!(
        "no rustc {version} here: `rustup toolchain install {version} --profile minimal` gets one (on Debian also `cargo xtask tools`), or name one by {VARIABLE}=PATH"
    )
}

/// The check, in a target folder of its own: another compiler rebuilds everything.
pub(crate) fn command_line(metadata: &Metadata, rustc: &Path) -> CommandLine {
    CommandLine::cargo(&["check", "--lib", "--all-features"])
        .each("-p", &workspace::LIBRARIES.map(str::to_owned))
        .env("RUSTC", rustc.to_string_lossy())
        .env("CARGO_TARGET_DIR", workspace::target_folder(metadata, "msrv"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_declares_a_version() {
        let version = declared(&workspace::metadata().unwrap()).unwrap();
        assert!(version.starts_with("1."), "{version}");
    }

    #[test]
    fn all_libraries_are_checked() {
        let line = command_line(&workspace::metadata().unwrap(), Path::new("old/rustc")).to_string();
        assert!(line.contains("RUSTC=old/rustc "), "{line}");
        for library in workspace::LIBRARIES {
            assert!(line.contains(&format!(" -p {library}")), "{line}");
        }
    }
}
