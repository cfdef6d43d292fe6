//! Fairness: of those who do the same, who gets how much, and who waits how long.

use super::prelude::*;
use crate::body::party::{Party, receiver, sender, stop_after, verified};

pub(crate) struct Fairness;

const HEL: &str = "hel/bounded";

/// What `extra` says: microseconds that a receiver works after each value.
const SLOW: u64 = 100;

impl Scene for Fairness {
    const SCENARIO: Scenario = Scenario {
        name: "fairness",
        about: "senders and receivers that all do the same, threads, tasks, or half and half on one channel, also \
                beside a consumer that takes 100 us a value (slow): the least share to the greatest on one side, after \
                the first 10 ms, and the longest single operation",
        metrics: &[Metric::more("least/most", "ratio"), Metric::less("longest", "ms", 0.0)],
        lasts: Lasts::Windows(4.4),
        shapes: &[
            shape("threads-8x1", Way::Threads, FAN_IN, HEL).crew(8, 1),
            shape("threads-1x8", Way::Threads, FAN_OUT, HEL).crew(1, 8),
            shape("threads-4x4", Way::Threads, SHARED, HEL).crew(4, 4),
            shape("threads-4x1-slow", Way::Threads, FAN_IN, HEL).crew(4, 1).extra(SLOW),
            shape("tasks-8x1", Way::Tasks, FAN_IN, HEL).crew(8, 1),
            shape("tasks-1x8", Way::Tasks, FAN_OUT, HEL).crew(1, 8),
            shape("tasks-4x4", Way::Tasks, SHARED, HEL).crew(4, 4),
            shape("tasks-4x1-slow", Way::Tasks, FAN_IN, HEL).crew(4, 1).extra(SLOW),
            shape("half-8x1", Way::Both, FAN_IN, HEL)
                .crew(8, 1)
                .about("4 of the senders are threads, 4 are tasks"),
            shape("half-1x8", Way::Both, FAN_OUT, HEL)
                .crew(1, 8)
                .about("4 of the receivers are threads, 4 are tasks"),
            shape("half-4x4", Way::Both, SHARED, HEL)
                .crew(4, 4)
                .about("half of each side are threads, half are tasks"),
            shape("half-4x1-slow", Way::Both, FAN_IN, HEL)
                .crew(4, 1)
                .extra(SLOW)
                .about("2 senders are threads, 2 are tasks"),
        ],
        ..PLAIN
    };

    fn crew<C: Crew<T>, T: Payload>(load: &Load) -> Measured {
        let ends = C::open(load);
        let (stop, toil) = (stop_after(load.window * 4), toil(load));
        let send = |producer, tx| sender::<C, T>(producer, tx, &stop);
        figures::<T>(load, C::flow(load, ends, send, |rx| receiver::<C, T>(rx, toil))?)
    }

    fn both<W, T: Payload, const CAP: usize>(load: &Load) -> Measured
    where
        W: Wiring<Ends: SendBlocking + RecvBlocking + SendAsync + RecvAsync>,
    {
        let (txs, rxs) = W::open::<T, CAP>(load.producers, load.consumers);
        let (stop, toil) = (stop_after(load.window * 4), toil(load));
        let (mut threads, mut tasks) = (Vec::new(), Vec::new());
        // The first half of each side are threads, so that senders stay in the order of their numbers.
        for (producer, tx) in txs.into_iter().enumerate() {
            if producer < load.producers.div_ceil(2) {
                threads.push(sender::<Threads<W, CAP>, T>(producer, tx, &stop));
            } else {
                tasks.push(sender::<Tasks<W, CAP>, T>(producer, tx, &stop));
            }
        }
        for (consumer, rx) in rxs.into_iter().enumerate() {
            if consumer < load.consumers.div_ceil(2) {
                threads.push(receiver::<Threads<W, CAP>, T>(rx, toil));
            } else {
                tasks.push(receiver::<Tasks<W, CAP>, T>(rx, toil));
            }
        }
        figures::<T>(load, run_across(load, threads, tasks))
    }
}

fn toil(load: &Load) -> Option<Toil> {
    (load.extra > 0).then(|| Toil::of(Duration::from_micros(load.extra)))
}

fn figures<T: Payload>(load: &Load, outcome: Outcome<Party, Party>) -> Measured {
    let parties = verified::<T>(load, outcome)?;
    let side = |receives: bool| {
        let counts = || parties.iter().filter(|party| party.tally.is_some() == receives).map(Party::share);
        match (counts().min(), counts().max()) {
            (Some(least), Some(most)) if most > 0 => least as f64 / most as f64,
            _ => 0.0,
        }
    };
    let longest = parties.iter().map(|party| party.longest).max().unwrap_or_default();
    Ok(vec![side(false).min(side(true)), longest.as_secs_f64() * 1e3])
}
