//! The flags of `cargo xtask bench`.
//!
//! Two programs include this file: the instrument, which obeys the flags, and xtask, which checks them before it
//! builds the instrument. So it rests on nothing but std and clap.

use std::num::{NonZeroU32, NonZeroU64};
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  cargo xtask bench --list
      what there is to measure: scenarios, their shapes, and who takes part
  cargo xtask bench --quick
      a first look at everything, in under five minutes
  cargo xtask bench --scenario requests --runtime all --quick
      one scenario, its tasks on every runtime
  cargo xtask bench --scenario shared/4x4 --payload u64 --subject hel --subject 'crossbeam*'
      one shape, and only some of the libraries
  cargo xtask bench --report target/report --json target/report.json
      everything, as a page to look at (target/report/index.html) and as figures to keep
  cargo xtask bench --gate --against HEAD~1
      has the last commit made hel slower where it matters? It fails if so
  cargo xtask bench --bundle hel-bench
      a program that runs on a Linux machine without a toolchain: copy it there, and ./hel-bench --quick
  cargo xtask bench --subject 'planted/*' --quick --time-limit 2
      channels with an error each: see the instrument catch them

A case is written scenario/shape; then payload/capacity where sizes matter, and the runtime where there are tasks:
shared/4x4/u64/256, requests/tasks-16x4/tokio. In each round every subject runs once, so that all of them see the same
weather; a machine drifts, so trust ratios before figures.

It fails when a run of hel or hel-ring loses, doubles, changes or reorders a value, panics or hangs. What happens to
another library is listed and is no failure.";

/// The variable of the environment that holds the shapes of `--wait-shape`.
pub const WAIT_SHAPES: &str = "HEL_WAIT_SHAPES";

/// The variable of the environment that names the program built from the commit of `--against`.
pub const AGAINST: &str = "HEL_BENCH_AGAINST";

/// What to measure, how long, and where to leave the figures.
#[derive(Args, Clone, Debug, PartialEq)]
#[command(after_help = EXAMPLES)]
#[allow(clippy::struct_excessive_bools, reason = "a flag that is given or not is a bool")]
pub struct BenchArgs {
    /// A first look in under five minutes: 3 rounds, 200,000 messages, u64 and 256 slots alone
    ///
    /// Also 2,000 round trips in the place of 10,000, and runs that last for a time last a quarter of it.
    /// Each of the flags below that says otherwise wins.
    #[arg(long)]
    pub quick: bool,

    /// Only these cases; may be given more than once
    ///
    /// A scenario (`spsc`), a case (`shared/4x4/u64/256`) or how a case begins (`shared/4x4`). `*` stands for any text,
    /// `?` for one letter, `[ab]` for one of these.
    #[arg(long, value_name = "GLOB")]
    pub scenario: Vec<String>,

    /// Only these subjects; may be given more than once
    ///
    /// A library (`flume`, `crossbeam*`) or one of its channels (`hel/spsc`). Subjects with a planted error run only
    /// when a glob begins with `planted`.
    #[arg(long, value_name = "GLOB")]
    pub subject: Vec<String>,

    /// How often each subject runs in each case, after one round to warm up [default: 7; with --quick: 3]
    ///
    /// With fewer than six, an interval is a little less sure than the 95 % that it says.
    #[arg(long, value_name = "N")]
    pub rounds: Option<NonZeroU32>,

    /// The type of the values; may be a list [default: u64,trade; with --quick: u64]
    #[arg(long, value_name = "TYPE", value_delimiter = ',')]
    pub payload: Vec<Payload>,

    /// The slots of each channel or shard; may be a list [default: 256,1024; with --quick: 256]
    #[arg(long, value_name = "SLOTS", value_delimiter = ',', value_parser = capacity())]
    pub capacity: Vec<usize>,

    /// Where tasks run; may be a list [default: tokio; where a scenario compares runtimes, those]
    #[arg(long, value_name = "RUNTIME", value_delimiter = ',')]
    pub runtime: Vec<On>,
    /// How many values a streaming run sends [default: 300000; with --quick: 200000]
    #[arg(long, value_name = "N")]
    pub messages: Option<NonZeroU64>,

    /// End a run that takes longer, and report it as hung
    #[arg(long, value_name = "SECONDS", default_value = "10")]
    pub time_limit: NonZeroU32,

    /// Keep all figures in this file
    ///
    /// It is written after every scenario, so that a long run that is stopped keeps what it has.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,

    /// Write a page to look at into this folder: index.html, with all that it needs within
    #[arg(long, value_name = "DIR")]
    pub report: Option<PathBuf>,
    /// Make the page of --report from a file that --json wrote, and measure nothing
    #[arg(long, value_name = "FILE.json", conflicts_with_all = OF_RUNS)]
    pub from: Option<PathBuf>,
    /// Write the README's figures from the committed results, and measure nothing
    ///
    /// This is a command of xtask alone.
    #[arg(long, exclusive = true)]
    pub readme: bool,
    /// Also measure hel with other numbers for its waits, each as a library of its own
    ///
    /// A shape is written as in `hints=8,yielding=20000`, times in nanoseconds, by the names in
    /// `hel-notify/src/policy.rs` and `hel-route/src/channel/pacing/numbers.rs`. With
    /// `--subject 'hel@*' --subject 'hel/*'` nothing else runs. It needs a build of its own, which takes some minutes once.
    #[arg(long, value_name = "SHAPES")]
    pub wait_shape: Vec<String>,

    /// Also measure hel as that commit has it, in alternation, and fail when hel is slower now
    ///
    /// The commit's libraries are built beside, once, under today's instrument.
    #[arg(long, value_name = "COMMIT")]
    pub against: Option<String>,
    /// By how much hel may be slower than at the other commit before it counts
    #[arg(long, value_name = "PERCENT", default_value = "10", requires = "against", value_parser = percent)]
    pub threshold: f64,
    /// Only the cases by which a change of hel's waiting is judged, at a length of their own: under four minutes
    #[arg(long, requires = "against", conflicts_with_all = ["quick", "scenario", "messages", "payload", "capacity"])]
    pub gate: bool,
    /// Build a program that does all this on a Linux machine without a toolchain, and write it to this file
    ///
    /// This is a command of xtask alone.
    #[arg(long, value_name = "FILE", exclusive = true)]
    pub bundle: Option<PathBuf>,
    /// Say what there is to measure, and run nothing
    ///
    /// --scenario and --subject narrow it down.
    #[arg(long)]
    pub list: bool,

    /// Count the instructions of single operations instead, and hold them against the committed counts
    ///
    /// Counts do not depend on the machine's mood. This is a command of xtask alone.
    #[arg(long, conflicts_with_all = OF_RUNS, conflicts_with_all = OF_TIME)]
    pub instructions: bool,

    /// Write the counts of instructions instead of comparing with them: the change is meant
    #[arg(long, requires = "instructions")]
    pub bless: bool,
}

/// The flags that mean something only where something runs.
const OF_RUNS: [&str; 11] = [
    "quick", "scenario", "subject", "runtime", "rounds", "payload", "capacity", "messages", "json",
    "against", "gate",
];

/// With those, the ones that mean something only where time is measured.
const OF_TIME: [&str; 5] = ["wait_shape", "time_limit", "report", "from", "list"];

/// A type of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Payload {
    /// A number of 8 bytes
    U64,
    /// A record of 80 bytes
    Trade,
}

/// Where tasks run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum On {
    /// tokio's multi-threaded runtime
    Tokio,
    /// tokio's current-thread runtime
    TokioCurrent,
    /// async-std
    AsyncStd,
    /// smol
    Smol,
    /// All of them
    All,
}

fn capacity() -> impl TypedValueParser<Value = usize> {
    PossibleValuesParser::new(["256", "1024"]).try_map(|slots| slots.parse())
}

fn percent(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(percent),
        _ => Err("a percentage is a number from 0 to 100".to_owned()),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use clap::{CommandFactory, Parser};

    use super::*;

    #[derive(Debug, Parser)]
    struct Cli {
        #[command(flatten)]
        bench: BenchArgs,
    }

    /// The flags in `line`, which are parted by spaces.
    pub(crate) fn parse(line: &str) -> Result<BenchArgs, clap::Error> {
        let words = std::iter::once("bench").chain(line.split_whitespace());
        Cli::try_parse_from(words).map(|cli| cli.bench)
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for line in [
            "--payload u32",
            "--rounds 0",
            "--messages 0",
            "--time-limit 0",
            "--rounds -1",
            "--messages many",
            "--threshold 5",
            "--against HEAD~1 --threshold=-1",
            "--against HEAD~1 --threshold=101",
            "--against HEAD~1 --threshold=NaN",
            "--bless",
            "--gate",
            "--gate --against HEAD --quick",
            "--gate --against HEAD --scenario spsc",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
        let error = parse("--capacity 512").unwrap_err().to_string();
        assert!(error.contains("256") && error.contains("1024"), "{error}");
        parse("--against HEAD~1 --threshold 2.5").unwrap();
        parse("--gate --against HEAD~1 --rounds 3").unwrap();
    }

    #[test]
    fn instructions_go_with_bless_alone() {
        assert!(parse("--instructions --bless").unwrap().bless);
        let command = Cli::command();
        command.clone().debug_assert();
        let others = command.get_arguments().filter_map(clap::Arg::get_long);
        let needy = ["instructions", "bless", "threshold", "gate"];
        for other in others.filter(|name| !needy.contains(name)) {
            let given =
                ["", " 1", " 256", " u64", " smol"].map(|value| format!("--instructions --{other}{value}"));
            assert!(given.iter().all(|line| parse(line).is_err()), "--{other} beside --instructions");
            let alone = given.iter().any(|line| parse(line.trim_start_matches("--instructions ")).is_ok());
            assert!(alone, "--{other} is refused for another reason");
        }
    }
}
