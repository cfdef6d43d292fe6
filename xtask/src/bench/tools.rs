//! The tools that count instructions: valgrind, and the runner that gungraun starts it with.

use anyhow::{Context, Result};

use crate::process::CommandLine;
use crate::workspace;

const VALGRIND: &str = "valgrind";
const RUNNER: &str = "gungraun-runner";

/// What is missing here and how to get it; nothing when instructions can be counted.
///
/// # Errors
///
/// When cargo cannot say which version of gungraun the workspace holds.
pub(crate) fn missing() -> Result<Option<String>> {
    let library = library()?;
    let valgrind = said_by(VALGRIND).is_some();
    let runner = said_by(RUNNER);
    Ok(advice(valgrind, runner.as_deref().and_then(version), &library))
}

/// Whether valgrind is wanted, and in which version the runner, if it is.
///
/// # Errors
///
/// As [`missing`].
pub(crate) fn wanted() -> Result<(bool, Option<String>)> {
    let library = library()?;
    let has_runner = said_by(RUNNER).as_deref().and_then(version) == Some(&library);
    Ok((said_by(VALGRIND).is_none(), (!has_runner).then_some(library)))
}

/// The version of gungraun that the workspace holds.
fn library() -> Result<String> {
    let said = CommandLine::cargo(&["pkgid", "gungraun"]).output(workspace::root())?;
    Ok(version(&said).context("`cargo pkgid gungraun` names no version")?.to_owned())
}

/// What `program` says of its version, if it is there.
fn said_by(program: &str) -> Option<String> {
    let line = CommandLine::new(program, &["--version"]);
    line.succeeds(workspace::root()).then(|| line.output(workspace::root()).ok())?
}

/// The number at the end of `registry#name@1.2.3` or `name 1.2.3`.
fn version(text: &str) -> Option<&str> {
    text.trim().rsplit(['@', '#', ' ']).next().filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

/// The runner must be of the version of the library.
fn advice(valgrind: bool, runner: Option<&str>, library: &str) -> Option<String> {
    let mut wanted = Vec::new();
    if !valgrind {
        wanted.push(format!("no {VALGRIND} here: `apt-get install {VALGRIND}` gets it"));
    }
    if runner != Some(library) {
        let have =
            runner.map_or_else(|| "there is none".to_owned(), |version| format!("this one is {version}"));
        wanted.push(format!(
            "{RUNNER} must be {library}, and {have}: `cargo install {RUNNER} --version {library} --locked` gets it"
        ));
    }
    (!wanted.is_empty()).then(|| wanted.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_cargo_and_from_programs() {
        assert_eq!(version("registry+https://example.org/index#gungraun@0.20.0\n"), Some("0.20.0"));
        assert_eq!(version("path+file:///w/gungraun#0.20.0\n"), Some("0.20.0"));
        assert_eq!(version("gungraun-runner 0.20.0\n"), Some("0.20.0"));
        assert_eq!(version("gungraun-runner\n"), None);
    }

    #[test]
    fn with_both_tools_nothing_is_missing() {
        assert_eq!(advice(true, Some("0.20.0"), "0.20.0"), None);
    }

    #[test]
    fn each_missing_tool_is_named_with_the_command_that_gets_it() {
        let text = advice(false, Some("0.20.0"), "0.20.0").unwrap();
        assert!(text.contains("apt-get install valgrind") && !text.contains("cargo install"), "{text}");
        let text = advice(true, None, "0.20.0").unwrap();
        assert!(text.contains("cargo install gungraun-runner --version 0.20.0 --locked"), "{text}");
        assert!(!text.contains("valgrind"), "{text}");
    }

    #[test]
    fn a_runner_of_another_version_will_not_do() {
        let text = advice(true, Some("0.19.1"), "0.20.0").unwrap();
        assert!(text.contains("must be 0.20.0, and this one is 0.19.1"), "{text}");
    }

    #[test]
    fn the_workspace_holds_one_version_of_the_library() {
        missing().unwrap();
    }

    #[test]
    fn a_program_that_is_not_there_says_nothing() {
        assert_eq!(said_by("no-such-program"), None);
    }
}
