//! The Rust compilers of this machine, and what each of them can do.
//!
//! One is cargo's own, mostly rustup's. The other is the system's, where there is one: on Debian `rustc-web` is a new
//! compiler, its source and its std for other machines are packages, and all of them are on Debian's own mirrors.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use cargo_metadata::camino::Utf8PathBuf;

use crate::process::CommandLine;
use crate::workspace;

/// Where a system keeps its own compiler.
pub(crate) const SYSTEM: &str = "/usr/bin/rustc";

/// What gets the source of a std, a line each.
pub(crate) const SOURCE_COMMANDS: &str = "  rustup component add rust-src
  apt-get install --no-install-recommends rustc-web rust-web-src";

/// A compiler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Compiler {
    /// Nothing for the one that cargo finds by itself.
    rustc: Option<&'static str>,
    /// The folder with its libraries, one folder for each target.
    libraries: PathBuf,
}

impl Compiler {
    /// The compilers of this machine, cargo's own first.
    ///
    /// # Errors
    ///
    /// When cargo's own does not run.
    pub(crate) fn all() -> Result<Vec<Self>> {
        let mut all = vec![Self { rustc: None, libraries: libraries("rustc")? }];
        if is_version(Path::new(SYSTEM), "") {
            let system = Self { rustc: Some(SYSTEM), libraries: libraries(SYSTEM)? };
            // It may be cargo's own, or rustup's proxy of that.
            if fs::canonicalize(&system.libraries).ok() != fs::canonicalize(&all[0].libraries).ok() {
                all.push(system);
            }
        }
        Ok(all)
    }

    /// Whether it can compile for `target` as it is.
    pub(crate) fn has_target(&self, target: &str) -> bool {
        self.target(target).is_dir()
    }

    /// Whether it can compile its std anew.
    pub(crate) fn has_source(&self) -> bool {
        self.libraries.join("src/rust/library/Cargo.lock").is_file()
    }

    /// The library of a sanitizer, for programs of `target`.
    pub(crate) fn runtime(&self, sanitizer: &str, target: &str) -> Option<Utf8PathBuf> {
        let mark = format!("_rt.{sanitizer}.");
        let files = fs::read_dir(self.target(target)).ok()?.filter_map(Result::ok);
        let is_it = |name: &str| name.starts_with("librustc") && name.contains(&mark);
        let mut paths = files.filter_map(|file| Utf8PathBuf::from_path_buf(file.path()).ok());
        paths.find(|path| path.file_name().is_some_and(is_it))
    }

    /// `line`, compiled by this.
    pub(crate) fn compile(&self, line: CommandLine) -> CommandLine {
        match self.rustc {
            Some(rustc) => line.env("RUSTC", rustc),
            None => line,
        }
    }

    /// `line`, compiled by this, with flags that only a nightly takes otherwise.
    pub(crate) fn compile_unstable(&self, line: CommandLine) -> CommandLine {
        self.compile(line).env("RUSTC_BOOTSTRAP", "1")
    }

    fn target(&self, target: &str) -> PathBuf {
        self.libraries.join(target).join("lib")
    }
}

/// The target that a plain build is for.
///
/// # Errors
///
/// When cargo's own compiler does not run.
pub(crate) fn host() -> Result<String> {
    let said = CommandLine::new("rustc", &["--print", "host-tuple"]).output(workspace::root())?;
    Ok(said.trim().to_owned())
}

/// Whether `rustc` runs and its version begins with `version`.
pub(crate) fn is_version(rustc: &Path, version: &str) -> bool {
    let line = CommandLine::new(&rustc.to_string_lossy(), &["--version"]);
    line.output(workspace::root()).is_ok_and(|said| said.starts_with(&format!("rustc {version}")))
}

fn libraries(rustc: &str) -> Result<PathBuf> {
    let sysroot = CommandLine::new(rustc, &["--print", "sysroot"]).output(workspace::root())?;
    Ok(Path::new(sysroot.trim()).join("lib").join("rustlib"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargos_own_compiler_comes_first_and_compiles_for_its_host() {
        let all = Compiler::all().unwrap();
        assert_eq!(all[0].rustc, None);
        assert!(all[0].has_target(&host().unwrap()));
        assert!(!all[0].has_target("no-such-target"));
        assert_eq!(all[0].runtime("no-such-sanitizer", &host().unwrap()), None);
        assert!(all.len() <= 2);
    }

    #[test]
    fn a_line_names_the_compiler_unless_it_is_cargos_own() {
        let [own, system] = [None, Some(SYSTEM)].map(|rustc| Compiler { rustc, libraries: PathBuf::new() });
        let line = CommandLine::cargo(&["check"]);
        assert_eq!(own.compile(line.clone()).to_string(), "cargo check");
        assert_eq!(system.compile(line.clone()).to_string(), "RUSTC=/usr/bin/rustc cargo check");
        assert_eq!(own.compile_unstable(line).to_string(), "RUSTC_BOOTSTRAP=1 cargo check");
    }

    #[test]
    fn only_a_compiler_of_that_version_will_do() {
        assert!(is_version(Path::new("rustc"), "1."));
        assert!(!is_version(Path::new("rustc"), "1.0."));
        assert!(!is_version(Path::new("no such compiler"), ""));
    }
}
