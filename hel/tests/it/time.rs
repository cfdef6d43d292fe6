//! Limits of time: none, none left, and those that pass.

use std::thread;
use std::time::{Duration, Instant};

use hel::channel::errors::*;
use hel::channel::mpmc::{bounded, round_robin, shard_group, shard_key};
use hel::channel::spsc::spsc;

use crate::common::{eventually, within};

/// A deadline that has passed, also on a machine that was just started.
fn past() -> Instant {
    let now = Instant::now();
    now.checked_sub(Duration::from_secs(1)).unwrap_or(now)
}

#[test]
fn the_longest_duration_is_no_limit_and_does_not_overflow() {
    within(|| {
        let (tx, rx) = bounded::<u32, 1>();
        thread::scope(|scope| {
            let receiver = scope.spawn(|| rx.recv_timeout(Duration::MAX));
            eventually(|| rx.stats().parked_receivers == 1);
            tx.send_timeout(1, Duration::MAX).unwrap();
            assert_eq!(receiver.join().unwrap(), Ok(1));

            tx.send(2).unwrap();
            let sender = scope.spawn(|| tx.send_timeout(3, Duration::MAX));
            eventually(|| tx.stats().parked_senders == 1);
            assert_eq!(rx.recv(), Ok(2));
            assert_eq!(sender.join().unwrap(), Ok(()));
            assert_eq!(rx.recv(), Ok(3));

            let sender = scope.spawn(|| tx.send_batch_timeout(&mut vec![4, 5, 6], Duration::MAX));
            let mut into = Vec::new();
            while into.len() < 3 {
                rx.recv_batch_timeout(&mut into, 8, Duration::MAX).unwrap();
            }
            assert_eq!(sender.join().unwrap(), Ok(3));
        });
    });
}

#[test]
fn durations_near_the_clocks_end_do_not_overflow() {
    within(|| {
        for exponent in 30..64 {
            let (tx, rx) = bounded::<u32, 1>();
            let limit = Duration::from_secs(1 << exponent);
            thread::scope(|scope| {
                let receiver = scope.spawn(|| rx.recv_timeout(limit));
                eventually(|| rx.stats().parked_receivers == 1);
                tx.send(1).unwrap();
                assert_eq!(receiver.join().unwrap(), Ok(1));
            });
        }
    });
}

#[test]
fn a_limit_of_zero_takes_what_is_there_and_hears_of_a_close_before_it_times_out() {
    let (tx, rx) = bounded::<u32, 1>();
    assert_eq!(tx.send_timeout(1, Duration::ZERO), Ok(()));
    assert_eq!(tx.send_timeout(2, Duration::ZERO), Err(SendError::TimeOut(2)));
    assert_eq!(rx.recv_timeout(Duration::ZERO), Ok(1));
    assert!(rx.recv_timeout(Duration::ZERO).unwrap_err().is_timeout());
    tx.close();
    assert_eq!(rx.recv_timeout(Duration::ZERO), Err(RecvError::Disconnected));
    assert_eq!(tx.send_timeout(2, Duration::ZERO), Err(SendError::Disconnected(2)));
}

#[test]
fn a_past_deadline_takes_what_is_there_and_hears_of_a_close_before_it_times_out() {
    let (tx, rx) = round_robin::<u32, 1>(2);
    assert_eq!(tx.send_deadline(1, past()), Ok(()));
    assert_eq!(tx.send_batch_deadline(&mut vec![2], past()), Ok(1));
    assert_eq!(tx.send_deadline(3, past()), Err(SendError::TimeOut(3)));
    assert_eq!(rx.recv_any_deadline(past()), Ok((0, 1)));
    assert_eq!(rx.recv_batch_deadline(&mut Vec::new(), 8, past()), Ok(1));
    assert!(rx.recv_deadline(past()).unwrap_err().is_timeout());
    tx.close();
    assert_eq!(rx.recv_any_deadline(past()), Err(RecvError::Disconnected));
    assert_eq!(tx.send_deadline(3, past()), Err(SendError::Disconnected(3)));

    let (mut tx, mut rx) = spsc::<u32, 1>();
    assert_eq!(tx.send_deadline(1, past()), Ok(()));
    assert_eq!(tx.send_deadline(2, past()), Err(SendError::TimeOut(2)));
    assert_eq!(rx.recv_deadline(past()), Ok(1));
    assert!(rx.recv_deadline(past()).unwrap_err().is_timeout());
    rx.close();
    assert_eq!(rx.recv_deadline(past()), Err(RecvError::Disconnected));
    assert_eq!(tx.send_deadline(2, past()), Err(SendError::Disconnected(2)));
}

#[test]
fn the_time_waited_is_told() {
    let (_tx, rx) = bounded::<u32, 1>();
    let limit = Duration::from_millis(20);
    let start = Instant::now();
    let error = rx.recv_timeout(limit).unwrap_err();
    let RecvError::TimeOut(waited) = error else { panic!("a time-out and not {error:?}") };
    assert!(waited >= limit && waited <= start.elapsed(), "{waited:?}");
    let error = rx.recv_batch_deadline(&mut Vec::new(), 1, Instant::now() + limit).unwrap_err();
    let RecvError::TimeOut(waited) = error else { panic!("a time-out and not {error:?}") };
    assert!(waited >= limit * 3 / 4, "{waited:?}");
}

#[test]
fn timed_waits_end_when_something_comes() {
    within(|| {
        let (tx, rx) = shard_key::<u32, 1>(2);
        let limit = Duration::from_secs(50);
        let start = Instant::now();
        thread::scope(|scope| {
            let receiver = scope.spawn(|| rx.recv_any_deadline(Instant::now() + limit));
            eventually(|| rx.stats()[0].parked_receivers == 1);
            tx.send("key", 1).unwrap();
            assert_eq!(receiver.join().unwrap(), Ok((tx.shard_for("key"), 1)));

            tx.send("key", 2).unwrap();
            let shard = tx.shard_for("key");
            let sender = scope.spawn(|| tx.send_timeout("key", 3, limit));
            eventually(|| tx.stats()[shard].parked_senders == 1);
            assert_eq!(rx.recv(), Ok(2));
            assert_eq!(sender.join().unwrap(), Ok(()));
        });
        assert!(start.elapsed() < limit);
    });
}

#[test]
fn a_timed_group_send_tells_the_limit_apart_from_an_unknown_key() {
    let (tx, _rx) = shard_group::<u32, 1, _>([("a", 0)]);
    let limit = Duration::from_millis(1);
    assert_eq!(tx.send_timeout("a", 1, limit), Ok(()));
    assert_eq!(tx.send_timeout("a", 2, limit), Err(GroupSendError::Send(SendError::TimeOut(2))));
    assert_eq!(tx.send_deadline("a", 2, past()), Err(GroupSendError::Send(SendError::TimeOut(2))));
    assert_eq!(tx.send_timeout("b", 2, limit), Err(GroupSendError::UnknownKey(2)));
}
