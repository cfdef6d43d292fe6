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
//! ```
//!
//! Read `pipeline.rs` first: it holds all that touches a channel.

mod answer;
mod cli;
mod executor;
mod pipeline;
mod record;
mod report;
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
use crate::pipeline::Source;
use crate::report::{Rate, Totals};

fn main() -> Result<()> {
    let cli = Cli::parse();
    let rows = record::read_all(&cli.file)?;
    let expected = Answer::sequential(&rows);
    // One round measures the whole job, so the reader parses for itself. Many rounds are to measure the channels.
    let source = if cli.repeat == 1 { Source::File(&cli.file) } else { Source::Memory(&rows) };

    let executor = Executor::new(cli.runtime)?;
    let progress = progress_bar(&cli, rows.len())?;
    let mut totals = Totals::default();
    for round in 1..=cli.repeat {
        let started = Instant::now();
        let run = pipeline::run(source, cli.shards, &executor)?;
        totals.add(&run, started.elapsed());
        expected
            .check(&run.answer)
            .with_context(|| format!("round {round} of {} differs from the sequential pass", cli.repeat))?;
        progress.inc(rows.len() as u64);
    }
    progress.finish_and_clear();
    match report::write(&mut std::io::stdout().lock(), &cli, &expected, &totals) {
        // Whoever read it, as `head` does, has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write the report"),
    }
}

/// Counts flights, with their rate and the time left. Shown on a terminal only, and only when there are rounds to wait for.
fn progress_bar(cli: &Cli, rows: usize) -> Result<ProgressBar> {
    if cli.repeat == 1 {
        return Ok(ProgressBar::hidden());
    }
    let style =
        ProgressStyle::with_template("{bar:30} {human_pos} of {human_len} flights, {rate}, {eta} left")?
            .with_key("rate", |state: &ProgressState, text: &mut dyn Write| {
                let _ = write!(text, "{}", Rate(state.per_sec()));
            });
    Ok(ProgressBar::new(rows as u64 * u64::from(cli.repeat)).with_style(style))
}
