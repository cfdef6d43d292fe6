//! Round trips: one value goes there over one channel and back over another, and only then the next.

use std::time::Instant;

use super::{Lasts, Metric, Rings, Scenario, Scene, Way, shape};
use crate::body::Times;
use crate::body::crew::{Outcome, run_across, run_tasks, run_threads};
use crate::ends::{Ends, RecvAsync, RecvBlocking, SendAsync, SendBlocking};
use crate::load::{Load, Sample};
use crate::payload::{Payload, Stamp};
use crate::runtime::Runtime;
use crate::verify::Failure;
use crate::wiring::{Layout, Wiring};

pub(crate) struct PingPong;

const LANES: &[Layout] = &[Layout::Lanes];

/// The first of so many round trips are not recorded: they warm up.
const WARM_UP_SHARE: u64 = 10;

impl Scene for PingPong {
    const SCENARIO: Scenario = Scenario {
        name: "ping-pong",
        about: "one value goes there over one channel and back over another: the time of a round trip",
        metrics: &Metric::curve("ns"),
        rings: Rings::Beside,
        sized: false,
        lasts: Lasts::Trips(6_000.0),
        shapes: &[
            shape("threads", Way::Threads, LANES, "hel/spsc"),
            shape("tasks", Way::Tasks, LANES, "hel/spsc").on(&Runtime::ALL),
            shape("across", Way::Across, LANES, "hel/spsc").about("a thread serves, a task returns"),
        ],
    };

    fn threads<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        W: Wiring<Ends: SendBlocking + RecvBlocking>,
    {
        let ([tx, back_tx], [rx, back_rx]) = two::<W, T, CAP>();
        let trips = Trips::new(load);
        let serve = Box::new(move || serve::<W::Ends, W::Ends, T, CAP>(trips, tx, back_rx));
        let echo = Box::new(move || echo::<W::Ends, W::Ends, T, CAP>(rx, back_tx));
        first(run_threads(load.placement, vec![serve], vec![echo])?)
    }

    fn tasks<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        W: Wiring<Ends: SendAsync + RecvAsync>,
    {
        let ([tx, back_tx], [rx, back_rx]) = two::<W, T, CAP>();
        let serve = Box::pin(serve_async::<W::Ends, T, CAP>(Trips::new(load), tx, back_rx));
        let echo = Box::pin(echo_async::<W::Ends, W::Ends, T, CAP>(rx, back_tx));
        first(run_tasks(load, vec![serve], vec![echo]))
    }

    fn across<There, Back, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        There: Wiring<Ends: SendBlocking + RecvAsync>,
        Back: Wiring<Ends: SendAsync + RecvBlocking>,
    {
        let ([tx, _], [rx, _]) = two::<There, T, CAP>();
        let ([back_tx, _], [back_rx, _]) = two::<Back, T, CAP>();
        let trips = Trips::new(load);
        let serve = Box::new(move || serve::<There::Ends, Back::Ends, T, CAP>(trips, tx, back_rx));
        let echo = Box::pin(echo_async::<There::Ends, Back::Ends, T, CAP>(rx, back_tx));
        first(run_across(load, vec![serve], vec![echo]))
    }
}

/// The senders and the receivers of two lanes.
type Two<E, T, const CAP: usize> = ([<E as Ends>::Tx<T, CAP>; 2], [<E as Ends>::Rx<T, CAP>; 2]);

fn two<W: Wiring, T: Payload, const CAP: usize>() -> Two<W::Ends, T, CAP> {
    let (txs, rxs) = W::open::<T, CAP>(2, 2);
    match (txs.try_into(), rxs.try_into()) {
        (Ok(txs), Ok(rxs)) => (txs, rxs),
        _ => unreachable!("as many ends as were asked for"),
    }
}

fn first(outcome: Outcome<Result<Sample, Failure>, ()>) -> Result<Sample, Failure> {
    outcome.producers.into_iter().next().unwrap_or(Err(Failure::EndedEarly))
}

/// Round trip times and whether each reply was the value that had been sent.
struct Trips {
    times: Times,
    upto: u64,
    next: u64,
    sent: Instant,
}

impl Trips {
    fn new(load: &Load) -> Self {
        Self { times: Times::default(), upto: load.trips, next: 0, sent: Instant::now() }
    }

    /// The value to send next; none at the end.
    fn serve<T: Payload>(&mut self) -> Option<T> {
        if self.next == self.upto {
            return None;
        }
        self.sent = Instant::now();
        Some(T::new(Stamp::new(0, self.next)))
    }

    fn returned<T: Payload>(&mut self, reply: Option<T>) -> Result<(), Failure> {
        let took = self.sent.elapsed();
        reply.ok_or(Failure::EndedEarly)?.check(Stamp::new(0, self.next))?;
        if self.next >= self.upto / WARM_UP_SHARE {
            self.times.note(took);
        }
        self.next += 1;
        Ok(())
    }

    /// The curve of the times, if nothing more came when the sender was gone.
    fn end<T: Payload>(&self, further: Option<T>) -> Result<Sample, Failure> {
        match further {
            Some(_) => Err(Failure::Doubled { values: 1, of: self.upto }),
            None => Ok(self.times.figures(1.0)),
        }
    }
}

fn serve<There: SendBlocking, Back: RecvBlocking, T: Payload, const CAP: usize>(
    mut trips: Trips,
    mut tx: There::Tx<T, CAP>,
    mut rx: Back::Rx<T, CAP>,
) -> Result<Sample, Failure> {
    while let Some(value) = trips.serve::<T>() {
        There::send(&mut tx, value).map_err(|_| Failure::EndedEarly)?;
        trips.returned(Back::recv(&mut rx))?;
    }
    drop(tx);
    trips.end(Back::recv(&mut rx))
}

async fn serve_async<E: SendAsync + RecvAsync, T: Payload, const CAP: usize>(
    mut trips: Trips,
    mut tx: E::Tx<T, CAP>,
    mut rx: E::Rx<T, CAP>,
) -> Result<Sample, Failure> {
    while let Some(value) = trips.serve::<T>() {
        E::send_async(&mut tx, value).await.map_err(|_| Failure::EndedEarly)?;
        trips.returned(E::recv_async(&mut rx).await)?;
    }
    drop(tx);
    trips.end(E::recv_async(&mut rx).await)
}

fn echo<There: RecvBlocking, Back: SendBlocking, T: Payload, const CAP: usize>(
    mut rx: There::Rx<T, CAP>,
    mut tx: Back::Tx<T, CAP>,
) {
    while let Some(value) = There::recv(&mut rx) {
        if Back::send(&mut tx, value).is_err() {
            break;
        }
    }
}

async fn echo_async<There: RecvAsync, Back: SendAsync, T: Payload, const CAP: usize>(
    mut rx: There::Rx<T, CAP>,
    mut tx: Back::Tx<T, CAP>,
) {
    while let Some(value) = There::recv_async(&mut rx).await {
        if Back::send_async(&mut tx, value).await.is_err() {
            break;
        }
    }
}
