//! Requests: clients ask over one queue, and each waits for the reply to its own.

use std::sync::Mutex;

use super::prelude::*;
use crate::body::crew::share;
use crate::body::halves;
use crate::ends::Message;

pub(crate) struct Requests;

const QUEUES: &[Layout] = &[Layout::Shared, Layout::RoundRobin];
const TIMES: [Metric; 5] = Metric::curve("us");

/// What `extra` says: each client keeps its reply channel, and every request carries a further sender into it.
const KEPT: u64 = 1;

impl Scene for Requests {
    const SCENARIO: Scenario = Scenario {
        name: "requests",
        about: "N clients send requests over one queue to M workers and wait for the reply, through a channel of one \
                slot that is made for each request, or once for each client (kept); where a library has one \
                consumer, a queue for each worker",
        metrics: &[Metric::more("rate", "k/s"), TIMES[0].minor(), TIMES[1], TIMES[2], TIMES[3], TIMES[4]],
        lasts: Lasts::Trips(6_000.0),
        shapes: &[
            shape("threads-1x1", Way::AskThreads, QUEUES, "hel/bounded"),
            shape("threads-1x1-kept", Way::AskThreads, QUEUES, "hel/bounded").extra(KEPT),
            shape("threads-8x2", Way::AskThreads, QUEUES, "hel/bounded").crew(8, 2),
            shape("threads-8x2-kept", Way::AskThreads, QUEUES, "hel/bounded").crew(8, 2).extra(KEPT),
            shape("tasks-1x1", Way::AskTasks, QUEUES, "hel/bounded"),
            shape("tasks-1x1-kept", Way::AskTasks, QUEUES, "hel/bounded").extra(KEPT),
            shape("tasks-16x4", Way::AskTasks, QUEUES, "hel/bounded").crew(16, 4).on(&Runtime::ALL),
            shape("tasks-16x4-kept", Way::AskTasks, QUEUES, "hel/bounded").crew(16, 4).extra(KEPT),
        ],
        ..PLAIN
    };

    fn ask_threads<W, R, T: Payload, const CAP: usize>(load: &Load) -> Measured
    where
        W: Blocking,
        R: Reply + SendBlocking + RecvBlocking,
    {
        threads::ask::<W, R, CAP>(load)
    }

    fn ask_tasks<W, R, T: Payload, const CAP: usize>(load: &Load) -> Measured
    where
        W: Awaiting,
        R: Reply + SendAsync + RecvAsync,
    {
        tasks::ask::<W, R, CAP>(load)
    }
}

halves! { [$half $Send $Recv $Batch $send $recv $send_batch $recv_batch $sleep $blocks $Work $run $work $wait]
    /// Clients ask, workers answer.
    pub(crate) fn ask<W: Wiring<Ends: $Send + $Recv>, R: Reply + $Send + $Recv, const CAP: usize>(
        load: &Load,
    ) -> Measured {
        let (txs, rxs) = W::open::<Ask<R>, CAP>(load.producers, load.consumers);
        let clients = txs.into_iter().enumerate().map(|(client, mut tx)| -> $Work<Asked> {
            let mut asking = Asking::<R>::new(load, client);
            $work!({
                while let Some((ask, mut reply)) = asking.next()? {
                    $wait!(<W::Ends>::$send(&mut tx, ask)).map_err(|_| Failure::EndedEarly)?;
                    asking.answered($wait!(R::$recv(&mut reply)), reply)?;
                }
                Ok(asking.times)
            })
        });
        let workers = rxs.into_iter().map(|mut rx| -> $Work<()> {
            $work!({
                while let Some(ask) = $wait!(<W::Ends>::$recv(&mut rx)) {
                    let (mut tx, answer) = ask.answer();
                    let _ = $wait!(R::$send(&mut tx, answer)); // the client will miss it
                }
            })
        });
        figures(load, $run(load, clients.collect(), workers.collect())?)
    }
}

/// What a client has to tell.
type Asked = Result<Times, Failure>;

fn figures(load: &Load, outcome: Outcome<Asked, ()>) -> Measured {
    let times = outcome.producers.into_iter().collect::<Result<Vec<Times>, Failure>>()?;
    let mut sample = vec![load.trips as f64 / outcome.elapsed.as_secs_f64() / 1e3];
    sample.extend(Times::all(times).figures(1e3));
    Ok(sample)
}

/// A request: what it asks, and where the reply goes. (The lock is never contended: a message is sent whole.)
struct Ask<R: Ends> {
    stamp: Stamp,
    reply: Mutex<R::Tx<u64, 1>>,
}

impl<R: Ends> Message for Ask<R> {
    fn stamp(&self) -> Stamp {
        self.stamp
    }
}

impl<R: Ends> Ask<R> {
    /// Where the answer goes, and the answer.
    fn answer(self) -> (R::Tx<u64, 1>, u64) {
        let reply = self.reply.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        (reply, u64::new(self.stamp))
    }
}

/// A client's requests, one after the other.
struct Asking<R: Ends> {
    client: usize,
    next: u64,
    share: u64,
    sent: Instant,
    times: Times,
    /// Of a client that keeps its reply channel.
    kept: Option<Kept<R>>,
}

/// A reply channel; its receiver is away while the client waits.
type Kept<R> = (<R as Ends>::Tx<u64, 1>, Option<<R as Ends>::Rx<u64, 1>>);

/// A request, and the receiver of its reply.
type Sent<R> = (Ask<R>, <R as Ends>::Rx<u64, 1>);

impl<R: Reply> Asking<R> {
    fn new(load: &Load, client: usize) -> Self {
        let share = share(&Load { messages: load.trips, ..load.clone() }, client);
        let kept = (load.extra == KEPT).then(|| {
            let (tx, rx) = R::channel();
            (tx, Some(rx))
        });
        Self { client, next: 0, share, sent: Instant::now(), times: Times::default(), kept }
    }

    /// The next request and the receiver of its reply; none at the end.
    fn next(&mut self) -> Result<Option<Sent<R>>, Failure> {
        if self.next == self.share {
            return Ok(None);
        }
        self.sent = Instant::now();
        let (tx, rx) = match &mut self.kept {
            None => R::channel(),
            Some((tx, rx)) => {
                let further =
                    R::again(tx).ok_or(Failure::NotHere("its reply channel is good for one reply"))?;
                (further, rx.take().ok_or(Failure::EndedEarly)?)
            }
        };
        let stamp = Stamp::new(self.client, self.next);
        Ok(Some((Ask { stamp, reply: Mutex::new(tx) }, rx)))
    }

    fn answered(&mut self, reply: Option<u64>, rx: R::Rx<u64, 1>) -> Result<(), Failure> {
        self.times.note_since(self.sent);
        reply.ok_or(Failure::EndedEarly)?.check(Stamp::new(self.client, self.next))?;
        if let Some((_, kept)) = &mut self.kept {
            *kept = Some(rx);
        }
        self.next += 1;
        Ok(())
    }
}
