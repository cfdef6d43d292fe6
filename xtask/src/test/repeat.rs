//! `cargo xtask test --repeat N`: every test binary N times, each run under a watchdog.
//!
//! For what shows once in a hundred runs. All rounds are run, whatever fails: how often counts.

use std::fmt::Write as _;
use std::fs;
use std::num::NonZeroU32;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::binaries::{self, Binary};
use super::statistics::Spread;
use super::watchdog::{self, End, Run};
use crate::{table, workspace};

/// Lines of a failed run's output to show; the whole stands in the log.
const TAIL: usize = 40;

/// Builds the test binaries once and runs each in every round.
///
/// # Errors
///
/// When the build fails, when there is nothing to run, and at the end when a run failed or hung.
pub(crate) fn run(rounds: NonZeroU32, limit: Duration, package: Option<&str>) -> Result<()> {
    let binaries = binaries::build(package)?;
    if binaries.is_empty() {
        bail!("there are no test binaries");
    }
    let logs = workspace::metadata()?.target_directory.join("xtask").join("repeat");
    let mut records: Vec<Record> = binaries.into_iter().map(Record::new).collect();
    for round in 1..=rounds.get() {
        let started = Instant::now();
        let mut failed = 0;
        for (index, record) in records.iter_mut().enumerate() {
            // Kept when the run fails, so that later rounds do not write over it.
            let log = logs.join(format!("{index}-round-{round}.log"));
            let mut command = Command::new(&record.binary.executable);
            command.current_dir(&record.binary.directory);
            let run = watchdog::run(command, limit, log.as_std_path())?;
            if record.note(&run) {
                fs::remove_file(&log)?;
            } else {
                failed += 1;
                println!("{}", report(&record.binary, &run, limit, log.as_std_path()));
            }
        }
        let passed = records.len() - failed;
        let seconds = started.elapsed().as_secs_f64();
        println!("round {round} of {rounds}: {seconds:.2} s, {passed} passed, {failed} failed");
    }
    println!("\n{}", summary(&records));
    verdict(&records)
}

/// A binary and how its runs went.
#[derive(Debug)]
struct Record {
    binary: Binary,
    times: Vec<Duration>,
    failed: usize,
    hung: usize,
}

impl Record {
    fn new(binary: Binary) -> Self {
        Self { binary, times: Vec::new(), failed: 0, hung: 0 }
    }

    /// Counts a run; whether it passed.
    fn note(&mut self, run: &Run) -> bool {
        self.times.push(run.time);
        match run.end {
            End::Passed => {}
            End::Failed(_) => self.failed += 1,
            End::Hang => self.hung += 1,
        }
        run.end == End::Passed
    }
}

fn report(binary: &Binary, run: &Run, limit: Duration, log: &Path) -> String {
    let output = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = output.lines().collect();
    let mut text = match run.end {
        End::Hang => format!("HANG: {} was killed after {} s", binary.name, limit.as_secs()),
        End::Failed(status) => format!("FAILED: {} ended with {status}", binary.name),
        End::Passed => format!("passed: {}", binary.name),
    };
    let _ = write!(text, "\n  run it alone: {}\n  its output:   {}", binary.line(), workspace::relative(log));
    if run.end == End::Hang {
        text.push_str("\n  with `--test-threads=1` the last line names the test that hangs");
    }
    for line in &lines[lines.len().saturating_sub(TAIL)..] {
        let _ = write!(text, "\n  | {line}");
    }
    text
}

fn summary(records: &[Record]) -> String {
    let seconds = |time: Duration| format!("{:.3}", time.as_secs_f64());
    let row = |record: &Record| {
        let spread = Spread::of(&record.times);
        let column =
            |pick: fn(&Spread) -> Duration| spread.as_ref().map_or(String::new(), |s| seconds(pick(s)));
        vec![
            record.binary.name.clone(),
            record.times.len().to_string(),
            record.failed.to_string(),
            record.hung.to_string(),
            column(|spread| spread.min),
            column(|spread| spread.median),
            column(|spread| spread.max),
        ]
    };
    let rows: Vec<Vec<String>> = records.iter().map(row).collect();
    table::render(
        &["binary", "runs", "failed", "hung", "min s", "median s", "max s"],
        &[1, 2, 3, 4, 5, 6],
        &rows,
    )
}

fn verdict(records: &[Record]) -> Result<()> {
    let bad: Vec<&Record> = records.iter().filter(|record| record.failed + record.hung > 0).collect();
    if bad.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = bad
        .iter()
        .map(|record| {
            format!(
                "  {}: {} failed, {} hung; {}",
                record.binary.name,
                record.failed,
                record.hung,
                record.binary.line()
            )
        })
        .collect();
    bail!("not every run passed; to run a binary alone:\n{}", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn record(name: &str) -> Record {
        let binary = Binary {
            name: name.to_owned(),
            executable: PathBuf::from("/t/it-1"),
            directory: PathBuf::from("/w/hel"),
        };
        Record::new(binary)
    }

    fn run(end: End, seconds: u64) -> Run {
        Run { end, time: Duration::from_secs(seconds) }
    }

    #[test]
    fn passed_runs_make_a_table_and_no_error() {
        let mut record = record("hel it");
        for seconds in [3, 1, 2] {
            assert!(record.note(&run(End::Passed, seconds)));
        }
        let text = summary(std::slice::from_ref(&record));
        let row: Vec<&str> = text.lines().last().unwrap().split_whitespace().collect();
        assert_eq!(row, ["hel", "it", "3", "0", "0", "1.000", "2.000", "3.000"]);
        assert!(verdict(&[record]).is_ok());
    }

    #[test]
    fn a_hang_is_counted_and_told_with_its_command() {
        let mut record = record("hel it");
        assert!(!record.note(&run(End::Hang, 300)));
        let error = verdict(&[record]).unwrap_err().to_string();
        assert!(error.contains("hel it: 0 failed, 1 hung; (cd /w/hel && /t/it-1)"), "{error}");
    }

    #[test]
    fn a_report_names_the_binary_and_how_to_run_it() {
        let limit = Duration::from_secs(300);
        let text = report(&record("hel it").binary, &run(End::Hang, 300), limit, Path::new("/no/such/log"));
        assert!(text.starts_with("HANG: hel it was killed after 300 s"), "{text}");
        assert!(text.contains("(cd /w/hel && /t/it-1)"), "{text}");
    }
}
