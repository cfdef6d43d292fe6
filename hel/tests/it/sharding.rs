//! Sharding: which shard a message goes to, and that no shard holds up another.

use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::panic::catch_unwind;
use std::thread;
use std::time::{Duration, Instant};

use hel::channel::errors::*;
use hel::channel::mpmc::{round_robin, shard_group, shard_key, shard_key_with_hasher};
use hel::channel::spsc::{SpscShard, shard_spsc};

use crate::common::{eventually, within};
use crate::support::{Task, ready};

#[test]
fn each_message_of_a_handle_goes_to_the_next_shard() {
    let (tx, rx) = round_robin::<u32, 8>(3);
    for n in 0..6 {
        tx.send(n).unwrap();
    }
    for n in 0..6 {
        assert_eq!(rx.recv_any(), Ok((n as usize % 3, n)));
    }
}

#[test]
fn clones_start_at_different_shards() {
    let (tx, rx) = round_robin::<usize, 8>(4);
    let handles: Vec<_> = std::iter::repeat_n(tx, 4).collect();
    for (n, tx) in handles.iter().enumerate() {
        tx.send(n).unwrap();
    }
    assert!((0..4).all(|shard| rx.receiver(shard).unwrap().len() == 1));
}

#[test]
fn a_full_shard_is_skipped_while_another_has_room() {
    let (tx, rx) = round_robin::<u32, 1>(3);
    tx.shard(1).unwrap().try_send(99).unwrap();
    assert_eq!(tx.try_send(0), Ok(()));
    assert_eq!(tx.try_send(1), Ok(()), "shard 1 is stuck, shard 2 is not");
    assert_eq!(rx.receiver(2).unwrap().recv(), Ok(1));
    assert_eq!(tx.try_send(2), Ok(()));
    assert_eq!(tx.try_send(3), Err(TrySendError::Full(3)));
    assert!(tx.is_full());
}

#[test]
fn a_failed_try_send_does_not_advance_the_sequence() {
    let (tx, rx) = round_robin::<u32, 1>(3);
    tx.send_batch(&mut vec![0, 1]).unwrap();
    tx.send(2).unwrap();
    for _ in 0..2 {
        assert!(tx.try_send(9).unwrap_err().is_full());
    }
    assert_eq!(rx.try_iter().count(), 3);
    tx.try_send(3).unwrap();
    assert_eq!(rx.recv_any(), Ok((0, 3)));
}

#[test]
fn dead_shards_are_skipped_and_all_dead_is_disconnected() {
    let (tx, rx) = round_robin::<u32, 4>(3);
    let mut receivers = rx.into_receivers();
    drop(receivers.remove(1));
    for n in 0..4 {
        tx.send(n).unwrap();
    }
    assert_eq!(receivers[0].try_iter().collect::<Vec<_>>(), [0, 2]);
    assert_eq!(receivers[1].try_iter().collect::<Vec<_>>(), [1, 3]);
    assert!(!tx.is_closed() && !tx.is_disconnected());

    receivers[0].close();
    tx.send(4).unwrap();
    assert_eq!(receivers[1].recv(), Ok(4));
    drop(receivers);
    assert!(tx.is_closed() && tx.is_disconnected());
    assert_eq!(tx.send(5), Err(SendError::Disconnected(5)));
    assert_eq!(tx.try_send(5), Err(TrySendError::Disconnected(5)));
    assert_eq!(ready(tx.send_async(5)), Err(AsyncSendError::Disconnected(5)));
    assert_eq!(tx.force_send(5), Err(TrySendError::Disconnected(5)));
}

#[test]
fn dead_shards_do_not_make_a_full_channel_disconnected() {
    let (tx, rx) = round_robin::<u32, 1>(2);
    rx.receiver(1).unwrap().close();
    tx.try_send(0).unwrap();
    assert_eq!(tx.try_send(1), Err(TrySendError::Full(1)));
    assert!(tx.is_full(), "every live shard is");
}

#[test]
fn a_parked_round_robin_sender_wakes_when_any_shard_frees() {
    for freed in 0..3 {
        within(move || {
            let (tx, rx) = round_robin::<u32, 1>(3);
            tx.send_batch(&mut vec![0, 1, 2]).unwrap();
            thread::scope(|scope| {
                let sender = scope.spawn(|| tx.send(3));
                eventually(|| rx.stats()[freed].parked_senders > 0);
                assert_eq!(rx.receiver(freed).unwrap().recv(), Ok(u32::try_from(freed).unwrap()));
                assert_eq!(sender.join().unwrap(), Ok(()));
            });

            let mut task = Task::waiting(tx.send_async(4));
            rx.receiver(freed).unwrap().recv().unwrap();
            assert!(task.is_woken());
            assert_eq!(task.ready(), Ok(()));
        });
    }
}

#[test]
fn a_parked_round_robin_sender_survives_the_death_of_one_shard_and_hears_of_the_last() {
    within(|| {
        let (tx, rx) = round_robin::<u32, 1>(2);
        tx.send_batch(&mut vec![0, 1]).unwrap();
        let mut receivers = rx.into_receivers();
        let mut task = Task::waiting(tx.send_async(2));
        drop(receivers.pop());
        assert!(task.poll().is_pending());
        drop(receivers);
        assert!(task.is_woken());
        assert_eq!(task.ready(), Err(AsyncSendError::Disconnected(2)));
    });
}

#[test]
fn there_is_one_deadline_a_call_however_many_shards_are_full() {
    let (tx, _rx) = round_robin::<u32, 1>(16);
    while tx.try_send(0).is_ok() {}
    let limit = Duration::from_millis(40);
    let start = Instant::now();
    assert_eq!(tx.send_timeout(1, limit), Err(SendError::TimeOut(1)));
    let waited = start.elapsed();
    assert!(waited >= limit && waited < limit * 8, "{waited:?} for a limit of {limit:?} over 16 shards");

    let mut buffer = vec![1; 16];
    let start = Instant::now();
    assert!(tx.send_batch_timeout(&mut buffer, limit).unwrap_err().is_timeout());
    assert!(start.elapsed() < limit * 8);
}

#[test]
fn a_waiting_receiver_of_all_shards_has_one_deadline() {
    let (_tx, rx) = round_robin::<u32, 1>(16);
    let limit = Duration::from_millis(40);
    let start = Instant::now();
    match rx.recv_timeout(limit) {
        Err(RecvError::TimeOut(waited)) => assert!(waited >= limit && waited <= start.elapsed()),
        other => panic!("a time-out and not {other:?}"),
    }
    assert!(start.elapsed() < limit * 8);
}

#[test]
fn exactly_the_asked_for_shards_exist() {
    for shards in [1, 2, 3, 5, 7, 8, 13, 100] {
        let (tx, rx) = round_robin::<u32, 2>(shards);
        assert_eq!((tx.shards(), rx.shards()), (shards, shards));
        assert_eq!(tx.capacity(), 2 * shards);
        assert!(tx.shard(shards).is_none() && rx.receiver(shards).is_none());
        assert!(tx.shard(usize::MAX).is_none() && rx.receiver(usize::MAX).is_none());
        assert_eq!(tx.stats().len(), shards);
        assert_eq!(rx.into_receivers().len(), shards);

        let (tx, rx) = shard_key::<usize, 256>(shards);
        for key in 0..200_usize {
            assert!(tx.shard_for(key) < shards);
            tx.try_send(key, key).unwrap();
        }
        assert_eq!(rx.into_receivers().iter().map(|rx| rx.try_iter().count()).sum::<usize>(), 200);

        let mut lanes = shard_spsc::<u32, 2>(shards);
        assert_eq!((lanes.shards(), lanes.remaining()), (shards, shards));
        assert!(lanes.take_pair(shards).is_none());
        assert!(lanes.take_pair(0).is_some());
        assert!(lanes.take_pair(0).is_none());
        let pairs = lanes.into_pairs();
        assert_eq!(pairs.len(), shards - 1);
        assert_eq!(pairs.map(|(lane, _, _)| lane).collect::<Vec<_>>(), (1..shards).collect::<Vec<_>>());
        assert!(shard_spsc::<u32, 2>(shards).into_iter().map(|(lane, _, _)| lane).eq(0..shards));
    }
}

#[test]
fn a_group_channel_has_as_many_shards_as_its_largest_index_asks_for() {
    let (tx, rx) = shard_group::<u32, 2, _>([("a", 0), ("b", 4), ("c", 0)]);
    assert_eq!((tx.shards(), rx.shards()), (5, 5));
    assert_eq!((tx.shard_for("a"), tx.shard_for("b"), tx.shard_for("c")), (Some(0), Some(4), Some(0)));
    assert_eq!(tx.shard_for("d"), None);
    assert!(tx.to("d").is_none());
}

#[test]
fn an_unknown_key_is_an_error_with_the_value_in_every_form() {
    let (tx, rx) = shard_group::<String, 2, String>([("a".into(), 0), ("b".into(), 1)]);
    let value = || "x".to_string();
    assert_eq!(tx.send("x", value()), Err(GroupSendError::UnknownKey(value())));
    assert_eq!(tx.try_send("x", value()), Err(GroupSendError::UnknownKey(value())));
    assert_eq!(tx.send_timeout("x", value(), Duration::MAX), Err(GroupSendError::UnknownKey(value())));
    assert_eq!(tx.send_deadline("x", value(), Instant::now()), Err(GroupSendError::UnknownKey(value())));
    assert_eq!(ready(tx.send_async("x", value())), Err(GroupSendError::UnknownKey(value())));
    assert!(rx.is_empty());
}

/// Checks that no shard gets less than half or more than double of its share.
fn spreads<K: Hash>(keys: impl Iterator<Item = K> + Clone, shard_for: impl Fn(K) -> usize, shards: usize) {
    let mut loads = vec![0; shards];
    for key in keys.clone() {
        loads[shard_for(key)] += 1;
    }
    let fair = keys.count() / shards;
    for load in &loads {
        assert!((fair / 2..=fair * 2).contains(load), "{loads:?}, fair is {fair} each");
    }
}

#[test]
fn keys_that_differ_little_spread_over_any_number_of_shards() {
    for shards in [2, 3, 4, 5, 6, 7, 8, 12, 16, 31] {
        let (tx, _rx) = shard_key::<(), 1>(shards);
        spreads(0..10_000_u64, |key| tx.shard_for(key), shards);
        spreads((0..10_000_u32).map(|n| n << 16), |key| tx.shard_for(key), shards);
        spreads((0..10_000).map(|n| format!("SYM{n}")), |key| tx.shard_for(key), shards);

        // Each of 2^12 ways to write twelve letters in upper and lower case.
        let cases = (0..1 << 12).map(|upper: u32| {
            let letter =
                |(bit, c): (usize, char)| if upper >> bit & 1 == 1 { c.to_ascii_uppercase() } else { c };
            "abcdefghijkl".chars().enumerate().map(letter).collect::<String>()
        });
        spreads(cases, |key| tx.shard_for(key), shards);
    }
}

#[test]
fn keys_that_differ_in_one_bit_do_not_stay_together() {
    let (tx, _rx) = shard_key::<(), 1>(2);
    let apart = (0..64).filter(|bit| tx.shard_for(0_u64) != tx.shard_for(1_u64 << bit)).count();
    assert!((12..=52).contains(&apart), "{apart} of 64 one-bit neighbours are on the other shard");
}

/// The weakest hasher that there is: the last eight bytes of the key.
#[derive(Default)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0 << 8 | u64::from(byte);
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = word;
    }
}

#[test]
fn a_weak_hasher_spreads_too() {
    for shards in [2, 3, 8, 12] {
        let (tx, _rx) = shard_key_with_hasher::<(), 1, _>(shards, BuildHasherDefault::<Identity>::default());
        spreads(0..10_000_u64, |key| tx.shard_for(key), shards);
        spreads((0..10_000_u64).map(|n| n << 32), |key| tx.shard_for(key), shards);
        spreads((0..10_000_u64).map(|n| n << 50), |key| tx.shard_for(key), shards);
    }
}

#[test]
fn two_channels_of_equal_shard_count_place_a_key_alike() {
    let (first, _first_rx) = shard_key::<u32, 1>(7);
    let (second, _second_rx) = shard_key::<String, 4>(7);
    assert!((0..1000).all(|key| first.shard_for(key) == second.shard_for(key)));
    assert_eq!(first.shard_for("AAPL"), first.clone().shard_for(String::from("AAPL")));
    assert_eq!(first.shard_for(String::from("AAPL").as_str()), first.shard_for("AAPL"));
}

#[test]
fn a_hasher_that_cannot_be_cloned_is_shared_among_the_senders() {
    struct OnlyOne(std::hash::RandomState);
    impl std::hash::BuildHasher for OnlyOne {
        type Hasher = std::hash::DefaultHasher;
        fn build_hasher(&self) -> Self::Hasher {
            self.0.build_hasher()
        }
    }
    let (tx, _rx) = shard_key_with_hasher::<u32, 1, _>(5, OnlyOne(std::hash::RandomState::new()));
    let other = tx.clone();
    assert!((0..100).all(|key| tx.shard_for(key) == other.shard_for(key)));
}

#[test]
fn a_keyed_send_to_a_dead_shard_is_disconnected_though_others_live() {
    let (tx, rx) = shard_key::<u32, 4>(2);
    let of_shard = |shard| (0..1000).find(|key: &u32| tx.shard_for(key) == shard).unwrap();
    let (dead, live) = (of_shard(0), of_shard(1));
    rx.receiver(0).unwrap().close();
    assert_eq!(tx.send(dead, 1), Err(SendError::Disconnected(1)));
    assert_eq!(tx.try_send(dead, 1), Err(TrySendError::Disconnected(1)));
    assert_eq!(ready(tx.send_async(dead, 1)), Err(AsyncSendError::Disconnected(1)));
    assert_eq!(tx.send(live, 2), Ok(()));
    assert!(!tx.is_closed());
}

#[test]
fn no_busy_shard_starves_another() {
    let (tx, rx) = shard_group::<u32, 64, _>([(0, 0), (1, 1), (2, 2)]);
    let busy = tx.to(&0).unwrap();
    busy.send_batch(&mut vec![0; 64]).unwrap();
    tx.send(&1, 1).unwrap();
    tx.send(&2, 2).unwrap();
    let mut seen = Vec::new();
    for _ in 0..6 {
        seen.push(rx.try_recv().unwrap());
        // Full as long as the receiver was elsewhere: busy all the time.
        let _ = busy.try_send(0);
    }
    assert!(seen.contains(&1) && seen.contains(&2), "{seen:?}");
    assert_eq!(seen.iter().filter(|value| **value == 0).count(), 4);
}

#[test]
fn all_busy_shards_are_served_alike() {
    let (tx, rx) = round_robin::<usize, 64>(4);
    for shard in 0..4 {
        while tx.shard(shard).unwrap().try_send(shard).is_ok() {}
    }
    let mut served = [0; 4];
    for _ in 0..100 {
        served[rx.try_recv_any().unwrap().0] += 1;
    }
    assert_eq!(served, [25; 4]);
}

#[test]
fn an_any_receiver_misses_no_shard() {
    within(|| {
        let (tx, rx) = round_robin::<usize, 4>(5);
        for shard in 0..5 {
            let mut task = Task::waiting(rx.recv_any_async());
            tx.shard(shard).unwrap().try_send(shard).unwrap();
            assert!(task.is_woken(), "by a value in shard {shard}");
            assert_eq!(task.ready(), Ok((shard, shard)));
        }
    });
}

#[test]
fn every_receiver_of_a_split_channel_gets_what_its_shard_gets() {
    let (tx, rx) = shard_group::<u32, 8, _>([("a", 0), ("b", 1)]);
    tx.send("a", 1).unwrap();
    tx.send("b", 2).unwrap();
    let workers = rx.into_receivers();
    let second = workers[0].clone();
    assert_eq!(second.recv(), Ok(1));
    assert_eq!(workers[1].recv(), Ok(2));
    drop(tx);
    assert!(workers.iter().all(|rx| rx.recv() == Err(RecvError::Disconnected)));
}

#[test]
fn a_sender_into_one_shard_keeps_that_shard_open_and_no_other() {
    let (tx, rx) = round_robin::<u32, 2>(2);
    let only = tx.shard(1).unwrap().clone();
    drop(tx);
    let receivers = rx.into_receivers();
    assert_eq!(receivers[0].try_recv(), Err(TryRecvError::Disconnected));
    assert_eq!(receivers[1].try_recv(), Err(TryRecvError::Empty));
    only.send(1).unwrap();
    assert_eq!(receivers[1].recv(), Ok(1));
}

#[test]
fn no_shards_panics_and_names_the_call() {
    fn message(call: impl FnOnce() + std::panic::UnwindSafe) -> String {
        let panic = catch_unwind(call).unwrap_err();
        let text = panic.downcast_ref::<String>().cloned();
        text.unwrap_or_else(|| panic.downcast_ref::<&str>().unwrap().to_string())
    }
    assert!(message(|| drop(round_robin::<u32, 2>(0))).contains("round_robin"));
    assert!(message(|| drop(shard_key::<u32, 2>(0))).contains("shard_key"));
    let hasher = BuildHasherDefault::<Identity>::default;
    assert!(
        message(move || drop(shard_key_with_hasher::<u32, 2, _>(0, hasher())))
            .contains("shard_key_with_hasher")
    );
    assert!(message(|| drop(shard_group::<u32, 2, u32>([]))).contains("shard_group"));
    assert!(message(|| drop(shard_spsc::<u32, 2>(0))).contains("shard_spsc"));
    assert!(message(|| drop(SpscShard::<u32, 2>::new(0))).contains("SpscShard::new"));
    assert!(message(|| drop(shard_group::<u32, 2, _>([(1, 0), (1, 1)]))).contains("shard_group"));
}

#[test]
fn a_table_that_cannot_be_allocated_panics_before_anything_is_built() {
    assert!(catch_unwind(|| round_robin::<u32, 2>(usize::MAX)).is_err());
    assert!(catch_unwind(|| shard_key::<u32, 2>(usize::MAX / 2)).is_err());
    assert!(catch_unwind(|| shard_spsc::<u32, 2>(usize::MAX)).is_err());
    assert!(catch_unwind(|| shard_group::<u32, 2, _>([(1, usize::MAX)])).is_err());
    assert!(catch_unwind(|| shard_group::<u32, 2, _>([(1, usize::MAX - 1)])).is_err());
}
