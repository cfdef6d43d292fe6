//! The demo: a server, two producers and two consumers, of which some are killed, and the comparison of what they found out.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};
use std::{env, thread};

use anyhow::{Result, anyhow, bail, ensure};
use hel::channel::mpmc::bounded;
use indicatif::{HumanCount, ProgressBar};

use crate::answer::{self, Answers, compare, sequential};
use crate::batch::{Message, now};
use crate::flight::{self, Flight};
use crate::placement::{self, Receiver, SHARDS};
use crate::process::{Child, Folder, Reports, command};
use crate::produce;
use crate::report::{Report, progress_bar};
use crate::server::Server;
use crate::state::Saved;

/// Of each kind.
const PROCESSES: usize = 2;

/// What the demo is to do.
#[derive(Debug, Clone, clap::Args)]
pub struct Demo {
    /// How many rows of the file of flights to read at most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rows: Option<u32>,

    /// Flights per second where latency is measured and processes are killed
    #[arg(long, value_name = "N", default_value_t = 8000, value_parser = clap::value_parser!(u32).range(100..))]
    rate: u32,
}

/// Runs the demo until it is over or `stop` is set, and removes what it made.
pub fn run(options: &Demo, stop: &AtomicBool) -> Result<()> {
    let flights = flight::read(options.rows)?;
    let expected = sequential(&flights);
    let folder = Folder::new()?;
    let server = Server::start(&env::current_exe()?, &folder.path)?;
    let bar = ProgressBar::hidden();
    let mut stage = Stage { options, stop, flights, expected, folder, server, started: Instant::now(), bar };
    let (count, aircraft) = (HumanCount(stage.flights.len() as u64), HumanCount(stage.expected.len() as u64));
    stage.say(&format!("{count} flights of {aircraft} aircraft; server at {}", stage.server.url()))?;

    let paced = Some(options.rate);
    let runs = [
        stage.channel("the channel alone, at full speed", None)?,
        stage.channel("the channel alone, paced", paced)?,
        stage.bridge("over the bridge, at full speed", "full", None, false)?,
        stage.bridge("over the bridge, paced", "calm", paced, false)?,
        stage.bridge("over the bridge, paced, with kills", "kills", paced, true)?,
    ];
    stage.say("every aircraft's answer, of every run, is that of the sequential pass\n")?;
    Ok(compare_runs(&runs)?)
}

/// What all runs share.
struct Stage<'d> {
    options: &'d Demo,
    stop: &'d AtomicBool,
    flights: Vec<Flight>,
    expected: Answers,
    server: Server,
    folder: Folder, // of the server's store and the answers; it is removed after the server's end
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
        if self.stop.load(Relaxed) {
            writeln!(io::stdout(), "{report}")?;
            bail!("interrupted: all processes are ended, and the demo's folder is removed");
        }
        compare(&self.expected, answers)?;
        Ok(report)
    }

    /// A run over the channel alone, from this thread to a worker thread per shard.
    fn channel(&mut self, what: &str, rate: Option<u32>) -> Result<Report> {
        self.say(what)?;
        self.bar = progress_bar(Some(self.flights.len() as u64));
        let (tx, rx) = placement::channel();
        let (mut report, mut answers) = (Report::default(), Answers::new());
        thread::scope(|scope| {
            let receivers = rx.into_receivers().into_iter();
            let workers: Vec<_> = receivers.map(|rx| scope.spawn(|| count(rx, &self.bar))).collect();
            produce::read(self.flights.clone(), &tx, rate, self.stop);
            drop(tx);
            for worker in workers {
                let (handled, part) = worker.join().map_err(|_| anyhow!("a worker panicked"))?;
                report.handled.extend(handled);
                answers.extend(part);
            }
            self.judge(report, &answers)
        })
    }

    /// One run over the stream `name`. With `kill`, the server and a consumer are killed at a third and at two.
    fn bridge(&mut self, what: &str, name: &str, rate: Option<u32>, kill: bool) -> Result<Report> {
        self.say(what)?;
        let flights = self.flights.len();
        self.bar = progress_bar(Some(flights as u64));
        let (tx, reports) = bounded();
        let mut processes = BTreeMap::new();
        for index in 0..PROCESSES {
            processes.insert(("consume", index), self.start(("consume", index), name, rate, &tx)?);
        }
        let (mut up, mut handled, mut progress) = (0, 0, Instant::now());
        let mut total = Report::default();
        let mut kills = vec![(flights * 2 / 3, "consumer"), (flights / 3, "server")];
        kills.retain(|_| kill);
        while !self.stop.load(Relaxed) {
            ensure!(progress.elapsed() < Duration::from_secs(30), "no flight was handled for half a minute");
            if let Ok(report) = reports.recv_timeout(Duration::from_millis(100)) {
                total.merge(report);
                if handled < total.handled.len() {
                    (handled, progress) = (total.handled.len(), Instant::now());
                }
                up += 1; // a consumer's first report is its word that it is ready
                for index in (0..PROCESSES).filter(|_| up == PROCESSES) {
                    processes.insert(("produce", index), self.start(("produce", index), name, rate, &tx)?);
                }
                self.bar.set_position(handled as u64);
            } else {
                // A quiet moment: has anybody failed, or have all ended?
                let running = processes.values_mut().map(Child::is_running).collect::<Result<Vec<_>>>()?;
                if !running.contains(&true) {
                    break;
                }
            }
            if let Some((_, victim)) = kills.pop_if(|(count, _)| handled >= *count) {
                self.say(&format!("  {handled} flights are handled: the {victim} is killed"))?;
                if victim == "server" {
                    self.server.kill_and_restart()?;
                } else if let Some(consumer) = processes.get_mut(&("consume", 0)) {
                    consumer.kill()?;
                    *consumer = self.start(("consume", 0), name, rate, &tx)?;
                }
                self.say(&format!("  the {victim} is started again"))?;
            }
        }
        drop(tx);
        processes.values_mut().try_for_each(Child::kill)?;
        reports.iter().for_each(|report| total.merge(report)); // until the channel has no sender
        ensure!(kills.is_empty() || self.stop.load(Relaxed), "all was over before a kill: lower the --rate");
        let mut answers = Answers::new();
        for shard in 0..SHARDS {
            answers.extend(Saved::open(&self.folder.path, name, shard)?.answers);
        }
        self.judge(total, &answers)
    }

    /// Starts one of the processes that `produce` or `consume`, on the stream `name`.
    fn start(&self, process: (&str, usize), name: &str, rate: Option<u32>, tx: &Reports) -> Result<Child> {
        let (what, index) = process;
        let myself = env::current_exe()?;
        let mut command = command(&myself, &myself);
        command.args([what, "--json", "--url", &self.server.url(), "--stream", name]);
        let shards = (0..SHARDS).filter(|shard| shard % PROCESSES == index);
        command.args(shards.map(|shard| format!("--shards={shard}")));
        if what == "consume" {
            command.arg("--state").arg(&self.folder.path);
        } else {
            command.args(self.options.rows.map(|rows| format!("--rows={rows}")));
            // Each producer has its share of the flights, so of the rate.
            command.args(rate.map(|rate| format!("--rate={}", rate / 2)));
        }
        Child::start(&mut command, Some(tx.clone()))
    }
}

/// The worker of a shard, without a stream.
fn count(rx: Receiver<Message>, bar: &ProgressBar) -> (Vec<(u64, u64)>, Answers) {
    let (mut handled, mut answers) = (Vec::new(), Answers::new());
    for message in rx {
        if let Message::Flight(sent, flight) = message {
            answer::add(&mut answers, flight);
            handled.push((sent, now()));
            bar.inc(u64::from(handled.len() % 256 == 0) * 256); // seldom, as it takes a lock
        }
    }
    (handled, answers)
}

/// Writes what the runs came to, side by side.
fn compare_runs([channel, channel_paced, bridge, bridge_paced, killed]: &[Report; 5]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let mut row = |name: &str, [channel, bridge, killed]: [String; 3]| {
        writeln!(out, "{name:<24}{channel:>15}{bridge:>18}{killed:>18}")
    };
    row("", ["channel alone", "over the bridge", "bridge and kills"].map(String::from))?;
    row("flights/s, full speed", [per_second(channel), per_second(bridge), "-".into()])?;
    for (name, permille) in [("p50", 500), ("p99", 990), ("longest", 1000)] {
        let paced = [channel_paced, bridge_paced, killed].map(|run| latency(run, permille));
        row(&format!("latency, paced: {name}"), paced)?;
    }
    let mut counts = |name, count: fn(&Report) -> u64| {
        row(name, ["-".into(), count(bridge_paced).to_string(), count(killed).to_string()])
    };
    counts("batches delivered again", |run| run.redelivered)?;
    counts("dropped by the receiver", |run| run.dropped_by_receiver)?;
    counts("dropped by the server", |run| run.dropped_by_server)
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
    let index = (micros.len() * permille / 1000).min(micros.len().saturating_sub(1));
    micros.get(index).map_or("-".into(), |&micros| format!("{:.1?}", Duration::from_micros(micros)))
}
