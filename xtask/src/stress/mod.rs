//! `cargo xtask stress`: real threads for long, in rounds of random shape.
//!
//! A package takes part by an integration test named `stress` that is a program of its own (`harness = false`), takes
//! `--seconds N --seed N --progress` and, where they are asked for, `--round N` and `--only KIND`, and prints the lines
//! that [`report`] reads. How far it is is shown by [`meter`].

mod follow;
mod meter;
mod report;

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use self::follow::End;
use self::meter::Meter;
use self::report::Counts;
use crate::cli::StressArgs;
use crate::process::CommandLine;
use crate::test::binaries::{self, Binary, ONLY_BUILT};
use crate::{table, workspace};

/// The integration test that holds a package's stress, and the profile that it is built with.
const TEST: &str = "stress";

/// Runs the stresses that `args` ask for, one after the other.
///
/// # Errors
///
/// When one fails, with the command that replays it; and when there is no such package.
pub(crate) fn run(args: &StressArgs) -> Result<()> {
    let packages = workspace::chosen_with_test(&workspace::metadata()?, TEST, args.package.as_deref())?;
    if packages.len() > 1 && (args.only.is_some() || args.round.is_some()) {
        let packages = packages.join(", ");
        bail!("kinds and rounds are those of one package: say which by --package; there are {packages}");
    }
    let seed = args.seed.unwrap_or_else(|| RandomState::new().build_hasher().finish());
    let binaries = binaries::build_by(&build_line(&packages))?;
    ensure!(binaries.len() == packages.len(), "cargo built {} programs for {packages:?}", binaries.len());
    let time = Duration::from_secs(60 * u64::from(args.minutes.get())) / u32::try_from(packages.len())?;

    println!("seed {seed}");
    let mut rows = Vec::new();
    for (package, binary) in packages.iter().zip(&binaries) {
        let line = program_line(binary, args, seed, time);
        let mut meter = Meter::new(package, time);
        let end = follow::run(line.command(&binary.directory), &mut meter)?;
        meter.clear();
        rows.extend(rows_of(package, &counted(end, package, seed)?));
    }
    println!(
        "\n{}\nNo errors. The seed was {seed}.",
        table::render(&["package", "count of", ""], &[2], &rows)
    );
    Ok(())
}

fn build_line(packages: &[String]) -> CommandLine {
    CommandLine::cargo(&["test", "--profile", TEST])
        .each("-p", packages)
        .each("--test", &[TEST.to_owned()])
        .args(&ONLY_BUILT)
}

fn program_line(binary: &Binary, args: &StressArgs, seed: u64, time: Duration) -> CommandLine {
    let mut line = CommandLine::new(&binary.executable.to_string_lossy(), &["--progress"])
        .each("--seconds", &[time.as_secs().to_string()])
        .each("--seed", &[seed.to_string()]);
    if let Some(round) = args.round {
        line = line.each("--round", &[round.to_string()]);
    }
    if let Some(kind) = &args.only {
        line = line.each("--only", std::slice::from_ref(kind));
    }
    line
}

/// What a stress counted that went well.
///
/// # Errors
///
/// When it did not, with how to do the same again.
fn counted(end: End, package: &str, seed: u64) -> Result<Counts> {
    if end.status.success() {
        return end.total.with_context(|| format!("{package}'s stress did not say what it counted"));
    }
    let replay = end.replay.unwrap_or_else(|| format!("--seed {seed}"));
    bail!(
        "{package}'s stress ended with {}, for the reason above. To run the same again:\n  \
         cargo xtask stress --package {package} {replay}",
        end.status
    )
}

fn rows_of(package: &str, counts: &Counts) -> Vec<Vec<String>> {
    counts.iter().map(|(name, count)| vec![package.to_owned(), name.clone(), meter::count(count)]).collect()
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;
    use std::path::PathBuf;

    use super::*;

    const ARGS: StressArgs =
        StressArgs { minutes: NonZeroU32::MIN, seed: None, round: None, only: None, package: None };

    fn line(args: &StressArgs) -> String {
        let binary = Binary {
            name: "hel-ring stress".to_owned(),
            executable: PathBuf::from("/t/stress-1"),
            directory: PathBuf::from("/w/hel-ring"),
        };
        program_line(&binary, args, 5, Duration::from_secs(90)).to_string()
    }

    fn ended(good: bool, total: Option<&str>, replay: Option<&str>) -> End {
        let cargo = CommandLine::cargo(&[if good { "--version" } else { "no-such-subcommand" }]);
        let status = cargo.command(workspace::root()).output().unwrap().status;
        End { status, total: total.and_then(Counts::read), replay: replay.map(str::to_owned) }
    }

    #[test]
    fn the_profile_is_its_own_and_has_every_check() {
        let line = build_line(&["hel-ring".to_owned()]).to_string();
        assert!(line.starts_with("cargo test --profile stress -p hel-ring --test stress --no-run"), "{line}");
        let manifest = std::fs::read_to_string(workspace::root().join("Cargo.toml")).unwrap();
        let (_, profile) = manifest.split_once("[profile.stress]\n").unwrap();
        assert!(profile.starts_with("inherits = \"release\"\ndebug-assertions = true\n"), "{profile}");
    }

    #[test]
    fn the_program_is_told_what_was_asked_for() {
        assert_eq!(line(&ARGS), "/t/stress-1 --progress --seconds 90 --seed 5");
        let args = StressArgs { round: Some(7), only: Some("spsc".to_owned()), ..ARGS };
        assert!(line(&args).ends_with(" --seed 5 --round 7 --only spsc"));
    }

    #[test]
    fn a_failure_is_told_with_what_replays_it() {
        let failed = ended(false, None, Some("--seed 5 --round 7 --only spsc"));
        let error = counted(failed, "hel-ring", 5).unwrap_err().to_string();
        let replay = "cargo xtask stress --package hel-ring --seed 5 --round 7 --only spsc";
        assert!(error.ends_with(replay), "{error}");
        // One that crashed had no time to say in which round.
        let error = counted(ended(false, None, None), "hel-ring", 5).unwrap_err().to_string();
        assert!(error.ends_with(" --package hel-ring --seed 5"), "{error}");
    }

    #[test]
    fn one_that_went_well_has_counted_something() {
        let counts = counted(ended(true, Some("rounds=2 errors=0"), None), "hel-ring", 5).unwrap();
        assert_eq!(rows_of("hel-ring", &counts)[0], ["hel-ring", "rounds", "2"]);
        assert!(counted(ended(true, None, None), "hel-ring", 5).is_err());
    }
}
