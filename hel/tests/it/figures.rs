//! The figures of a channel: what was sent is somewhere, and who waits is known.

use std::thread;

use hel::channel::mpmc::{self, bounded, round_robin};
use hel::channel::spsc::spsc;

use crate::common::{Bounded, ByGroup, ByKey, Kind, Lane, RoundRobin, Rx, Tx, block_on, eventually, within};
use crate::support::Task;

/// What holds of every shard that is at rest.
fn balanced(stats: &mpmc::Stats) -> bool {
    stats.sent == stats.received + stats.evicted + stats.discarded + stats.queued
        && stats.peak >= stats.queued
        && (stats.parked_senders, stats.parked_receivers) == (0, 0)
}

fn figures_add_up<K: Kind>() {
    let (mut tx, mut rx) = K::open::<u64>(|n| *n % 64);
    let mut number = 0..;
    for _ in 0..10 {
        let room = tx.fill(|_| number.next().unwrap());
        assert!(tx.stats().iter().all(balanced));
        let mut into = Vec::new();
        rx.recv_batch(&mut into, room / 2).unwrap();
        rx.recv().unwrap();
        drop(Task::waiting(tx_waits(&mut tx)));
        assert!(rx.stats().iter().all(balanced));
        rx.drain();
    }
    let before = tx.stats();
    rx.close();
    assert!(tx.try_send(0).is_err());
    assert!(tx.send_batch_timeout(&mut vec![1, 2], std::time::Duration::ZERO).is_err());
    assert_eq!(tx.stats(), before, "what is refused is not counted");
    assert!(before.iter().map(|stats| stats.received).sum::<usize>() > 0);
}

/// A send that has to wait: a batch longer than the channel.
fn tx_waits<T: Tx<u64>>(tx: &mut T) -> impl Future<Output = ()> + Unpin {
    let capacity = tx.capacity();
    Box::pin(async move {
        let mut batch = (0..).take(capacity + 1).collect();
        let _ = tx.send_batch_async(&mut batch).await;
    })
}

#[test]
fn figures_add_up_at_rest() {
    within(figures_add_up::<Bounded<4>>);
    within(figures_add_up::<RoundRobin<4>>);
    within(figures_add_up::<ByKey<4>>);
    within(figures_add_up::<ByGroup<4>>);
    within(figures_add_up::<Lane<4>>);
}

#[test]
fn figures_tell_what_was_evicted_and_discarded() {
    let (tx, rx) = bounded::<u32, 4>();
    for n in 0..6 {
        tx.force_send(n).unwrap();
    }
    rx.recv().unwrap();
    drop(rx);
    let stats = tx.stats();
    assert_eq!((stats.sent, stats.received, stats.evicted, stats.discarded), (6, 1, 2, 3));
    assert_eq!((stats.queued, stats.peak), (0, 4));
    assert!(balanced(&stats));

    let (mut tx, mut rx) = spsc::<u32, 4>();
    tx.send_batch(&mut vec![1, 2, 3]).unwrap();
    rx.recv().unwrap();
    drop(rx);
    let stats = tx.stats();
    assert_eq!((stats.sent, stats.received, stats.discarded, stats.queued), (3, 1, 2, 0));
}

#[test]
fn figures_add_up_after_many_threads() {
    within(|| {
        let (tx, rx) = round_robin::<u32, 4>(2);
        thread::scope(|scope| {
            let senders: Vec<_> = (0..3)
                .map(|_| {
                    let tx = tx.clone();
                    scope.spawn(move || {
                        for n in 0..2000 {
                            match n % 3 {
                                // Refused only while another is in the middle of its own.
                                0 => {
                                    let _ = tx.force_send(n);
                                }
                                1 => tx.send(n).unwrap(),
                                _ => block_on(tx.send_async(n)).unwrap(),
                            }
                        }
                    })
                })
                .collect();
            let rx = &rx;
            scope.spawn(move || rx.iter().count());
            for sender in senders {
                sender.join().unwrap();
            }
            tx.close();
        });
        eventually(|| rx.stats().iter().all(balanced));
        let stats = tx.stats();
        assert_eq!(stats.iter().map(|stats| stats.queued).sum::<usize>(), 0);
    });
}

#[test]
fn those_who_wait_are_counted() {
    within(|| {
        let (tx, rx) = bounded::<u32, 1>();
        let waiting = [Task::waiting(rx.recv_async()), Task::waiting(rx.recv_async())];
        assert_eq!(tx.stats().parked_receivers, 2);
        drop(waiting);
        assert_eq!(tx.stats().parked_receivers, 0);
        tx.send(1).unwrap();
        let waiting = Task::waiting(tx.send_async(2));
        assert_eq!(rx.stats().parked_senders, 1);
        drop(waiting);
        assert_eq!(rx.stats().parked_senders, 0);
    });
}
