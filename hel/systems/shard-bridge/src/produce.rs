//! The sending process: a thread reads the flights into a keyed channel, and a task per shard carries them to the stream.
//!
//! The reader waits while a shard is full, so a server that is slow or away slows it down and nothing grows. Each process
//! fills its own shards only: all flights of an aircraft pass through one process, in the order of the file.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use futures_util::future::try_join_all;

use crate::bridge::{Address, Bridge};
use crate::flight::{Flight, Source};
use crate::message::{Batch, Message, now};
use crate::placement::{self, CAPACITY, KeySender, Part, Receiver};
use crate::report::{Report, Reporter};
use crate::stop::Stop;

/// What a producer is to do.
#[derive(Debug, Clone, clap::Args)]
#[expect(missing_docs, reason = "the help would say it instead of what the groups hold")]
pub struct Produce {
    #[command(flatten)]
    pub address: Address,

    #[command(flatten)]
    pub source: Source,

    #[command(flatten)]
    pub part: Part,

    /// Flights per second; without it, as fast as they are taken
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub rate: Option<u32>,

    /// Tell the counts by lines of JSON
    #[arg(long, hide = true)]
    pub json: bool,
}

/// Sends all flights of this process's shards, then the end of each of these shards.
///
/// After `stop`, what was read is still stored, if the server takes it, and no end. The same command later goes on: what is sent
/// again has its old number.
pub fn run(options: &Produce, stop: &Stop) -> Result<Report> {
    let &Produce { part, rate, json, .. } = options;
    let (tx, rx) = placement::channel();
    let mut flights = options.source.read()?;
    flights.retain(|flight| part.owns(tx.shard_for(&flight.tail)));
    let reporter = Reporter::new(json, Some(flights.len() as u64));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let bridge = runtime.block_on(Bridge::connect(&options.address))?;

    thread::scope(|scope| {
        // Nobody has to be told to end. The reader owns the only sender: when it ends, each publisher finds its shard drained. A
        // publisher that fails takes all receivers along: the reader's next send comes back to it.
        let reader = scope.spawn(move || read(flights, &tx, part, rate, stop));
        let receivers = rx.into_receivers().into_iter().enumerate().filter(|(shard, _)| part.owns(*shard));
        let publishers = receivers.map(|(shard, rx)| publish(&bridge, shard, rx, &reporter, stop));
        let published = runtime.block_on(try_join_all(publishers));
        reader.join().map_err(|_| anyhow!("the reader panicked"))?;
        published
    })?;
    reporter.finish()
}

/// The reader. It has no error of its own: when a send fails, the receiver that is gone says why.
pub fn read(flights: Vec<Flight>, tx: &KeySender<Message>, part: Part, rate: Option<u32>, stop: &Stop) {
    let period = rate.map(|rate| Duration::from_secs(1) / rate);
    let mut due = Instant::now();
    for flight in flights {
        if let Some(period) = period {
            // A sleep that took too long is made up for, an outage is not.
            due += if due.elapsed() < Duration::from_millis(5) { period } else { due.elapsed() };
            thread::sleep(due.saturating_duration_since(Instant::now()));
        }
        let shard = tx.to(&flight.tail); // looked up before the flight goes, and its key with it
        if stop.is_set() || shard.send(Message::Flight(now(), flight)).is_err() {
            return;
        }
    }
    for shard in (0..tx.shards()).filter(|&shard| part.owns(shard)) {
        let _ = tx.shard(shard).map(|tx| tx.send(Message::End));
    }
}

/// The publisher of one shard: numbers its messages, and has batch after batch stored.
async fn publish(
    bridge: &Bridge,
    shard: usize,
    rx: Receiver<Message>,
    reporter: &Reporter,
    stop: &Stop,
) -> Result<()> {
    let mut batch = Batch { first: 1, messages: Vec::with_capacity(CAPACITY) };
    // The only error is that the shard is drained and the reader gone.
    while rx.recv_batch_async(&mut batch.messages, CAPACITY).await.is_ok() {
        let Some(stored) = bridge.store(shard, &batch, stop).await? else { break };
        reporter.count(|report| {
            report.stored += batch.messages.len() as u64;
            report.repeats += stored.repeats;
            report.dropped_by_server += u64::from(stored.duplicate);
        })?;
        batch.first = batch.next();
        batch.messages.clear();
    }
    Ok(())
}
