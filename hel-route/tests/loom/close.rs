//! Closes of a shard and of a lane during other operations.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hel_route::{mpmc, spsc};
use loom::thread;

use crate::{Task, model};

/// Counts its drops. The counter is std's, since it is not part of the model.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn a_close_drains_what_said_ok_and_nothing_else() {
    model(2, || {
        let (tx, rx) = mpmc::bounded::<u32, 2>();
        let sender =
            thread::spawn(move || [tx.send(1), tx.send(2)].iter().filter(|sent| sent.is_ok()).count());
        rx.close();
        let drained = rx.iter().count();
        assert_eq!(sender.join().unwrap(), drained);
    });
}

#[test]
fn a_close_by_the_receiver_of_a_lane_is_exact() {
    model(2, || {
        let (mut tx, mut rx) = spsc::spsc::<u32, 2>();
        let sender =
            thread::spawn(move || [tx.send(1), tx.send(2)].iter().filter(|sent| sent.is_ok()).count());
        rx.close();
        let drained = rx.iter().count();
        assert_eq!(sender.join().unwrap(), drained);
    });
}

#[test]
fn two_receivers_hear_of_the_end_though_a_sender_is_in_mid_write() {
    model(3, || {
        let (tx, rx) = mpmc::bounded::<u32, 1>();
        let sender = thread::spawn(move || usize::from(tx.send(1).is_ok()));
        let (mut first, mut second) = (Task::new(rx.recv_async()), Task::new(rx.recv_async()));
        first.poll();
        second.poll();
        rx.close();
        // Both may see the mark, but no value yet.
        first.poll();
        second.poll();
        let sent = sender.join().unwrap();
        let received = [first.finish_if_woken(), second.finish_if_woken()];
        assert_eq!(received.iter().filter(|value| value.is_ok()).count(), sent);
    });
}

#[test]
fn a_blocked_sender_hears_of_a_close() {
    model(2, || {
        let (tx, rx) = mpmc::bounded::<u32, 1>();
        tx.try_send(1).unwrap();
        let sender = thread::spawn(move || tx.send(2).unwrap_err().into_inner());
        rx.close();
        assert_eq!(sender.join().unwrap(), 2);
    });
}

#[test]
fn the_last_receiver_and_a_sender_in_mid_write_drop_each_value_once() {
    model(2, || {
        let drops = Arc::new(AtomicUsize::new(0));
        let (tx, rx) = mpmc::bounded::<Counted, 2>();
        let value = Counted(Arc::clone(&drops));
        let sender = thread::spawn(move || {
            drop(tx.send(value));
            // Sent or handed back, the value is dropped before `tx`, which keeps the ring.
            tx
        });
        drop(rx);
        let tx = sender.join().unwrap();
        assert_eq!(drops.load(Ordering::Relaxed), 1);
        drop(tx);
        assert_eq!(drops.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn the_receiver_of_a_lane_and_a_sender_in_mid_write_drop_each_value_once() {
    model(2, || {
        let drops = Arc::new(AtomicUsize::new(0));
        let (mut tx, rx) = spsc::spsc::<Counted, 2>();
        let value = Counted(Arc::clone(&drops));
        let sender = thread::spawn(move || {
            drop(tx.send(value));
            tx
        });
        drop(rx);
        let tx = sender.join().unwrap();
        assert_eq!(drops.load(Ordering::Relaxed), 1);
        drop(tx);
        assert_eq!(drops.load(Ordering::Relaxed), 1);
    });
}
