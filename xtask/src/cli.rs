//! Every command and flag of `cargo xtask`, declared in one place.

use std::num::NonZeroU32;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::bench_cli::BenchArgs;

/// The habits of the project as commands.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    after_help = "Start with `cargo xtask test`: it is what a change must pass."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What can be asked for.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Everything a change must pass
    ///
    /// Without flags it runs, in this order: format, lints, tidy, layers, public surface, spelling, manifests, unit and integration tests,
    /// doc tests, channels as on Arm, feature sets, builds without std and for WebAssembly, the oldest compiler, quick loom models, random
    /// schedules, instruction counts, documentation. It stops at the first failure and says how to run that step alone. It needs a Rust toolchain with
    /// rustfmt and clippy, and git; what needs more and cannot run here is listed with how to get it.
    Test(TestArgs),
    /// What hel costs: in time beside other libraries, or with --instructions beside its own past
    ///
    /// Times are measured by the instrument, hel-bench, which is built with all of hel's peers: that takes some minutes
    /// the first time.
    ///
    /// Instructions are counted under callgrind, in a build without peers. The counts of hel-bench/instructions.json are
    /// those of one compiler and one target; with others the table is shown and nothing is checked. It needs valgrind and
    /// gungraun-runner, and says how to get them.
    Bench(Box<BenchArgs>),
    /// The loom models: every interleaving of the lock-free parts
    ///
    /// They are the integration tests named `loom` and need a build of their own, under `--cfg hel_loom`, which is kept in
    /// `loom` inside of the target folder.
    Loom(LoomArgs),
    /// Whole channels under random schedules: eight threads and tasks at once, and every wait that there is
    ///
    /// They are the integration tests named `shuttle` and need a build of their own, under `--cfg hel_shuttle`, which is kept in
    /// `shuttle` inside of the target folder. Schedules are drawn anew each time: half of them step by step, half by random
    /// priorities. A deadlock, a value lost or doubled, an order not kept and an endless loop are failures. A failure prints
    /// its schedule, and the command that replays it, step by step the same:
    ///
    ///     cargo xtask shuttle close --iterations 1000000
    ///     cargo xtask shuttle lanes::a_lane_of_one_slot --replay 9104..00
    ///
    /// Memory is sequentially consistent here: orderings and barriers are what loom is for.
    #[command(verbatim_doc_comment)]
    Shuttle(ShuttleArgs),
    /// Real threads for as long as you like: rounds of random shape, checked to the last value
    ///
    /// Its programs are the integration tests named `stress`; `cargo test` runs each for two seconds. Here they are
    /// built as released, with debug assertions, and share the minutes. A seed gives the rounds: what they do, and not
    /// how their threads interleave. The first failure ends it, and is told with the command that replays its round,
    /// again and again.
    Stress(StressArgs),
    /// The libraries under the oldest compiler that they promise to support
    ///
    /// That is `rust-version` in Cargo.toml. The compiler is the one that `MSRV_RUSTC` names, or else rustup's, the
    /// system's, or the one that `cargo xtask tools` unpacked.
    Msrv,
    /// The libraries' tests under sanitizers: data races, leaks, memory used wrongly
    ///
    /// They are built in `sanitize-thread` and `sanitize-address` inside of the target folder. The first needs the
    /// source of a compiler's std: rustup's `rust-src`, or Debian's `rustc-web` and `rust-web-src`. What cannot run here
    /// is listed with how to get it; it is a failure when nothing can.
    Sanitize(SanitizeArgs),
    /// The libraries' tests on aarch64, under an emulator, and the instructions of a push there
    ///
    /// There hel-ring claims by fetch-add; with `+lse` that must be one `ldaddl`, and the slot's turn a load-acquire and a
    /// store-release. It needs a compiler with a std for that target, a linker and qemu, and says how to get them.
    Aarch64,
    /// Who may depend on whom, from the manifests
    ///
    /// The rules stand in xtask/src/layers.rs: hel rests on hel-route, that on hel-ring and hel-notify, and nothing on
    /// hel-bench or xtask. A default build of hel holds no async runtime.
    Layers,
    /// Habits that no lint can check
    ///
    /// Atomics, loom and shuttle are named in `src/sync.rs` alone; English only; sources of libraries and tools of at most 500
    /// lines; a changelog that knows the version; a README for every published package.
    Tidy,
    /// Installs what `cargo xtask test` would leave out for want of a tool, where the system is Debian
    ///
    /// valgrind and gungraun-runner for instruction counts, the oldest compiler, the source of a std for the build
    /// without std, typos and taplo, and chromium and nats-server for the tests of the systems in hel/systems. What is there
    /// already stays. Debian's packages need root; the oldest compiler is unpacked into the target folder. It fails when
    /// anything is missing in the end.
    Tools,
    /// The public surfaces of hel and hel-ring against their committed listings, public-api.txt
    ///
    /// The listing is what rustdoc knows of the crate; a difference is printed line by line.
    Api(ApiArgs),
    /// What stands between this tree and a release, with --check; nothing is published by it
    ///
    /// Names, changelog, public surface, semver since the last tag, README figures, features, the oldest compiler, documentation, licences,
    /// unused dependencies, packages and their examples. It goes on after a failure; a missing tool's step says how to get it.
    Release(ReleaseArgs),
}

/// Flags of `cargo xtask test`.
#[derive(Args, Debug, PartialEq, Eq)]
pub(crate) struct TestArgs {
    /// A step that cannot run here is a failure, too: `cargo xtask tools` gets what it needs
    #[arg(long)]
    pub(crate) complete: bool,
}

/// Flags of `cargo xtask release`.
#[derive(Args, Debug, PartialEq, Eq)]
pub(crate) struct ReleaseArgs {
    /// Look, and do nothing else: to publish is a person's decision
    #[arg(long, required = true)]
    pub(crate) check: bool,
}

/// Flags of `cargo xtask loom`.
#[derive(Args, Debug, Default, PartialEq, Eq)]
pub(crate) struct LoomArgs {
    /// Only the models with this text in their name
    pub(crate) model: Option<String>,
    /// No bound on preemptions: complete, and many times slower (otherwise each model has its own)
    #[arg(long)]
    pub(crate) full: bool,
    /// Break the code on purpose, patch by patch in a copy of the tree, and see the models catch it
    ///
    /// MODEL then chooses mutants, by their name or that of their model.
    #[arg(long, conflicts_with = "full")]
    pub(crate) mutants: bool,
    /// Only the models of this package
    #[arg(long, short, value_name = "P")]
    pub(crate) package: Option<String>,
}

/// Flags of `cargo xtask shuttle`.
#[derive(Args, Debug, Default, PartialEq, Eq)]
pub(crate) struct ShuttleArgs {
    /// Only the tests with this text in their name
    pub(crate) name: Option<String>,
    /// How many schedules each test sees (otherwise so many that all tests take about half a minute)
    #[arg(long, short, value_name = "N")]
    pub(crate) iterations: Option<NonZeroU32>,
    /// Run the test of just this name under the schedule that its failure printed; with line breaks or without
    #[arg(long, value_name = "SCHEDULE", requires = "name", conflicts_with = "iterations")]
    pub(crate) replay: Option<String>,
    /// Break the code on purpose, patch by patch in a copy of the tree, and see the tests catch it
    ///
    /// NAME then chooses mutants, by their name or that of their test.
    #[arg(long, conflicts_with_all = ["iterations", "replay"])]
    pub(crate) mutants: bool,
    /// Only the tests of this package
    #[arg(long, short, value_name = "P")]
    pub(crate) package: Option<String>,
}

/// Flags of `cargo xtask sanitize`.
#[derive(Args, Debug, Default, PartialEq, Eq)]
pub(crate) struct SanitizeArgs {
    /// Only this one
    pub(crate) sanitizer: Option<Sanitizer>,
    /// Only the tests of this library
    #[arg(long, short, value_name = "P")]
    pub(crate) package: Option<String>,
}

/// Flags of `cargo xtask stress`.
#[derive(Args, Debug, PartialEq, Eq)]
pub(crate) struct StressArgs {
    /// How long it runs, all packages together
    #[arg(long, value_name = "N", default_value = "10")]
    pub(crate) minutes: NonZeroU32,
    /// Replay the rounds of an earlier run (otherwise a seed is drawn, and printed)
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// Only the round of this number, again and again
    #[arg(long, value_name = "R", requires = "seed")]
    pub(crate) round: Option<u64>,
    /// Only rounds of this kind, as in `--package hel-ring --only spsc` (a wrong one is answered with the right ones)
    #[arg(long, value_name = "KIND")]
    pub(crate) only: Option<String>,
    /// Only the stress of this package
    #[arg(long, short, value_name = "P")]
    pub(crate) package: Option<String>,
}

/// A sanitizer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sanitizer {
    /// Data races
    Thread,
    /// Memory used wrongly or never freed
    Address,
}

/// Flags of `cargo xtask api`.
#[derive(Args, Debug, PartialEq, Eq)]
pub(crate) struct ApiArgs {
    /// Write the listing instead of comparing with it: the change of the surface is meant
    #[arg(long)]
    pub(crate) bless: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn parse(line: &str) -> Result<Option<Command>, clap::Error> {
        Cli::try_parse_from(line.split_whitespace()).map(|cli| cli.command)
    }

    #[test]
    fn the_declaration_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn loom_takes_a_model_a_package_and_full() {
        let Some(Command::Loom(args)) = parse("xtask loom close --full --package hel-ring").unwrap() else {
            panic!()
        };
        let package = Some("hel-ring".to_owned());
        assert_eq!(args, LoomArgs { model: Some("close".to_owned()), full: true, mutants: false, package });
        let Some(Command::Loom(args)) = parse("xtask loom").unwrap() else { panic!() };
        assert_eq!(args, LoomArgs::default());
    }

    #[test]
    fn shuttle_takes_a_count_or_a_schedule() {
        let Some(Command::Shuttle(args)) = parse("xtask shuttle close --iterations 9 -p hel").unwrap() else {
            panic!()
        };
        let (name, package) = (Some("close".to_owned()), Some("hel".to_owned()));
        let iterations = NonZeroU32::new(9);
        assert_eq!(args, ShuttleArgs { name, iterations, package, ..ShuttleArgs::default() });
        assert!(parse("xtask shuttle close --replay 91ab").is_ok());
        assert!(parse("xtask shuttle --replay 91ab").is_err(), "a schedule is one of a test's");
        assert!(parse("xtask shuttle --iterations 0").is_err());
    }

    #[test]
    fn stress_takes_minutes_and_what_replays_a_round() {
        let line = "xtask stress --minutes 30 --seed 5 --round 7 --only spsc -p hel-ring";
        let Some(Command::Stress(args)) = parse(line).unwrap() else { panic!() };
        assert_eq!((args.minutes.get(), args.seed, args.round), (30, Some(5), Some(7)));
        assert_eq!((args.only.as_deref(), args.package.as_deref()), (Some("spsc"), Some("hel-ring")));
        assert!(parse("xtask stress").is_ok());
        assert!(parse("xtask stress --minutes 0").is_err());
        assert!(parse("xtask stress --round 7").is_err(), "a round is one of a seed's");
    }

    #[test]
    fn bench_takes_the_flags_of_the_instrument_and_refuses_others() {
        let Some(Command::Bench(args)) = parse("xtask bench --quick").unwrap() else { panic!() };
        assert!(args.quick && !args.instructions);
        let Some(Command::Bench(args)) = parse("xtask bench --instructions --bless").unwrap() else {
            panic!()
        };
        assert!(args.instructions && args.bless);
        assert!(parse("xtask bench --quik").is_err());
    }
}
