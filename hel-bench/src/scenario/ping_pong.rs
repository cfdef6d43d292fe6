//! Round trips: one value goes there over one channel and back over another, and only then the next.

use super::prelude::*;
use crate::body::halves;

pub(crate) struct PingPong;

/// The first of so many round trips are not recorded: they warm up.
const WARM_UP_SHARE: u64 = 10;

impl Scene for PingPong {
    const SCENARIO: Scenario = Scenario {
        name: "ping-pong",
        about: "one value goes there over one channel and back over another: the time of a round trip",
        metrics: &Metric::curve("ns"),
        rings: Rings::Beside,
        lasts: Lasts::Trips(6_000.0),
        shapes: &[
            shape("threads", Way::Threads, LANES, "hel/spsc"),
            shape("tasks", Way::Tasks, LANES, "hel/spsc").on(&Runtime::ALL),
            shape("across", Way::Across, LANES, "hel/spsc").about("a thread serves, a task returns"),
        ],
        ..PLAIN
    };

    fn threads<W: Blocking, T: Payload, const CAP: usize>(load: &Load) -> Measured {
        let ([tx, back_tx], [rx, back_rx]) = two::<W, T, CAP>();
        let serve = threads::serve::<W::Ends, W::Ends, T, CAP>(Trips::new(load), tx, back_rx);
        let echo = threads::echo::<W::Ends, W::Ends, T, CAP>(rx, back_tx);
        first(run_threads(load, vec![serve], vec![echo])?)
    }

    fn tasks<W: Awaiting, T: Payload, const CAP: usize>(load: &Load) -> Measured {
        let ([tx, back_tx], [rx, back_rx]) = two::<W, T, CAP>();
        let serve = tasks::serve::<W::Ends, W::Ends, T, CAP>(Trips::new(load), tx, back_rx);
        let echo = tasks::echo::<W::Ends, W::Ends, T, CAP>(rx, back_tx);
        first(run_tasks(load, vec![serve], vec![echo])?)
    }

    fn across<There, Back, T: Payload, const CAP: usize>(load: &Load) -> Measured
    where
        There: Wiring<Ends: SendBlocking + RecvAsync>,
        Back: Wiring<Ends: SendAsync + RecvBlocking>,
    {
        let ([tx, _], [rx, _]) = two::<There, T, CAP>();
        let ([back_tx, _], [back_rx, _]) = two::<Back, T, CAP>();
        let serve = threads::serve::<There::Ends, Back::Ends, T, CAP>(Trips::new(load), tx, back_rx);
        let echo = tasks::echo::<There::Ends, Back::Ends, T, CAP>(rx, back_tx);
        first(run_across(load, vec![serve], vec![echo]))
    }
}

/// The senders and the receivers of two lanes.
type Two<E, T, const CAP: usize> = ([<E as Ends>::Tx<T, CAP>; 2], [<E as Ends>::Rx<T, CAP>; 2]);

pub(super) fn two<W: Wiring, T: Payload, const CAP: usize>() -> Two<W::Ends, T, CAP> {
    let (txs, rxs) = W::open::<T, CAP>(2, 2);
    match (txs.try_into(), rxs.try_into()) {
        (Ok(txs), Ok(rxs)) => (txs, rxs),
        _ => unreachable!("as many ends as were asked for"),
    }
}

fn first(outcome: Outcome<Result<Sample, Failure>, ()>) -> Measured {
    outcome.producers.into_iter().next().unwrap_or(Err(Failure::EndedEarly))
}

/// Round trip times and whether each reply was the value that had been sent.
pub(crate) struct Trips {
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
    fn end<T: Payload>(&self, further: Option<T>) -> Measured {
        match further {
            Some(_) => Err(Failure::Miscounted { received: self.upto + 1, sent: self.upto }),
            None => Ok(self.times.figures(1.0)),
        }
    }
}

halves! { [$half $Send $Recv $Batch $send $recv $send_batch $recv_batch $sleep $blocks $Work $run $work $wait]
    /// Makes the round trips.
    pub(crate) fn serve<There: $Send, Back: $Recv, T: Payload, const CAP: usize>(
        mut trips: Trips,
        mut tx: <There as Ends>::Tx<T, CAP>,
        mut rx: <Back as Ends>::Rx<T, CAP>,
    ) -> $Work<Result<Sample, Failure>> {
        $work!({
            while let Some(value) = trips.serve::<T>() {
                $wait!(There::$send(&mut tx, value)).map_err(|_| Failure::EndedEarly)?;
                trips.returned($wait!(Back::$recv(&mut rx)))?;
            }
            drop(tx);
            trips.end($wait!(Back::$recv(&mut rx)))
        })
    }

    /// Sends back what comes.
    pub(crate) fn echo<There: $Recv, Back: $Send, T: Payload, const CAP: usize>(
        mut rx: <There as Ends>::Rx<T, CAP>,
        mut tx: <Back as Ends>::Tx<T, CAP>,
    ) -> $Work<()> {
        $work!({
            while let Some(value) = $wait!(There::$recv(&mut rx)) {
                if $wait!(Back::$send(&mut tx, value)).is_err() {
                    break;
                }
            }
        })
    }
}
