//! Streaming in batches: every producer sends 64 values at a time, every consumer takes up to 64.

use super::crew::{TaskWork, Work, run_tasks, run_threads};
use super::stream::each;
use crate::ends::{Batch, BatchAsync};
use crate::load::{Load, Sample};
use crate::payload::{Payload, Stamp};
use crate::verify::{Failure, Tally};
use crate::wiring::Wiring;

/// How many values make a batch.
const BATCH: usize = 64;

/// Threads on both sides.
///
/// # Errors
///
/// When a value was lost, doubled, changed or out of order.
pub fn batch_threads<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
where
    W: Wiring<Ends: Batch>,
{
    let (txs, rxs) = W::open::<T, CAP>(load.producers, load.consumers);
    let producers = each(load, txs, send_all::<W::Ends, T, CAP>);
    let consumers = rxs.into_iter().map(receive_all::<W::Ends, T, CAP>).collect();
    run_threads(load.placement, producers, consumers)?.rate::<T>(load)
}

/// Tasks of one runtime on both sides.
///
/// # Errors
///
/// As [`batch_threads`].
pub fn batch_tasks<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
where
    W: Wiring<Ends: BatchAsync>,
{
    let (txs, rxs) = W::open::<T, CAP>(load.producers, load.consumers);
    let producers = each(load, txs, send_all_async::<W::Ends, T, CAP>);
    let consumers = rxs.into_iter().map(receive_all_async::<W::Ends, T, CAP>).collect();
    run_tasks(producers, consumers).rate::<T>(load)
}

/// The next values of a producer, at most [`BATCH`], into `buffer`; false when there are none left.
fn fill<T: Payload>(buffer: &mut Vec<T>, producer: usize, sent: &mut u64, share: u64) -> bool {
    let upto = share.min(*sent + BATCH as u64);
    buffer.extend((*sent..upto).map(|sequence| T::new(Stamp::new(producer, sequence))));
    *sent = upto;
    !buffer.is_empty()
}

fn send_all<E: Batch, T: Payload, const CAP: usize>(
    producer: usize,
    share: u64,
    mut tx: E::Tx<T, CAP>,
) -> Work {
    Box::new(move || {
        let (mut buffer, mut sent) = (Vec::with_capacity(BATCH), 0);
        while fill(&mut buffer, producer, &mut sent, share) {
            if E::send_batch(&mut tx, &mut buffer).is_err() {
                break;
            }
        }
        None
    })
}

fn receive_all<E: Batch, T: Payload, const CAP: usize>(mut rx: E::Rx<T, CAP>) -> Work {
    Box::new(move || {
        let (mut buffer, mut tally) = (Vec::with_capacity(BATCH), Tally::default());
        while E::recv_batch(&mut rx, &mut buffer, BATCH) > 0 {
            buffer.drain(..).for_each(|value| tally.note(&value));
        }
        Some(tally)
    })
}

fn send_all_async<E: BatchAsync, T: Payload, const CAP: usize>(
    producer: usize,
    share: u64,
    mut tx: E::Tx<T, CAP>,
) -> TaskWork {
    Box::pin(async move {
        let (mut buffer, mut sent) = (Vec::with_capacity(BATCH), 0);
        while fill(&mut buffer, producer, &mut sent, share) {
            if E::send_batch_async(&mut tx, &mut buffer).await.is_err() {
                break;
            }
        }
        None
    })
}

fn receive_all_async<E: BatchAsync, T: Payload, const CAP: usize>(mut rx: E::Rx<T, CAP>) -> TaskWork {
    Box::pin(async move {
        let (mut buffer, mut tally) = (Vec::with_capacity(BATCH), Tally::default());
        while E::recv_batch_async(&mut rx, &mut buffer, BATCH).await > 0 {
            buffer.drain(..).for_each(|value| tally.note(&value));
        }
        Some(tally)
    })
}
