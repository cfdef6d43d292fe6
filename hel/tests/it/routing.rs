//! The ways to route a message without a key, and the workers that take them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use hel::channel::errors::{RecvError, TrySendError};
use hel::channel::mpmc::{
    bounded, home_shard, least_loaded, round_robin, shard_group_with_shards, shard_key,
};
use hel::channel::spsc::spsc;

use crate::common::within;

#[test]
fn each_handle_sends_to_its_own_shard_and_past_it_when_that_is_full_or_dead() {
    let (tx, rx) = home_shard::<u32, 2>(3);
    let handles = [tx.clone(), tx.clone(), tx.clone()];
    let home = |handle: usize, n| {
        handles[handle].send(n).unwrap();
        rx.recv_any().unwrap().0
    };
    assert_eq!([home(0, 1), home(1, 2), home(2, 3), home(0, 4)], [1, 2, 0, 1], "clones get homes in turn");

    for n in 0..6 {
        tx.send(n).unwrap();
    }
    let shards = [0, 1, 2].map(|shard| rx.receiver(shard).unwrap().try_iter().collect::<Vec<_>>());
    assert_eq!(shards, [[0, 1], [2, 3], [4, 5]]);
    tx.send(6).unwrap();
    assert_eq!(rx.recv_any(), Ok((0, 6)), "it comes home");

    rx.receiver(0).unwrap().close();
    tx.send(7).unwrap();
    assert_eq!(rx.recv_any(), Ok((1, 7)));
    assert_eq!(tx.send_batch(&mut vec![8, 9, 10]), Ok(3));
    assert_eq!(tx.force_send(11), Ok(None));
    assert_eq!(tx.try_send(12), Err(TrySendError::Full(12)));
    assert_eq!(tx.force_send(12), Ok(Some(8)), "the oldest of the first live shard");
    drop(rx);
    assert_eq!(tx.try_send(13), Err(TrySendError::Disconnected(13)));
}

#[test]
fn a_shard_whose_worker_is_busy_is_left_alone() {
    let (tx, rx) = least_loaded::<u32, 64>(4);
    // Shards 0 and 1 are nearly full, 2 and 3 empty.
    for shard in [0, 1] {
        tx.shard(shard).unwrap().send_batch(&mut (0..60).collect()).unwrap();
    }
    (0..64).for_each(|n| tx.send(n).unwrap());
    let lens = [0, 1, 2, 3].map(|shard| rx.receiver(shard).unwrap().len());
    // Both draws fall on a busy one once in six times.
    assert!(lens[0] + lens[1] <= 128 && lens[2] + lens[3] >= 36, "{lens:?}");
    assert!(lens[2].abs_diff(lens[3]) <= 8, "{lens:?}");
}

#[test]
fn every_slot_of_a_least_loaded_channel_is_found() {
    let (tx, rx) = least_loaded::<u32, 2>(5);
    (0..10).for_each(|n| tx.try_send(n).unwrap());
    assert_eq!(tx.try_send(10), Err(TrySendError::Full(10)));
    assert!(tx.is_full());
    let mut all: Vec<_> = rx.try_iter().collect();
    all.sort_unstable();
    assert_eq!(all, (0..10).collect::<Vec<_>>());
}

#[test]
fn a_worker_takes_from_its_home_first_and_helps_where_that_is_empty() {
    let (tx, rx) = round_robin::<u32, 8>(4);
    for (shard, first) in [0, 10, 20, 30].into_iter().enumerate() {
        tx.shard(shard).unwrap().send_batch(&mut (first..first + 3).collect()).unwrap();
    }
    let workers = rx.into_workers(2);
    let taken: Vec<_> = workers[1].try_iter().take(8).collect();
    assert_eq!(taken, [20, 30, 21, 31, 22, 32, 0, 10], "its own by turns, then the others'");
    tx.shard(3).unwrap().send(33).unwrap();
    assert_eq!(workers[1].try_recv_any(), Ok((3, 33)), "it is back home");
    let mut rest = Vec::new();
    assert_eq!(workers[0].try_recv_batch(&mut rest, usize::MAX), Ok(4), "what is at home");
    assert_eq!(rest, [1, 2, 11, 12]);
    for (shard, n) in [(1, 13), (2, 23), (2, 24), (3, 34)] {
        tx.shard(shard).unwrap().send(n).unwrap();
    }
    rest.clear();
    assert_eq!(
        workers[0].try_recv_batch(&mut rest, usize::MAX),
        Ok(1),
        "some at home, and so none of the others'"
    );
    assert_eq!(
        workers[0].try_recv_batch(&mut rest, usize::MAX),
        Ok(2),
        "nothing at home: a shard of another's"
    );
    assert_eq!(rest, [13, 23, 24]);
}

#[test]
fn workers_are_spread_over_the_shards_whatever_their_number() {
    for (shards, workers) in [(1, 1), (1, 4), (3, 2), (4, 4), (5, 3), (3, 7)] {
        let (tx, rx) = round_robin::<usize, 2>(shards);
        let receivers = rx.into_workers(workers);
        assert_eq!(receivers.len(), workers);
        for shard in 0..shards {
            // Each shard is somebody's home: that one takes from it first.
            (0..shards).for_each(|n| tx.shard(n).unwrap().try_send(n).unwrap());
            let at_home = receivers.iter().filter(|worker| {
                let first = (*worker).clone().try_recv_any().unwrap();
                tx.shard(first.0).unwrap().try_send(first.1).unwrap();
                let home = first.0..(first.0 + shards.div_ceil(workers));
                home.contains(&shard)
            });
            assert!(at_home.count() > 0, "shard {shard} of {shards} is nobody's home of {workers}");
            assert_eq!(receivers[0].try_iter().count(), shards);
        }
        drop(tx);
        assert!(receivers.iter().all(|worker| worker.recv() == Err(RecvError::Disconnected)));
    }
}

#[test]
fn workers_that_help_lose_nothing_and_leave_nobody_behind() {
    within(|| {
        let (tx, rx) = home_shard::<u64, 16>(4);
        let workers: Vec<_> = rx
            .into_workers(3)
            .into_iter()
            .map(|jobs| thread::spawn(move || jobs.iter().fold((0, 0), |(n, sum), job| (n + 1, sum + job))))
            .collect();
        let senders: Vec<_> = (0..2)
            .map(|_| {
                let tx = tx.clone();
                thread::spawn(move || (0..10_000).for_each(|n| tx.send(n).unwrap()))
            })
            .collect();
        drop(tx);
        for sender in senders {
            sender.join().unwrap();
        }
        let done = workers.into_iter().map(|worker| worker.join().unwrap());
        let (count, sum) = done.fold((0, 0), |(n, sum), (more, of)| (n + more, sum + of));
        assert_eq!((count, sum), (20_000, 2 * (0..10_000).sum::<u64>()));
    });
}

#[test]
fn a_group_channel_may_have_more_shards_than_its_map_names() {
    let (tx, rx) = shard_group_with_shards::<u32, 2, _>(4, [("a", 1)]);
    assert_eq!((tx.shards(), rx.shards()), (4, 4));
    tx.shard(3).unwrap().send(1).unwrap();
    assert_eq!(rx.recv_any(), Ok((3, 1)));
}

#[test]
#[should_panic(expected = r#"shard_group_with_shards: entry 1, key "b", names shard 2, of shards 0 to 1"#)]
fn a_group_on_a_shard_that_there_is_not_is_told_by_key_and_index() {
    let _ = shard_group_with_shards::<u32, 2, _>(2, [("a", 0), ("b", 2)]);
}

#[test]
#[should_panic(
    expected = r#"shard_group_with_shards: entry 1, key "a", (shard 1) repeats a key that has shard 0 already"#
)]
fn a_group_that_is_named_twice_is_told_by_key() {
    let _ = shard_group_with_shards::<u32, 2, _>(2, [("a", 0), ("a", 1)]);
}

#[test]
#[should_panic(expected = "into_workers: there is at least one worker, not 0")]
fn no_workers_at_all_are_refused() {
    let _ = round_robin::<u32, 2>(2).1.into_workers(0);
}

/// Notes that it was dropped.
struct Noted<'a>(&'a AtomicBool);

impl Drop for Noted<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn a_monitor_keeps_nothing_open_and_tells_the_last_figures() {
    static DROPPED: AtomicBool = AtomicBool::new(false);
    let (tx, rx) = bounded::<Noted<'static>, 4>();
    let monitors = [tx.monitor(), rx.monitor(), tx.monitor().clone()];
    tx.send(Noted(&DROPPED)).unwrap();
    assert!(monitors.iter().all(|monitor| monitor.stats()[0].queued == 1));
    drop(tx);
    assert!(rx.is_disconnected(), "no monitor is a sender");
    drop(rx);
    assert!(DROPPED.load(Ordering::Relaxed), "nor a receiver");
    assert!(monitors.iter().all(|monitor| monitor.stats()[0].discarded == 1));

    let (tx, rx) = shard_key::<u32, 4>(3);
    let monitor = rx.monitor();
    tx.send("AAPL", 1).unwrap();
    assert_eq!(monitor.stats(), tx.stats());
    assert_eq!(monitor.stats()[tx.shard_for("AAPL")].queued, 1);

    let (mut tx, mut rx) = spsc::<u32, 4>();
    let monitors = [tx.monitor(), rx.monitor()];
    tx.send_batch(&mut vec![1, 2, 3]).unwrap();
    assert_eq!(rx.recv(), Ok(1));
    assert!(monitors.iter().all(|monitor| monitor.stats() == [rx.stats()]));
    drop((tx, rx));
    let last = monitors[0].stats()[0];
    assert_eq!((last.sent, last.received, last.discarded, last.queued), (3, 1, 2, 0));
}
