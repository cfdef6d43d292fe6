//! What the program says at the end.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use indicatif::HumanCount;

use crate::pipeline::{CAPACITY, Settings};
use crate::totals::{Outcome, Shard, Tally};

/// Writes a run's figures; `count` orders were there to be sent.
pub(crate) fn write(
    out: &mut impl Write,
    Settings { shards, runtime, window, .. }: &Settings,
    count: usize,
    run: &Outcome,
    is_checked: bool,
) -> io::Result<()> {
    writeln!(out, "Shards: {shards}, runtime: {runtime:?}, window: {window}\n")?;
    let sent: usize = run.shards.iter().map(|shard| shard.channel.sent).sum();
    let rate = sent as u128 * 1_000 / run.elapsed.as_micros().max(1);
    writeln!(out, "{:>13} orders sent in {:.2?}: {rate} thousand/s", number(sent), run.elapsed)?;
    if sent < count {
        writeln!(out, "{:>13} not sent: stopped before", number(count - sent))?;
    }
    let parts = run.shards.iter().map(|shard| (&shard.decided, &shard.reported));
    let (decided, reported): (Vec<_>, Vec<_>) = parts.unzip();
    let mut rejects = BTreeMap::new();
    for (reject, count) in decided.iter().flat_map(|tally| &tally.rejects) {
        *rejects.entry(reject).or_insert(0) += count;
    }
    for (reject, count) in rejects {
        writeln!(out, "{:>13} rejected: {reject}", number(count))?;
    }
    let sum = |figure: fn(&Tally) -> usize| number(reported.iter().map(|tally| figure(tally)).sum());
    writeln!(out, "{:>13} passed and reported", sum(Tally::orders))?;
    writeln!(out, "{:>13} fills", sum(|tally| tally.fills))?;
    writeln!(out, "{:>13} cancelled, whole or what was left", sum(|tally| tally.cancelled))?;

    writeln!(out, "\n{:<18}{:>12}{:>12}{:>12}{:>12}", "Latency", "p50", "p99", "p99.9", "max")?;
    for (what, tallies) in [("order to decision", decided), ("order to report", reported)] {
        let mut latency = tallies[0].latency.clone();
        tallies[1..].iter().for_each(|tally| latency += &tally.latency);
        let values = [0.5, 0.99, 0.999, 1.0].map(|quantile| latency.value_at_quantile(quantile));
        let [p50, p99, p999, max] = values.map(|nanos| format!("{:.1?}", Duration::from_nanos(nanos)));
        writeln!(out, "{what:<18}{p50:>12}{p99:>12}{p999:>12}{max:>12}")?;
    }

    writeln!(out, "\nLoad of each shard (peak: most orders seen waiting, of {CAPACITY})")?;
    let most = run.shards.iter().map(|shard| shard.channel.sent).max().unwrap_or(0).max(1);
    for (index, Shard { channel, .. }) in run.shards.iter().enumerate() {
        let (orders, bar) = (number(channel.sent), "#".repeat(channel.sent * 36 / most));
        writeln!(out, "{index:>5}{orders:>13}  peak {:>4}  {bar}", channel.peak)?;
    }
    if is_checked { writeln!(out, "\nChecked: every order ended as in a plain loop.") } else { Ok(()) }
}

fn number(number: usize) -> String {
    HumanCount(number as u64).to_string()
}
