//! A core that somebody else wants: threads pinned to it beside others that never rest.

use std::hint;
use std::sync::Arc;
use std::thread;

use super::{Lasts, Metric, Rings, Scenario, Scene, Way, shape};
use crate::affinity;
use crate::body::crew::{Work, join, run_threads};
use crate::body::party::{Party, Stop, is_over, receiver, sender, stop_after, verify_all};
use crate::ends::{RecvBlocking, SendBlocking};
use crate::load::{Load, Placement, Sample};
use crate::payload::{Payload, Stamp};
use crate::verify::Failure;
use crate::wiring::{Layout, Wiring};

pub(crate) struct Hogged;

const LANES: &[Layout] = &[Layout::Lanes];
const FAN_IN: &[Layout] = &[Layout::FanIn];

const STREAM: &[Metric] = &[Metric::more("rate", "k/s"), Metric::less("longest send", "ms", 0.0)];

/// A run lasts so many windows.
const WINDOWS: u32 = 3;

impl Scene for Hogged {
    const SCENARIO: Scenario = Scenario {
        name: "hogged",
        about: "all on one core, together with 1, 2 or 4 threads that never rest: round trips of two threads, and a \
                stream of some senders to one receiver",
        metrics: &[Metric::more("round trips", "per s")],
        rings: Rings::Absent,
        sized: false,
        lasts: Lasts::Windows(3.3),
        shapes: &[
            shape("round-trips-1", Way::Threads, LANES, "hel/spsc").placed(Placement::OneCore).extra(1),
            shape("round-trips-2", Way::Threads, LANES, "hel/spsc").placed(Placement::OneCore).extra(2),
            shape("round-trips-4", Way::Threads, LANES, "hel/spsc").placed(Placement::OneCore).extra(4),
            shape("senders-2-1", Way::Threads, FAN_IN, "hel/bounded")
                .about("2 senders beside 1 thread that never rests")
                .crew(2, 1)
                .placed(Placement::OneCore)
                .extra(1)
                .giving(STREAM),
            shape("senders-2-2", Way::Threads, FAN_IN, "hel/bounded")
                .about("2 senders beside 2 threads that never rest")
                .crew(2, 1)
                .placed(Placement::OneCore)
                .extra(2)
                .giving(STREAM),
            shape("senders-8-4", Way::Threads, FAN_IN, "hel/bounded")
                .about("8 senders beside 4 threads that never rest")
                .crew(8, 1)
                .placed(Placement::OneCore)
                .extra(4)
                .giving(STREAM),
        ],
    };

    fn threads<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        W: Wiring<Ends: SendBlocking + RecvBlocking>,
    {
        let cpu = affinity::one_cpu()?;
        let stop = stop_after(load.window * WINDOWS);
        let hog = |_| {
            let stop = Arc::clone(&stop);
            thread::spawn(move || {
                affinity::pin(cpu);
                while !is_over(&stop) {
                    hint::spin_loop();
                }
            })
        };
        let hogs: Vec<_> = (0..load.extra).map(hog).collect();
        let sample = if W::LAYOUT == Layout::Lanes {
            round_trips::<W, T, CAP>(load, stop)
        } else {
            stream::<W, T, CAP>(load, &stop)
        };
        hogs.into_iter().for_each(join);
        sample
    }
}

fn round_trips<W, T: Payload, const CAP: usize>(load: &Load, stop: Stop) -> Result<Sample, Failure>
where
    W: Wiring<Ends: SendBlocking + RecvBlocking>,
{
    let (mut txs, mut rxs) = W::open::<T, CAP>(2, 2);
    let (mut back_tx, mut tx) = (txs.remove(1), txs.remove(0));
    let (mut back_rx, mut rx) = (rxs.remove(1), rxs.remove(0));
    let serve: Work<Result<u64, Failure>> = Box::new(move || {
        let mut trips = 0;
        while !is_over(&stop) {
            let stamp = Stamp::new(0, trips);
            <W::Ends>::send(&mut tx, T::new(stamp)).map_err(|_| Failure::EndedEarly)?;
            <W::Ends>::recv(&mut back_rx).ok_or(Failure::EndedEarly)?.check(stamp)?;
            trips += 1;
        }
        Ok(trips)
    });
    let echo: Work<()> = Box::new(move || {
        while let Some(value) = <W::Ends>::recv(&mut rx) {
            if <W::Ends>::send(&mut back_tx, value).is_err() {
                break;
            }
        }
    });
    let outcome = run_threads(load.placement, vec![serve], vec![echo])?;
    let trips = outcome.producers.into_iter().next().unwrap_or(Err(Failure::EndedEarly))?;
    Ok(vec![trips as f64 / outcome.elapsed.as_secs_f64()])
}

fn stream<W, T: Payload, const CAP: usize>(load: &Load, stop: &Stop) -> Result<Sample, Failure>
where
    W: Wiring<Ends: SendBlocking + RecvBlocking>,
{
    let (txs, rxs) = W::open::<T, CAP>(load.producers, load.consumers);
    let senders = txs.into_iter().enumerate();
    let senders = senders.map(|(producer, tx)| sender::<W::Ends, T, CAP>(producer, tx, Arc::clone(stop)));
    let receivers = rxs.into_iter().map(|rx| receiver::<W::Ends, T, CAP>(rx, None));
    let outcome = run_threads(load.placement, senders.collect(), receivers.collect())?;
    let longest = outcome.producers.iter().map(|party| party.longest).max().unwrap_or_default();
    let sent: u64 = outcome.producers.iter().map(|party| party.count).sum();
    let parties: Vec<Party> = outcome.producers.into_iter().chain(outcome.consumers).collect();
    verify_all::<T>(load, &parties)?;
    Ok(vec![sent as f64 / outcome.elapsed.as_secs_f64() / 1e3, longest.as_secs_f64() * 1e3])
}
