//! What waiting costs: threads that are blocked in a channel, and the CPU time that the process uses meanwhile.

use std::sync::atomic::Ordering;
use std::thread::{self, JoinHandle};

use super::prelude::*;
use crate::body::party::{Stop, is_over};
use crate::body::sleep_until;
use crate::body::stream::threads;

pub(crate) struct Blocked;

/// Between two messages to blocked threads.
const PACE: Duration = Duration::from_millis(1);

/// How long threads have to get from their start to where they block. Whoever is not there by then is seen as one that
/// works while it is blocked, so it is generous.
const SETTLING: Duration = Duration::from_millis(20);

impl Scene for Blocked {
    const SCENARIO: Scenario = Scenario {
        name: "blocked",
        about: "8 threads wait in one channel, for ever or for a message each millisecond (paced): the CPU time of \
                the process",
        // The one who watches needs some tenths of a millisecond per second itself.
        metrics: &[Metric::less("CPU", "ms per s", 2.0)],
        lasts: Lasts::Windows(4.2),
        shapes: &[
            shape("senders", Way::Threads, FAN_IN, "hel/bounded").crew(8, 1),
            shape("receivers", Way::Threads, FAN_OUT, "hel/bounded").crew(1, 8),
            shape("senders-paced", Way::Threads, FAN_IN, "hel/bounded").crew(8, 1).extra(1),
            shape("receivers-paced", Way::Threads, FAN_OUT, "hel/bounded").crew(1, 8).extra(1),
        ],
        ..PLAIN
    };

    fn threads<W: Blocking, T: Payload, const CAP: usize>(load: &Load) -> Measured {
        if W::LAYOUT == Layout::FanIn { senders::<W, T, CAP>(load) } else { receivers::<W, T, CAP>(load) }
    }
}

/// Senders blocked at a full channel; with a pace, one value is taken out each time.
fn senders<W: Blocking, T: Payload, const CAP: usize>(load: &Load) -> Measured {
    let (txs, mut rxs) = W::open::<T, CAP>(load.producers, load.consumers);
    let stop = Stop::default();
    let sender = |(producer, mut tx)| {
        let stop = Arc::clone(&stop);
        thread::spawn(move || {
            let mut sent = 0;
            // They fill the channel by themselves.
            while !is_over(&stop) && <W::Ends>::send(&mut tx, T::new(Stamp::new(producer, sent))).is_ok() {
                sent += 1;
            }
            sent
        })
    };
    let senders: Vec<JoinHandle<u64>> = txs.into_iter().enumerate().map(sender).collect();
    let rx = &mut rxs[0];
    let mut tally = Tally::default();
    let used = watch(load, || <W::Ends>::recv(rx).map(|value| tally.note(&value)).ok_or(Failure::EndedEarly));
    stop.store(true, Ordering::Relaxed);
    while let Some(value) = <W::Ends>::recv(rx) {
        tally.note(&value);
    }
    let shares: Vec<u64> = senders.into_iter().map(join).collect();
    verify::<T>(load, &shares, &[tally]).and(used)
}

/// Receivers blocked at an empty channel; with a pace, one value is sent each time.
fn receivers<W: Blocking, T: Payload, const CAP: usize>(load: &Load) -> Measured {
    let (mut txs, rxs) = W::open::<T, CAP>(load.producers, load.consumers);
    let receivers: Vec<_> =
        rxs.into_iter().map(|rx| thread::spawn(threads::receive_all::<W::Ends, T, CAP>(rx))).collect();
    let mut sent = 0;
    let used = watch(load, || {
        <W::Ends>::send(&mut txs[0], T::new(Stamp::new(0, sent))).map_err(|_| Failure::EndedEarly)?;
        sent += 1;
        Ok(())
    });
    drop(txs);
    let tallies: Vec<Tally> = receivers.into_iter().map(join).collect();
    verify::<T>(load, &[sent], &tallies).and(used)
}

/// Lets the windows pass, with `step` at its pace, and gives the CPU time that the process used: in milliseconds per
/// second.
fn watch(load: &Load, mut step: impl FnMut() -> Result<(), Failure>) -> Measured {
    thread::sleep(SETTLING);
    let before = cpu_time::of_this_process()?;
    let start = Instant::now();
    let end = start + load.window * 4;
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
