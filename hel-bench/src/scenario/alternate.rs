//! Two threads that take turns on one channel: one operation each time, and work in between.

use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Waker};

use super::prelude::*;
use crate::cache_line::await_value;

pub(crate) struct Alternate;

const WORK: Duration = Duration::from_micros(3);
/// What `extra` says: `try_send` in the place of `send`.
const TRY: u64 = 1;
/// After so many turns the receivers are emptied. It is less than any capacity.
const EMPTIED: u64 = 64;

impl Scene for Alternate {
    const SCENARIO: Scenario = Scenario {
        name: "alternate",
        about: "two threads take turns on one channel, or on 8 shards, with 3 us of work between: the time of one \
                send, of one try_send, of one poll of an async send",
        metrics: &Metric::curve("ns"),
        lasts: Lasts::Trips(4_500.0),
        shapes: &[
            shape("bounded-send", Way::TryThreads, FAN_IN, "hel/bounded").crew(2, 1),
            shape("bounded-try", Way::TryThreads, FAN_IN, "hel/bounded").crew(2, 1).extra(TRY),
            shape("bounded-poll", Way::TryTasks, FAN_IN, "hel/bounded").crew(2, 1),
            shape("keyed-send", Way::TryThreads, KEYED, "hel/shard_key").crew(2, 8),
            shape("keyed-try", Way::TryThreads, KEYED, "hel/shard_key").crew(2, 8).extra(TRY),
            shape("keyed-poll", Way::TryTasks, KEYED, "hel/shard_key").crew(2, 8),
            shape("round-robin-send", Way::TryThreads, ROUND_ROBIN, "hel/round_robin").crew(2, 8),
            shape("round-robin-try", Way::TryThreads, ROUND_ROBIN, "hel/round_robin").crew(2, 8).extra(TRY),
            shape("round-robin-poll", Way::TryTasks, ROUND_ROBIN, "hel/round_robin").crew(2, 8),
        ],
        ..PLAIN
    };

    fn try_threads<W, T: Payload, const CAP: usize>(load: &Load) -> Measured
    where
        W: Wiring<Ends: SendBlocking + Try>,
    {
        if load.extra == TRY {
            return turns::<W, T, CAP>(load, |tx, value| timed(|| <W::Ends>::try_send(tx, value)));
        }
        turns::<W, T, CAP>(load, |tx, value| timed(|| <W::Ends>::send(tx, value)))
    }

    fn try_tasks<W, T: Payload, const CAP: usize>(load: &Load) -> Measured
    where
        W: Wiring<Ends: SendAsync + Try>,
    {
        turns::<W, T, CAP>(load, |tx, value| {
            let mut send = pin!(<W::Ends>::send_async(tx, value));
            let mut context = Context::from_waker(Waker::noop());
            let start = Instant::now();
            let mut poll = send.as_mut().poll(&mut context);
            let took = start.elapsed();
            // There is room, but a library may let others go first after so many operations.
            while poll.is_pending() {
                poll = send.as_mut().poll(&mut context);
            }
            (took, matches!(poll, std::task::Poll::Ready(Ok(()))))
        })
    }
}

/// How long it takes, and whether it succeeds.
#[inline]
fn timed<E>(operation: impl FnOnce() -> Result<(), E>) -> (Duration, bool) {
    let start = Instant::now();
    let done = operation();
    (start.elapsed(), done.is_ok())
}

type Tx<W, T, const CAP: usize> = <<W as Wiring>::Ends as Ends>::Tx<T, CAP>;

/// What whoever's turn it is may touch: the receivers, and what each has got.
type Receivers<W, T, const CAP: usize> = Mutex<Vec<(<<W as Wiring>::Ends as Ends>::Rx<T, CAP>, Tally)>>;

/// Two threads take turns to do `operation`, which says how long it took and whether it succeeded.
fn turns<W, T: Payload, const CAP: usize>(
    load: &Load,
    operation: impl Fn(&mut Tx<W, T, CAP>, T) -> (Duration, bool) + Copy + Send + 'static,
) -> Measured
where
    W: Wiring<Ends: Try>,
{
    let (txs, rxs) = W::open::<T, CAP>(load.producers, load.consumers);
    let receivers: Vec<_> = rxs.into_iter().map(|rx| (rx, Tally::default())).collect();
    let receivers = Arc::new(Mutex::new(receivers));
    let turn = Arc::new(AtomicU64::new(0));
    let (toil, turns) = (Toil::of(WORK), load.trips / 2 * 2);
    let producers = txs.into_iter().enumerate().map(|(producer, mut tx)| -> Work<Result<Times, Failure>> {
        let (turn, receivers) = (Arc::clone(&turn), Arc::clone(&receivers));
        Box::new(move || {
            let mut times = Times::default();
            let mut failed = None;
            for number in (producer as u64..turns).step_by(2) {
                // It gives the core away now and then, as both may be on one.
                await_value(&turn, number, 2_000);
                toil.work();
                let (took, sent) = operation(&mut tx, T::new(Stamp::new(producer, number / 2)));
                times.note(took);
                if !sent {
                    failed = Some(Failure::EndedEarly);
                }
                if number % EMPTIED == EMPTIED - 1 {
                    empty::<W, T, CAP>(&receivers);
                }
                turn.store(number + 1, Ordering::Release);
            }
            failed.map_or(Ok(times), Err)
        })
    });
    let outcome = run_threads::<_, ()>(load, producers.collect(), Vec::new())?;
    let times = outcome.producers.into_iter().collect::<Result<Vec<Times>, Failure>>()?;
    empty::<W, T, CAP>(&receivers);
    let receivers = receivers.lock().unwrap_or_else(PoisonError::into_inner);
    let tallies: Vec<Tally> = receivers.iter().map(|(_, tally)| tally.clone()).collect();
    verify::<T>(load, &[turns / 2; 2], &tallies)?;
    Ok(Times::all(times).figures(1.0))
}

/// Takes out all that is there.
fn empty<W: Wiring<Ends: Try>, T: Payload, const CAP: usize>(receivers: &Receivers<W, T, CAP>) {
    for (rx, tally) in receivers.lock().unwrap_or_else(PoisonError::into_inner).iter_mut() {
        while let Some(value) = <W::Ends>::try_recv(rx) {
            tally.note(&value);
        }
    }
}
