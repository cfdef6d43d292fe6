//! `cargo xtask release --check`: what stands between this tree and a release.
//!
//! | step | fails while |
//! | --- | --- |
//! | name and place | a package's name is another one's on the public registry, or nothing says where its source is |
//! | changelog | it does not know the version, or a package lacks its README or licences |
//! | public surface | it is not the committed listing |
//! | semver | it breaks a user of the last tag, and the version does not say so |
//! | README figures | they are not those of the committed results |
//! | features, oldest compiler, documentation | a library does not build with a set of features or by that compiler, or a link in its pages is dead |
//! | packages | one does not build from what it would carry, in the order in which they are published |
//! | examples | one does not run from the packages alone |
//! | licences, unused dependencies | `cargo deny` or `cargo machete` objects |

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use cargo_metadata::Metadata;

use crate::finding::{self, Finding};
use crate::process::CommandLine;
use crate::steps::{self, AfterFailure, Step};
use crate::test::plan;
use crate::{api, tidy, workspace};

/// Runs every step, whatever fails.
///
/// # Errors
///
/// When one fails: it says what is to be done.
pub(crate) fn check() -> Result<()> {
    let metadata = workspace::metadata()?;
    let _ = fs::remove_dir_all(metadata.target_directory.join("release-check"));
    let own = |args: &[&str]| CommandLine::cargo(&["xtask"]).args(args);
    let figures =
        CommandLine::cargo(&["test", "-q", "-p", "hel-bench", "--lib", "the_readme_has_the_figures"]);
    let mut steps = vec![
        Step::check("name and place", own(&["release", "--check"]), check_name_and_place),
        Step::check("changelog", own(&["tidy"]), tidy::run),
        Step::check("public surface", own(&["api"]), api::compare),
        semver()?,
        Step::command("README figures", figures),
    ];
    steps.extend(plan::feature_sets(&metadata)?);
    steps.push(plan::oldest_compiler(&metadata, &plan::Machine::here(false)?)?);
    steps.extend(["--all-features", "--no-default-features"].map(plan::documentation));
    steps.push(tool("licences", "deny", &["check", "licenses", "bans", "sources"]));
    steps.push(tool("unused dependencies", "machete", &[]));
    steps.push(Step::command("packages", package_line(&metadata)));
    steps.extend(example_lines(&metadata)?.map(|line| Step::command("examples", line)));
    steps::run(&steps, AfterFailure::GoOn)
}

fn check_name_and_place() -> Result<()> {
    let metadata = workspace::metadata()?;
    let info = CommandLine::cargo(&["info", "-q", "--color", "never", "--registry", "crates-io"]);
    let mut findings = Vec::new();
    for package in metadata.workspace_packages() {
        let name = package.name.as_str();
        if !workspace::LIBRARIES.contains(&name) {
            continue;
        }
        if package.repository.is_none() {
            findings.push(Finding::new(name, "has no `repository`: nobody would find the source"));
        }
        let is_other = |told: String| !package.repository.as_ref().is_some_and(|place| told.contains(place));
        // Asked outside of the workspace, or cargo would tell of this tree's. After a release the registry tells of our place.
        if info.clone().arg(name).output(&std::env::temp_dir()).is_ok_and(is_other) {
            let advice = "is the name of another crate on the public registry: publish under another one";
            findings.push(Finding::new(name, advice));
        }
    }
    finding::verdict("name and place", findings)
}

/// The surface beside that of the last tag; before the first there is nothing to compare with.
fn semver() -> Result<Step> {
    let tags =
        CommandLine::new("git", &["tag", "--list", "v*", "--sort=-v:refname"]).output(workspace::root())?;
    Ok(match tags.lines().next() {
        Some(tag) => tool("semver", "semver-checks", &["--baseline-rev", tag]),
        None => Step::not_run("semver", "there is no tag of a release to compare with"),
    })
}

/// A subcommand of cargo that is installed from source.
fn tool(step: &str, subcommand: &str, args: &[&str]) -> Step {
    let probe = CommandLine::cargo(&[subcommand, "--version"]);
    let line = CommandLine::cargo(&[subcommand]).args(args);
    Step::if_there(step, line, &probe, &format!("cargo install cargo-{subcommand} --locked"))
}

/// A folder that no other run had: cargo keeps what it unpacked and built of a package by folder and version.
fn folder(metadata: &Metadata) -> String {
    workspace::target_folder(metadata, &format!("release-check/{}", std::process::id()))
}

/// Packs the four and builds each from its package, the lowest first.
fn package_line(metadata: &Metadata) -> CommandLine {
    let names: Vec<String> = workspace::LIBRARIES.iter().rev().map(ToString::to_string).collect();
    let line = CommandLine::cargo(&["package", "--allow-dirty"]).env("CARGO_TARGET_DIR", folder(metadata));
    line.each("-p", &names)
}

/// Each example of the facade, run from the packages alone.
fn example_lines(metadata: &Metadata) -> Result<impl Iterator<Item = CommandLine>> {
    let version =
        metadata.workspace_packages().first().map_or_else(String::new, |package| package.version.to_string());
    let packed = workspace::root().join(folder(metadata)).join("package");
    let place = move |name: &str| packed.join(format!("{name}-{version}")).display().to_string();
    let examples: Vec<PathBuf> = fs::read_dir(workspace::root().join("hel/examples"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    let names: Vec<String> = examples
        .iter()
        .filter(|path| path.is_file())
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    Ok(names.into_iter().map(move |example| {
        let line = CommandLine::cargo(&["run", "-q", "--example"]).arg(example);
        let line = line.arg("--manifest-path").arg(format!("{}/Cargo.toml", place("hel")));
        // Nothing of ours is on the registry: the packages stand for it.
        workspace::LIBRARIES[1..].iter().fold(line, |line, name| {
            line.arg("--config").arg(format!("patch.crates-io.{name}.path='{}'", place(name)))
        })
    }))
}
