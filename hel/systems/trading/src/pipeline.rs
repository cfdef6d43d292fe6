//! The pipeline: which channels there are, who holds their ends, and how all comes to an end.
//!
//! ```text
//!  strategies --shard_key--> risk workers --shard_key--> engines --shard_spsc--> reporters
//!                                 ^---------------------shard_spsc--------------------'
//! ```
//!
//! Nothing has to be told to stop but the strategies. When the last of them ends, the risk workers find their shards drained;
//! when the last of those lets go of the engines, these do, and then the reporters. A part that fails drops its ends, and the
//! failure runs along the same channels, both ways: nobody hangs.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Error, Result, anyhow};
use hel::channel::mpmc::{bounded, shard_key};
use hel::channel::spsc::shard_spsc;

use crate::ends;
use crate::order::Order;
use crate::risk::{Limits, Risk};
use crate::runtime::{Runtime, Task};
use crate::totals::{Outcome, Shard, Tally};
use crate::worker;

/// How many messages a shard of any channel holds; and the credit of a risk worker.
pub(crate) const CAPACITY: usize = 1024;

/// How to run.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Settings {
    /// How many shards: each has a risk worker, an engine and a reporter
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) shards: u16,
    /// Where strategies and reporters run
    #[arg(long, value_enum, default_value_t = Runtime::Tokio)]
    pub(crate) runtime: Runtime,
    /// How many orders of a symbol may be on their way before the next is decided
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) window: u16,
    #[command(flatten)]
    pub(crate) limits: Limits,
    /// Compare how each order ended with a plain loop over the same orders
    #[arg(long)]
    pub(crate) check: bool,
}

/// A message, and when its order was sent.
pub(crate) struct Stamped<T> {
    pub(crate) item: T,
    pub(crate) sent: Instant,
}

/// Why a part ended early with which nothing was wrong: a consequence, never the cause.
#[derive(Debug, thiserror::Error)]
#[error("{0} is gone")]
pub(crate) struct Gone(pub(crate) &'static str);

/// Runs all orders through the pipeline, a strategy for each stream, and waits for the end.
///
/// All orders of a symbol must be in one stream: their order is what makes two runs alike. When `stop` is set, no more orders
/// are sent, and what was sent is brought to its end. `progress` hears now and then how many orders risk has received.
pub(crate) fn run(
    settings: &Settings,
    streams: impl IntoIterator<Item = impl IntoIterator<Item = Order, IntoIter: Send + 'static>>,
    stop: &Arc<AtomicBool>,
    progress: impl Fn(usize) + Send,
) -> Result<Outcome> {
    let &Settings { shards, runtime, window, limits, check } = settings;
    let (to_risk, at_risk) = shard_key(shards.into());
    let (to_engines, at_engines) = shard_key(shards.into());
    let figures = to_risk.monitor();

    let mut tasks: Vec<Task<_>> = Vec::new();
    for orders in streams {
        tasks.push(Box::pin(ends::strategy(orders.into_iter(), to_risk.clone(), Arc::clone(stop), runtime)));
    }
    drop(to_risk);

    let (started, mut errors) = (Instant::now(), Vec::new());
    let tallies = thread::scope(|scope| {
        let (mut workers, mut engines) = (Vec::new(), Vec::new());
        // Channels of equal shard counts place a key alike. So what a risk worker passes goes to the engine of its own index,
        // and the lanes that close the cycle need no key.
        let receivers = at_risk.into_receivers().into_iter().zip(at_engines.into_receivers());
        let lanes = shard_spsc(shards.into()).into_iter().zip(shard_spsc(shards.into()));
        for ((orders, passed), ((_, report, reports), (_, answer, answers))) in receivers.zip(lanes) {
            let (risk, to_engines) = (Risk::new(limits, window.into()), to_engines.clone());
            let decided = Tally::new(check);
            workers.push(scope.spawn(move || worker::decide(risk, &orders, to_engines, answers, decided)));
            engines.push(scope.spawn(move || worker::execute(&passed, report)));
            tasks.push(Box::pin(ends::reporter(reports, answer, Tally::new(check), runtime)));
        }
        drop(to_engines);
        let (_running, ended) = bounded::<(), 1>();
        let watched = figures.clone();
        scope.spawn(move || {
            while ended.recv_timeout(Duration::from_millis(100)).is_err_and(|error| error.is_timeout()) {
                progress(watched.stats().iter().map(|shard| shard.received).sum());
            }
        });

        let tasks = runtime.run(tasks).context("cannot start the runtime")?.into_iter();
        let reported: Vec<_> = tasks.filter_map(|it| well("a task", it, &mut errors)).flatten().collect();
        for engine in engines {
            well("an engine", engine.join(), &mut errors);
        }
        let workers = workers.into_iter().map(thread::ScopedJoinHandle::join);
        let decided: Vec<_> = workers.filter_map(|it| well("a risk worker", it, &mut errors)).collect();
        Ok::<_, Error>(decided.into_iter().zip(reported))
    })?;
    errors.sort_by_key(Error::is::<Gone>);
    errors.into_iter().next().map_or(Ok(()), Err)?;
    let shard = |((decided, reported), channel)| Shard { decided, reported, channel };
    let shards = tallies.zip(figures.stats()).map(shard).collect();
    let outcome = Outcome { shards, elapsed: started.elapsed() };
    outcome.check_nothing_lost()?;
    Ok(outcome)
}

/// What a part gave that ended well; the error of any other. The message of a panic is on standard error.
fn well<T>(part: &str, ended: thread::Result<Result<T>>, errors: &mut Vec<Error>) -> Option<T> {
    let panicked = || Err(anyhow!("{part} panicked, which is a bug; its message is above"));
    ended.unwrap_or_else(|_| panicked()).map_err(|error| errors.push(error)).ok()
}
