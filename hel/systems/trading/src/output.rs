//! What the program says at the end.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use clap::ValueEnum;
use hdrhistogram::Histogram;
use indicatif::HumanCount;

use crate::pipeline::{CAPACITY, Settings};
use crate::totals::{Outcome, Shard, Tally};

/// The length of the longest bar.
const BAR: usize = 36;

/// Writes a run's figures; `count` orders were there to be sent.
pub(crate) fn write(
    out: &mut impl Write,
    settings: &Settings,
    count: usize,
    run: &Outcome,
) -> io::Result<()> {
    let runtime = settings.runtime.to_possible_value();
    let runtime = runtime.as_ref().map_or("", |value| value.get_name());
    let (shards, strategies, window) = (run.shards.len(), run.sent.len(), settings.window);
    writeln!(out, "Strategies: {strategies}, shards: {shards}, runtime: {runtime}, window: {window}\n")?;
    let sent: usize = run.sent.iter().sum();
    let rate = sent as u128 * 1_000 / run.elapsed.as_micros().max(1);
    let mut line = |what: &str, count: usize, note: &str| {
        writeln!(out, "{what:<12}{:>13}  {note}", HumanCount(count as u64).to_string())
    };
    line("orders sent", sent, &format!("in {:.2?}: {rate} thousand/s", run.elapsed))?;
    if sent < count {
        line("  not sent", count - sent, "stopped before; what was sent came to its end")?;
    }
    let mut rejects = BTreeMap::new();
    for (reject, count) in run.shards.iter().flat_map(|shard| &shard.rejected.rejects) {
        *rejects.entry(reject).or_insert(0) += count;
    }
    for (reject, count) in rejects {
        line("  rejected", count, &reject.to_string())?;
    }
    let sum = |figure: fn(&Tally) -> usize| run.shards.iter().map(|shard| figure(&shard.reported)).sum();
    line("  passed", sum(|reported| reported.orders), "and reported, each")?;
    line("fills", sum(|reported| reported.fills), "trades of two orders")?;
    line("cancelled", sum(|reported| reported.cancelled), "whole, or what was left")?;
    line("too late", sum(|reported| reported.too_late), "cancels of orders that were gone")?;

    writeln!(out, "\n{:<18}{:>12}{:>12}{:>12}{:>12}", "Latency", "p50", "p99", "p99.9", "max")?;
    write_latency(out, "order to decision", run, |shard| &shard.rejected.latency)?;
    write_latency(out, "order to report", run, |shard| &shard.reported.latency)?;

    writeln!(out, "\nLoad of each shard (peak: most orders seen waiting, of {CAPACITY})")?;
    let load = |shard: &Shard| shard.passed + shard.rejected.orders;
    let most = run.shards.iter().map(load).max().unwrap_or(0).max(1);
    for (index, shard) in run.shards.iter().enumerate() {
        let (orders, bar) =
            (HumanCount(load(shard) as u64).to_string(), "#".repeat(load(shard) * BAR / most));
        writeln!(out, "{index:>5}{orders:>13}  peak {:>4}  {bar}", shard.peak)?;
    }
    if settings.check {
        writeln!(out, "\nChecked: every order ended as in a plain loop over the same orders.")?;
    }
    Ok(())
}

fn write_latency(
    out: &mut impl Write,
    what: &str,
    run: &Outcome,
    latency: fn(&Shard) -> &Histogram<u64>,
) -> io::Result<()> {
    let mut all = latency(&run.shards[0]).clone();
    run.shards[1..].iter().for_each(|shard| all += latency(shard));
    let values = [0.5, 0.99, 0.999, 1.0].map(|quantile| all.value_at_quantile(quantile));
    let [p50, p99, p999, max] = values.map(|nanos| format!("{:.1?}", Duration::from_nanos(nanos)));
    writeln!(out, "{what:<18}{p50:>12}{p99:>12}{p999:>12}{max:>12}")
}
