//! Values and wakeups through one shard and through a lane.

use hel_route::errors::{RecvError, TryRecvError};
use hel_route::{mpmc, spsc};
use loom::future::block_on;
use loom::thread;

use crate::model;

#[test]
fn two_senders_and_one_slot_lose_nothing() {
    model(|| {
        let (tx, rx) = mpmc::bounded::<u32, 1>();
        let other = tx.clone();
        let first = thread::spawn(move || tx.send(1).unwrap());
        let second = thread::spawn(move || other.send(2).unwrap());
        let sum = rx.recv().unwrap() + rx.recv().unwrap();
        assert_eq!(sum, 3);
        first.join().unwrap();
        second.join().unwrap();
        assert_eq!(rx.recv(), Err(RecvError::Disconnected));
    });
}

#[test]
fn two_senders_that_publish_in_any_order_wake_two_sleepers() {
    model(|| {
        let (tx, rx) = mpmc::bounded::<u32, 2>();
        let receivers: Vec<_> =
            [rx.clone(), rx].into_iter().map(|rx| thread::spawn(move || rx.recv().unwrap())).collect();
        let other = tx.clone();
        let sender = thread::spawn(move || other.send(1).unwrap());
        tx.send(2).unwrap();
        sender.join().unwrap();
        let sum: u32 = receivers.into_iter().map(|receiver| receiver.join().unwrap()).sum();
        assert_eq!(sum, 3);
    });
}

#[test]
fn a_task_and_a_thread_share_one_channel() {
    model(|| {
        let (tx, rx) = mpmc::bounded::<u32, 1>();
        let task = thread::spawn(move || block_on(async { (rx.recv_async().await, rx.recv_async().await) }));
        tx.send(1).unwrap();
        block_on(tx.send_async(2)).unwrap();
        drop(tx);
        assert_eq!(task.join().unwrap(), (Ok(1), Ok(2)));
    });
}

#[test]
fn a_lane_loses_nothing() {
    model(|| {
        let (mut tx, mut rx) = spsc::spsc::<u32, 1>();
        let sender = thread::spawn(move || {
            tx.send(1).unwrap();
            block_on(tx.send_async(2)).unwrap();
        });
        assert_eq!(block_on(rx.recv_async()), Ok(1));
        assert_eq!(rx.recv(), Ok(2));
        sender.join().unwrap();
        assert_eq!(rx.recv(), Err(RecvError::Disconnected));
    });
}

#[test]
fn an_eviction_wakes_whoever_it_kept_waiting() {
    model(|| {
        let (tx, rx) = mpmc::bounded::<u32, 1>();
        tx.try_send(1).unwrap();
        let (forcing, blocked) = (tx.clone(), tx);
        let forcing = thread::spawn(move || forcing.force_send(2).map_or(0, Option::unwrap_or_default));
        let blocked = thread::spawn(move || blocked.send(4).unwrap());
        let mut sum = 0;
        loop {
            match rx.recv() {
                Ok(value) => sum += value,
                Err(RecvError::Disconnected) => break,
                Err(RecvError::TimeOut(_)) => unreachable!("no limit was set"),
            }
        }
        blocked.join().unwrap();
        let evicted = forcing.join().unwrap();
        // The forced value is in unless the other threads were in the middle of their own operations.
        assert!([7, 5].contains(&(sum + evicted)), "received {sum}, evicted {evicted}");
        assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
    });
}
