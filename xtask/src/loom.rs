//! `cargo xtask loom`: the models of the lock-free parts, in a build of their own.

mod mutants;

use anyhow::{Result, bail};
use cargo_metadata::Metadata;

use crate::cli::LoomArgs;
use crate::process::CommandLine;
use crate::workspace;

/// The integration test that holds a package's models.
pub(crate) const TEST: &str = "loom";

/// A bound on preemptions that no model reaches. Unset, `LOOM_MAX_PREEMPTIONS` leaves each model its own bound.
const NO_BOUND: &str = "100";

/// Runs the models that `args` ask for.
///
/// # Errors
///
/// When a model fails, and when there is no such package or model.
pub(crate) fn run(args: &LoomArgs) -> Result<()> {
    let metadata = workspace::metadata()?;
    let packages = workspace::chosen_with_test(&metadata, TEST, args.package.as_deref())?;
    if args.mutants {
        return mutants::run(&metadata, &packages, args.model.as_deref());
    }
    let root = workspace::root();
    let line = command_line(&metadata, &packages, args.full);

    let Some(model) = &args.model else {
        println!("{line}");
        return line.run(root);
    };
    let models = names(&line.clone().arg("--").arg("--list").output(root)?);
    if !models.iter().any(|name| name.contains(model)) {
        bail!("no model has `{model}` in its name; the models are:\n  {}", models.join("\n  "));
    }
    let line = line.arg("--").arg(model);
    println!("{line}");
    line.run(root)
}

/// The command that builds and runs all models of `packages`; `-- FILTER` may follow.
///
/// The flag changes every crate, so the build has a target folder of its own.
pub(crate) fn command_line(metadata: &Metadata, packages: &[String], full: bool) -> CommandLine {
    let line = in_target(workspace::target_folder(metadata, "loom"), packages);
    if full { line.env("LOOM_MAX_PREEMPTIONS", NO_BOUND) } else { line }
}

/// The same, without a bound from outside, built in the folder `target`.
fn in_target(target: impl Into<String>, packages: &[String]) -> CommandLine {
    CommandLine::cargo(&["test", "--profile", "loom"])
        .each("-p", packages)
        .each("--test", &[TEST.to_owned()])
        .env("RUSTFLAGS", "--cfg loom")
        .env("CARGO_TARGET_DIR", target)
}

/// The names in what a test binary prints for `--list`.
fn names(list: &str) -> Vec<String> {
    list.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn have() -> Vec<String> {
        vec!["hel-ring".to_owned(), "hel-notify".to_owned()]
    }

    #[test]
    fn names_are_read_from_a_listing() {
        assert_eq!(
            names("spsc::wraps: test\nmpmc::close: test\n\n2 tests, 0 benchmarks\n"),
            ["spsc::wraps", "mpmc::close"]
        );
    }

    #[test]
    fn the_build_is_kept_apart_and_full_lifts_the_bound() {
        let metadata = workspace::metadata().unwrap();
        let quick = command_line(&metadata, &have(), false).to_string();
        assert!(quick.contains("RUSTFLAGS='--cfg loom'") && quick.contains("/loom "), "{quick}");
        assert!(!quick.contains("LOOM_MAX_PREEMPTIONS"), "{quick}");
        assert!(
            quick.ends_with("cargo test --profile loom -p hel-ring -p hel-notify --test loom"),
            "{quick}"
        );
        let full = command_line(&metadata, &have(), true).to_string();
        assert!(full.contains(" LOOM_MAX_PREEMPTIONS=100 "), "{full}");
    }
}
