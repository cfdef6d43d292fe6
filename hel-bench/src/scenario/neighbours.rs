//! Neighbours: tasks and threads that have nothing to do with the channel, and want to run on time beside it.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use super::{Lasts, Metric, Rings, Scenario, Scene, Way, shape};
use crate::body::crew::{Outcome, Work, run_tasks, run_threads};
use crate::body::party::{
    Party, Stop, is_over, receiver, receiver_async, sender, sender_async, stop_after, verify_all,
};
use crate::body::{Times, sleep_exactly, sleep_until, sleep_until_async};
use crate::ends::{RecvAsync, RecvBlocking, SendAsync, SendBlocking};
use crate::load::{Load, Sample};
use crate::payload::Payload;
use crate::runtime::TaskWork;
use crate::verify::Failure;
use crate::wiring::{Layout, Wiring};

pub(crate) struct Neighbours;

const LANES: &[Layout] = &[Layout::Lanes];
const SHARED: &[Layout] = &[Layout::Shared];

const TICK: Metric = Metric::less("tick p99", "us", 0.0);
const RATE: Metric = Metric::more("rate", "M msg/s").minor();
const BESIDE_TASKS: &[Metric] = &[Metric::less("yield p99", "us", 0.0), TICK, RATE];
const BESIDE_THREADS: &[Metric] = &[TICK, RATE];

const EACH: Duration = Duration::from_millis(1);

/// A run lasts so many windows.
const WINDOWS: u32 = 2;

impl Scene for Neighbours {
    const SCENARIO: Scenario = Scenario {
        name: "neighbours",
        about: "tasks stream flat out beside one that yields and one that ticks each millisecond, threads beside one \
                that ticks: how late the neighbours are",
        metrics: BESIDE_TASKS,
        rings: Rings::Absent,
        sized: false,
        lasts: Lasts::Windows(2.2),
        shapes: &[
            shape("pairs-4", Way::Tasks, LANES, "hel/shard_spsc").crew(4, 4),
            shape("shared-8x8", Way::Tasks, SHARED, "hel/bounded").crew(8, 8),
            shape("threads-4x4", Way::Threads, SHARED, "hel/bounded").crew(4, 4).giving(BESIDE_THREADS),
        ],
    };

    fn threads<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        W: Wiring<Ends: SendBlocking + RecvBlocking>,
    {
        let (txs, rxs) = W::open::<T, CAP>(load.producers, load.consumers);
        let stop = stop_after(load.window * WINDOWS);
        let senders = txs.into_iter().enumerate().map(|(producer, tx)| -> Work<Seen> {
            let send = sender::<W::Ends, T, CAP>(producer, tx, Arc::clone(&stop));
            Box::new(move || Seen::Party(Box::new(send())))
        });
        let ticker: Work<Seen> = {
            let stop = Arc::clone(&stop);
            Box::new(move || {
                sleep_exactly();
                let (mut times, mut due) = (Times::default(), Instant::now());
                while !is_over(&stop) {
                    due += EACH;
                    sleep_until(due);
                    times.note_since(due);
                }
                Seen::Ticks(times)
            })
        };
        let receivers = rxs.into_iter().map(|rx| -> Work<Seen> {
            let receive = receiver::<W::Ends, T, CAP>(rx, None);
            Box::new(move || Seen::Party(Box::new(receive())))
        });
        let producers = [ticker].into_iter().chain(senders).collect();
        figures::<T>(load, run_threads(load.placement, producers, receivers.collect())?)
    }

    fn tasks<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        W: Wiring<Ends: SendAsync + RecvAsync>,
    {
        let (txs, rxs) = W::open::<T, CAP>(load.producers, load.consumers);
        let stop = stop_after(load.window * WINDOWS);
        let senders = txs.into_iter().enumerate().map(|(producer, tx)| -> TaskWork<Seen> {
            let send = sender_async::<W::Ends, T, CAP>(producer, tx, Arc::clone(&stop));
            Box::pin(async move { Seen::Party(Box::new(send.await)) })
        });
        let receivers = rxs.into_iter().map(|rx| -> TaskWork<Seen> {
            let receive = receiver_async::<W::Ends, T, CAP>(rx, None);
            Box::pin(async move { Seen::Party(Box::new(receive.await)) })
        });
        let neighbours: [TaskWork<Seen>; 2] =
            [Box::pin(yields(Arc::clone(&stop))), Box::pin(ticks(Arc::clone(&stop)))];
        let producers = neighbours.into_iter().chain(senders).collect();
        figures::<T>(load, run_tasks(load, producers, receivers.collect()))
    }
}

/// What one of those who run has to tell.
enum Seen {
    Party(Box<Party>),
    Yields(Times),
    Ticks(Times),
}

async fn yields(stop: Stop) -> Seen {
    let mut times = Times::default();
    while !is_over(&stop) {
        let start = Instant::now();
        yield_once().await;
        times.note_since(start);
    }
    Seen::Yields(times)
}

async fn ticks(stop: Stop) -> Seen {
    let (mut times, mut due) = (Times::default(), Instant::now());
    while !is_over(&stop) {
        due += EACH;
        sleep_until_async(due).await;
        times.note_since(due);
    }
    Seen::Ticks(times)
}

/// Lets other tasks run, on any runtime.
async fn yield_once() {
    let mut yielded = false;
    poll_fn(|context| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

fn figures<T: Payload>(load: &Load, outcome: Outcome<Seen, Seen>) -> Result<Sample, Failure> {
    let (mut sample, mut parties) = (Vec::new(), Vec::new());
    for seen in outcome.producers.into_iter().chain(outcome.consumers) {
        match seen {
            Seen::Party(party) => parties.push(*party),
            Seen::Yields(times) | Seen::Ticks(times) => sample.push(times.nanos(0.99) / 1e3),
        }
    }
    verify_all::<T>(load, &parties)?;
    let sent: u64 = parties.iter().filter(|party| party.tally.is_none()).map(|party| party.count).sum();
    sample.push(sent as f64 / outcome.elapsed.as_secs_f64() / 1e6);
    Ok(sample)
}
