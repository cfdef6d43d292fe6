//! Senders that go on until a time is over, and receivers that go on until the end: how much each did, and its slowest operation.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::Toil;
use super::crew::Work;
use crate::ends::{Ends, RecvAsync, RecvBlocking, SendAsync, SendBlocking};
use crate::load::Load;
use crate::payload::{Payload, Stamp};
use crate::runtime::TaskWork;
use crate::verify::{Failure, Sent, Tally, verify};

/// What one sender or receiver did.
#[derive(Debug, Default)]
pub(crate) struct Party {
    /// How many values went through it.
    pub(crate) count: u64,
    /// Its slowest operation.
    pub(crate) longest: Duration,
    /// Of a receiver: what it got.
    pub(crate) tally: Option<Tally>,
}

impl Party {
    #[inline]
    fn did(&mut self, since: Instant) {
        self.count += 1;
        self.longest = self.longest.max(since.elapsed());
    }
}

/// Set when the time is over.
pub(crate) type Stop = Arc<AtomicBool>;

/// Will be set after `time`.
pub(crate) fn stop_after(time: Duration) -> Stop {
    let stop = Stop::default();
    let set = Arc::clone(&stop);
    thread::spawn(move || {
        thread::sleep(time);
        set.store(true, Ordering::Relaxed);
    });
    stop
}

/// Is the time over?
#[inline]
pub(crate) fn is_over(stop: &Stop) -> bool {
    stop.load(Ordering::Relaxed)
}

/// Fails unless the receivers got what the senders sent. Senders come in the order of their numbers.
pub(crate) fn verify_all<T: Payload>(load: &Load, parties: &[Party]) -> Result<(), Failure> {
    let shares: Vec<u64> =
        parties.iter().filter(|party| party.tally.is_none()).map(|party| party.count).collect();
    let tallies: Vec<Tally> = parties.iter().filter_map(|party| party.tally.clone()).collect();
    verify::<T>(Sent { shares: &shares, keys: load.keys, keyed: load.keyed }, &tallies)
}

/// A thread that sends until the time is over.
pub(crate) fn sender<E: SendBlocking, T: Payload, const CAP: usize>(
    producer: usize,
    mut tx: E::Tx<T, CAP>,
    stop: Stop,
) -> Work<Party> {
    Box::new(move || {
        let mut party = Party::default();
        while !is_over(&stop) {
            let start = Instant::now();
            if E::send(&mut tx, T::new(Stamp::new(producer, party.count))).is_err() {
                break;
            }
            party.did(start);
        }
        party
    })
}

/// A thread that receives until the end, with some work after each value.
pub(crate) fn receiver<E: RecvBlocking, T: Payload, const CAP: usize>(
    mut rx: <E as Ends>::Rx<T, CAP>,
    toil: Option<Toil>,
) -> Work<Party> {
    Box::new(move || {
        let (mut party, mut tally) = (Party::default(), Tally::default());
        let mut start = Instant::now();
        while let Some(value) = E::recv(&mut rx) {
            party.did(start);
            tally.note(&value);
            toil.inspect(|toil| toil.work());
            start = Instant::now();
        }
        Party { tally: Some(tally), ..party }
    })
}

/// As [`sender`], a task.
pub(crate) fn sender_async<E: SendAsync, T: Payload, const CAP: usize>(
    producer: usize,
    mut tx: E::Tx<T, CAP>,
    stop: Stop,
) -> TaskWork<Party> {
    Box::pin(async move {
        let mut party = Party::default();
        while !is_over(&stop) {
            let start = Instant::now();
            if E::send_async(&mut tx, T::new(Stamp::new(producer, party.count))).await.is_err() {
                break;
            }
            party.did(start);
        }
        party
    })
}

/// As [`receiver`], a task.
pub(crate) fn receiver_async<E: RecvAsync, T: Payload, const CAP: usize>(
    mut rx: <E as Ends>::Rx<T, CAP>,
    toil: Option<Toil>,
) -> TaskWork<Party> {
    Box::pin(async move {
        let (mut party, mut tally) = (Party::default(), Tally::default());
        let mut start = Instant::now();
        while let Some(value) = E::recv_async(&mut rx).await {
            party.did(start);
            tally.note(&value);
            toil.inspect(|toil| toil.work());
            start = Instant::now();
        }
        Party { tally: Some(tally), ..party }
    })
}
