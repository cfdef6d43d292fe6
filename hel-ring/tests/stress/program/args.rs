//! The program's arguments. Those of the standard test harness are accepted, too: `cargo test` gives them to every test.

use super::plan::{HELP, Kind};
use std::time::Duration;

/// The name that filters are compared with, and `--list` prints.
const NAME: &str = "stress";

/// What the standard harness takes and this program has no use for.
const IGNORED: [&str; 15] = [
    "--bench",
    "--ensure-time",
    "--exact",
    "--exclude-should-panic",
    "--force-run-in-process",
    "--ignored",
    "--include-ignored",
    "--no-capture",
    "--nocapture",
    "--quiet",
    "--report-time",
    "--show-output",
    "--shuffle",
    "--test",
    "-q",
];

/// The same, each with a value.
const IGNORED_WITH_VALUE: [&str; 7] =
    ["--color", "--format", "--logfile", "--shuffle-seed", "--skip", "--test-threads", "-Z"];

/// What to do.
#[derive(Debug)]
pub(crate) enum Request {
    Run(Args),
    /// Print this and do nothing.
    Print(String),
}

#[derive(Clone, Debug)]
pub(crate) struct Args {
    pub(crate) time: Duration,
    pub(crate) seed: Option<u64>,
    pub(crate) round: Option<u64>,
    pub(crate) only: Option<Kind>,
    pub(crate) progress: bool,
}

/// Reads the words after the program's name.
///
/// # Errors
///
/// With what to do about it, when a word is neither known here nor by the standard harness.
pub(crate) fn parse(words: impl Iterator<Item = String>) -> Result<Request, String> {
    let mut args =
        Args { time: Duration::from_secs(2), seed: None, round: None, only: None, progress: false };
    let mut filters = Vec::new();
    let mut is_list = false;
    let mut words = words.flat_map(|word| match word.split_once('=') {
        Some((flag, value)) if flag.starts_with("--") => vec![flag.to_owned(), value.to_owned()],
        _ => vec![word],
    });
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value: see --help"));
        match word.as_str() {
            "--help" | "-h" => return Ok(Request::Print(HELP.to_owned())),
            "--list" => is_list = true,
            "--progress" => args.progress = true,
            "--seconds" => args.time = seconds(&value()?)?,
            "--seed" => args.seed = Some(number(&word, &value()?)?),
            "--round" => args.round = Some(number(&word, &value()?)?),
            "--only" => args.only = Some(value()?.parse()?),
            flag if IGNORED.contains(&flag) => {}
            flag if IGNORED_WITH_VALUE.contains(&flag) => drop(value()?),
            flag if flag.starts_with('-') => return Err(format!("{flag} is not known: see --help")),
            filter => filters.push(filter.to_owned()),
        }
    }
    let is_chosen = filters.is_empty() || filters.iter().any(|filter| NAME.contains(filter.as_str()));
    Ok(match (is_list, is_chosen) {
        (true, true) => Request::Print(format!("{NAME}: test\n")),
        (false, true) => Request::Run(args),
        (_, false) => Request::Print(String::new()),
    })
}

fn seconds(value: &str) -> Result<Duration, String> {
    let seconds = value.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or(format!("--seconds takes a number, 0 or more, and not `{value}`"))
}

fn number(flag: &str, value: &str) -> Result<u64, String> {
    value.parse().map_err(|_| format!("{flag} takes a whole number below 2^64, and not `{value}`"))
}
