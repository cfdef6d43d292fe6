//! A small exchange: strategies send orders to risk workers, what passes goes to matching engines, and reporters tell risk
//! what was traded. It shows how hel's channels join threads and tasks, and how a cycle of bounded channels is kept from
//! deadlock, and from results that differ run by run.
//!
//! Read `worker.rs` and `ends.rs` first: they are the parts that wait. `pipeline.rs` connects them, `risk.rs` says why two runs
//! decide alike, and `sequential.rs` is the plain loop that they are compared with.

mod book;
mod cli;
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

use std::io::{self, ErrorKind};
use std::process::{self, ExitCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::Cli;
use crate::order::Order;

fn main() -> Result<ExitCode> {
    let cli = Cli::parse();
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    // Ctrl-C stops the strategies, and all that was sent comes to its end; a second one does not wait for that.
    let ctrl_c = move || {
        if flag.swap(true, Ordering::Relaxed) {
            process::exit(130)
        }
    };
    ctrlc::set_handler(ctrl_c).context("cannot listen for Ctrl-C")?;

    let orders = orders(&cli, &stop)?;
    let count = orders.len();
    let streams = input::deal(orders, cli.strategies.into());
    let again = if cli.settings.check { streams.clone() } else { Vec::new() };

    let bar = bar(count as u64, "orders received")?;
    let streams = streams.into_iter().map(Vec::into_iter).collect();
    let outcome = pipeline::run(&cli.settings, streams, &stop, |received| bar.set_position(received as u64))?;
    bar.finish_and_clear();
    if cli.settings.check {
        let sent =
            again.into_iter().zip(&outcome.sent).flat_map(|(orders, &sent)| orders.into_iter().take(sent));
        outcome.check_fates(sequential::run(&cli.settings, sent))?;
    }
    match output::write(&mut io::stdout().lock(), &cli.settings, count, &outcome) {
        // Whoever read it, as `head` does, has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        written => written.context("cannot write")?,
    }
    Ok(ExitCode::from(if stop.load(Ordering::Relaxed) { 130 } else { 0 }))
}

/// All orders, from the file or made up; those until Ctrl-C, if it comes.
fn orders(cli: &Cli, stop: &AtomicBool) -> Result<Vec<Order>> {
    let goes_on = || !stop.load(Ordering::Relaxed);
    let Some(path) = &cli.file else {
        let bar = bar(cli.market.orders as u64, "orders made up")?;
        return Ok(bar.wrap_iter(input::generate(&cli.market)).take_while(|_| goes_on()).collect());
    };
    let bar = bar(path.metadata().map_or(0, |file| file.len()), "bytes read")?;
    let mut bad = 0;
    let mut complain = |error: anyhow::Error| {
        bad += 1;
        bar.suspend(|| eprintln!("{error:#}"));
    };
    let orders: Vec<_> = file::read(path, &bar)?
        .take_while(|_| goes_on())
        .filter_map(|order| order.map_err(&mut complain).ok())
        .collect();
    if bad > 0 {
        eprintln!("{}: {bad} lines make no sense and were left out", path.display());
    }
    Ok(orders)
}

/// A progress bar on standard error, if that is a terminal.
fn bar(length: u64, of_what: &str) -> Result<ProgressBar> {
    let style = ProgressStyle::with_template("{bar:30} {human_pos} of {human_len} {msg}, {eta} left")?;
    Ok(ProgressBar::new(length).with_style(style).with_message(of_what.to_owned()))
}
