//! Which steps `cargo xtask test` takes, given the workspace and the machine.

use anyhow::{Result, bail};
use cargo_metadata::Metadata;

use crate::checker::{Checker, LOOM, SHUTTLE};
use crate::compiler::{self, Compiler};
use crate::process::CommandLine;
use crate::steps::Step;
use crate::{api, bench, layers, msrv, tidy, tools, workspace};

/// The features of a build of the whole workspace: all of the libraries' own. No step builds hel-bench's `peers`, which takes minutes.
pub(super) const FEATURES: [&str; 2] = ["--features", "hel/stream,hel/sink"];

/// The bench that counts instructions is linted everywhere, and built where it can run.
const LINTED_TOO: [&str; 2] = ["--features", "hel-bench/instructions"];

/// Targets without std on which hel-ring must build: the first that is installed, or with the source of a std, the first. Those of
/// 32 bits come before the others: there a position is narrow, and 64-bit atomics are missing.
const NO_STD_TARGETS: [&str; 6] = [
    "thumbv7em-none-eabihf",
    "thumbv7em-none-eabi",
    "riscv32imac-unknown-none-elf",
    "x86_64-unknown-none",
    "aarch64-unknown-none",
    "riscv64gc-unknown-none-elf",
];

/// No threads and no clock: tasks work there.
const WASM: &str = "wasm32-unknown-unknown";

/// The packages that have features, and the sets to build them with. A set that names a feature the package does not
/// have is skipped.
const FEATURED: [&str; 3] = ["hel-notify", "hel-route", "hel"];
const FEATURE_SETS: [(&str, &[&str]); 6] = [
    ("none", &["--no-default-features"]),
    ("default", &[]),
    ("stream", &["--no-default-features", "--features", "stream"]),
    ("sink", &["--no-default-features", "--features", "sink"]),
    ("stream,sink", &["--no-default-features", "--features", "stream,sink"]),
    ("all", &["--all-features"]),
];

/// What the plan depends on outside of the workspace.
#[derive(Debug, Default)]
pub(crate) struct Machine {
    /// What builds hel-ring for one of [`NO_STD_TARGETS`], and hel for [`WASM`].
    bare: [Option<CommandLine>; 2],
    /// The check under the oldest compiler that the libraries promise to support.
    oldest: Option<CommandLine>,
    /// Why instructions cannot be counted, if they cannot.
    no_counter: Option<String>,
    /// Whether a test of a system in `hel/systems` fails where a program is missing; else it says so and passes.
    complete: bool,
}

impl Machine {
    /// This machine.
    ///
    /// # Errors
    ///
    /// When the toolchain lacks a component; the error says how to get it.
    pub(crate) fn here(complete: bool) -> Result<Self> {
        let root = workspace::root();
        let has = |subcommand: &str| CommandLine::cargo(&[subcommand, "--version"]).succeeds(root);
        let missing: Vec<&str> = [("fmt", "rustfmt"), ("clippy", "clippy")]
            .into_iter()
            .filter(|(c, _)| !has(c))
            .map(|(_, n)| n)
            .collect();
        if !missing.is_empty() {
            let names = missing.join(" ");
            bail!("the toolchain lacks {names}: `rustup component add {names}` gets it");
        }
        let metadata = workspace::metadata()?;
        Ok(Self {
            bare: bare_lines(&metadata, &Compiler::all()?),
            oldest: msrv::find(&metadata, &msrv::declared(&metadata)?)
                .map(|rustc| msrv::command_line(&metadata, &rustc)),
            no_counter: bench::instructions::why_not()?,
            complete,
        })
    }
}

/// Whether this machine can build hel-ring without std, and hel for WebAssembly.
///
/// # Errors
///
/// When cargo's own compiler does not run.
pub(crate) fn builds_bare() -> Result<bool> {
    Ok(bare_lines(&workspace::metadata()?, &Compiler::all()?).iter().all(Option::is_some))
}

/// Builds for targets without threads, by one of `compilers`: as it is, else with a library that it compiles first.
fn bare_lines(metadata: &Metadata, compilers: &[Compiler]) -> [Option<CommandLine>; 2] {
    let line = |package, targets: &[&str], parts| {
        let line = CommandLine::cargo(&["check", "-p", package, "--target"]);
        for target in targets {
            if let Some(compiler) = compilers.iter().find(|compiler| compiler.has_target(target)) {
                return Some(compiler.compile(line.arg(*target)));
            }
        }
        let compiler = compilers.iter().find(|compiler| compiler.has_source())?;
        let line = line.args(&[targets[0], parts]);
        let line = line.env("CARGO_TARGET_DIR", workspace::target_folder(metadata, "bare"));
        Some(compiler.compile_unstable(line))
    };
    [
        line("hel-ring", &NO_STD_TARGETS, "-Zbuild-std=core,alloc"),
        line("hel", &[WASM], "-Zbuild-std=std,panic_abort"),
    ]
}

/// The steps, cheapest first where that catches most.
///
/// # Errors
///
/// When a package named here is not a member of the workspace.
pub(crate) fn steps(metadata: &Metadata, machine: &Machine) -> Result<Vec<Step>> {
    let workspace = |command: &str| CommandLine::cargo(&[command, "--workspace"]).args(&FEATURES);
    let lints = workspace("clippy").args(&LINTED_TOO).args(&["--all-targets", "--", "-D", "warnings"]);
    let tests = workspace("test").args(&["--lib", "--bins", "--tests", "--examples"]);
    let tests = if machine.complete { tests.env("HEL_COMPLETE", "1") } else { tests };
    let doc_tests = workspace("test").arg("--doc");
    let tickets =
        CommandLine::cargo(&["test", "-p", "hel-route", "-p", "hel", "--all-features", "--test", "it"])
            .env("RUSTFLAGS", "--cfg hel_reserve=\"fetch_add\"")
            .env("CARGO_TARGET_DIR", workspace::target_folder(metadata, "tickets"));

    let mut steps = vec![
        Step::command("format", CommandLine::cargo(&["fmt", "--all", "--check"])),
        Step::command("lints", lints),
        Step::check("tidy", CommandLine::cargo(&["xtask", "tidy"]), tidy::run),
        Step::check("layers", CommandLine::cargo(&["xtask", "layers"]), layers::run),
        Step::check("public surface", CommandLine::cargo(&["xtask", "api"]), api::compare),
        by_wheel("spelling", "typos", &[]),
        by_wheel("manifests", "taplo", &["fmt", "--check"]),
        Step::command("tests", tests),
        Step::command("doc tests", doc_tests),
        Step::command("channels as on Arm", tickets),
    ];
    steps.extend(feature_sets(metadata)?);
    steps.extend(bare(machine));
    steps.push(oldest_compiler(metadata, machine)?);
    steps.push(checked(metadata, "models", LOOM));
    steps.push(checked(metadata, "schedules", SHUTTLE));
    steps.push(instructions(machine));
    steps.push(Step::command(
        "documentation",
        workspace("doc").arg("--no-deps").env("RUSTDOCFLAGS", "-D warnings"),
    ));
    steps.push(documentation("--no-default-features"));
    Ok(steps)
}

/// The libraries' pages alone, with these features.
pub(crate) fn documentation(features: &str) -> Step {
    let line = CommandLine::cargo(&["doc", "--no-deps", features]);
    let line = line.each("-p", &workspace::LIBRARIES.map(str::to_owned)).env("RUSTDOCFLAGS", "-D warnings");
    Step::command(format!("documentation: {}", features.trim_start_matches('-')), line)
}

/// Builds of the libraries alone with each set of features: a whole-workspace build unifies them and hides what is
/// missing. Clippy rather than check, as it turns warnings into errors without rebuilding the dependencies.
///
/// # Errors
///
/// When a package named here is not a member of the workspace.
pub(crate) fn feature_sets(metadata: &Metadata) -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    for name in FEATURED {
        let Some(package) = metadata.packages.iter().find(|package| package.name.as_str() == name) else {
            bail!("{name} is not a member of the workspace: put FEATURED in xtask/src/test/plan.rs right");
        };
        for (set, flags) in FEATURE_SETS {
            let is_named = flags.contains(&"--features");
            if is_named && !set.split(',').all(|feature| package.features.contains_key(feature)) {
                continue;
            }
            let line =
                CommandLine::cargo(&["clippy", "-p", name]).args(flags).args(&["--", "-D", "warnings"]);
            steps.push(Step::command(format!("features: {name}, {set}"), line));
        }
    }
    Ok(steps)
}

/// Looks at what cargo does not, by a tool that Python's package index has ready-made.
fn by_wheel(step: &str, program: &str, args: &[&str]) -> Step {
    let (line, probe) = (CommandLine::new(program, args), CommandLine::new(program, &["--version"]));
    Step::if_there(step, line, &probe, &format!("pip install {}", tools::WHEELS.join(" ")))
}

fn bare(Machine { bare: [no_std, wasm], .. }: &Machine) -> [Step; 2] {
    let advice = || {
        let (targets, source) = ([NO_STD_TARGETS[0], WASM].join(" "), compiler::SOURCE_COMMANDS);
        format!(
            "its target is not here, nor the source of a std; one of these is enough\n  rustup target add {targets}\n{source}"
        )
    };
    [found("no_std", no_std.as_ref(), advice), found("WebAssembly", wasm.as_ref(), advice)]
}

/// The libraries under the oldest compiler that they promise to support.
///
/// # Errors
///
/// When the workspace declares none.
pub(crate) fn oldest_compiler(metadata: &Metadata, machine: &Machine) -> Result<Step> {
    let advice = msrv::how_to_get(&msrv::declared(metadata)?);
    Ok(found("oldest compiler", machine.oldest.as_ref(), || advice))
}

/// The command, where what it needs was found; else the advice that gets it.
fn found(step: &str, line: Option<&CommandLine>, advice: impl FnOnce() -> String) -> Step {
    line.map_or_else(|| Step::not_run(step, advice()), |line| Step::command(step, line.clone()))
}

fn checked(metadata: &Metadata, step: &str, checker: Checker) -> Step {
    match checker.packages(metadata, None) {
        Ok(packages) => Step::command(step, checker.command_line(metadata, &packages)),
        Err(none) => Step::not_run(step, none.to_string()),
    }
}

fn instructions(machine: &Machine) -> Step {
    let line = CommandLine::cargo(&["xtask", "bench", "--instructions"]);
    let step = Step::check("instructions", line, || bench::instructions::run(false));
    machine.no_counter.as_ref().map_or(step, |why| Step::not_run("instructions", why))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn lines(machine: &Machine) -> Vec<String> {
        steps(&workspace::metadata().unwrap(), machine).unwrap().iter().map(Step::line).collect()
    }

    #[test]
    fn cheap_checks_come_first_and_documentation_last() {
        let lines = lines(&Machine::default());
        assert_eq!(lines[0], "cargo fmt --all --check");
        assert_eq!(
            lines[1],
            "cargo clippy --workspace --features hel/stream,hel/sink --features hel-bench/instructions --all-targets \
             -- -D warnings"
        );
        assert_eq!(lines[2..5], ["cargo xtask tidy", "cargo xtask layers", "cargo xtask api"]);
        assert!(lines.last().unwrap().starts_with("RUSTDOCFLAGS='-D warnings' cargo doc"), "{lines:?}");
    }

    #[test]
    fn each_package_is_built_with_the_feature_sets_it_has() {
        let lines = lines(&Machine::default());
        let has = |line: &str| lines.iter().any(|other| other == line);
        assert!(has("cargo clippy -p hel-notify --no-default-features -- -D warnings"));
        assert!(has("cargo clippy -p hel --no-default-features --features stream,sink -- -D warnings"));
        assert!(has("cargo clippy -p hel-route --all-features -- -D warnings"));
        assert!(!has("cargo clippy -p hel-notify --no-default-features --features stream -- -D warnings"));
    }

    #[test]
    fn no_step_builds_the_peers() {
        for line in lines(&Machine::default()) {
            assert!(!line.contains("peers"), "{line}");
            let has_instrument = line.contains("--workspace") || line.contains("hel-bench");
            assert!(!(has_instrument && line.contains("--all-features")), "{line}");
        }
    }

    #[test]
    fn steps_for_the_workspace_turn_on_every_feature_of_the_libraries() {
        let metadata = workspace::metadata().unwrap();
        let named: BTreeSet<&str> =
            FEATURES[1].split(',').map(|name| name.trim_start_matches("hel/")).collect();
        let by_default: BTreeSet<&str> = metadata
            .packages
            .iter()
            .filter(|package| package.name.as_str() == "hel")
            .flat_map(|facade| &facade.features["default"])
            .map(String::as_str)
            .collect();
        for name in workspace::LIBRARIES {
            let package = metadata.packages.iter().find(|package| package.name.as_str() == name).unwrap();
            // Those for our own models begin with underscores.
            for feature in package.features.keys().map(String::as_str).filter(|name| !name.starts_with("__"))
            {
                let is_on = feature == "default" || named.contains(feature) || by_default.contains(feature);
                assert!(is_on, "{name}/{feature} is not in FEATURES");
            }
        }
    }

    #[test]
    fn counts_need_their_tools() {
        let line = "cargo xtask bench --instructions".to_owned();
        assert!(lines(&Machine::default()).contains(&line));
        let machine = Machine { no_counter: Some("no valgrind".to_owned()), ..Machine::default() };
        let without = lines(&machine);
        assert!(!without.contains(&line) && without.contains(&"NOT RUN: no valgrind".to_owned()));
    }

    #[test]
    fn a_build_without_std_needs_a_target_or_the_source() {
        let without = lines(&Machine::default());
        assert!(without.iter().any(|line| {
            let is_advice = line.starts_with("NOT RUN") && line.contains("rustup target add");
            is_advice && line.contains("rustup component add rust-src")
        }));
        let line = CommandLine::cargo(&["check", "-p", "hel-ring", "--target", "aarch64-unknown-none"]);
        let with = lines(&Machine { bare: [Some(line.clone()), None], ..Machine::default() });
        assert!(with.contains(&line.to_string()));
        assert_eq!(bare_lines(&workspace::metadata().unwrap(), &[]), [None, None]);
    }
}
