//! A small exchange: strategies send orders to risk workers, what passes goes to matching engines, and reporters tell risk
//! what was traded. It shows how hel's channels join threads and tasks, how a cycle of bounded channels is kept from deadlock,
//! and how its results are kept the same in every run.
//!
//! Read `worker.rs` and `ends.rs` first: they are the parts that wait. `pipeline.rs` connects them, `risk.rs` says why two runs
//! decide alike, and `sequential.rs` is the plain loop that they are compared with.

mod book;
mod ends;
mod file;
mod input;
mod order;
mod output;
mod pipeline;
mod portfolio;
mod risk;
mod runtime;
mod sequential;
#[cfg(test)]
mod tests;
mod totals;
mod worker;

use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};

use crate::input::Market;
use crate::order::Order;
use crate::pipeline::Settings;

/// Sends orders through risk workers, matching engines and reporters, and says how fast, and what became of them.
///
/// The same orders give the same trades in every run, whatever the shards and the runtime; `--check` proves it. Ctrl-C ends a
/// run early: what was sent comes to its end, and is reported.
#[derive(Debug, Parser)]
#[command(name = "trading", max_term_width = 80, after_help = EXAMPLES)]
struct Cli {
    /// Take the orders from a CSV file, instead of making them up
    #[arg(long, value_name = "PATH")]
    file: Option<PathBuf>,
    #[command(flatten)]
    market: Market,
    /// How many strategies send at once; the symbols are dealt out to them
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=1024))]
    strategies: u16,
    #[command(flatten)]
    settings: Settings,
}

const EXAMPLES: &str = "\
Examples:
  trading --symbols 2000 --shards 4 --runtime smol --check
  trading --file orders.csv

A file of orders has these columns. Amounts are whole numbers, a price is in
ticks. A cancel names an order by its id, and must be of the same account.
  kind,id,account,symbol,side,quantity,price
  limit,1,7,ACME,buy,100,1250
  market,2,8,ACME,sell,40,
  cancel,1,7,ACME,,,
A line that makes no sense is reported with its number and left out.";

fn main() -> Result<ExitCode> {
    let cli = Cli::parse();
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    // The strategies look at it, and what was sent comes to its end.
    ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)).context("cannot listen for Ctrl-C")?;
    let goes_on = || !stop.load(Ordering::Relaxed);
    let orders = orders(&cli, goes_on)?;
    let count = orders.len();
    let again = if cli.settings.check { orders.clone() } else { Vec::new() };
    let streams = input::deal(orders.into_iter().take_while(|_| goes_on()), cli.strategies.into());
    let bar = progress_bar(count as u64, "orders received")?;
    let outcome = pipeline::run(&cli.settings, streams, &stop, |received| bar.set_position(received as u64))?;
    bar.finish_and_clear();

    let again = progress_bar(again.len() as u64, "orders checked")?.wrap_iter(again.into_iter());
    let expected = sequential::run(&cli.settings, again.take_while(|_| goes_on()));
    let is_checked = cli.settings.check && goes_on();
    if is_checked {
        outcome.check_fates(&expected)?;
    }
    match output::write(&mut io::stdout().lock(), &cli.settings, count, &outcome, is_checked) {
        // Whoever read it, as `head` does, has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        written => written.context("cannot write")?,
    }
    Ok(if goes_on() { ExitCode::SUCCESS } else { ExitCode::from(130) })
}

/// All orders, from the file or made up; those until Ctrl-C, if it comes.
fn orders(cli: &Cli, goes_on: impl Fn() -> bool) -> Result<Vec<Order>> {
    let Some(path) = &cli.file else {
        let bar = progress_bar(cli.market.orders as u64, "orders made up")?;
        return Ok(bar.wrap_iter(input::generate(&cli.market)).take_while(|_| goes_on()).collect());
    };
    let bar = progress_bar(path.metadata().map_or(0, |file| file.len()), "bytes read")?;
    // Not `eprintln`, which panics when nobody reads.
    let complain = |error: &_| bar.suspend(|| _ = writeln!(io::stderr(), "{error:#}; left out"));
    let lines = file::read(path, &bar)?.take_while(|_| goes_on());
    Ok(lines.filter_map(|order| order.inspect_err(complain).ok()).collect())
}

/// On standard error, if that is a terminal.
fn progress_bar(length: u64, of_what: &str) -> Result<ProgressBar> {
    let style = ProgressStyle::with_template("{bar:30} {human_pos} of {human_len} {msg}, {eta} left")?;
    Ok(ProgressBar::new(length).with_style(style).with_message(of_what.to_owned()))
}
