//! What waiting costs: threads that are blocked in a channel, and the CPU time that the process uses meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::cpu_time;
use crate::ends::{Channel, CloneRx, CloneTx, RecvBlocking, SendBlocking};
use crate::load::{Load, Sample};
use crate::payload::{Payload, Stamp};
use crate::verify::{Failure, Sent, Tally, verify};

/// How long threads have to get from their start to where they block. Whoever is not there by then is seen as one that
/// works while it is blocked, so it is generous.
const SETTLING: Duration = Duration::from_millis(20);

/// Senders blocked at a full channel; with a pace, one value is taken out each time.
///
/// # Errors
///
/// When not all that was sent is received, in order; or when CPU time cannot be read here.
pub fn blocked_senders<C, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
where
    C: Channel + CloneTx + SendBlocking + RecvBlocking,
{
    let (tx, mut rx) = C::channel::<T, CAP>();
    let stop = Arc::new(AtomicBool::new(false));
    let sender = |producer| {
        let (mut tx, stop) = (C::clone_tx(&tx), Arc::clone(&stop));
        thread::spawn(move || {
            let mut sent = 0;
            // They fill the channel by themselves.
            while !stop.load(Ordering::Relaxed)
                && C::send(&mut tx, T::new(Stamp::new(producer, sent))).is_ok()
            {
                sent += 1;
            }
            sent
        })
    };
    let senders: Vec<JoinHandle<u64>> = (0..load.producers).map(sender).collect();
    drop(tx);

    let mut tally = Tally::default();
    let used = watch(load, || C::recv(&mut rx).map(|value| tally.note(&value)).ok_or(Failure::EndedEarly));
    stop.store(true, Ordering::Relaxed);
    while let Some(value) = C::recv(&mut rx) {
        tally.note(&value);
    }
    let shares: Vec<u64> = senders.into_iter().map(join).collect();
    verify::<T>(Sent { shares: &shares, keyed: false }, &[tally]).and(used)
}

/// Receivers blocked at an empty channel; with a pace, one value is sent each time.
///
/// # Errors
///
/// As [`blocked_senders`].
pub fn blocked_receivers<C, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
where
    C: Channel + CloneRx + SendBlocking + RecvBlocking,
{
    let (mut tx, rx) = C::channel::<T, CAP>();
    let receiver = |_| {
        let mut rx = C::clone_rx(&rx);
        thread::spawn(move || {
            let mut tally = Tally::default();
            while let Some(value) = C::recv(&mut rx) {
                tally.note(&value);
            }
            tally
        })
    };
    let receivers: Vec<JoinHandle<Tally>> = (0..load.consumers).map(receiver).collect();
    drop(rx);

    let mut sent = 0;
    let used = watch(load, || {
        C::send(&mut tx, T::new(Stamp::new(0, sent))).map_err(|_| Failure::EndedEarly)?;
        sent += 1;
        Ok(())
    });
    drop(tx);
    let tallies: Vec<Tally> = receivers.into_iter().map(join).collect();
    verify::<T>(Sent { shares: &[sent], keyed: false }, &tallies).and(used)
}

/// Lets the window pass, with `step` at the load's pace, and gives the CPU time that the process used: in
/// milliseconds per second.
fn watch(load: &Load, mut step: impl FnMut() -> Result<(), Failure>) -> Result<Sample, Failure> {
    thread::sleep(SETTLING);
    let before = cpu_time::of_this_process()?;
    let start = Instant::now();
    let end = start + load.window;
    if let Some(pace) = load.pace {
        let mut due = start + pace;
        while due < end {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            step()?;
            due += pace;
        }
    }
    thread::sleep(end.saturating_duration_since(Instant::now()));
    let used = cpu_time::of_this_process()?.saturating_sub(before);
    Ok(vec![used.as_secs_f64() * 1e3 / start.elapsed().as_secs_f64()])
}

fn join<T>(thread: JoinHandle<T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
