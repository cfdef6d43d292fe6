//! The report: integers until the last digit is printed.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt::{self, Display};
use std::io::{self, Write};
use std::time::Duration;

use clap::ValueEnum;
use indicatif::HumanCount;

use crate::answer::{Answer, Intake};
use crate::cli::Cli;
use crate::pipeline::{CAPACITY, Load, Run};
use crate::tally::{Punctuality, Tally};

/// How many of the worst are listed.
const LISTED: usize = 10;
/// Fewer arrivals than this, and one bad day makes an aircraft the worst of all.
const MIN_ARRIVALS_OF_AIRCRAFT: u64 = 10;
/// The same for a carrier.
const MIN_ARRIVALS_OF_CARRIER: u64 = 100;
/// The length of the longest bar.
const BAR: u64 = 40;

/// Sums over all runs.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    rows: u64,
    keyed: u64,
    findings: u64,
    loads: Vec<Load>,
    elapsed: Duration,
}

impl Totals {
    /// Adds a run that took `elapsed`.
    pub(crate) fn add(&mut self, run: &Run, elapsed: Duration) {
        self.rows += run.answer.intake.rows();
        self.keyed += run.answer.intake.keyed;
        self.findings += run.findings;
        self.elapsed += elapsed;
        self.loads.resize(run.loads.len(), Load::default());
        for (total, load) in self.loads.iter_mut().zip(&run.loads) {
            total.received += load.received;
            total.peak = total.peak.max(load.peak);
        }
    }

    fn received(&self) -> u64 {
        self.loads.iter().map(|load| load.received).sum()
    }

    fn messages(&self) -> u64 {
        self.received() + self.findings
    }

    #[expect(clippy::cast_precision_loss, reason = "it is rounded to two digits")]
    pub(crate) fn rate(&self) -> Rate {
        Rate(self.messages() as f64 / self.elapsed.as_secs_f64())
    }
}

/// Writes all there is to say about runs that gave `answer` each time.
///
/// # Errors
///
/// When `out` does not take it.
pub(crate) fn write(out: &mut impl Write, cli: &Cli, answer: &Answer, totals: &Totals) -> io::Result<()> {
    write_aircraft(out, &answer.tally)?;
    write_carriers(out, &answer.tally)?;
    write_flights(out, answer)?;
    write_loads(out, totals)?;
    write_verdict(out, cli, totals)
}

fn write_aircraft(out: &mut impl Write, tally: &Tally) -> io::Result<()> {
    writeln!(
        out,
        "The {LISTED} worst aircraft by mean arrival delay, of {MIN_ARRIVALS_OF_AIRCRAFT} arrivals or more"
    )?;
    writeln!(out, "(longest gap: from a landing to its next departure from New York in the file)")?;
    writeln!(out, "  aircraft  arrivals  mean delay  peak of running sum  longest gap")?;
    for (tail, aircraft) in worst(&tally.aircraft, MIN_ARRIVALS_OF_AIRCRAFT, |aircraft| &aircraft.punctuality)
    {
        let Punctuality { arrivals, .. } = aircraft.punctuality;
        let mean = Mean(&aircraft.punctuality);
        let (peak, gap) = (aircraft.peak_delay, Span(aircraft.longest_gap));
        writeln!(out, "  {tail:<8}  {arrivals:>8}  {mean:>10}  {peak:>15} min  {gap:>11}")?;
    }
    writeln!(out)
}

fn write_carriers(out: &mut impl Write, tally: &Tally) -> io::Result<()> {
    writeln!(
        out,
        "The {LISTED} worst carriers by mean arrival delay, of {MIN_ARRIVALS_OF_CARRIER} arrivals or more"
    )?;
    writeln!(out, "  carrier   arrivals  mean delay  cancelled")?;
    for (carrier, punctuality) in worst(&tally.carriers, MIN_ARRIVALS_OF_CARRIER, |punctuality| punctuality) {
        let Punctuality { arrivals, cancelled, .. } = punctuality;
        let mean = Mean(punctuality);
        writeln!(out, "  {carrier:<8}  {arrivals:>8}  {mean:>10}  {cancelled:>9}")?;
    }
    writeln!(out)
}

/// The worst first; of equals, the first by name.
fn worst<K: Ord, V>(
    entries: &HashMap<K, V>,
    min_arrivals: u64,
    punctuality: impl Fn(&V) -> &Punctuality,
) -> Vec<(&K, &V)> {
    let mut entries: Vec<_> =
        entries.iter().filter(|(_, value)| punctuality(value).arrivals >= min_arrivals).collect();
    entries.sort_by(|(key, value), (other_key, other)| {
        compare_means(punctuality(other), punctuality(value)).then_with(|| key.cmp(other_key))
    });
    entries.truncate(LISTED);
    entries
}

/// Compares `delay / arrivals` exactly. Both have arrivals.
fn compare_means(one: &Punctuality, other: &Punctuality) -> Ordering {
    let cross = |delay: i64, arrivals: u64| i128::from(delay) * i128::from(arrivals);
    cross(one.delay, other.arrivals).cmp(&cross(other.delay, one.arrivals))
}

fn write_flights(out: &mut impl Write, answer: &Answer) -> io::Result<()> {
    let Intake { keyed, unkeyed, unkeyed_cancelled } = answer.intake;
    let total = answer.tally.total();
    writeln!(
        out,
        "Flights in the file: {} ({} cancelled)",
        HumanCount(answer.intake.rows()),
        HumanCount(total.cancelled + unkeyed_cancelled)
    )?;
    writeln!(
        out,
        "  {} of {} aircraft, sent by tail number:",
        HumanCount(keyed),
        HumanCount(answer.tally.aircraft.len() as u64)
    )?;
    writeln!(
        out,
        "    {} departed ({} without an arrival delay), {} were cancelled",
        HumanCount(total.legs),
        HumanCount(total.legs - total.arrivals),
        HumanCount(total.cancelled)
    )?;
    writeln!(
        out,
        "  {} without a tail number ({} cancelled): counted, in no table above",
        HumanCount(unkeyed),
        HumanCount(unkeyed_cancelled)
    )?;
    writeln!(out)
}

fn write_loads(out: &mut impl Write, totals: &Totals) -> io::Result<()> {
    let received = totals.received();
    let heaviest = totals.loads.iter().map(|load| load.received).max().unwrap_or(0);
    writeln!(out, "Load of each shard (peak: the most that was seen waiting, of {CAPACITY})")?;
    for (shard, load) in totals.loads.iter().enumerate() {
        let share = Tenths::ratio(load.received * 100, received);
        let bar = "#".repeat(usize::try_from(load.received * BAR / heaviest.max(1)).unwrap_or(0));
        let (count, peak) = (HumanCount(load.received).to_string(), load.peak);
        writeln!(out, "  {shard:>4}  {count:>11}  {share:>5} %  peak {peak:>3}  {bar}")?;
    }
    writeln!(out)
}

fn write_verdict(out: &mut impl Write, cli: &Cli, totals: &Totals) -> io::Result<()> {
    let runtime = cli.runtime.to_possible_value().map_or_else(String::new, |value| value.get_name().into());
    let (shards, runs, rows) = (cli.shards, HumanCount(cli.repeat.into()), HumanCount(totals.rows));
    writeln!(out, "Runtime {runtime}, shards: {shards}, runs: {runs}, rows read: {rows}")?;
    writeln!(
        out,
        "  {} flights sent, {} received, {} lost",
        HumanCount(totals.keyed),
        HumanCount(totals.received()),
        HumanCount(totals.keyed.abs_diff(totals.received()))
    )?;
    writeln!(out, "  {} findings sent over the lanes", HumanCount(totals.findings))?;
    writeln!(
        out,
        "  {} messages in {:.3?}: {}{}",
        HumanCount(totals.messages()),
        totals.elapsed,
        totals.rate(),
        if cli.repeat == 1 { ", with the parsing" } else { "" }
    )?;
    writeln!(out, "  every answer equals that of the sequential pass")
}

/// Messages per second, as `4.2 M/s`.
pub(crate) struct Rate(pub(crate) f64);

impl Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, unit) = match self.0 {
            rate if rate >= 1e6 => (rate / 1e6, " M"),
            rate if rate >= 1e3 => (rate / 1e3, " k"),
            rate => (rate, " "),
        };
        write!(f, "{number:.1}{unit}/s")
    }
}

/// A mean delay, as `+12.3 min`.
struct Mean<'p>(&'p Punctuality);

impl Display for Mean<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0.delay < 0 { '-' } else { '+' };
        let mean = Tenths::ratio(self.0.delay.unsigned_abs(), self.0.arrivals);
        f.pad(&format!("{sign}{mean} min"))
    }
}

/// A number of minutes, as `3 d 04:05`.
struct Span(i32);

impl Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, hours, minutes) = (self.0 / 60 / 24, self.0 / 60 % 24, self.0 % 60);
        f.pad(&format!("{days} d {hours:02}:{minutes:02}"))
    }
}

/// A number with one digit behind the point.
struct Tenths(u64);

impl Tenths {
    /// `part / whole`, rounded half up; 0 of nothing.
    fn ratio(part: u64, whole: u64) -> Self {
        Self(if whole == 0 { 0 } else { (part * 20 + whole) / (whole * 2) })
    }
}

impl Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}.{}", self.0 / 10, self.0 % 10))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn punctuality(delay: i64, arrivals: u64) -> Punctuality {
        Punctuality { legs: arrivals, cancelled: 0, arrivals, delay }
    }

    #[test]
    fn means_are_compared_exactly() {
        assert_eq!(compare_means(&punctuality(1, 3), &punctuality(2, 6)), Ordering::Equal);
        assert_eq!(compare_means(&punctuality(-1, 3), &punctuality(-2, 3)), Ordering::Greater);
        assert_eq!(compare_means(&punctuality(333, 1000), &punctuality(1, 3)), Ordering::Less);
    }

    #[test]
    fn worst_come_first_and_equals_by_name() {
        let entries = HashMap::from([
            ("b", punctuality(20, 2)),
            ("a", punctuality(10, 1)),
            ("c", punctuality(50, 2)),
            ("d", punctuality(99, 0)),
        ]);
        let names: Vec<_> = worst(&entries, 1, |value| value).into_iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["c", "a", "b"]);
    }

    #[test]
    fn no_line_is_wider_than_a_terminal_of_80() {
        let rows = crate::record::read_all(crate::cli::JANUARY.as_ref()).unwrap();
        let answer = Answer::sequential(&rows);
        let executor = crate::executor::Executor::new(crate::cli::Runtime::AsyncStd).unwrap();
        let run = crate::pipeline::run(crate::pipeline::Source::Memory(&rows), 4, &executor).unwrap();
        let mut totals = Totals::default();
        (0..10_000).for_each(|_| totals.add(&run, Duration::from_millis(7)));
        let cli = clap::Parser::parse_from(["flights", "--runtime", "async-std", "--repeat", "10000"]);
        let mut report = Vec::new();
        write(&mut report, &cli, &answer, &totals).unwrap();
        let report = String::from_utf8(report).unwrap();
        let wide: Vec<_> = report.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(wide.is_empty(), "{wide:#?}");
    }

    #[test]
    fn rates_can_be_read() {
        let rates = [12.0, 45_300.0, 4_250_000.0].map(|rate| Rate(rate).to_string());
        assert_eq!(rates, ["12.0 /s", "45.3 k/s", "4.2 M/s"]);
    }

    #[test]
    fn numbers_are_rounded_and_padded() {
        assert_eq!(Tenths::ratio(1, 3).to_string(), "0.3");
        assert_eq!(Tenths::ratio(1, 20).to_string(), "0.1");
        assert_eq!(Mean(&punctuality(-5, 2)).to_string(), "-2.5 min");
        assert_eq!(format!("{:>12}", Span(1440 + 61)), "   1 d 01:01");
    }
}
