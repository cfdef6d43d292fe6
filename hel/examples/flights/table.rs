//! How many shards? Messages per second by the number of shards and by runtime.

use std::io::{self, Write};
use std::time::Instant;

use anyhow::{Context, Result};
use clap::ValueEnum;
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};

use crate::cli::Runtime;
use crate::executor::Executor;
use crate::pipeline::Source;
use crate::record::Row;
use crate::report::Totals;
use crate::{Answer, progress_bar, run_once};

/// The lines of the table.
const SHARDS: [usize; 7] = [1, 2, 4, 8, 16, 32, 64];

/// What was measured: for each number of shards, the sums of each runtime.
#[derive(Debug, Default)]
pub(crate) struct Rates([[Totals; Runtime::ALL.len()]; SHARDS.len()]);

/// Runs each cell `rounds` times. A round goes through all cells, so that a moment in which the machine is busy elsewhere
/// falls on all of them alike.
///
/// # Errors
///
/// When a runtime cannot be started, or a run fails or differs from `expected`.
pub(crate) fn measure(rows: &[Row], expected: &Answer, rounds: u32) -> Result<Rates> {
    let executors: Vec<_> = Runtime::ALL.into_iter().map(Executor::new).collect::<Result<_>>()?;
    let mut rates = Rates::default();
    let runs = u64::from(rounds) * (SHARDS.len() * executors.len()) as u64;
    let progress = progress_bar(runs * rows.len() as u64)?;
    for round in 1..=rounds {
        for (shards, line) in SHARDS.into_iter().zip(&mut rates.0) {
            for (executor, totals) in executors.iter().zip(line) {
                let started = Instant::now();
                let run = run_once(Source::Memory(rows), shards, executor, expected)
                    .with_context(|| format!("round {round} of {rounds}, shards: {shards}"))?;
                totals.add(&run, started.elapsed());
                progress.inc(rows.len() as u64);
            }
        }
    }
    progress.finish_and_clear();
    Ok(rates)
}

impl Rates {
    /// Writes the table, and what it says.
    ///
    /// # Errors
    ///
    /// When `out` does not take it.
    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut table = Table::new();
        let names = Runtime::ALL.map(|runtime| {
            runtime.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
        });
        table.load_style(NOTHING).set_header(["shards".to_owned()].into_iter().chain(names));
        for column in table.column_iter_mut() {
            column.set_cell_alignment(CellAlignment::Right);
        }
        for (shards, line) in SHARDS.into_iter().zip(&self.0) {
            let rates = line.iter().map(|totals| totals.rate().to_string());
            table.add_row([shards.to_string()].into_iter().chain(rates));
        }
        writeln!(out, "Messages per second, by shards (so many tasks) and runtime\n")?;
        writeln!(out, "{}\n", table.trim_fmt())?;
        writeln!(out, "The whole pipeline, from new channels and threads to the merged answer, which")?;
        writeln!(out, "equals that of the sequential pass every time.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_for_each_number_of_shards_and_a_rate_for_each_runtime() {
        let rows = crate::record::read_all(crate::cli::JANUARY.as_ref()).unwrap();
        let rows = &rows[..500];
        let rates = measure(rows, &Answer::sequential(rows), 1).unwrap();
        let mut text = Vec::new();
        rates.write(&mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        for shards in SHARDS.map(|shards| shards.to_string()) {
            let line = text.lines().find(|line| line.split_whitespace().next() == Some(&shards));
            assert_eq!(line.expect("a line for it").matches("/s").count(), Runtime::ALL.len(), "{text}");
        }
    }
}
