//! What it takes to build and to run programs for aarch64, and how to get it: below each thing that is missing stand the
//! commands.

use std::path::Path;

use anyhow::Result;

use crate::compiler::Compiler;
use crate::process::CommandLine;
use crate::workspace;

const TARGET: &str = "aarch64-unknown-linux-gnu";
const LINKER: &str = "aarch64-linux-gnu-gcc";
const EMULATOR: &str = "qemu-aarch64";
/// The target's C library.
const ROOT: &str = "/usr/aarch64-linux-gnu";

const STD_ADVICE: &str = "no compiler here has a std for aarch64-unknown-linux-gnu
  rustup target add aarch64-unknown-linux-gnu
or, by Debian's compiler,
  apt-get install --no-install-recommends rustc-web
  dpkg --add-architecture arm64 && apt-get update
  cd \"$(mktemp -d)\" && \\
    apt-get download libstd-rust-web-dev:arm64=\"$(dpkg-query --show --showformat='${Version}' rustc-web)\" && \\
    dpkg-deb --fsys-tarfile libstd-rust-web-dev_*.deb | tar -x -C / ./usr/lib/rustlib/aarch64-unknown-linux-gnu";

const LINKER_ADVICE: &str = "no linker for aarch64 or no C library to link
  apt-get install --no-install-recommends gcc-aarch64-linux-gnu libc6-dev-arm64-cross";

const EMULATOR_ADVICE: &str = "no emulator of aarch64
  apt-get install --no-install-recommends qemu-user";

/// What this machine has.
#[derive(Debug)]
pub(super) struct Tools {
    /// One with a std for the target.
    compiler: Option<Compiler>,
    linker: bool,
    emulator: bool,
}

impl Tools {
    /// This machine's.
    ///
    /// # Errors
    ///
    /// When cargo's own compiler does not run.
    pub(super) fn here() -> Result<Self> {
        let runs = |program| CommandLine::new(program, &["--version"]).succeeds(workspace::root());
        Ok(Self {
            compiler: Compiler::all()?.into_iter().find(|compiler| compiler.has_target(TARGET)),
            linker: runs(LINKER) && Path::new(ROOT).join("lib/libc.so").is_file(),
            emulator: runs(EMULATOR),
        })
    }

    /// Whether programs can be built, or else what that needs.
    pub(super) fn to_build(&self) -> Result<(), String> {
        all([(self.compiler.is_some(), STD_ADVICE), (self.linker, LINKER_ADVICE)])
    }

    /// Whether they can be run as well, or else what that needs.
    pub(super) fn to_test(&self) -> Result<(), String> {
        let built = self.to_build().err();
        all([(built.is_none(), &built.unwrap_or_default()), (self.emulator, EMULATOR_ADVICE)])
    }

    /// `line`, for the target.
    pub(super) fn build(&self, line: CommandLine) -> CommandLine {
        let line = line
            .args(&["--target", TARGET])
            .env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", LINKER)
            .env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER", format!("{EMULATOR} -L {ROOT}"));
        match &self.compiler {
            Some(compiler) => compiler.compile(line),
            None => line,
        }
    }

    /// No tool at all.
    #[cfg(test)]
    pub(super) fn none() -> Self {
        Self { compiler: None, linker: false, emulator: false }
    }

    /// Every tool.
    #[cfg(test)]
    pub(super) fn all() -> Result<Self> {
        Ok(Self { compiler: Compiler::all()?.pop(), linker: true, emulator: true })
    }
}

/// The advice for what is not there.
fn all(wanted: [(bool, &str); 2]) -> Result<(), String> {
    let missing: Vec<&str> =
        wanted.into_iter().filter(|(is_there, _)| !is_there).map(|(_, advice)| advice).collect();
    if missing.is_empty() { Ok(()) } else { Err(missing.join("\n")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_missing_tool_is_named_with_the_commands_that_get_it() {
        let tools = Tools { emulator: true, ..Tools::none() };
        let missing = tools.to_test().unwrap_err();
        assert!(missing.contains("libstd-rust-web-dev:arm64") && missing.contains("gcc-aarch64-linux-gnu"));
        assert!(!missing.contains("qemu-user"), "{missing}");
        let tools = Tools { emulator: false, ..Tools::all().unwrap() };
        assert_eq!(tools.to_build(), Ok(()));
        assert_eq!(tools.to_test(), Err(EMULATOR_ADVICE.to_owned()));
        assert_eq!(Tools::all().unwrap().to_test(), Ok(()));
    }
}
