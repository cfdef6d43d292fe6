//! The receiving process: a task per shard takes batches from the stream into a keyed channel, and a thread per shard handles
//! them. A lane leads back: the task acknowledges a batch when the thread says that its answers are saved, and not before. What a
//! dying process leaves unacknowledged the server delivers again. The numbers then say what the saved answers hold.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;

use anyhow::{Context, Error, Result, anyhow, ensure};
use futures_util::future::try_join_all;
use hel::channel::spsc;

use crate::batch::{Batch, Message, known, now};
use crate::bridge::{self, Bridge, Inbox, Link};
use crate::flight::Flight;
use crate::placement::{self, KeySender, Receiver};
use crate::report::{Report, Reporter};
use crate::state::Saved;

/// What a consumer is to do.
#[derive(Debug, Clone, clap::Args)]
pub struct Consume {
    /// The stream, and this process's share of it.
    #[command(flatten)]
    pub link: Link,

    /// A folder for the answers, a file for each shard of a stream; made when there is none
    #[arg(long, value_name = "FOLDER", default_value = "answers")]
    pub state: PathBuf,
}

/// What a shard of the consumer's channel carries.
enum Work {
    Flight(Flight),
    /// The end of a batch: its last number, and whether the shard ends too. The same shard carries it after the flights.
    Save(u64, bool),
}

/// Handles this process's shards until each has ended, or until `stop`.
pub fn run(options: &Consume, stop: &AtomicBool) -> Result<Report> {
    let Consume { link, state: folder } = options;
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let bridge = runtime.block_on(Bridge::connect(link))?;
    let reporter = Reporter::new(link.json, None);

    let (tx, rx) = placement::channel();
    let lanes = spsc::shard_spsc::<u64, 1>(tx.shards()).into_pairs();
    thread::scope(|scope| {
        let (mut receivers, mut workers) = (Vec::new(), Vec::new());
        for (rx, (shard, saved_tx, saved)) in rx.into_receivers().into_iter().zip(lanes) {
            if !link.shards.contains(&shard) {
                continue; // and drop the receiver: a flight that strays there comes back to its sender
            }
            let answers = Saved::open(folder, &link.stream, shard)?;
            let inbox = runtime.block_on(bridge.inbox(shard))?;
            let (last, done) = (answers.last, answers.done);
            let receiver = ShardReceiver { shard, inbox, tx: &tx, last, done, saved };
            receivers.push(receiver.run(&reporter, stop));
            workers.push(scope.spawn(move || work(&rx, saved_tx, answers)));
        }
        reporter.tell(Report::default())?; // the demo waits for this word
        let received = runtime.block_on(try_join_all(receivers));
        drop(tx); // the last sender: each worker ends when it has drained its shard
        for worker in workers {
            worker.join().map_err(|_| anyhow!("a worker panicked"))??; // the cause, if a receiver failed too
        }
        received
    })?;
    Ok(reporter.finish())
}

/// The receiver of one shard.
struct ShardReceiver<'r> {
    shard: usize,
    inbox: Inbox,
    tx: &'r KeySender<Work>,
    last: u64,                     // the number of the last message that is saved
    done: bool,                    // that was the shard's end
    saved: spsc::Receiver<u64, 1>, // one slot, as one batch of the shard is under way
}

impl ShardReceiver<'_> {
    /// Takes batches until the shard's end.
    async fn run(mut self, reporter: &Reporter, stop: &AtomicBool) -> Result<()> {
        while !self.done && !stop.load(Relaxed) {
            let Some(delivery) = bridge::next(&mut self.inbox).await? else { continue };
            let batch: Batch = serde_json::from_slice(&delivery.payload)
                .context("the stream holds another program's messages: name another by --stream")?;
            let count = batch.messages.len();
            let known = known(self.last, batch.first, count)?;
            let sent = if known < count { self.handle(batch, known).await? } else { Vec::new() };
            // Saved, now or before: only now may the server forget it. If this word is lost, the batch comes again.
            delivery.ack().await.map_err(Error::from_boxed)?;
            let redelivered = delivery.info().is_ok_and(|info| info.delivered > 1).into();
            let handled = sent.into_iter().map(|sent| (sent, now())).collect();
            let dropped_by_receiver = (known == count).into();
            reporter.tell(Report { redelivered, dropped_by_receiver, handled, ..Report::default() })?;
        }
        Ok(())
    }

    /// Has a batch but for its first `known` messages handled and saved: gives the times when its flights were sent.
    async fn handle(&mut self, batch: Batch, known: usize) -> Result<Vec<u64>> {
        let gone = || anyhow!("the worker of shard {} is gone", self.shard);
        let last = batch.next() - 1;
        let mut times = Vec::with_capacity(batch.messages.len());
        for message in batch.messages.into_iter().skip(known) {
            let Message::Flight(sent, flight) = message else {
                self.done = true;
                break;
            };
            let (tx, shard) = (self.tx.to(&flight.tail), self.tx.shard_for(&flight.tail));
            ensure!(shard == self.shard, "its producer places otherwise: {flight:?} of shard {shard}");
            tx.send_async(Work::Flight(flight)).await.map_err(|_| gone())?;
            times.push(sent);
        }
        let tx = self.tx.shard(self.shard).ok_or_else(gone)?;
        tx.send_async(Work::Save(last, self.done)).await.map_err(|_| gone())?;
        self.last = self.saved.recv_async().await.map_err(|_| gone())?;
        Ok(times)
    }
}

/// The worker of one shard, a blocking thread: adds up the flights, and saves when told to.
fn work(rx: &Receiver<Work>, mut saved: spsc::Sender<u64, 1>, mut answers: Saved) -> Result<()> {
    for work in rx {
        match work {
            Work::Flight(flight) => answers.add(flight),
            Work::Save(last, done) => {
                answers.save(last, done)?;
                if saved.send(last).is_err() {
                    break; // the receiver failed, and says why
                }
            }
        }
    }
    Ok(())
}
