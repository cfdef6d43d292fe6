//! `--against COMMIT`: today's instrument, built on the libraries of another commit.
//!
//! What is measured has to be measured in the same way, so the instrument is today's: a copy of its sources in a workspace
//! of its own, whose `hel` and `hel-ring` are those of the commit. It is built without peers, in a few minutes the first time.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::process::CommandLine;
use crate::workspace;

/// The instrument's files that name hel's functions: where today's do not fit the commit's libraries, the commit's own may.
const ADAPTERS: [&str; 2] = ["hel-bench/src/subject/hel.rs", "hel-bench/src/subject/hel_ring.rs"];

/// A program that measures hel as `commit` has it.
///
/// # Errors
///
/// When there is no such commit, or today's instrument does not build with its libraries.
pub(crate) fn build(commit: &str) -> Result<PathBuf> {
    let hash = resolve(commit)?;
    let target = workspace::metadata()?.target_directory.into_std_path_buf().join("against");
    let folder = target.join(&hash);
    let libraries = folder.join("libraries");
    if !libraries.join("Cargo.toml").is_file() {
        check_out(&hash, &libraries)?;
    }
    let bench = folder.join("bench");
    for path in workspace::files()?.iter().filter(|path| path.starts_with("hel-bench/") && is_source(path)) {
        copy(&workspace::root().join(path), &bench.join(path))?;
    }
    let manifest =
        fs::read_to_string(workspace::root().join("Cargo.toml")).context("Cargo.toml cannot be read")?;
    write(&bench.join("Cargo.toml"), redirected(&manifest)?.as_bytes())?;
    copy(&workspace::root().join("Cargo.lock"), &bench.join("Cargo.lock"))?;

    let build = CommandLine::cargo(&["build", "--release", "-p", "hel-bench", "--bin", "hel-bench"])
        .env("CARGO_TARGET_DIR", target.join("target").to_string_lossy());
    eprintln!("hel as {commit} ({hash}) has it, under today's instrument: {build}");
    if build.run(&bench).is_err() {
        eprintln!("today's adapters of hel do not fit that commit: its own take their place");
        for adapter in ADAPTERS {
            let own = libraries.join(adapter);
            ensure!(own.is_file(), "{commit} has no {adapter}: it is too old to be compared with");
            copy(&own, &bench.join(adapter))?;
        }
        build
            .run(&bench)
            .with_context(|| format!("today's instrument does not build on the libraries of {commit}"))?;
    }
    let program = folder.join("hel-bench");
    fs::copy(target.join("target/release/hel-bench"), &program)
        .context("the program that was built is not there")?;
    Ok(program)
}

/// The hash of a commit, short.
fn resolve(commit: &str) -> Result<String> {
    let revision = format!("{commit}^{{commit}}");
    let said = CommandLine::new("git", &["rev-parse", "--verify", "--short=12", &revision])
        .output(workspace::root());
    said.map(|hash| hash.trim().to_owned())
        .with_context(|| format!("`{commit}` is no commit of this repository"))
}

/// Puts the files of a commit into `folder`.
fn check_out(hash: &str, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let archive = folder.with_extension("tar").to_string_lossy().into_owned();
    CommandLine::new("git", &["archive", "--format=tar", "-o", &archive, hash]).run(workspace::root())?;
    CommandLine::new("tar", &["-xf", &archive]).run(folder)
}

/// Results and documents are no part of the program.
fn is_source(path: &str) -> bool {
    !path.starts_with("hel-bench/results/")
}

/// The workspace's manifest with the instrument as its only member, and the libraries from beside it.
fn redirected(manifest: &str) -> Result<String> {
    let members = manifest.lines().find(|line| line.starts_with("members = "));
    let members = members.context("Cargo.toml has no line that begins with `members = `")?;
    let manifest =
        manifest.replace(members, r#"members = ["hel-bench"]"#).replace("default-members = ", "# ");
    Ok(manifest.replace(r#"path = "hel"#, r#"path = "../libraries/hel"#))
}

/// Copies a file unless its copy is the same: what did not change is not built again.
fn copy(from: &Path, to: &Path) -> Result<()> {
    write(to, &fs::read(from).with_context(|| format!("{} cannot be read", from.display()))?)
}

fn write(path: &Path, content: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(());
    }
    let folder = path.parent().context("a file lies in a folder")?;
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(path, content));
    written.with_context(|| format!("{} cannot be written", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_known_by_its_hash_and_what_is_none_is_refused() {
        assert_eq!(resolve("HEAD").unwrap().len(), 12);
        let error = format!("{:#}", resolve("no-such-thing").unwrap_err());
        assert!(error.contains("`no-such-thing` is no commit"), "{error}");
    }

    #[test]
    fn the_other_workspace_has_the_instrument_alone_and_the_libraries_from_beside_it() {
        let manifest = fs::read_to_string(workspace::root().join("Cargo.toml")).unwrap();
        let other = redirected(&manifest).unwrap();
        assert!(other.contains("\nmembers = [\"hel-bench\"]\n"), "{other}");
        for library in workspace::LIBRARIES {
            assert!(
                other.contains(&format!("{library} = {{ path = \"../libraries/{library}\"")),
                "{library}: {other}"
            );
        }
        assert!(redirected("[workspace]").is_err());
    }
}
