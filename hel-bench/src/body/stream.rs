//! Streaming: every producer sends its share as fast as it can, consumers receive until the end.

use super::crew::{Outcome, TaskWork, Work, run_across, run_tasks, run_threads, share};
use crate::ends::{Ends, RecvAsync, RecvBlocking, SendAsync, SendBlocking};
use crate::load::{Load, Sample};
use crate::payload::{Payload, Stamp};
use crate::verify::{Failure, Tally};
use crate::wiring::Wiring;

/// Threads on both sides.
///
/// # Errors
///
/// When a value was lost, doubled, changed or out of order; or when the placement is not possible here.
pub fn stream_threads<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
where
    W: Wiring<Ends: SendBlocking + RecvBlocking>,
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
/// As [`stream_threads`].
pub fn stream_tasks<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
where
    W: Wiring<Ends: SendAsync + RecvAsync>,
{
    let (txs, rxs) = W::open::<T, CAP>(load.producers, load.consumers);
    let producers = each(load, txs, send_all_async::<W::Ends, T, CAP>);
    let consumers = rxs.into_iter().map(receive_all_async::<W::Ends, T, CAP>).collect();
    run_tasks(producers, consumers).rate::<T>(load)
}

/// One thread sends to one task.
///
/// # Errors
///
/// As [`stream_threads`].
pub fn thread_to_task<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
where
    W: Wiring<Ends: SendBlocking + RecvAsync>,
{
    let (tx, rx) = pair::<W, T, CAP>(load);
    across::<T>(
        load,
        send_all::<W::Ends, T, CAP>(0, load.messages, tx),
        receive_all_async::<W::Ends, T, CAP>(rx),
    )
}

/// One task sends to one thread.
///
/// # Errors
///
/// As [`stream_threads`].
pub fn task_to_thread<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
where
    W: Wiring<Ends: SendAsync + RecvBlocking>,
{
    let (tx, rx) = pair::<W, T, CAP>(load);
    across::<T>(
        load,
        receive_all::<W::Ends, T, CAP>(rx),
        send_all_async::<W::Ends, T, CAP>(0, load.messages, tx),
    )
}

fn across<T: Payload>(load: &Load, thread: Work, task: TaskWork) -> Result<Sample, Failure> {
    let outcome: Outcome = run_across(thread, task);
    outcome.rate::<T>(load)
}

type Pair<W, T, const CAP: usize> =
    (<<W as Wiring>::Ends as Ends>::Tx<T, CAP>, <<W as Wiring>::Ends as Ends>::Rx<T, CAP>);

fn pair<W: Wiring, T: Payload, const CAP: usize>(load: &Load) -> Pair<W, T, CAP> {
    assert_eq!((load.producers, load.consumers), (1, 1), "one on each side");
    let (mut txs, mut rxs) = W::open::<T, CAP>(1, 1);
    (txs.remove(0), rxs.remove(0))
}

/// The work of each producer, given its number and its share.
pub(super) fn each<Tx, Work>(load: &Load, txs: Vec<Tx>, work: impl Fn(usize, u64, Tx) -> Work) -> Vec<Work> {
    txs.into_iter().enumerate().map(|(producer, tx)| work(producer, share(load, producer), tx)).collect()
}

fn send_all<E: SendBlocking, T: Payload, const CAP: usize>(
    producer: usize,
    share: u64,
    mut tx: E::Tx<T, CAP>,
) -> Work {
    Box::new(move || {
        for sequence in 0..share {
            if E::send(&mut tx, T::new(Stamp::new(producer, sequence))).is_err() {
                // The count will tell.
                break;
            }
        }
        None
    })
}

fn receive_all<E: RecvBlocking, T: Payload, const CAP: usize>(mut rx: E::Rx<T, CAP>) -> Work {
    Box::new(move || {
        let mut tally = Tally::default();
        while let Some(value) = E::recv(&mut rx) {
            tally.note(&value);
        }
        Some(tally)
    })
}

fn send_all_async<E: SendAsync, T: Payload, const CAP: usize>(
    producer: usize,
    share: u64,
    mut tx: E::Tx<T, CAP>,
) -> TaskWork {
    Box::pin(async move {
        for sequence in 0..share {
            if E::send_async(&mut tx, T::new(Stamp::new(producer, sequence))).await.is_err() {
                break;
            }
        }
        None
    })
}

fn receive_all_async<E: RecvAsync, T: Payload, const CAP: usize>(mut rx: E::Rx<T, CAP>) -> TaskWork {
    Box::pin(async move {
        let mut tally = Tally::default();
        while let Some(value) = E::recv_async(&mut rx).await {
            tally.note(&value);
        }
        Some(tally)
    })
}
