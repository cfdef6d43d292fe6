//! `cargo xtask release --check`: what stands between this tree and a release.
//!
//! | step | fails while |
//! | --- | --- |
//! | manifests | a package says not where its source is |
//! | names | a package's name is another one's on the public registry |
//! | packages | one does not build from what it would carry, in the order in which they are published |
//! | examples | one does not run from the packages alone |
//! | licences | `cargo deny` objects to what is built with |

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use cargo_metadata::Metadata;

use crate::finding::{self, Finding};
use crate::process::CommandLine;
use crate::steps::{self, AfterFailure, Step};
use crate::workspace;

/// Runs every step, whatever fails.
///
/// # Errors
///
/// When one fails: it says what is to be done.
pub(crate) fn check() -> Result<()> {
    let metadata = workspace::metadata()?;
    let _ = fs::remove_dir_all(metadata.target_directory.join("release-check"));
    let own =
        |what: &'static str| CommandLine::cargo(&["xtask", "release", "--check"]).arg(format!("# {what}"));
    let mut steps = vec![
        Step::check("manifests", own("manifests"), check_manifests),
        Step::check("names", own("names"), check_names),
        Step::command("packages", package_line(&metadata)),
    ];
    steps.push(licences());
    steps.extend(example_lines(&metadata)?.map(|line| Step::command("examples", line)));
    steps::run(&steps, AfterFailure::GoOn)
}

fn check_manifests() -> Result<()> {
    let metadata = workspace::metadata()?;
    let libraries = metadata
        .workspace_packages()
        .into_iter()
        .filter(|package| workspace::LIBRARIES.contains(&package.name.as_str()));
    let without = libraries.filter(|package| package.repository.is_none());
    let finding = |manifest| Finding::new(manifest, "`repository` is missing: nobody would find the source");
    finding::verdict(
        "manifests",
        without.map(|package| finding(format!("{}/Cargo.toml", package.name))).collect(),
    )
}

fn check_names() -> Result<()> {
    // Outside of the workspace, or cargo would tell of our own.
    let elsewhere = std::env::temp_dir();
    let is_taken = |name: &&str| {
        let line =
            CommandLine::cargo(&["info", "-q", "--color", "never", "--registry", "crates-io"]).arg(*name);
        line.output(&elsewhere).is_ok()
    };
    let taken = workspace::LIBRARIES.iter().filter(|name| is_taken(name));
    let advice = "is the name of another crate on the public registry: publish under another one";
    finding::verdict("names", taken.map(|name| Finding::new(*name, advice)).collect())
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

fn licences() -> Step {
    let line = CommandLine::cargo(&["deny", "check", "licenses", "bans", "sources"]);
    let probe = CommandLine::cargo(&["deny", "--version"]);
    Step::if_there("licences", line, &probe, "cargo install cargo-deny --locked")
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
