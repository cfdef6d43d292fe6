//! A core that somebody else wants: threads pinned to it beside others that never rest.

use std::hint;
use std::thread;

use super::ping_pong::{threads, two};
use super::prelude::*;
use crate::body::party::{Stop, is_over, receiver, sender, senders, stop_after, verified};

pub(crate) struct Hogged;

const STREAM: &[Metric] = &[Metric::more("rate", "k/s"), Metric::less("longest send", "ms", 0.0)];

/// Round trips beside so many threads that never rest.
const fn round_trips_beside(name: &'static str, hogs: u64) -> Shape {
    shape(name, Way::Threads, LANES, "hel/spsc").placed(Placement::OneCore).extra(hogs)
}

/// So many senders, one receiver, and so many threads that never rest.
const fn senders_to_one(name: &'static str, about: &'static str, senders: usize, hogs: u64) -> Shape {
    let shape = shape(name, Way::Threads, FAN_IN, "hel/bounded").about(about).crew(senders, 1);
    shape.placed(Placement::OneCore).extra(hogs).giving(STREAM)
}

impl Scene for Hogged {
    const SCENARIO: Scenario = Scenario {
        name: "hogged",
        about: "all on one core, together with 1, 2 or 4 threads that never rest: round trips of two threads, and a \
                stream of some senders to one receiver",
        metrics: &[Metric::more("round trips", "per s")],
        lasts: Lasts::Windows(3.3),
        shapes: &[
            round_trips_beside("round-trips-1", 1),
            round_trips_beside("round-trips-2", 2),
            round_trips_beside("round-trips-4", 4),
            senders_to_one("senders-2-1", "2 senders beside 1 thread that never rests", 2, 1),
            senders_to_one("senders-2-2", "2 senders beside 2 threads that never rest", 2, 2),
            senders_to_one("senders-8-4", "8 senders beside 4 threads that never rest", 8, 4),
        ],
        ..PLAIN
    };

    fn threads<W: Blocking, T: Payload, const CAP: usize>(load: &Load) -> Measured {
        let cpu = affinity::one_cpu()?;
        let stop = stop_after(load.window * 3);
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
            stream::<Threads<W, CAP>, T>(load, &stop)
        };
        hogs.into_iter().for_each(join);
        sample
    }
}

fn round_trips<W: Blocking, T: Payload, const CAP: usize>(load: &Load, stop: Stop) -> Measured {
    let ([mut tx, back_tx], [rx, mut back_rx]) = two::<W, T, CAP>();
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
    let echo = threads::echo::<W::Ends, W::Ends, T, CAP>(rx, back_tx);
    let outcome = run_threads(load, vec![serve], vec![echo])?;
    let trips = outcome.producers.into_iter().next().unwrap_or(Err(Failure::EndedEarly))?;
    Ok(vec![trips as f64 / outcome.elapsed.as_secs_f64()])
}

fn stream<C: Crew<T>, T: Payload>(load: &Load, stop: &Stop) -> Measured {
    let sending = |producer, tx| sender::<C, T>(producer, tx, stop);
    let outcome = C::flow(load, C::open(load), sending, |rx| receiver::<C, T>(rx, None))?;
    let elapsed = outcome.elapsed;
    let parties = verified::<T>(load, outcome)?;
    let longest = senders(&parties).map(|party| party.longest).max().unwrap_or_default();
    let sent: u64 = senders(&parties).map(|party| party.count).sum();
    Ok(vec![sent as f64 / elapsed.as_secs_f64() / 1e3, longest.as_secs_f64() * 1e3])
}
