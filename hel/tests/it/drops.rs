//! Each value's `Drop` runs exactly once, whatever races and whatever panics.

use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Barrier};
use std::thread;

use hel::channel::errors::*;
use hel::channel::mpmc::{bounded, round_robin, shard_key};
use hel::channel::spsc::spsc;

use crate::common::{Bounded, ByKey, Kind, Lane, RoundRobin, Rx, Tx, within};
use crate::support::{Counted, Drops, Task};

/// A value that panics when it is dropped, if `panics`.
struct Fragile {
    panics: bool,
    _counted: Counted,
}

impl Drop for Fragile {
    fn drop(&mut self) {
        assert!(!self.panics, "planned");
    }
}

fn fragile(drops: &Drops, panics: bool) -> Fragile {
    Fragile { panics, _counted: drops.value() }
}

/// Runs what must panic, by a literal message, and gives that.
fn panics(body: impl FnOnce()) -> &'static str {
    let panic = catch_unwind(AssertUnwindSafe(body)).expect_err("the panic goes on");
    panic.downcast_ref::<&str>().expect("a panic of this test's")
}

#[test]
fn a_panicking_drop_of_a_queued_value_does_not_spare_the_others() {
    let drops = Drops::default();
    let (tx, rx) = bounded::<Fragile, 8>();
    for n in 0..6 {
        assert!(tx.try_send(fragile(&drops, n == 2 || n == 4)).is_ok());
    }
    assert!(panics(|| drop(rx)).contains("planned"));
    assert_eq!(drops.count(), 6);
    assert!(tx.is_disconnected());
    assert_eq!(tx.stats().discarded, 6);
}

#[test]
fn a_panicking_drop_in_a_lane_does_not_spare_the_others() {
    let drops = Drops::default();
    let (mut tx, rx) = spsc::<Fragile, 8>();
    for n in 0..6 {
        assert!(tx.try_send(fragile(&drops, n == 0 || n == 5)).is_ok());
    }
    assert!(panics(|| drop(rx)).contains("planned"));
    assert_eq!(drops.count(), 6);
    assert!(tx.is_disconnected());
}

#[test]
fn panicking_drops_in_several_shards_do_not_spare_the_others() {
    let drops = Drops::default();
    let (tx, rx) = round_robin::<Fragile, 8>(3);
    for n in 0..9 {
        assert!(tx.try_send(fragile(&drops, n == 0 || n == 1)).is_ok());
    }
    assert!(panics(|| drop(rx)).contains("planned"));
    assert_eq!(drops.count(), 9);
    assert!(tx.is_disconnected());
}

#[test]
fn the_end_is_told_though_a_drop_panics() {
    within(|| {
        let drops = Drops::default();
        let (tx, rx) = bounded::<Fragile, 1>();
        assert!(tx.try_send(fragile(&drops, true)).is_ok());
        let mut task = Task::waiting(tx.send_async(fragile(&drops, false)));
        panics(|| drop(rx));
        assert!(task.is_woken());
        assert!(task.ready().is_err());
        drop(task);
        assert_eq!(drops.count(), 2);
    });
}

fn all_ways_to_the_end_drop_once<K: Kind>() {
    let drops = Drops::default();
    let open = || K::open::<Counted>(|_| 7);

    // Queued, and the receiver goes first.
    let (mut tx, rx) = open();
    let room = tx.fill(|_| drops.value());
    // The one that did not fit was dropped already.
    assert_eq!(drops.count(), 1);
    drop(rx);
    assert_eq!(drops.count(), 1 + room);
    drop(tx);
    assert_eq!(drops.count(), 1 + room);

    // Queued, and the sender goes first.
    let drops = Drops::default();
    let (mut tx, rx) = open();
    assert!(tx.try_send(drops.value()).is_ok());
    drop(tx);
    assert_eq!(drops.count(), 0);
    drop(rx);
    assert_eq!(drops.count(), 1);

    // Received after some laps.
    let drops = Drops::default();
    let (mut tx, mut rx) = open();
    for count in 0..20 {
        assert!(tx.try_send(drops.value()).is_ok());
        assert_eq!(drops.count(), count);
        drop(rx.try_recv().unwrap());
    }
    // Futures: never polled, pending, and done.
    drop(tx.send_async(drops.value()));
    assert_eq!(drops.count(), 21);
    let room = tx.fill(|_| drops.value());
    drop(Task::waiting(tx.send_async(drops.value())));
    assert_eq!(drops.count(), 23);
    rx.close();
    assert_eq!(rx.drain().len(), room);
    assert_eq!(drops.count(), 23 + room);
    drop((tx, rx));
    assert_eq!(drops.count(), 23 + room);
}

#[test]
fn every_way_to_the_end_drops_each_value_once() {
    all_ways_to_the_end_drop_once::<Bounded<4>>();
    all_ways_to_the_end_drop_once::<RoundRobin<4>>();
    all_ways_to_the_end_drop_once::<ByKey<4>>();
    all_ways_to_the_end_drop_once::<Lane<4>>();
}

/// Senders against the drop of the last receiver: whatever is not handed back is dropped with the channel.
fn last_receiver_against_senders<K: Kind>(senders: usize) {
    for _ in 0..400 {
        let drops = Drops::default();
        let (txs, rxs) = K::open_many::<Counted>(|_| 7, senders, 1);
        let start = Arc::new(Barrier::new(txs.len() + 1));
        let senders: Vec<_> = txs
            .into_iter()
            .map(|mut tx| {
                let (start, drops) = (Arc::clone(&start), drops.clone());
                thread::spawn(move || {
                    start.wait();
                    let mut made = 0;
                    loop {
                        made += 1;
                        match tx.try_send(drops.value()) {
                            Ok(()) => {}
                            Err(TrySendError::Full(_)) => thread::yield_now(),
                            Err(TrySendError::Disconnected(_)) => return (made, tx),
                        }
                    }
                })
            })
            .collect();
        start.wait();
        drop(rxs);
        let mut made = 0;
        let mut txs = Vec::new();
        for sender in senders {
            let (count, tx) = sender.join().unwrap();
            made += count;
            txs.push(tx);
        }
        assert_eq!(drops.count(), made, "nothing is stored in a channel without receivers");
        drop(txs);
        assert_eq!(drops.count(), made);
    }
}

#[test]
fn a_send_against_the_last_receivers_drop_is_balanced() {
    within(|| last_receiver_against_senders::<Bounded<4>>(2));
    within(|| last_receiver_against_senders::<RoundRobin<2>>(2));
    within(|| last_receiver_against_senders::<Lane<4>>(1));
}

#[test]
fn force_send_drops_and_hands_back_in_balance() {
    let drops = Drops::default();
    let (tx, rx) = bounded::<Counted, 2>();
    for _ in 0..10 {
        drop(tx.force_send(drops.value()).unwrap());
    }
    assert_eq!(drops.count(), 8);
    drop(rx);
    assert_eq!(drops.count(), 10);
    drop(tx.force_send(drops.value()).unwrap_err());
    assert_eq!(drops.count(), 11);
}

#[test]
fn a_key_that_cannot_be_hashed_drops_the_value_once() {
    struct Unhashed;

    impl Hash for Unhashed {
        fn hash<H: Hasher>(&self, _: &mut H) {
            panic!("planned")
        }
    }

    let drops = Drops::default();
    let (tx, rx) = shard_key::<Counted, 2>(2);
    let value = drops.value();
    panics(|| drop(tx.send(Unhashed, value)));
    assert_eq!(drops.count(), 1);
    assert!(rx.is_empty());
}

#[test]
fn values_that_were_taken_in_a_batch_are_the_callers() {
    let drops = Drops::default();
    let (tx, rx) = bounded::<Counted, 8>();
    tx.send_batch(&mut (0..8).map(|_| drops.value()).collect()).unwrap();
    let mut into = Vec::new();
    rx.recv_batch(&mut into, 5).unwrap();
    drop(rx);
    assert_eq!(drops.count(), 3);
    drop(into);
    assert_eq!(drops.count(), 8);
}
