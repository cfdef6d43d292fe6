//! Senders that go on until a time is over, and receivers that go on until the end: how much each did, and its slowest operation.

use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::crew::Outcome;
use super::flow::Crew;
use super::{Times, Toil};
use crate::load::Load;
use crate::payload::{Payload, Stamp};
use crate::verify::{Failure, Tally, verify};

/// How long it takes until all are at work: some slices of the scheduler.
const EARLY: Duration = Duration::from_millis(10);

/// What one who took part did.
#[derive(Default)]
pub(crate) struct Party {
    /// How many values went through it.
    pub(crate) count: u64,
    /// How many of them while all took up their work: who comes first fills the channel alone.
    early: u64,
    /// Its slowest operation.
    pub(crate) longest: Duration,
    /// When it began.
    began: Option<Instant>,
    /// Since when it is in an operation.
    since: Option<Instant>,
    /// Of a receiver: what it got.
    pub(crate) tally: Option<Tally>,
    /// Of one who neither sends nor receives: what it has measured.
    pub(crate) late: Option<Times>,
}

impl Party {
    #[inline]
    fn begins(&mut self) {
        self.since = Some(Instant::now());
    }

    #[inline]
    fn did(&mut self) {
        if let Some(since) = self.since.take() {
            let now = Instant::now();
            self.longest = self.longest.max(now - since);
            self.count += 1;
            if now - *self.began.get_or_insert(since) < EARLY {
                self.early = self.count;
            }
        }
    }

    /// How many values went through it once all were at work.
    pub(crate) fn share(&self) -> u64 {
        self.count - self.early
    }

    /// One who neither sends nor receives.
    pub(crate) fn neighbour(late: Times) -> Self {
        Self { late: Some(late), ..Self::default() }
    }

    fn receiver() -> Self {
        Self { since: Some(Instant::now()), tally: Some(Tally::default()), ..Self::default() }
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

/// All who took part, if the receivers got what the senders sent. Senders come in the order of their numbers.
pub(crate) fn verified<T: Payload>(
    load: &Load,
    outcome: Outcome<Party, Party>,
) -> Result<Vec<Party>, Failure> {
    let parties: Vec<Party> = outcome.producers.into_iter().chain(outcome.consumers).collect();
    let shares: Vec<u64> = senders(&parties).map(|party| party.count).collect();
    let tallies: Vec<Tally> = parties.iter().filter_map(|party| party.tally.clone()).collect();
    verify::<T>(load, &shares, &tallies)?;
    Ok(parties)
}

/// Those who sent.
pub(crate) fn senders(parties: &[Party]) -> impl Iterator<Item = &Party> {
    parties.iter().filter(|party| party.tally.is_none() && party.late.is_none())
}

/// The values of a sender, until the time is over.
struct Sending<T> {
    producer: usize,
    stop: Stop,
    party: Party,
    values: PhantomData<T>,
}

impl<T: Payload> Iterator for Sending<T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.party.did();
        if is_over(&self.stop) {
            return None;
        }
        self.party.begins();
        Some(T::new(Stamp::new(self.producer, self.party.count)))
    }
}

/// Sends until the time is over.
pub(crate) fn sender<C: Crew<T>, T: Payload>(producer: usize, tx: C::Tx, stop: &Stop) -> C::Work<Party> {
    let stop = Arc::clone(stop);
    let sending = Sending { producer, stop, party: Party::default(), values: PhantomData };
    C::send(tx, sending, |sending| sending.party)
}

/// Receives until the end, with some work after each value.
pub(crate) fn receiver<C: Crew<T>, T: Payload>(rx: C::Rx, toil: Option<Toil>) -> C::Work<Party> {
    C::receive(rx, Party::receiver, move |party, value| {
        party.did();
        if let Some(tally) = &mut party.tally {
            tally.note(value);
        }
        toil.inspect(|toil| toil.work());
        party.begins();
    })
}
