//! The pipeline: everything that touches a channel is in this file.

use std::panic;
use std::path::Path;
use std::thread::{self, Builder, Scope, ScopedJoinHandle};

use anyhow::{Context, Result, bail, ensure};
use hel::channel::errors::AsyncSendError;
use hel::channel::mpmc::{KeySender, Receiver, shard_key};
use hel::channel::spsc::{self, shard_spsc};

use crate::answer::{Answer, Intake};
use crate::executor::Executor;
use crate::record::{self, Carrier, Flight, Row, Tail};
use crate::tally::{Aircraft, Punctuality, Tally};

/// How many flights a shard holds before the reader waits, and how many findings a lane holds before its task does.
pub(crate) const CAPACITY: usize = 256;

/// Where the reader takes its rows from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source<'s> {
    /// Parsed by the reader, line by line, while the tasks work.
    File(&'s Path),
    /// Parsed before.
    Memory(&'s [Row]),
}

/// What one run gives.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) answer: Answer,
    /// By shard.
    pub(crate) loads: Vec<Load>,
    /// Messages over the lanes.
    pub(crate) findings: u64,
}

/// What one shard had to do.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Load {
    /// Flights that its task received.
    pub(crate) received: u64,
    /// The most flights that were seen waiting at once: [`CAPACITY`] when the reader had to wait for the task.
    pub(crate) peak: usize,
}

/// What a task found out, and tells the aggregator when it has seen all its flights.
#[derive(Debug, Clone, Copy)]
enum Finding {
    /// Complete: no other task saw a flight of this aircraft.
    Aircraft(Tail, Aircraft),
    /// A part: a carrier's aircraft are spread over the shards.
    Carrier(Carrier, Punctuality),
}

/// Runs the pipeline once, from nothing: new channels, new threads, new tasks.
///
/// # Errors
///
/// When the source fails, a thread cannot be started, or a stage ended before its time.
pub(crate) fn run(source: Source<'_>, shards: usize, executor: &Executor) -> Result<Run> {
    let (tx, rx) = shard_key::<Flight, CAPACITY>(shards);
    let mut lanes = Vec::with_capacity(shards);
    let mut tasks = Vec::with_capacity(shards);
    for (rx, (_, lane_tx, lane_rx)) in rx.into_receivers().into_iter().zip(shard_spsc(shards).into_pairs()) {
        tasks.push(tally(rx, lane_tx));
        lanes.push(lane_rx);
    }

    // Nothing has to be told to stop. The reader's thread owns the sender: when it ends, each task finds its shard drained,
    // reports and drops its end of the lane; so the aggregator finds its lanes drained. A failure runs down the same chain.
    thread::scope(|scope| {
        let aggregator = spawn(scope, "aggregator", move || aggregate(lanes))?;
        let reader = spawn(scope, "reader", move || read(source, &tx))?;
        let loads = executor.run_all(tasks);

        // When several failed, the cause is to be told, not what followed from it: a task fails only after the aggregator.
        let intake = join(reader)?;
        let (tally, findings) = join(aggregator)?;
        let loads = loads.into_iter().collect::<Result<_, _>>().context("a task could not report")?;
        Ok(Run { answer: Answer { intake, tally }, loads, findings })
    })
}

/// The reader, a blocking thread: sends each flight to the shard of its aircraft, and waits while that shard is full.
fn read(source: Source<'_>, tx: &KeySender<Flight, CAPACITY>) -> Result<Intake> {
    match source {
        Source::File(path) => send_all(record::open(path)?, tx),
        Source::Memory(rows) => send_all(rows.iter().copied().map(Ok), tx),
    }
}

fn send_all(rows: impl Iterator<Item = Result<Row>>, tx: &KeySender<Flight, CAPACITY>) -> Result<Intake> {
    let mut intake = Intake::default();
    for row in rows {
        let Some(flight) = intake.admit(&row?) else { continue };
        if let Err(error) = tx.to(flight.tail).send(flight) {
            // Nothing is lost without a word: the flight comes back with the error.
            let flight = error.into_inner();
            bail!("the task of shard {} is gone, and did not take {flight:?}", tx.shard_for(flight.tail));
        }
    }
    Ok(intake)
}

/// The task of one shard: tallies its flights until the reader is done, then reports.
///
/// It keeps its findings to itself until then, and must: the aggregator drains lane after lane. A task that reported
/// meanwhile could fill a lane whose turn has not come and stop receiving; then its shard fills, the reader waits for room in
/// it, and the task of the lane in turn waits for the reader, for ever.
async fn tally(
    rx: Receiver<Flight, CAPACITY>,
    mut lane: spsc::Sender<Finding, CAPACITY>,
) -> Result<Load, AsyncSendError<Finding>> {
    let mut tally = Tally::default();
    let mut received = 0;
    // The only error is that the shard is drained and the reader's sender gone.
    while let Ok(flight) = rx.recv_async().await {
        tally.record(&flight);
        received += 1;
    }
    for (tail, aircraft) in tally.aircraft {
        lane.send_async(Finding::Aircraft(tail, aircraft)).await?;
    }
    for (carrier, punctuality) in tally.carriers {
        lane.send_async(Finding::Carrier(carrier, punctuality)).await?;
    }
    Ok(Load { received, peak: rx.stats().peak })
}

/// The aggregator, a blocking thread: merges what the tasks report, lane after lane.
///
/// One thread need not watch many lanes at once here. Each lane ends with its task, so the thread sleeps in `recv` on one of
/// them, and a task whose lane has not come yet waits in `send_async`, which costs its runtime nothing.
fn aggregate(lanes: Vec<spsc::Receiver<Finding, CAPACITY>>) -> Result<(Tally, u64)> {
    let mut tally = Tally::default();
    let mut findings = 0;
    for (shard, mut lane) in lanes.into_iter().enumerate() {
        while let Ok(finding) = lane.recv() {
            findings += 1;
            match finding {
                Finding::Aircraft(tail, aircraft) => {
                    let other = tally.aircraft.insert(tail, aircraft);
                    ensure!(
                        other.is_none(),
                        "aircraft {tail} of shard {shard} was seen by another shard too"
                    );
                }
                Finding::Carrier(carrier, part) => tally.carriers.entry(carrier).or_default().merge(&part),
            }
        }
    }
    Ok((tally, findings))
}

fn spawn<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    name: &str,
    stage: impl FnOnce() -> Result<T> + Send + 'scope,
) -> Result<ScopedJoinHandle<'scope, Result<T>>> {
    Builder::new()
        .name(name.into())
        .spawn_scoped(scope, stage)
        .with_context(|| format!("cannot start the {name} thread"))
}

/// The result of a thread; its panic goes on in this one.
fn join<T>(thread: ScopedJoinHandle<'_, Result<T>>) -> Result<T> {
    thread.join().unwrap_or_else(|cause| panic::resume_unwind(cause))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{JANUARY, Runtime};

    #[test]
    fn answer_is_sequential_on_every_runtime_with_any_number_of_shards() {
        let rows = record::read_all(JANUARY.as_ref()).unwrap();
        let expected = Answer::sequential(&rows);
        for runtime in [Runtime::Tokio, Runtime::AsyncStd, Runtime::Smol] {
            let executor = Executor::new(runtime).unwrap();
            for shards in [1, 2, 3, 8, 64] {
                let run = super::run(Source::Memory(&rows), shards, &executor).unwrap();
                expected.check(&run.answer).unwrap();
                assert_eq!(run.loads.len(), shards);
                assert_eq!(run.loads.iter().map(|load| load.received).sum::<u64>(), expected.intake.keyed);
            }
        }
    }

    #[test]
    fn reader_that_parses_gives_the_same() {
        let expected = Answer::sequential(&record::read_all(JANUARY.as_ref()).unwrap());
        let run =
            super::run(Source::File(JANUARY.as_ref()), 4, &Executor::new(Runtime::Tokio).unwrap()).unwrap();
        expected.check(&run.answer).unwrap();
    }

    #[test]
    fn a_bad_line_is_named_with_its_file() {
        let path = std::env::temp_dir().join(format!("flights-{}.csv", std::process::id()));
        std::fs::write(
            &path,
            "month,day,dep_time,carrier,tailnum,arr_delay,air_time\n1,1,517,UA,N14228,11,nonsense\n",
        )
        .unwrap();
        let error = record::read_all(&path).unwrap_err();
        std::fs::remove_file(&path).unwrap();
        assert!(error.to_string().contains(&format!("{}:2: no flight", path.display())), "{error}");
    }

    #[test]
    #[cfg(unix)]
    fn what_can_be_read_once_only_is_refused() {
        let error = record::read_all("/dev/null".as_ref()).unwrap_err();
        assert!(error.to_string().contains("cannot be read twice"), "{error}");
    }

    #[test]
    fn failing_reader_ends_the_pipeline_with_its_reason() {
        let executor = Executor::new(Runtime::Smol).unwrap();
        let error = super::run(Source::File("no such file".as_ref()), 4, &executor).unwrap_err();
        assert!(error.to_string().contains("--file PATH"), "{error}");
    }
}
