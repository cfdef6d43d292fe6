//! Values and wakeups through one shard and through a lane.

use hel_route::errors::RecvError;
use hel_route::{mpmc, spsc};
use loom::future::block_on;
use loom::thread;

use crate::{Task, model};

#[test]
fn two_senders_and_one_slot_lose_nothing() {
    model(1, || {
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
fn a_batch_wakes_two_sleepers() {
    model(1, || {
        let (tx, rx) = mpmc::bounded::<u32, 2>();
        let receivers: Vec<_> = [rx.clone(), rx.clone()]
            .into_iter()
            .map(|rx| thread::spawn(move || rx.recv().unwrap()))
            .collect();
        assert_eq!(tx.send_batch(&mut vec![1, 2]), Ok(2));
        let sum: u32 = receivers.into_iter().map(|receiver| receiver.join().unwrap()).sum();
        assert_eq!(sum, 3);
    });
}

#[test]
fn a_task_and_a_thread_share_one_channel() {
    model(2, || {
        let (tx, rx) = mpmc::bounded::<u32, 1>();
        let _kept = rx.clone();
        let task = thread::spawn(move || block_on(async { (rx.recv_async().await, rx.recv_async().await) }));
        tx.send(1).unwrap();
        block_on(tx.send_async(2)).unwrap();
        drop(tx);
        assert_eq!(task.join().unwrap(), (Ok(1), Ok(2)));
    });
}

#[test]
fn a_lane_loses_nothing() {
    model(2, || {
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
fn an_eviction_keeps_no_sender_asleep() {
    model(2, || {
        let (tx, rx) = mpmc::bounded::<u32, 1>();
        tx.try_send(1).unwrap();
        let forcing = tx.clone();
        let other = thread::spawn(move || {
            let evicted = forcing.force_send(2).unwrap();
            (evicted, rx.recv().unwrap(), rx)
        });
        // The ring is full at first, and again during the eviction.
        tx.send(4).unwrap();
        let (evicted, received, rx) = other.join().unwrap();
        let left = rx.try_recv().unwrap();
        assert_eq!(evicted.unwrap_or(0) + received + left, 7);
    });
}

#[test]
fn an_eviction_keeps_no_receiver_of_a_closed_shard_asleep() {
    model(2, || {
        let (tx, rx) = mpmc::bounded::<u32, 1>();
        tx.try_send(1).unwrap();
        let forcing = thread::spawn(move || {
            let forced = tx.force_send(2);
            (forced, tx)
        });
        rx.close();
        let received: u32 = rx.iter().sum();
        match forcing.join().unwrap().0 {
            Ok(evicted) => assert_eq!(received + evicted.unwrap_or(0), 3),
            Err(_) => assert_eq!(received, 1),
        }
    });
}

#[test]
fn an_eviction_in_its_middle_swallows_no_wakeup_of_a_sender() {
    model(2, || {
        let (tx, rx) = mpmc::bounded::<u32, 2>();
        tx.try_send(1).unwrap();
        tx.try_send(2).unwrap();
        let forced = tx.clone();

        let mut sender = Task::new(tx.send_async(4));
        sender.poll();

        let forcing = thread::spawn(move || forced.force_send(3));
        // Frees a slot behind the one that the eviction holds: the sender is woken, but still gets `Full`.
        rx.try_recv().unwrap();
        sender.poll();
        if !matches!(forcing.join().unwrap(), Ok(Some(_))) {
            // It took the free slot itself, or ran during the pop.
            rx.try_recv().unwrap();
        }
        assert!(sender.finish_if_woken().is_ok());
    });
}
