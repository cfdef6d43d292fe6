//! Streaming in batches: every producer sends 64 values at a time, every consumer takes up to 64.

use super::crew::{Work, run_tasks, run_threads};
use super::stream::each;
use crate::ends::{Batch, BatchAsync};
use crate::load::{Keys, Load, Sample};
use crate::payload::{Payload, Stamp};
use crate::runtime::TaskWork;
use crate::verify::{Failure, Tally};
use crate::wiring::Wiring;

/// How many values make a batch.
const BATCH: usize = 64;

/// Threads on both sides: the rate.
pub(crate) fn batch_threads<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
where
    W: Wiring<Ends: Batch>,
{
    let (txs, rxs) = W::open::<T, CAP>(load.producers, load.consumers);
    let producers = each(load, txs, send_all::<W::Ends, T, CAP>);
    let consumers = rxs.into_iter().map(receive_all::<W::Ends, T, CAP>).collect();
    run_threads(load.placement, producers, consumers)?.rate::<T>(load)
}

/// Tasks on both sides: the rate.
pub(crate) fn batch_tasks<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
where
    W: Wiring<Ends: BatchAsync>,
{
    let (txs, rxs) = W::open::<T, CAP>(load.producers, load.consumers);
    let producers = each(load, txs, send_all_async::<W::Ends, T, CAP>);
    let consumers = rxs.into_iter().map(receive_all_async::<W::Ends, T, CAP>).collect();
    run_tasks(load, producers, consumers).rate::<T>(load)
}

/// What a producer has still to send.
struct Rest {
    producer: usize,
    sent: u64,
    share: u64,
    keys: Keys,
}

impl Rest {
    /// The next values, at most [`BATCH`], into `buffer`; false when there are none left.
    fn fill<T: Payload>(&mut self, buffer: &mut Vec<T>) -> bool {
        let upto = self.share.min(self.sent + BATCH as u64);
        let stamp = |sequence| Stamp::keyed(self.keys, self.producer, sequence);
        buffer.extend((self.sent..upto).map(|sequence| T::new(stamp(sequence))));
        self.sent = upto;
        !buffer.is_empty()
    }
}

fn send_all<E: Batch, T: Payload, const CAP: usize>(
    producer: usize,
    share: u64,
    keys: Keys,
    mut tx: E::Tx<T, CAP>,
) -> Work<u64> {
    Box::new(move || {
        let (mut buffer, mut rest) = (Vec::with_capacity(BATCH), Rest { producer, sent: 0, share, keys });
        while rest.fill(&mut buffer) {
            if E::send_batch(&mut tx, &mut buffer).is_err() {
                break;
            }
        }
        share
    })
}

fn receive_all<E: Batch, T: Payload, const CAP: usize>(mut rx: E::Rx<T, CAP>) -> Work<Tally> {
    Box::new(move || {
        let (mut buffer, mut tally) = (Vec::with_capacity(BATCH), Tally::default());
        while E::recv_batch(&mut rx, &mut buffer, BATCH) > 0 {
            buffer.drain(..).for_each(|value| tally.note(&value));
        }
        tally
    })
}

fn send_all_async<E: BatchAsync, T: Payload, const CAP: usize>(
    producer: usize,
    share: u64,
    keys: Keys,
    mut tx: E::Tx<T, CAP>,
) -> TaskWork<u64> {
    Box::pin(async move {
        let (mut buffer, mut rest) = (Vec::with_capacity(BATCH), Rest { producer, sent: 0, share, keys });
        while rest.fill(&mut buffer) {
            if E::send_batch_async(&mut tx, &mut buffer).await.is_err() {
                break;
            }
        }
        share
    })
}

fn receive_all_async<E: BatchAsync, T: Payload, const CAP: usize>(mut rx: E::Rx<T, CAP>) -> TaskWork<Tally> {
    Box::pin(async move {
        let (mut buffer, mut tally) = (Vec::with_capacity(BATCH), Tally::default());
        while E::recv_batch_async(&mut rx, &mut buffer, BATCH).await > 0 {
            buffer.drain(..).for_each(|value| tally.note(&value));
        }
        tally
    })
}
