//! What the program says at the end.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use clap::ValueEnum;
use hdrhistogram::Histogram;
use indicatif::HumanCount;

use crate::pipeline::{CAPACITY, Settings};
use crate::totals::{Outcome, Shard};

/// The length of the longest bar.
const BAR: usize = 36;

/// Writes a run's figures; `count` orders were there to be sent.
pub(crate) fn write(
    out: &mut impl Write,
    settings: &Settings,
    count: usize,
    run: &Outcome,
) -> io::Result<()> {
    let Settings { shards, window, runtime, .. } = settings;
    let runtime = runtime.to_possible_value().map_or_else(String::new, |value| value.get_name().into());
    writeln!(
        out,
        "Strategies: {}, shards: {shards}, runtime: {runtime}, window: {window}\n",
        run.sent.len()
    )?;
    let sent: usize = run.sent.iter().sum();
    let rate = sent as u128 * 1_000 / run.elapsed.as_micros().max(1);
    writeln!(out, "{:>13} orders sent in {:.2?}: {rate} thousand/s", number(sent), run.elapsed)?;
    if sent < count {
        writeln!(out, "{:>13} not sent: stopped before", number(count - sent))?;
    }
    let mut counts = BTreeMap::new();
    let tallies = run.shards.iter().flat_map(|shard| [&shard.decided, &shard.reported]);
    tallies.flat_map(|tally| &tally.counts).for_each(|(what, by)| *counts.entry(what).or_insert(0) += by);
    for (what, count) in counts {
        writeln!(out, "{:>13} {what}", number(count))?;
    }

    writeln!(out, "\n{:<18}{:>12}{:>12}{:>12}{:>12}", "Latency", "p50", "p99", "p99.9", "max")?;
    write_latency(out, "order to decision", run, |shard| &shard.decided.latency)?;
    write_latency(out, "order to report", run, |shard| &shard.reported.latency)?;

    writeln!(out, "\nLoad of each shard (peak: most orders seen waiting, of {CAPACITY})")?;
    let most = run.shards.iter().map(|shard| shard.decided.orders).max().unwrap_or(0).max(1);
    for (index, Shard { decided, peak, .. }) in run.shards.iter().enumerate() {
        let (orders, bar) = (number(decided.orders), "#".repeat(decided.orders * BAR / most));
        writeln!(out, "{index:>5}{orders:>13}  peak {peak:>4}  {bar}")?;
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

fn number(number: usize) -> String {
    HumanCount(number as u64).to_string()
}
