//! The checkers of concurrent code: each has a `--cfg` that puts its primitives in the place of std's, an integration test of
//! that name, and a build of its own.
//!
//! | checker | sees | tests in |
//! | --- | --- | --- |
//! | [`LOOM`] | every interleaving, of few threads; weak orderings, too | `tests/loom` of a package |
//! | [`SHUTTLE`] | random ones, of many threads; sequentially consistent | `tests/shuttle` of a package |

pub(crate) mod mutants;

use anyhow::{Result, ensure};
use cargo_metadata::Metadata;

use crate::process::CommandLine;
use crate::workspace;

/// A checker.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Checker {
    /// Its integration test, its target folder; behind `hel_` its `--cfg`, behind `__` its feature.
    pub(crate) name: &'static str,
    /// The field by which a mutant says which test catches it.
    field: &'static str,
}

pub(crate) const LOOM: Checker = Checker { name: "loom", field: "Model" };

pub(crate) const SHUTTLE: Checker = Checker { name: "shuttle", field: "Shuttle" };

impl Checker {
    /// The packages that have tests of this checker, or the one asked for.
    ///
    /// # Errors
    ///
    /// When none has one, or not the one asked for.
    pub(crate) fn packages(self, metadata: &Metadata, package: Option<&str>) -> Result<Vec<String>> {
        workspace::chosen_with_test(metadata, self.name, package)
    }

    /// The command that builds and runs all tests of `packages`; `-- FILTER` may follow.
    ///
    /// The flag changes every crate, so the build has a target folder of its own.
    pub(crate) fn command_line(self, metadata: &Metadata, packages: &[String]) -> CommandLine {
        self.in_target(workspace::target_folder(metadata, self.name), packages)
    }

    /// The same, built in the folder `target`.
    fn in_target(self, target: impl Into<String>, packages: &[String]) -> CommandLine {
        CommandLine::cargo(&["test", "--profile", "loom"])
            .each("-p", packages)
            .each("--test", &[self.name.to_owned()])
            .each("--features", &[format!("__{}", self.name)])
            .env("RUSTFLAGS", format!("--cfg hel_{}", self.name))
            .env("CARGO_TARGET_DIR", target)
    }
}

/// Which of its tests a command runs.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which<'a> {
    All,
    /// Those with this text in their name.
    Some(&'a str),
    /// The one of this name.
    One(&'a str),
}

impl<'a> Which<'a> {
    pub(crate) fn with(text: Option<&'a str>) -> Self {
        text.map_or(Self::All, Self::Some)
    }

    /// What is wanted, among the tests of these names, as the arguments of the test binary.
    fn among(self, names: &[String]) -> Result<Vec<&'a str>> {
        let (is_there, text, arguments) = match self {
            Self::All => return Ok(Vec::new()),
            Self::Some(part) => (names.iter().any(|name| name.contains(part)), part, vec!["--", part]),
            Self::One(name) => (names.iter().any(|other| other == name), name, vec!["--", "--exact", name]),
        };
        ensure!(is_there, "no test is called `{text}`; there are:\n  {}", names.join("\n  "));
        Ok(arguments)
    }
}

/// Runs the tests of `line`, and prints the command.
///
/// # Errors
///
/// When a test fails, and when there is none of that name; the error lists those that there are.
pub(crate) fn run(line: CommandLine, which: Which<'_>) -> Result<()> {
    let root = workspace::root();
    let names = match which {
        Which::All => Vec::new(),
        _ => names(&line.clone().arg("--").arg("--list").output(root)?),
    };
    let line = line.args(&which.among(&names)?);
    println!("{line}");
    line.run(root)
}

/// The names in what a test binary prints for `--list`.
fn names(list: &str) -> Vec<String> {
    list.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_a_listing() {
        assert_eq!(
            names("spsc::wraps: test\nmpmc::close: test\n\n2 tests, 0 benchmarks\n"),
            ["spsc::wraps", "mpmc::close"]
        );
    }

    #[test]
    fn a_name_that_no_test_has_is_answered_with_those_that_there_are() {
        let names = ["lanes::one".to_owned()];
        assert!(Which::All.among(&[]).unwrap().is_empty());
        assert_eq!(Which::Some("one").among(&names).unwrap(), ["--", "one"]);
        assert_eq!(Which::One("lanes::one").among(&names).unwrap(), ["--", "--exact", "lanes::one"]);
        for which in [Which::Some("two"), Which::One("one")] {
            let error = which.among(&names).unwrap_err().to_string();
            assert!(error.contains("lanes::one"), "{error}");
        }
    }

    #[test]
    fn each_checker_has_a_build_of_its_own() {
        let metadata = workspace::metadata().unwrap();
        for (checker, name) in [(LOOM, "loom"), (SHUTTLE, "shuttle")] {
            let line = checker.command_line(&metadata, &["hel-ring".to_owned()]).to_string();
            assert!(line.contains(&format!("RUSTFLAGS='--cfg hel_{name}'")), "{line}");
            assert!(line.contains(&format!("/{name} ")), "{line}");
            assert!(
                line.ends_with(&format!(
                    "cargo test --profile loom -p hel-ring --test {name} --features __{name}"
                )),
                "{line}"
            );
            assert!(!checker.packages(&metadata, None).unwrap().is_empty());
        }
    }
}
