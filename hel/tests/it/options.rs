//! What is said before a channel is made: it changes how threads wait, and nothing else.

use std::hash::{BuildHasherDefault, DefaultHasher};
use std::thread;
use std::time::Duration;

use hel::channel::errors::RecvError;
use hel::channel::mpmc::shard_key_with_hasher;
use hel::channel::{Options, Wait};

use crate::common::within;

const WAITS: [Wait; 3] = [Wait::Balanced, Wait::Latency, Wait::Frugal];

const VALUES: u32 = 200;

/// Threads that wait for each value, and for room for each, on channels of every kind.
#[test]
fn every_kind_waits_in_every_way() {
    within(|| {
        for wait in WAITS {
            let options = || Options::new().wait(wait);
            let sum: u32 = (0..VALUES).sum();
            thread::scope(|scope| {
                let (tx, rx) = options().bounded::<u32, 1>();
                scope.spawn(move || (0..VALUES).for_each(|value| tx.send(value).unwrap()));
                assert_eq!(rx.iter().sum::<u32>(), sum);

                let (mut tx, mut rx) = options().spsc::<u32, 1>();
                scope.spawn(move || (0..VALUES).for_each(|value| tx.send(value).unwrap()));
                assert_eq!(rx.iter().sum::<u32>(), sum);

                let (_, mut tx, mut rx) = options().shard_spsc::<u32, 1>(2).into_pairs().next().unwrap();
                scope.spawn(move || (0..VALUES).for_each(|value| tx.send(value).unwrap()));
                assert_eq!(rx.iter().sum::<u32>(), sum);

                let (tx, rx) = options().round_robin::<u32, 1>(3);
                scope.spawn(move || (0..VALUES).for_each(|value| tx.send(value).unwrap()));
                assert_eq!(rx.iter().sum::<u32>(), sum);

                let (tx, rx) = options().home_shard::<u32, 1>(3);
                scope.spawn(move || (0..VALUES).for_each(|value| tx.send(value).unwrap()));
                assert_eq!(rx.iter().sum::<u32>(), sum);

                let (tx, rx) = options().least_loaded::<u32, 1>(3);
                scope.spawn(move || (0..VALUES).for_each(|value| tx.send(value).unwrap()));
                assert_eq!(rx.iter().sum::<u32>(), sum);

                let (tx, rx) = options().shard_key::<u32, 1>(3);
                scope.spawn(move || (0..VALUES).for_each(|value| tx.send(value, value).unwrap()));
                assert_eq!(rx.iter().sum::<u32>(), sum);

                let (tx, rx) = options().shard_group::<u32, 1, _>([(0, 0), (1, 1)]);
                scope.spawn(move || (0..VALUES).for_each(|value| tx.send(&(value % 2), value).unwrap()));
                assert_eq!(rx.iter().sum::<u32>(), sum);
            });
        }
    });
}

#[test]
fn a_time_limit_is_kept_in_every_way() {
    within(|| {
        for wait in WAITS {
            let (tx, rx) = Options::new().wait(wait).bounded::<u32, 1>();
            let waited = rx.recv_timeout(Duration::from_millis(2)).unwrap_err();
            assert!(matches!(waited, RecvError::TimeOut(waited) if waited >= Duration::from_millis(2)));
            tx.send(1).unwrap();
            assert!(tx.send_timeout(2, Duration::from_millis(2)).unwrap_err().is_timeout());
        }
    });
}

#[test]
fn a_hasher_places_keys_as_with_the_short_form() {
    let fixed = BuildHasherDefault::<DefaultHasher>::default;
    let (short, _rx) = shard_key_with_hasher::<u32, 4, _>(8, fixed());
    let (long, _rx) = Options::new().hasher(fixed()).wait(Wait::Frugal).shard_key::<u32, 4>(8);
    for key in 0..100 {
        assert_eq!(short.shard_for(key), long.shard_for(key));
    }
}

#[test]
fn a_group_has_the_shards_that_were_asked_for_though_no_key_leads_there() {
    let (tx, rx) = Options::new().wait(Wait::Frugal).shard_group_with_shards::<u32, 4, _>(3, [("a", 1)]);
    assert_eq!((tx.shard_for("a"), tx.capacity(), rx.len()), (Some(1), 12, 0));
    tx.send("a", 1).unwrap();
    assert_eq!(rx.recv_any(), Ok((1, 1)));
    assert!(rx.recv_timeout(Duration::from_millis(1)).unwrap_err().is_timeout());
}

#[test]
#[should_panic(expected = "round_robin: a channel has at least one shard, not 0")]
fn a_shard_count_of_zero_names_the_kind() {
    let _ = Options::new().round_robin::<u32, 4>(0);
}
