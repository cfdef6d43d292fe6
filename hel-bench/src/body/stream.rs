//! Streaming: every producer sends its share as fast as it can, consumers receive until the end.

use super::crew::{Work, run_across, run_tasks, run_threads, share};
use crate::ends::{Ends, RecvAsync, RecvBlocking, SendAsync, SendBlocking};
use crate::load::{Keys, Load, Sample};
use crate::payload::{Payload, Stamp};
use crate::runtime::TaskWork;
use crate::verify::{Failure, Tally};
use crate::wiring::Wiring;

/// Threads on both sides: the rate.
pub(crate) fn stream_threads<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
where
    W: Wiring<Ends: SendBlocking + RecvBlocking>,
{
    let (txs, rxs) = W::open::<T, CAP>(load.producers, load.consumers);
    let producers = each(load, txs, send_all::<W::Ends, T, CAP>);
    let consumers = rxs.into_iter().map(receive_all::<W::Ends, T, CAP>).collect();
    run_threads(load.placement, producers, consumers)?.rate::<T>(load)
}

/// Tasks on both sides: the rate.
pub(crate) fn stream_tasks<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
where
    W: Wiring<Ends: SendAsync + RecvAsync>,
{
    let (txs, rxs) = W::open::<T, CAP>(load.producers, load.consumers);
    let producers = each(load, txs, send_all_async::<W::Ends, T, CAP>);
    let consumers = rxs.into_iter().map(receive_all_async::<W::Ends, T, CAP>).collect();
    run_tasks(load, producers, consumers).rate::<T>(load)
}

/// Threads send to tasks: the rate.
pub(crate) fn thread_to_task<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
where
    W: Wiring<Ends: SendBlocking + RecvAsync>,
{
    let (txs, rxs) = W::open::<T, CAP>(load.producers, load.consumers);
    let threads = each(load, txs, send_all::<W::Ends, T, CAP>);
    let tasks = rxs.into_iter().map(receive_all_async::<W::Ends, T, CAP>).collect();
    run_across(load, threads, tasks).rate::<T>(load)
}

/// Tasks send to threads: the rate.
pub(crate) fn task_to_thread<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
where
    W: Wiring<Ends: SendAsync + RecvBlocking>,
{
    let (txs, rxs) = W::open::<T, CAP>(load.producers, load.consumers);
    let threads = rxs.into_iter().map(receive_all::<W::Ends, T, CAP>).collect();
    let tasks = each(load, txs, send_all_async::<W::Ends, T, CAP>);
    run_across(load, threads, tasks).turned().rate::<T>(load)
}

/// The work of each producer, given its number, its share and how often each key is used.
pub(crate) fn each<Tx, Work>(
    load: &Load,
    txs: Vec<Tx>,
    work: impl Fn(usize, u64, Keys, Tx) -> Work,
) -> Vec<Work> {
    let of = |(producer, tx)| work(producer, share(load, producer), load.keys, tx);
    txs.into_iter().enumerate().map(of).collect()
}

/// Sends its share, and says how many that were.
pub(crate) fn send_all<E: SendBlocking, T: Payload, const CAP: usize>(
    producer: usize,
    share: u64,
    keys: Keys,
    mut tx: E::Tx<T, CAP>,
) -> Work<u64> {
    Box::new(move || {
        for sequence in 0..share {
            if E::send(&mut tx, T::new(Stamp::keyed(keys, producer, sequence))).is_err() {
                // The count will tell.
                break;
            }
        }
        share
    })
}

/// Receives until the end.
pub(crate) fn receive_all<E: RecvBlocking, T: Payload, const CAP: usize>(
    mut rx: <E as Ends>::Rx<T, CAP>,
) -> Work<Tally> {
    Box::new(move || {
        let mut tally = Tally::default();
        while let Some(value) = E::recv(&mut rx) {
            tally.note(&value);
        }
        tally
    })
}

/// As [`send_all`], in a task.
pub(crate) fn send_all_async<E: SendAsync, T: Payload, const CAP: usize>(
    producer: usize,
    share: u64,
    keys: Keys,
    mut tx: E::Tx<T, CAP>,
) -> TaskWork<u64> {
    Box::pin(async move {
        for sequence in 0..share {
            if E::send_async(&mut tx, T::new(Stamp::keyed(keys, producer, sequence))).await.is_err() {
                break;
            }
        }
        share
    })
}

/// As [`receive_all`], in a task.
pub(crate) fn receive_all_async<E: RecvAsync, T: Payload, const CAP: usize>(
    mut rx: <E as Ends>::Rx<T, CAP>,
) -> TaskWork<Tally> {
    Box::pin(async move {
        let mut tally = Tally::default();
        while let Some(value) = E::recv_async(&mut rx).await {
            tally.note(&value);
        }
        tally
    })
}
