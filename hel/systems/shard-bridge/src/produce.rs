//! The sending process: a thread reads the flights into a keyed channel, and a task per shard carries them to the stream.
//! The reader waits while a shard is full, so a server that is slow or away slows it down and nothing grows. A process fills
//! its own shards only: all flights of an aircraft pass through one process, in the order of the file.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use futures_util::future::try_join_all;

use crate::batch::{Batch, Message, now};
use crate::bridge::{Bridge, Link};
use crate::flight::{self, Flight};
use crate::placement::{self, CAPACITY, KeySender, Receiver};
use crate::report::{Report, Reporter};

/// What a producer is to do.
#[derive(Debug, Clone, clap::Args)]
pub struct Produce {
    /// The stream, and this process's share of it.
    #[command(flatten)]
    pub link: Link,

    /// How many rows of the file of flights to read at most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub rows: Option<u32>,

    /// Flights per second; without it, as fast as they are taken
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub rate: Option<u32>,
}

/// Sends all flights of this process's shards, then the ends of the shards. After `stop`, what was read is still stored if the
/// server takes it, and no end. The same command later goes on: what is sent again has its old number.
pub fn run(options: &Produce, stop: &AtomicBool) -> Result<Report> {
    let Produce { link, rows, rate } = options;
    let (tx, rx) = placement::channel();
    let mut flights = flight::read(*rows)?;
    flights.retain(|flight| link.shards.contains(&tx.shard_for(&flight.tail)));
    let reporter = Reporter::new(link.json, Some(flights.len() as u64));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let bridge = runtime.block_on(Bridge::connect(link))?;

    thread::scope(|scope| {
        // Nobody has to be told to end: the reader takes the only sender along, a publisher that fails all receivers.
        let reader = scope.spawn(move || read(flights, &tx, *rate, stop));
        let mine = |(shard, _): &(usize, Receiver<Message>)| link.shards.contains(shard);
        let receivers = rx.into_receivers().into_iter().enumerate().filter(mine);
        let publishers = receivers.map(|(shard, rx)| publish(&bridge, shard, rx, &reporter, stop));
        let published = runtime.block_on(try_join_all(publishers));
        reader.join().map_err(|_| anyhow!("the reader panicked"))?;
        published
    })?;
    Ok(reporter.finish())
}

/// The reader. It has no error of its own: when a send fails, the receiver that is gone says why.
pub fn read(flights: Vec<Flight>, tx: &KeySender<Message>, rate: Option<u32>, stop: &AtomicBool) {
    let period = rate.map(|rate| Duration::from_secs(1) / rate);
    let mut due = Instant::now();
    for flight in flights {
        if let Some(period) = period {
            due += period; // a sleep that took too long is made up for, and so is an outage
            thread::sleep(due.saturating_duration_since(Instant::now()));
        }
        let shard = tx.to(&flight.tail); // looked up before the flight goes, and its key with it
        if stop.load(Relaxed) || shard.send(Message::Flight(now(), flight)).is_err() {
            return;
        }
    }
    for shard in (0..tx.shards()).filter_map(|shard| tx.shard(shard)) {
        let _ = shard.send(Message::End); // a shard of another process has no receiver here
    }
}

/// The publisher of one shard: numbers its messages, and has batch after batch stored.
async fn publish(
    bridge: &Bridge,
    shard: usize,
    rx: Receiver<Message>,
    reporter: &Reporter,
    stop: &AtomicBool,
) -> Result<()> {
    let mut batch = Batch { first: 1, messages: Vec::with_capacity(CAPACITY) };
    // The only error is that the shard is drained and the reader gone.
    while rx.recv_batch_async(&mut batch.messages, CAPACITY).await.is_ok() {
        let Some(duplicate) = bridge.store(shard, &batch, stop).await? else { break };
        let (stored, dropped_by_server) = (batch.messages.len() as u64, duplicate.into());
        reporter.tell(Report { stored, dropped_by_server, ..Report::default() })?;
        batch.first = batch.next();
        batch.messages.clear();
    }
    Ok(())
}
