//! `cargo xtask aarch64`: the libraries' tests on aarch64, under an emulator, and the instructions of a push there.
//!
//! It is the one target where [`FetchAdd`] is the default strategy of hel-ring, so its tests say something new there.
//! An emulator on another machine keeps that machine's order of memory accesses: that the orderings suffice is shown by
//! the models, and by the assembly that each is the instruction it should be.
//!
//! [`FetchAdd`]: ../../hel-ring/src/reserve/mod.rs

mod assembly;
mod tools;

use std::fs;

use anyhow::{Context, Result};
use cargo_metadata::Metadata;

use self::tools::Tools;
use crate::finding;
use crate::process::CommandLine;
use crate::steps::{self, AfterFailure, Step};
use crate::workspace;

/// Runs the tests and looks at the instructions, whatever fails.
///
/// # Errors
///
/// When a test fails, when the instructions are not what they should be, and when nothing could run.
pub(crate) fn run() -> Result<()> {
    steps::run(&steps(&workspace::metadata()?, &Tools::here()?), AfterFailure::GoOn)
}

fn steps(metadata: &Metadata, tools: &Tools) -> Vec<Step> {
    let mut steps = tests(metadata, tools);
    steps.extend(instructions(metadata, tools));
    steps
}

/// The tests of the libraries, from the rings up.
fn tests(metadata: &Metadata, tools: &Tools) -> Vec<Step> {
    if let Err(missing) = tools.to_test() {
        return vec![Step::not_run("tests", missing)];
    }
    let folder = workspace::target_folder(metadata, "aarch64");
    let step = |library: &&str| {
        let line =
            CommandLine::cargo(&["test", "-p", library, "--all-features", "--tests", "--no-fail-fast"]);
        Step::command(format!("tests: {library}"), tools.build(line.env("CARGO_TARGET_DIR", &folder)))
    };
    workspace::LIBRARIES.iter().rev().map(step).collect()
}

/// A look at the instructions, for a processor that has the Large System Extensions.
fn instructions(metadata: &Metadata, tools: &Tools) -> Vec<Step> {
    if let Err(missing) = tools.to_build() {
        return vec![Step::not_run("instructions", missing)];
    }
    let line = CommandLine::cargo(&["rustc", "--release", "-p", "hel-ring", "--example", EXAMPLE])
        .env("CARGO_TARGET_DIR", workspace::target_folder(metadata, LSE_FOLDER))
        .env("RUSTFLAGS", "-C target-feature=+lse")
        // As users have it that choose nothing; and then the assembly is one file.
        .env("CARGO_PROFILE_RELEASE_LTO", "off");
    let emit = format!("asm={}", assembly_file(metadata));
    vec![
        Step::command("compile", tools.build(line).args(&["--", "--emit", &emit])),
        Step::check("instructions", CommandLine::cargo(&["xtask", "aarch64"]), check_instructions),
    ]
}

/// The example with a function that does nothing but push in turn, and that function's path in a symbol.
const EXAMPLE: &str = "raw_queue";
const FUNCTION: &str = "9raw_queue3put";

const LSE_FOLDER: &str = "aarch64-lse";

fn assembly_file(metadata: &Metadata) -> String {
    format!("{}/{EXAMPLE}.s", workspace::target_folder(metadata, LSE_FOLDER))
}

fn check_instructions() -> Result<()> {
    let file = assembly_file(&workspace::metadata()?);
    let text = fs::read_to_string(workspace::root().join(&file));
    let text = text.with_context(|| {
        format!("{file} cannot be read: take that folder away, so that the example is compiled anew")
    })?;
    let instructions = assembly::function(&text, FUNCTION);
    println!("of the {} instructions of `{EXAMPLE}::put`, those about other threads:", instructions.len());
    for instruction in assembly::of_other_threads(&instructions) {
        println!("  {instruction}");
    }
    finding::verdict("aarch64", assembly::findings(&file, &instructions))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(tools: &Tools) -> Vec<String> {
        steps(&workspace::metadata().unwrap(), tools).iter().map(Step::line).collect()
    }

    #[test]
    fn without_tools_nothing_runs_and_each_step_says_what_it_needs() {
        let lines = lines(&Tools::none());
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.starts_with("NOT RUN: ")), "{lines:?}");
        assert!(lines[0].contains("qemu-user") && !lines[1].contains("qemu-user"), "{lines:?}");
    }

    #[test]
    fn all_libraries_are_tested_and_the_example_is_compiled_for_a_newer_processor() {
        let lines = lines(&Tools::all().unwrap());
        for (line, library) in lines.iter().zip(["hel-ring", "hel-notify", "hel-route", "hel"]) {
            assert!(line.contains(&format!("cargo test -p {library} --all-features --tests ")), "{line}");
            assert!(line.contains("/aarch64 ") && !line.contains("lse"), "{line}");
        }
        assert!(lines[4].contains("RUSTFLAGS='-C target-feature=+lse'"), "{}", lines[4]);
        assert!(lines[4].contains("--example raw_queue"), "{}", lines[4]);
        assert_eq!(lines[5], "cargo xtask aarch64");
    }
}
