//! Waiting for any of several shards.

use hel_route::mpmc;
use loom::thread;

use crate::model;

#[test]
fn who_waits_for_any_shard_misses_none() {
    model(2, || {
        let (tx, rx) = mpmc::round_robin::<u32, 1>(2);
        let receiver = thread::spawn(move || (rx.recv_any().unwrap(), rx.recv_any().unwrap()));
        tx.shard(1).unwrap().send(10).unwrap();
        tx.shard(0).unwrap().send(20).unwrap();
        let mut received: [(usize, u32); 2] = receiver.join().unwrap().into();
        received.sort_unstable();
        assert_eq!(received, [(0, 20), (1, 10)]);
    });
}

#[test]
fn who_waits_for_any_shard_beside_one_that_waits_for_a_shard() {
    model(1, || {
        let (tx, any) = mpmc::round_robin::<u32, 2>(1);
        let one = any.receiver(0).unwrap().clone();
        let any = thread::spawn(move || any.recv().unwrap());
        let one = thread::spawn(move || one.recv().unwrap());
        tx.send(1).unwrap();
        tx.send(2).unwrap();
        assert_eq!(any.join().unwrap() + one.join().unwrap(), 3);
    });
}

#[test]
fn a_round_robin_sender_wakes_when_any_shard_frees() {
    model(2, || {
        let (tx, rx) = mpmc::round_robin::<u32, 1>(2);
        tx.send(1).unwrap();
        tx.send(2).unwrap();
        let sender = thread::spawn(move || tx.send(3).unwrap());
        assert_eq!(rx.receiver(1).unwrap().recv(), Ok(2));
        sender.join().unwrap();
        assert_eq!(rx.receiver(1).unwrap().try_recv(), Ok(3));
    });
}

#[test]
fn a_batch_over_two_full_shards_is_woken_by_either() {
    model(2, || {
        // Without a random seed, and with keys chosen by their shard, so that every run is the same.
        let hasher = std::hash::BuildHasherDefault::<std::hash::DefaultHasher>::default();
        let (tx, rx) = mpmc::shard_key_with_hasher::<u32, 1, _>(2, hasher);
        let of = |shard| (0..).find(|key: &u32| tx.shard_for(key) == shard).unwrap();
        let (zero, one) = (of(0), of(1));
        tx.shard(0).unwrap().try_send(zero).unwrap();
        tx.shard(1).unwrap().try_send(one).unwrap();
        let sender = thread::spawn(move || tx.send_batch(&mut vec![zero, one], |key| *key));
        for shard in [1, 0, 0, 1] {
            rx.receiver(shard).unwrap().recv().unwrap();
        }
        assert_eq!(sender.join().unwrap(), Ok(2));
    });
}
