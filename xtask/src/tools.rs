//! `cargo xtask tools`: installs what the steps of `cargo xtask test` need beside a toolchain, where the system is Debian.
//!
//! What is there already stays as it is. The oldest compiler is unpacked into the target folder, beside the system's own and
//! not in its place; everything else goes where its installer puts it.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use cargo_metadata::Metadata;

use crate::bench;
use crate::msrv;
use crate::process::CommandLine;
use crate::test::plan;
use crate::workspace;

/// Installs what is missing, and says what that was.
///
/// # Errors
///
/// When something cannot be installed: what failed, and what to do in its place.
pub(crate) fn run() -> Result<()> {
    let metadata = workspace::metadata()?;
    let (valgrind, runner) = bench::tools::wanted()?;
    let has_source = plan::builds_bare()?;
    let version = msrv::declared(&metadata)?;
    let has_oldest = msrv::find(&metadata, &version).is_some();

    let mut packages = Vec::new();
    packages.extend(valgrind.then_some("valgrind"));
    packages.extend(SYSTEMS_TOOLS.into_iter().filter(|program| !has(program)));
    if !has_source {
        packages.extend(["rustc-web", "rust-web-src"]);
    }
    if !packages.is_empty() || !has_oldest {
        refresh()?;
    }
    if !packages.is_empty() {
        let install = ["install", "--yes", "--quiet", "--no-install-recommends"];
        get(&CommandLine::new("apt-get", &install).args(&packages))?;
    }
    if let Some(runner) = runner {
        let line = CommandLine::cargo(&["install", "--quiet", "--locked", "gungraun-runner", "--version"]);
        get(&line.arg(&runner))?;
    }
    if !has_oldest {
        oldest_compiler(&metadata, &version)?;
    }
    if !WHEELS.into_iter().all(has) {
        get(&CommandLine::new("pip", &["install", "--quiet"]).args(&WHEELS))?;
    }
    let left = missing()?;
    ensure!(left.is_empty(), "still missing after all:\n{left}");
    println!("All tools are there.");
    Ok(())
}

/// What the tests of the systems in `hel/systems` need: a browser, and a message broker. Debian's packages have their names.
const SYSTEMS_TOOLS: [&str; 2] = ["chromium", "nats-server"];

/// Checkers of spelling and of manifests. Python's package index has them built.
pub(crate) const WHEELS: [&str; 2] = ["typos", "taplo"];

/// Whether a program is there, also where only root's path leads.
fn has(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).chain(["/usr/sbin".into()]).any(|folder| folder.join(program).is_file())
}

/// What the steps would still say that they miss.
fn missing() -> Result<String> {
    let metadata = workspace::metadata()?;
    let mut left = String::new();
    let version = msrv::declared(&metadata)?;
    if msrv::find(&metadata, &version).is_none() {
        let _ = writeln!(left, "  {}", msrv::how_to_get(&version));
    }
    if let Some(advice) = bench::tools::missing()? {
        let _ = writeln!(left, "  {advice}");
    }
    if !plan::builds_bare()? {
        let _ = writeln!(left, "  the source of a std:\n{}", crate::compiler::SOURCE_COMMANDS);
    }
    for (manager, programs) in [("apt-get", SYSTEMS_TOOLS), ("pip", WHEELS)] {
        for program in programs.into_iter().filter(|program| !has(program)) {
            let _ = writeln!(left, "  {program}: {manager} install {program}");
        }
    }
    Ok(left)
}

/// Has the system's package lists read anew.
fn refresh() -> Result<()> {
    let is_there = CommandLine::new("apt-get", &["--version"]).succeeds(workspace::root());
    ensure!(
        is_there,
        "this installs Debian's packages, and there is no apt-get here. Missing:\n{}",
        missing()?
    );
    get(&CommandLine::new("apt-get", &["update", "--quiet=2"]))
}

fn get(line: &CommandLine) -> Result<()> {
    run_in(line, workspace::root())
}

fn run_in(line: &CommandLine, folder: &Path) -> Result<()> {
    println!("{line}");
    line.run(folder).with_context(|| {
        format!("`{line}` failed; Debian's packages need root and a network. Run it by hand, then this command again")
    })
}

/// Unpacks Debian's rustc of that version, with its libraries, into the target folder.
fn oldest_compiler(metadata: &Metadata, version: &str) -> Result<()> {
    let root = workspace::root();
    let listing = CommandLine::new("apt-cache", &["madison", "rustc-web"]).output(root)?;
    let Some(full) = full_version(&listing, version) else {
        bail!("the distribution has no rustc {version} any more. {}", msrv::how_to_get(version));
    };
    let rustc = format!("rustc-web={full}");
    let folder = unpacked(metadata, version);
    println!("{rustc}, unpacked into {}", workspace::relative(&folder));
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let library = format!("libstd-rust-web-{version}={full}");
    let packages = [rustc, format!("libstd-rust-web-dev={full}"), library.clone(), llvm_of(&library)?];
    let packages: Vec<&str> = packages.iter().map(String::as_str).collect();
    run_in(&CommandLine::new("apt-get", &["download", "--quiet=2"]).args(&packages), &folder)?;
    for package in fs::read_dir(&folder)?.filter_map(|entry| Some(entry.ok()?.path())) {
        if package.extension().is_some_and(|extension| extension == "deb") {
            run_in(&CommandLine::new("dpkg", &["-x", &package.to_string_lossy(), "."]), &folder)?;
            fs::remove_file(&package)?;
        }
    }
    let starter = starter(&folder);
    let libraries = folder.join("usr/lib").join(format!("{}-linux-gnu", env::consts::ARCH));
    let script = format!(
        "#!/bin/sh\nLD_LIBRARY_PATH='{}' exec '{}' \"$@\"\n",
        libraries.display(),
        folder.join("usr/bin/rustc").display()
    );
    fs::write(&starter, script).with_context(|| format!("{} cannot be written", starter.display()))?;
    CommandLine::new("chmod", &["+x", &starter.to_string_lossy()]).run(root)
}

/// The package with the LLVM that the compiler's library was built with.
fn llvm_of(library: &str) -> Result<String> {
    let said = CommandLine::new("apt-cache", &["show", library]).output(workspace::root())?;
    let words = said
        .lines()
        .filter_map(|line| line.strip_prefix("Depends: "))
        .flat_map(|line| line.split([',', ' ']));
    let llvm = words.into_iter().find(|word| word.starts_with("libllvm"));
    llvm.map(str::to_owned).with_context(|| format!("{library} names no LLVM among what it depends on"))
}

/// `1.85.0+dfsg3-1` for `1.85`, from what `apt-cache madison` says.
fn full_version<'a>(listing: &'a str, version: &str) -> Option<&'a str> {
    let versions = listing.lines().filter_map(|line| line.split('|').nth(1)).map(str::trim);
    versions.into_iter().find(|full| full.starts_with(&format!("{version}.")))
}

/// Where a compiler of this version is unpacked.
fn unpacked(metadata: &Metadata, version: &str) -> PathBuf {
    metadata.target_directory.as_std_path().join("tools").join(format!("rust-{version}"))
}

fn starter(folder: &Path) -> PathBuf {
    folder.join("rustc")
}

/// What starts the compiler of this version that was unpacked here, if one was.
pub(crate) fn oldest_rustc(metadata: &Metadata, version: &str) -> PathBuf {
    starter(&unpacked(metadata, version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_in_the_distribution_is_found_by_its_beginning() {
        let listing =
            " rustc-web | 1.96.0+dfsg1-1 | somewhere\n rustc-web | 1.85.0+dfsg3-1~deb12u3 | elsewhere\n";
        assert_eq!(full_version(listing, "1.85"), Some("1.85.0+dfsg3-1~deb12u3"));
        assert_eq!(full_version(listing, "1.8"), None);
        assert_eq!(full_version("", "1.85"), None);
    }

    #[test]
    fn a_compiler_is_unpacked_into_the_target_folder() {
        let path = oldest_rustc(&workspace::metadata().unwrap(), "1.85");
        assert!(path.ends_with("tools/rust-1.85/rustc"), "{}", path.display());
    }
}
