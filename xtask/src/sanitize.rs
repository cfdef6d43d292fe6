//! `cargo xtask sanitize`: the libraries' tests, each under a sanitizer, in builds of their own.
//!
//! The one for threads must see every synchronisation, also what happens inside of std: so std is compiled anew. It does
//! not know stand-alone fences. Here values are published by release and acquire operations alone, and a fence only orders
//! a store before a load; so what it reports is a bug.
//!
//! Nothing is suppressed. A test that leaks on purpose leaks what has no size, or keeps hold of it until the end.

use anyhow::{Result, ensure};
use cargo_metadata::Metadata;
use cargo_metadata::camino::Utf8PathBuf;

use crate::cli::{SanitizeArgs, Sanitizer};
use crate::compiler::{self, Compiler};
use crate::process::CommandLine;
use crate::steps::{self, AfterFailure, Step};
use crate::workspace;

/// Runs the tests that `args` ask for, all of them whatever fails.
///
/// # Errors
///
/// When a test fails or a sanitizer reports something, when nothing could run, and when there is no such library.
pub(crate) fn run(args: &SanitizeArgs) -> Result<()> {
    let metadata = workspace::metadata()?;
    let packages = chosen(args.package.as_deref())?;
    let (host, compilers) = (compiler::host()?, Compiler::all()?);
    let mut steps = Vec::new();
    for sanitizer in args.sanitizer.map_or(vec![Sanitizer::Thread, Sanitizer::Address], |one| vec![one]) {
        match Build::find(sanitizer, &host, &compilers) {
            Ok(build) => steps.extend(packages.iter().map(|package| build.step(&metadata, package))),
            Err(missing) => steps.push(Step::not_run(name(sanitizer), missing)),
        }
    }
    steps::run(&steps, AfterFailure::GoOn)
}

/// The libraries to test, from the rings up.
fn chosen(package: Option<&str>) -> Result<Vec<&'static str>> {
    let mut libraries = workspace::LIBRARIES;
    libraries.reverse();
    let is_it = |library: &&str| package.is_none_or(|name| name == *library);
    let chosen: Vec<_> = libraries.into_iter().filter(is_it).collect();
    ensure!(!chosen.is_empty(), "no such library in the workspace; these are: {}", libraries.join(", "));
    Ok(chosen)
}

/// What the compiler and the target folder call it.
fn name(sanitizer: Sanitizer) -> &'static str {
    match sanitizer {
        Sanitizer::Thread => "thread",
        Sanitizer::Address => "address",
    }
}

/// How to build for a sanitizer.
#[derive(Debug)]
struct Build<'a> {
    sanitizer: Sanitizer,
    target: &'a str,
    compiler: &'a Compiler,
    /// The sanitizer's library, if the compiler has none: from another compiler. Their versions may differ a little.
    lent: Option<Utf8PathBuf>,
}

impl<'a> Build<'a> {
    /// A build with what is here, or what is missing and how to get it.
    fn find(sanitizer: Sanitizer, target: &'a str, compilers: &'a [Compiler]) -> Result<Self, String> {
        let short = match sanitizer {
            Sanitizer::Thread => "tsan",
            Sanitizer::Address => "asan",
        };
        let runtime = |compiler: &Compiler| compiler.runtime(short, target);
        let no_source = || {
            let commands = compiler::SOURCE_COMMANDS;
            format!("no compiler here has the source of its std; one of these gets it\n{commands}")
        };
        let no_runtime = || {
            format!(
                "no compiler here has the sanitizer's library for {target}; rustup's have it, on the systems that it supports"
            )
        };
        let (compiler, lent) = match sanitizer {
            Sanitizer::Thread => {
                let compiler = compilers.iter().find(|compiler| compiler.has_source());
                let compiler = compiler.ok_or_else(no_source)?;
                let lent = match runtime(compiler) {
                    Some(_) => None,
                    None => Some(compilers.iter().find_map(runtime).ok_or_else(no_runtime)?),
                };
                (compiler, lent)
            }
            Sanitizer::Address => {
                let compiler = compilers.iter().find(|compiler| runtime(compiler).is_some());
                (compiler.ok_or_else(no_runtime)?, None)
            }
        };
        Ok(Self { sanitizer, target, compiler, lent })
    }

    fn step(&self, metadata: &Metadata, package: &str) -> Step {
        Step::command(format!("{}: {package}", name(self.sanitizer)), self.line(metadata, package))
    }

    /// With a target named, the flags reach neither build scripts nor macros.
    fn line(&self, metadata: &Metadata, package: &str) -> CommandLine {
        let name = name(self.sanitizer);
        let line =
            CommandLine::cargo(&["test", "-p", package, "--all-features", "--tests", "--no-fail-fast"])
                .args(&["--target", self.target])
                .env("CARGO_TARGET_DIR", workspace::target_folder(metadata, &format!("sanitize-{name}")));
        let mut flags = vec![format!("-Zsanitizer={name}")];
        if let Some(runtime) = &self.lent {
            // Before all else, where the compiler would put its own: the system's libraries, of which it needs some, follow.
            let args = format!("-Wl,--whole-archive,{runtime},--no-whole-archive");
            flags.extend(["-Zexternal-clangrt".to_owned(), format!("-Zpre-link-args={args}")]);
        }
        let line = match self.sanitizer {
            Sanitizer::Thread => line.arg("-Zbuild-std"),
            Sanitizer::Address => {
                // Std as it comes is not instrumented, and need not be: the allocator is the sanitizer's all the same.
                flags.push("-Cunsafe-allow-abi-mismatch=sanitizer".to_owned());
                line
            }
        };
        self.compiler.compile_unstable(line.env("RUSTFLAGS", flags.join(" ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_libraries_or_the_one_asked_for() {
        assert_eq!(chosen(None).unwrap(), ["hel-ring", "hel-notify", "hel-route", "hel"]);
        assert_eq!(chosen(Some("hel-notify")).unwrap(), ["hel-notify"]);
        assert!(chosen(Some("xtask")).unwrap_err().to_string().contains("hel-ring, hel-notify"));
    }

    #[test]
    fn without_compilers_the_advice_says_what_gets_one() {
        let missing = |sanitizer| Build::find(sanitizer, "x86_64-unknown-linux-gnu", &[]).unwrap_err();
        assert!(missing(Sanitizer::Thread).contains("rustup component add rust-src"));
        assert!(missing(Sanitizer::Address).contains("library for x86_64-unknown-linux-gnu"));
    }

    /// The line for hel-ring, by cargo's own compiler.
    fn line(sanitizer: Sanitizer, lent: Option<Utf8PathBuf>) -> String {
        let compilers = Compiler::all().unwrap();
        let build = Build { sanitizer, target: "t", compiler: &compilers[0], lent };
        build.line(&workspace::metadata().unwrap(), "hel-ring").to_string()
    }

    #[test]
    fn only_the_thread_sanitizer_compiles_std() {
        let thread = line(Sanitizer::Thread, None);
        assert!(thread.contains(" RUSTFLAGS=-Zsanitizer=thread RUSTC_BOOTSTRAP=1 "), "{thread}");
        assert!(thread.contains("/sanitize-thread ") && thread.contains(" -Zbuild-std"), "{thread}");
        let address = line(Sanitizer::Address, None);
        assert!(address.contains("/sanitize-address ") && !address.contains("build-std"), "{address}");
        assert!(address.contains("-Zsanitizer=address -Cunsafe-allow-abi-mismatch=sanitizer"), "{address}");
    }

    #[test]
    fn a_lent_library_is_linked_first() {
        let thread = line(Sanitizer::Thread, Some("/lib/rt.tsan.a".into()));
        let flags =
            "-Zexternal-clangrt -Zpre-link-args=-Wl,--whole-archive,/lib/rt.tsan.a,--no-whole-archive";
        assert!(thread.contains(flags), "{thread}");
    }
}
