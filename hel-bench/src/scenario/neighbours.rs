//! Neighbours: tasks and threads that have nothing to do with the channel, and want to run on time beside it.

use std::future::poll_fn;
use std::task::Poll;

use super::prelude::*;
use crate::body::party::{Party, Stop, is_over, receiver, sender, senders, stop_after, verified};
use crate::body::{halves, sleep_exactly};

pub(crate) struct Neighbours;

const TICK: Metric = Metric::less("tick p99", "us", 0.0);
const RATE: Metric = Metric::more("rate", "M msg/s").minor();
const BESIDE_TASKS: &[Metric] = &[Metric::less("yield p99", "us", 0.0), TICK, RATE];
const BESIDE_THREADS: &[Metric] = &[TICK, RATE];

const EACH: Duration = Duration::from_millis(1);

impl Scene for Neighbours {
    const SCENARIO: Scenario = Scenario {
        name: "neighbours",
        about: "tasks stream flat out beside one that yields and one that ticks each millisecond, threads beside one \
                that ticks: how late the neighbours are",
        metrics: BESIDE_TASKS,
        lasts: Lasts::Windows(2.2),
        shapes: &[
            shape("pairs-4", Way::Tasks, LANES, "hel/shard_spsc").crew(4, 4),
            shape("shared-8x8", Way::Tasks, SHARED, "hel/bounded").crew(8, 8),
            shape("threads-4x4", Way::Threads, SHARED, "hel/bounded").crew(4, 4).giving(BESIDE_THREADS),
        ],
        ..PLAIN
    };

    fn threads<W: Blocking, T: Payload, const CAP: usize>(load: &Load) -> Measured {
        beside::<Threads<W, CAP>, T>(load, |stop| vec![threads::ticks(stop)])
    }

    fn tasks<W: Awaiting, T: Payload, const CAP: usize>(load: &Load) -> Measured {
        beside::<Tasks<W, CAP>, T>(load, |stop| vec![yields(Arc::clone(&stop)), tasks::ticks(stop)])
    }
}

/// Streams beside these neighbours.
fn beside<C: Crew<T>, T: Payload>(
    load: &Load,
    neighbours: impl FnOnce(Stop) -> Vec<C::Work<Party>>,
) -> Measured {
    let (txs, rxs) = C::open(load);
    let stop = stop_after(load.window * 2);
    let mut producers = neighbours(Arc::clone(&stop));
    producers.extend(txs.into_iter().enumerate().map(|(producer, tx)| sender::<C, T>(producer, tx, &stop)));
    let consumers = rxs.into_iter().map(|rx| receiver::<C, T>(rx, None)).collect();
    let outcome = C::run(load, producers, consumers)?;
    let elapsed = outcome.elapsed;
    let parties = verified::<T>(load, outcome)?;
    let late = parties.iter().filter_map(|party| party.late.as_ref());
    let mut sample: Sample = late.map(|times| times.nanos(0.99) / 1e3).collect();
    let sent: u64 = senders(&parties).map(|party| party.count).sum();
    sample.push(sent as f64 / elapsed.as_secs_f64() / 1e6);
    Ok(sample)
}

fn yields(stop: Stop) -> TaskWork<Party> {
    Box::pin(async move {
        let mut times = Times::default();
        while !is_over(&stop) {
            let start = Instant::now();
            yield_once().await;
            times.note_since(start);
        }
        Party::neighbour(times)
    })
}

halves! { [$half $Send $Recv $Batch $send $recv $send_batch $recv_batch $sleep $blocks $Work $run $work $wait]
    /// One that ticks.
    pub(crate) fn ticks(stop: Stop) -> $Work<Party> {
        $work!({
            if $blocks {
                sleep_exactly();
            }
            let (mut times, mut due) = (Times::default(), Instant::now());
            while !is_over(&stop) {
                due += EACH;
                $wait!($sleep(due));
                times.note_since(due);
            }
            Party::neighbour(times)
        })
    }
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
