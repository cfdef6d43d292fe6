//! Futures that were woken and are kept, unpolled: they hold up others for a bounded number of operations only.

use std::thread;
use std::time::Duration;

use futures_util::stream::FuturesUnordered;
use hel::channel::errors::{TryRecvError, TrySendError};
use hel::channel::mpmc::{bounded, round_robin, shard_key};

use crate::common::within;
use crate::support::Task;

/// How many futures are kept.
const KEPT: [usize; 4] = [0, 1, 2, 5];

fn senders_kept_beside_a_live_one<const CAP: usize>() {
    for kept in KEPT {
        let (tx, rx) = bounded::<usize, CAP>();
        (0..CAP).for_each(|value| tx.try_send(value).unwrap());
        let _kept: Vec<_> = (0..kept).map(|_| Task::waiting(tx.send_async(100))).collect();
        let mut live = Task::waiting(tx.send_async(200));
        for _ in 0..=kept {
            assert!(!live.is_woken());
            let _ = rx.try_recv();
        }
        assert!(live.is_woken(), "{kept} kept, {CAP} slots");
        assert_eq!(live.ready(), Ok(()));
    }
}

#[test]
fn a_live_sender_is_served_after_as_many_receives_as_senders_are_kept_and_one() {
    within(|| {
        senders_kept_beside_a_live_one::<1>();
        senders_kept_beside_a_live_one::<2>();
        senders_kept_beside_a_live_one::<8>();
    });
}

fn receivers_kept_beside_a_live_one<const CAP: usize>() {
    for kept in KEPT {
        let (tx, rx) = bounded::<usize, CAP>();
        let _kept: Vec<_> = (0..kept).map(|_| Task::waiting(rx.recv_async())).collect();
        let mut live = Task::waiting(rx.recv_async());
        for value in 0..=kept {
            assert!(!live.is_woken());
            let _ = tx.try_send(value);
        }
        assert!(live.is_woken(), "{kept} kept, {CAP} slots");
        assert_eq!(live.ready(), Ok(0));
    }
}

#[test]
fn a_live_receiver_is_served_after_as_many_sends_as_receivers_are_kept_and_one() {
    within(|| {
        receivers_kept_beside_a_live_one::<1>();
        receivers_kept_beside_a_live_one::<2>();
        receivers_kept_beside_a_live_one::<8>();
    });
}

#[test]
fn a_kept_send_does_not_hold_up_a_thread_that_sends() {
    within(|| {
        let (tx, rx) = bounded::<u32, 1>();
        tx.send(0).unwrap();
        let kept = Task::waiting(tx.send_async(1));
        let live = thread::spawn({
            let tx = tx.clone();
            move || tx.send_timeout(2, Duration::from_secs(60))
        });
        crate::common::eventually(|| tx.stats().parked_senders == 2);
        assert_eq!(rx.recv(), Ok(0));
        assert_eq!(rx.recv_timeout(Duration::from_secs(60)), Ok(2));
        live.join().unwrap().unwrap();
        drop(kept);
    });
}

#[test]
fn a_kept_receive_does_not_hold_up_a_thread_that_receives() {
    within(|| {
        let (tx, rx) = bounded::<u32, 1>();
        let kept = Task::waiting(rx.recv_async());
        let live = thread::spawn({
            let rx = rx.clone();
            move || rx.recv_timeout(Duration::from_secs(60))
        });
        crate::common::eventually(|| rx.stats().parked_receivers == 2);
        tx.send(0).unwrap();
        tx.send_timeout(1, Duration::from_secs(60)).unwrap();
        assert_eq!(live.join().unwrap(), Ok(0));
        drop(kept);
    });
}

#[test]
fn futures_kept_in_a_collection_hold_up_nobody_for_long() {
    within(|| {
        let (tx, rx) = bounded::<u32, 1>();
        tx.try_send(0).unwrap();
        let kept: FuturesUnordered<_> = (1..=3).map(|value| tx.send_async(value)).collect();
        let mut kept = Task::waiting(futures_util::StreamExt::into_future(kept));
        let mut live = Task::waiting(tx.send_async(9));
        assert_eq!(rx.try_recv(), Ok(0));
        for _ in 0..3 {
            assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
        }
        assert!(kept.is_woken() && live.is_woken());
        assert_eq!(live.ready(), Ok(()));
        assert!(kept.poll().is_pending(), "it was too late, and waits again");
    });
}

#[test]
fn kept_futures_of_some_shards_hold_up_no_other_and_none_of_any_shard() {
    within(|| {
        let (tx, rx) = round_robin::<u32, 1>(2);
        (0..2).for_each(|value| tx.try_send(value).unwrap());
        let _kept = [Task::waiting(tx.send_async(2)), Task::waiting(tx.send_async(3))];
        let mut live = Task::waiting(tx.send_async(4));
        for _ in 0..3 {
            assert!(!live.is_woken());
            let _ = rx.try_recv();
        }
        assert_eq!(live.ready(), Ok(()));

        let (tx, rx) = shard_key::<u32, 1>(2);
        let _kept = [Task::waiting(rx.recv_any_async()), Task::waiting(rx.recv_any_async())];
        let mut live = Task::waiting(rx.recv_any_async());
        assert_eq!(tx.try_send(7, 0), Ok(()));
        for _ in 0..2 {
            assert!(!live.is_woken());
            assert_eq!(tx.try_send(7, 1), Err(TrySendError::Full(1)));
        }
        assert_eq!(live.ready(), Ok((tx.shard_for(7), 0)));
    });
}
