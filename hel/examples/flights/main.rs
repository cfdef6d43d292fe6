//! The flights that left New York in January 2013, through a sharded pipeline: threads on the outside, tasks within.
//!
//! ```text
//!                    shard_key, by aircraft               shard_spsc, a lane each
//!                  +-- shard 0 --> task: tally --+--- lane 0 ---+
//!  reader thread --+-- shard 1 --> task: tally --+--- lane 1 ---+--> aggregator thread
//!  (CSV, send)     +-- ...                       +--- ...       |    (recv)
//!                  +-- shard n --> task: tally --+--- lane n ---+
//! ```
//!
//! An aircraft's flights have to be tallied in order, by somebody who saw the ones before. That is what the key is for: all
//! flights of one aircraft go to one shard, in the order in which they were sent, and its task needs no lock.
//!
//! The answer is compared, integer by integer, with a plain loop over the same file; any difference ends the program with a
//! failure that names it. Run it from the root of the workspace:
//!
//! ```text
//! cargo run --release --example flights
//! cargo run --release --example flights -- --shards 8 --runtime smol --repeat 200
//! cargo run --release --example flights -- --table
//! ```
//!
//! Read `pipeline.rs` first: it holds all that touches a channel.

mod answer;
mod cli;
mod executor;
mod pipeline;
mod record;
mod report;
mod table;
mod tally;

use std::fmt::Write;
use std::io::ErrorKind;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Parser;
use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use crate::answer::Answer;
use crate::cli::Cli;
use crate::executor::Executor;
use crate::pipeline::{Run, Source};
use crate::record::Row;
use crate::report::{Rate, Totals};

fn main() -> Result<()> {
    let cli = Cli::parse();
    let rows = record::read_all(&cli.file)?;
    let expected = Answer::sequential(&rows);
    let mut out = std::io::stdout().lock();
    let written = if cli.table {
        table::measure(&rows, &expected, cli.repeat)?.write(&mut out)
    } else {
        let totals = repeat(&cli, &rows, &expected)?;
        report::write(&mut out, &cli, &expected, &totals)
    };
    match written {
        // Whoever read it, as `head` does, has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write the report"),
    }
}

/// Runs the pipeline as often as was asked for.
fn repeat(cli: &Cli, rows: &[Row], expected: &Answer) -> Result<Totals> {
    // One round measures the whole job, so the reader parses for itself. Many rounds are to measure the channels.
    let (source, progress) = if cli.repeat == 1 {
        (Source::File(&cli.file), ProgressBar::hidden())
    } else {
        (Source::Memory(rows), progress_bar(rows.len() as u64 * u64::from(cli.repeat))?)
    };
    let executor = Executor::new(cli.runtime)?;
    let mut totals = Totals::default();
    for round in 1..=cli.repeat {
        let started = Instant::now();
        let run = run_once(source, cli.shards, &executor, expected)
            .with_context(|| format!("round {round} of {}", cli.repeat))?;
        totals.add(&run, started.elapsed());
        progress.inc(rows.len() as u64);
    }
    progress.finish_and_clear();
    Ok(totals)
}

/// Runs the pipeline once, and compares what comes out.
fn run_once(source: Source<'_>, shards: usize, executor: &Executor, expected: &Answer) -> Result<Run> {
    let run = pipeline::run(source, shards, executor)?;
    expected.check(&run.answer).context("the answer differs from the sequential pass")?;
    Ok(run)
}

/// Counts flights, with their rate and the time left. Shown on a terminal only.
fn progress_bar(flights: u64) -> Result<ProgressBar> {
    let style =
        ProgressStyle::with_template("{bar:30} {human_pos} of {human_len} flights, {rate}, {eta} left")?
            .with_key("rate", |state: &ProgressState, text: &mut dyn Write| {
                let _ = write!(text, "{}", Rate(state.per_sec()));
            });
    Ok(ProgressBar::new(flights).with_style(style))
}
