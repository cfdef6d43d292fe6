//! What waiting costs: threads that are blocked in a channel, and the CPU time that the process uses meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::{Lasts, Metric, Rings, Scenario, Scene, Way, shape};
use crate::body::crew::join;
use crate::body::sleep_until;
use crate::body::stream::receive_all;
use crate::cpu_time;
use crate::ends::{RecvBlocking, SendBlocking};
use crate::load::{Load, Sample};
use crate::payload::{Payload, Stamp};
use crate::verify::{Failure, Sent, Tally, verify};
use crate::wiring::{Layout, Wiring};

pub(crate) struct Blocked;

const FAN_IN: &[Layout] = &[Layout::FanIn];
const FAN_OUT: &[Layout] = &[Layout::FanOut];

/// Between two messages to blocked threads.
const PACE: Duration = Duration::from_millis(1);

/// How long threads have to get from their start to where they block. Whoever is not there by then is seen as one that
/// works while it is blocked, so it is generous.
const SETTLING: Duration = Duration::from_millis(20);

/// A window is watched so many times.
const WINDOWS: u32 = 4;

impl Scene for Blocked {
    const SCENARIO: Scenario = Scenario {
        name: "blocked",
        about: "8 threads wait in one channel, for ever or for a message each millisecond (paced): the CPU time of \
                the process",
        // The one who watches needs some tenths of a millisecond per second itself.
        metrics: &[Metric::less("CPU", "ms per s", 2.0)],
        rings: Rings::Absent,
        sized: false,
        lasts: Lasts::Windows(4.2),
        shapes: &[
            shape("senders", Way::Threads, FAN_IN, "hel/bounded").crew(8, 1),
            shape("receivers", Way::Threads, FAN_OUT, "hel/bounded").crew(1, 8),
            shape("senders-paced", Way::Threads, FAN_IN, "hel/bounded").crew(8, 1).extra(1),
            shape("receivers-paced", Way::Threads, FAN_OUT, "hel/bounded").crew(1, 8).extra(1),
        ],
    };

    fn threads<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        W: Wiring<Ends: SendBlocking + RecvBlocking>,
    {
        let (txs, rxs) = W::open::<T, CAP>(load.producers, load.consumers);
        if W::LAYOUT == Layout::FanIn {
            senders::<W::Ends, T, CAP>(load, txs, rxs)
        } else {
            receivers::<W::Ends, T, CAP>(load, txs, rxs)
        }
    }
}

/// Senders blocked at a full channel; with a pace, one value is taken out each time.
fn senders<E: SendBlocking + RecvBlocking, T: Payload, const CAP: usize>(
    load: &Load,
    txs: Vec<E::Tx<T, CAP>>,
    mut rxs: Vec<E::Rx<T, CAP>>,
) -> Result<Sample, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let sender = |(producer, mut tx): (usize, E::Tx<T, CAP>)| {
        let stop = Arc::clone(&stop);
        thread::spawn(move || {
            let mut sent = 0;
            // They fill the channel by themselves.
            while !stop.load(Ordering::Relaxed)
                && E::send(&mut tx, T::new(Stamp::new(producer, sent))).is_ok()
            {
                sent += 1;
            }
            sent
        })
    };
    let senders: Vec<JoinHandle<u64>> = txs.into_iter().enumerate().map(sender).collect();
    let rx = &mut rxs[0];
    let mut tally = Tally::default();
    let used = watch(load, || E::recv(rx).map(|value| tally.note(&value)).ok_or(Failure::EndedEarly));
    stop.store(true, Ordering::Relaxed);
    while let Some(value) = E::recv(rx) {
        tally.note(&value);
    }
    let shares: Vec<u64> = senders.into_iter().map(join).collect();
    verify::<T>(Sent { shares: &shares, keys: load.keys, keyed: false }, &[tally]).and(used)
}

/// Receivers blocked at an empty channel; with a pace, one value is sent each time.
fn receivers<E: SendBlocking + RecvBlocking, T: Payload, const CAP: usize>(
    load: &Load,
    mut txs: Vec<E::Tx<T, CAP>>,
    rxs: Vec<E::Rx<T, CAP>>,
) -> Result<Sample, Failure> {
    let receivers: Vec<_> = rxs.into_iter().map(|rx| thread::spawn(receive_all::<E, T, CAP>(rx))).collect();
    let mut sent = 0;
    let used = watch(load, || {
        E::send(&mut txs[0], T::new(Stamp::new(0, sent))).map_err(|_| Failure::EndedEarly)?;
        sent += 1;
        Ok(())
    });
    drop(txs);
    let tallies: Vec<Tally> = receivers.into_iter().map(join).collect();
    verify::<T>(Sent { shares: &[sent], keys: load.keys, keyed: false }, &tallies).and(used)
}

/// Lets the windows pass, with `step` at its pace, and gives the CPU time that the process used: in milliseconds per
/// second.
fn watch(load: &Load, mut step: impl FnMut() -> Result<(), Failure>) -> Result<Sample, Failure> {
    thread::sleep(SETTLING);
    let before = cpu_time::of_this_process()?;
    let start = Instant::now();
    let end = start + load.window * WINDOWS;
    let mut due = start + PACE;
    while load.extra == 1 && due < end {
        sleep_until(due);
        step()?;
        due += PACE;
    }
    sleep_until(end);
    let used = cpu_time::of_this_process()?.saturating_sub(before);
    Ok(vec![used.as_secs_f64() * 1e3 / start.elapsed().as_secs_f64()])
}
