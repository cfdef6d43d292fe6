//! The demo: a server, two producers and two consumers, of which some are killed, and the comparison of what they found out.

use std::collections::BTreeMap;
use std::env;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use comfy_table::{CellAlignment, Table, presets};
use hel::channel::mpmc::bounded;
use indicatif::{HumanCount, ProgressBar};
use tempfile::TempDir;

use crate::alone;
use crate::answer::{Answers, compare, sequential};
use crate::flight::{Flight, Source};
use crate::placement::SHARDS;
use crate::process::{Process, Reports, command};
use crate::report::{Report, progress_bar};
use crate::server::Server;
use crate::state::Saved;
use crate::stop::Stop;

/// Processes of each kind.
const PROCESSES: u32 = 2;

/// What the demo is to do.
#[derive(Debug, Clone, clap::Args)]
pub struct Demo {
    #[command(flatten)]
    source: Source,

    /// Flights per second where latency is measured and processes are killed
    #[arg(long, value_name = "N", default_value_t = 8000, value_parser = clap::value_parser!(u32).range(100..))]
    rate: u32,
}

/// Runs the demo until it is over or `stop` is set, and removes what it made.
pub fn run(options: &Demo, stop: &Stop) -> Result<()> {
    let flights = options.source.read()?;
    let expected = sequential(&flights);
    let folder = tempfile::tempdir()?;
    let server = Server::start(&env::current_exe()?, folder.path())?;
    let bar = ProgressBar::hidden();
    let mut stage = Stage { options, stop, flights, expected, folder, server, started: Instant::now(), bar };
    let (count, aircraft, url) = (stage.flights.len(), stage.expected.len(), stage.server.url());
    stage
        .say(&format!("{} flights of {aircraft} aircraft; nats-server at {url}", HumanCount(count as u64)))?;

    let paced = Some(options.rate);
    let runs = [
        stage.channel("the channel alone, at full speed", None)?,
        stage.channel("the channel alone, paced", paced)?,
        stage.bridge("over the bridge, at full speed", "full", None, false)?,
        stage.bridge("over the bridge, paced", "calm", paced, false)?,
        stage.bridge("over the bridge, paced, with kills", "kills", paced, true)?,
    ];
    stage.say("every aircraft's answer, of every run, is that of the sequential pass")?;
    writeln!(io::stdout(), "\n{}", table(&runs, options.rate))?;
    Ok(())
}

/// What all runs share.
struct Stage<'d> {
    options: &'d Demo,
    stop: &'d Stop,
    flights: Vec<Flight>,
    expected: Answers,
    /// Of the server's store and the answers. It goes with this.
    folder: TempDir,
    server: Server,
    started: Instant,
    bar: ProgressBar,
}

impl Stage<'_> {
    /// A line with the time, above the progress bar.
    fn say(&self, what: &str) -> Result<()> {
        let since = self.started.elapsed().as_secs_f64();
        Ok(self.bar.suspend(|| writeln!(io::stdout(), "{since:>6.2} s  {what}"))?)
    }

    /// Ends a run: with an error when the user wants that, or when the answers are wrong.
    fn judge(&self, report: Report, answers: &Answers) -> Result<Report> {
        self.bar.finish_and_clear();
        if self.stop.is_set() {
            writeln!(io::stdout(), "{report}")?;
            bail!("interrupted: all processes are ended, and the demo's folder is removed");
        }
        compare(&self.expected, answers)?;
        Ok(report)
    }

    fn channel(&self, what: &str, rate: Option<u32>) -> Result<Report> {
        self.say(what)?;
        let (report, answers) = alone::run(self.flights.clone(), rate, self.stop)?;
        self.judge(report, &answers)
    }

    /// One run over the stream `name`. With `kill`, the server and a consumer are killed at a third and at two.
    fn bridge(&mut self, what: &str, name: &str, rate: Option<u32>, kill: bool) -> Result<Report> {
        self.say(what)?;
        let flights = self.flights.len();
        self.bar = progress_bar(Some(flights as u64));
        let (tx, reports) = bounded();
        let mut processes = BTreeMap::new();
        for index in 0..PROCESSES {
            processes.insert(("consume", index), self.start("consume", index, name, rate, &tx)?);
        }
        for _ in 0..PROCESSES {
            reports.recv_timeout(Duration::from_secs(10)).context("a consumer does not come up")?;
        }
        for index in 0..PROCESSES {
            processes.insert(("produce", index), self.start("produce", index, name, rate, &tx)?);
        }

        let mut total = Report::default();
        let mut kills =
            if kill { vec![(flights * 2 / 3, "consumer"), (flights / 3, "server")] } else { vec![] };
        while !self.stop.is_set() {
            if let Ok(report) = reports.recv_timeout(Duration::from_millis(100)) {
                total.merge(report);
                self.bar.set_position(total.handled.len() as u64);
            } else {
                // A quiet moment: has anybody failed, or have all ended?
                let running = processes.values_mut().map(Process::is_running).collect::<Result<Vec<_>>>()?;
                if !running.contains(&true) {
                    break;
                }
            }
            if let Some((_, victim)) = kills.pop_if(|(count, _)| total.handled.len() >= *count) {
                self.say(&format!("  {} flights are handled: the {victim} is killed", total.handled.len()))?;
                if victim == "server" {
                    self.server.kill()?;
                    self.server.restart()?;
                } else if let Some(consumer) = processes.get_mut(&("consume", 0)) {
                    consumer.kill()?;
                    *consumer = self.start("consume", 0, name, rate, &tx)?;
                }
                self.say(&format!("  the {victim} is started again"))?;
            }
        }
        drop(tx);
        processes.values_mut().try_for_each(Process::kill)?;
        reports.iter().for_each(|report| total.merge(report)); // until every reader has let go of the channel
        processes.into_values().try_for_each(Process::join)?;
        ensure!(
            kills.is_empty() || self.stop.is_set(),
            "all was handled before the last kill: lower the --rate"
        );
        let mut answers = Answers::new();
        for shard in 0..SHARDS {
            answers.extend(Saved::open(&self.folder.path().join(name), shard)?.state.answers);
        }
        self.judge(total, &answers)
    }

    /// Starts process `index` of those that `produce` or `consume`, on the stream `name`.
    fn start(
        &self,
        what: &str,
        index: u32,
        name: &str,
        rate: Option<u32>,
        reports: &Reports,
    ) -> Result<Process> {
        let myself = env::current_exe()?;
        let mut command = command(&myself, &myself);
        command.args([what, "--json", "--url", &self.server.url(), "--stream", name]);
        command.args(["--index", &index.to_string(), "--of", &PROCESSES.to_string()]);
        if what == "consume" {
            command.arg("--state").arg(self.folder.path().join(name));
        } else {
            let Source { file, rows } = &self.options.source;
            command.arg("--file").arg(file).args(["--rows", &rows.to_string()]);
            // Each producer has its share of the flights, so of the rate.
            command.args(rate.map(|rate| format!("--rate={}", rate / PROCESSES)));
        }
        Process::start(command, reports.clone())
    }
}

/// What the runs came to, side by side.
fn table([channel, channel_paced, bridge, bridge_paced, killed]: &[Report; 5], rate: u32) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["", "channel alone", "over the bridge", "with kills"]);
    table.add_row(["flights/s, full speed".into(), per_second(channel), per_second(bridge), "-".into()]);
    for (name, permille) in [("p50", 500), ("p99", 990), ("longest", 1000)] {
        let [channel, bridge, killed] =
            [channel_paced, bridge_paced, killed].map(|run| latency(run, permille));
        table.add_row([format!("latency {name}, {}/s", HumanCount(rate.into())), channel, bridge, killed]);
    }
    for (name, calm, killed) in [
        ("attempts repeated", bridge_paced.repeats, killed.repeats),
        ("dropped by the server", bridge_paced.dropped_by_server, killed.dropped_by_server),
        ("batches delivered again", bridge_paced.redelivered, killed.redelivered),
        ("dropped by the receiver", bridge_paced.dropped_by_receiver, killed.dropped_by_receiver),
    ] {
        table.add_row([name, "-", &calm.to_string(), &killed.to_string()]);
    }
    table.column_iter_mut().skip(1).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
    table
}

/// Flights per second, from the first that was sent to the last that was saved.
fn per_second(Report { handled, .. }: &Report) -> String {
    let first = handled.iter().map(|(sent, _)| *sent).min().unwrap_or(0);
    let last = handled.iter().map(|(_, saved)| *saved).max().unwrap_or(0);
    HumanCount(handled.len() as u64 * 1_000_000_000 / (last - first).max(1)).to_string()
}

/// How long the given share of the flights took at most, from the reader's send to the saved answer.
fn latency(Report { handled, .. }: &Report, permille: usize) -> String {
    let mut micros: Vec<_> = handled.iter().map(|(sent, saved)| saved.saturating_sub(*sent) / 1000).collect();
    micros.sort_unstable();
    match micros.get((micros.len() * permille / 1000).min(micros.len().saturating_sub(1))) {
        None => "-".into(),
        Some(micros @ 0..1_000) => format!("{micros} us"),
        Some(micros @ 1_000..1_000_000) => format!("{}.{} ms", micros / 1000, micros % 1000 / 100),
        Some(micros) => format!("{}.{} s", micros / 1_000_000, micros % 1_000_000 / 100_000),
    }
}
