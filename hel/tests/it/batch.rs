//! Batches: what is left over is in the caller's buffer, in order, whatever happened.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::Duration;

use hel::channel::errors::*;
use hel::channel::mpmc::{self, bounded, round_robin, shard_group, shard_key};
use hel::channel::spsc::spsc;

use crate::common::{block_on, eventually, within};
use crate::support::{Task, ready};

/// Groups by hundreds: 0 to 99 go to shard 0, 100 to 199 to shard 1, and so on.
fn by_hundreds<const CAP: usize>(
    shards: u32,
) -> (mpmc::GroupSender<u32, CAP, u32>, mpmc::ShardReceiver<u32, CAP, mpmc::Keyed>) {
    shard_group((0..shards).map(|shard| (shard, shard as usize)))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "keys are taken from borrowed values")]
fn hundred(value: &u32) -> u32 {
    value / 100
}

fn left_over(sent: usize, kind: BatchErrorKind) -> BatchSendError {
    BatchSendError { sent, kind }
}

#[test]
fn full_leaves_the_rest_in_order() {
    let (tx, rx) = bounded::<u32, 4>();
    let mut buffer = vec![1, 2, 3, 4, 5, 6];
    assert_eq!(tx.try_send_batch(&mut buffer), Err(left_over(4, BatchErrorKind::Full)));
    assert_eq!(buffer, [5, 6]);
    assert_eq!(rx.try_iter().collect::<Vec<_>>(), [1, 2, 3, 4]);
}

#[test]
fn one_full_shard_holds_up_no_other() {
    let (tx, rx) = by_hundreds::<2>(3);
    let mut buffer = vec![1, 101, 2, 3, 4, 201, 102, 5];
    let error = tx.try_send_batch(&mut buffer, hundred).unwrap_err();
    assert_eq!(error, GroupSendError::Send(left_over(5, BatchErrorKind::Full)));
    assert_eq!(buffer, [3, 4, 5], "the rest of the full shard, in order");
    let of = |shard| rx.receiver(shard).unwrap().try_iter().collect::<Vec<_>>();
    assert_eq!([of(0), of(1), of(2)], [vec![1, 2], vec![101, 102], vec![201]]);
}

#[test]
fn a_time_out_leaves_the_rest_in_order() {
    let (tx, rx) = by_hundreds::<2>(2);
    let mut buffer = vec![101, 102, 103, 1, 104];
    let error = tx.send_batch_timeout(&mut buffer, Duration::from_millis(5), hundred).unwrap_err();
    assert_eq!(error, GroupSendError::Send(left_over(3, BatchErrorKind::TimeOut)));
    assert_eq!(buffer, [103, 104]);
    assert_eq!(rx.len(), 3);
}

#[test]
fn live_shards_are_served_before_a_dead_one_is_reported() {
    within(|| {
        let (tx, rx) = by_hundreds::<1>(2);
        let mut receivers = rx.into_receivers();
        let live = receivers.pop().unwrap();
        drop(receivers); // shard 0 is dead
        let consumer = thread::spawn(move || live.iter().take(4).collect::<Vec<_>>());

        let mut buffer = vec![1, 101, 102, 2, 103, 104, 3];
        let error = tx.send_batch(&mut buffer, hundred).unwrap_err();
        assert_eq!(error, GroupSendError::Send(left_over(4, BatchErrorKind::Disconnected)));
        assert_eq!(buffer, [1, 2, 3]);
        assert_eq!(consumer.join().unwrap(), [101, 102, 103, 104]);
    });
}

#[test]
fn a_dead_shard_is_reported_before_a_time_out_and_a_full_one() {
    let (tx, rx) = by_hundreds::<1>(3);
    rx.receiver(0).unwrap().close();
    let batch = || vec![101, 102, 1, 201];

    let mut buffer = batch();
    let error = tx.try_send_batch(&mut buffer, hundred).unwrap_err();
    assert_eq!(error, GroupSendError::Send(left_over(2, BatchErrorKind::Disconnected)));
    assert_eq!(buffer, [102, 1]);

    assert_eq!(rx.try_iter().count(), 2);
    buffer = batch();
    let error = tx.send_batch_timeout(&mut buffer, Duration::from_millis(1), hundred).unwrap_err();
    assert_eq!(error, GroupSendError::Send(left_over(2, BatchErrorKind::Disconnected)));
    assert_eq!(buffer, [102, 1]);
}

#[test]
fn a_dead_shard_of_a_keyed_channel_takes_nothing_and_the_others_everything() {
    within(|| {
        let (tx, rx) = shard_key::<u32, 256>(4);
        rx.receiver(2).unwrap().close();
        let mut buffer: Vec<u32> = (0..400).collect();
        let dead: Vec<u32> = (0..400).filter(|n| tx.shard_for(n) == 2).collect();
        let error = tx.send_batch(&mut buffer, |n| *n).unwrap_err();
        assert_eq!(error, left_over(400 - dead.len(), BatchErrorKind::Disconnected));
        assert_eq!(buffer, dead);
        assert_eq!(rx.len(), 400 - dead.len());
    });
}

#[test]
fn a_close_in_the_middle_of_a_waiting_batch_leaves_the_rest() {
    within(|| {
        let (tx, rx) = bounded::<u32, 2>();
        let sender = thread::spawn(move || {
            let mut buffer = (0..6).collect();
            let error = tx.send_batch(&mut buffer).unwrap_err();
            (error, buffer)
        });
        eventually(|| rx.stats().parked_senders == 1);
        rx.close();
        let (error, buffer) = sender.join().unwrap();
        assert_eq!(error, left_over(2, BatchErrorKind::Disconnected));
        assert_eq!(buffer, [2, 3, 4, 5]);
        assert_eq!(rx.iter().collect::<Vec<_>>(), [0, 1]);
    });
}

#[test]
fn a_cancelled_batch_puts_the_rest_back_in_order() {
    within(|| {
        let (tx, rx) = by_hundreds::<2>(2);
        let mut buffer = vec![1, 101, 2, 3, 102, 103];
        let mut task = Task::waiting(tx.send_batch_async(&mut buffer, hundred));
        assert_eq!(rx.receiver(0).unwrap().recv(), Ok(1));
        assert!(task.is_woken());
        assert!(task.poll().is_pending());
        drop(task);
        assert_eq!(buffer, [103], "3 was sent when room came");
        assert_eq!(rx.receiver(0).unwrap().try_iter().collect::<Vec<_>>(), [2, 3]);
        assert_eq!(rx.receiver(1).unwrap().try_iter().collect::<Vec<_>>(), [101, 102]);
    });
}

#[test]
fn a_batch_that_is_never_polled_stays_whole() {
    let (tx, rx) = bounded::<u32, 2>();
    let mut buffer = vec![1, 2, 3];
    drop(tx.send_batch_async(&mut buffer));
    assert_eq!(buffer, [1, 2, 3]);
    let (keyed, _keyed_rx) = shard_key::<u32, 2>(2);
    drop(keyed.send_batch_async(&mut buffer, |n| *n));
    assert_eq!(buffer, [1, 2, 3]);
    let (mut lane, _lane_rx) = spsc::<u32, 2>();
    drop(lane.send_batch_async(&mut buffer));
    assert_eq!(buffer, [1, 2, 3]);
    assert!(rx.is_empty());
}

#[test]
fn a_panicking_key_function_sends_nothing_and_leaves_the_buffer_as_it_was() {
    let (keyed, keyed_rx) = shard_key::<u32, 8>(3);
    let (group, group_rx) = by_hundreds::<8>(2);
    let fails_at_3 = |n: &u32| -> u32 {
        assert_ne!(*n, 3, "planned");
        *n / 100
    };
    let mut buffer = vec![1, 2, 3, 4];
    let mut fails = |body: &mut dyn FnMut(&mut Vec<u32>)| {
        assert!(catch_unwind(AssertUnwindSafe(|| body(&mut buffer))).is_err());
        assert_eq!(buffer, [1, 2, 3, 4]);
    };
    fails(&mut |buffer| assert!(keyed.send_batch(buffer, fails_at_3).is_err()));
    fails(&mut |buffer| assert!(keyed.try_send_batch(buffer, fails_at_3).is_err()));
    fails(&mut |buffer| assert!(keyed.send_batch_timeout(buffer, Duration::ZERO, fails_at_3).is_err()));
    fails(&mut |buffer| assert!(ready(keyed.send_batch_async(buffer, fails_at_3)).is_err()));
    fails(&mut |buffer| assert!(group.send_batch(buffer, fails_at_3).is_err()));
    fails(&mut |buffer| assert!(ready(group.send_batch_async(buffer, fails_at_3)).is_err()));
    assert!(keyed_rx.is_empty() && group_rx.is_empty());
}

#[test]
fn a_panicking_hash_sends_nothing_and_leaves_the_buffer_as_it_was() {
    struct Key(u32);
    impl std::hash::Hash for Key {
        fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
            assert_ne!(self.0, 2, "planned");
            state.write_u32(self.0);
        }
    }
    let (tx, rx) = shard_key::<u32, 8>(2);
    let mut buffer = vec![1, 2, 3];
    let send = || tx.send_batch(&mut buffer, |n| Key(*n));
    assert!(catch_unwind(AssertUnwindSafe(send)).is_err());
    assert_eq!(buffer, [1, 2, 3]);
    assert!(rx.is_empty());
}

#[test]
fn a_batch_by_group_sends_what_it_can_and_leaves_what_has_no_shard() {
    let (tx, rx) = by_hundreds::<8>(2);
    let unknown = |sent| Err(GroupSendError::UnknownKey(sent));
    let batch = || vec![1, 701, 101, 801, 2];
    let mut buffer = batch();
    assert_eq!(tx.send_batch(&mut buffer, hundred), unknown(3));
    assert_eq!(buffer, [701, 801]);
    assert_eq!(tx.send_batch(&mut buffer, hundred), unknown(0));
    buffer = batch();
    assert_eq!(tx.try_send_batch(&mut buffer, hundred), unknown(3));
    assert_eq!(buffer, [701, 801]);
    buffer = batch();
    assert_eq!(ready(tx.send_batch_async(&mut buffer, hundred)), unknown(3));
    assert_eq!(buffer, [701, 801]);
    assert_eq!(rx.receiver(0).unwrap().try_iter().collect::<Vec<_>>(), [1, 2, 1, 2, 1, 2]);
    assert_eq!(rx.receiver(1).unwrap().try_iter().collect::<Vec<_>>(), [101, 101, 101]);

    // What stands in its way is told before: it may go away.
    rx.receiver(1).unwrap().close();
    buffer = batch();
    let closed = GroupSendError::Send(left_over(2, BatchErrorKind::Disconnected));
    assert_eq!(tx.send_batch(&mut buffer, hundred), Err(closed));
    assert_eq!(buffer, [701, 101, 801]);
}

#[test]
fn a_round_robin_batch_goes_in_runs() {
    let (tx, rx) = round_robin::<u32, 4>(3);
    assert_eq!(tx.send_batch(&mut (0..6).collect()), Ok(6));
    assert_eq!(tx.send_batch(&mut (6..8).collect()), Ok(2));
    assert_eq!(tx.try_send_batch(&mut (8..12).collect()), Ok(4));
    let of = |shard| rx.receiver(shard).unwrap().try_iter().collect::<Vec<_>>();
    assert_eq!([of(0), of(1), of(2)], [[0, 1, 2, 3], [4, 5, 8, 9], [6, 7, 10, 11]].map(Vec::from));
}

#[test]
fn batches_borrow_their_keys_from_the_items() {
    let symbols = || vec!["AAPL".to_string(), "MSFT".to_string(), "AAPL".to_string()];
    let (keyed, keyed_rx) = shard_key::<String, 8>(4);
    assert_eq!(keyed.send_batch_by(&mut symbols(), |symbol| symbol.as_str()), Ok(3));
    assert!(keyed_rx.receiver(keyed.shard_for("AAPL")).unwrap().len() >= 2);

    let (group, group_rx) = shard_group::<String, 8, String>([("AAPL".into(), 0), ("MSFT".into(), 1)]);
    assert_eq!(group.send_batch_by(&mut symbols(), |symbol| symbol.as_str()), Ok(3));
    assert_eq!(group_rx.receiver(0).unwrap().len(), 2);
    assert_eq!(group_rx.receiver(1).unwrap().len(), 1);
}

#[test]
fn a_batch_longer_than_the_channel_flows_through_it() {
    within(|| {
        let (tx, rx) = bounded::<u32, 4>();
        let sender = thread::spawn(move || tx.send_batch(&mut (0..1000).collect()));
        assert_eq!(rx.iter().collect::<Vec<_>>(), (0..1000).collect::<Vec<_>>());
        assert_eq!(sender.join().unwrap(), Ok(1000));

        let (mut tx, mut rx) = spsc::<u32, 4>();
        let sender = thread::spawn(move || block_on(tx.send_batch_async(&mut (0..1000).collect())));
        let mut into = Vec::new();
        while rx.recv_batch(&mut into, usize::MAX).is_ok() {}
        assert_eq!(into, (0..1000).collect::<Vec<_>>());
        assert_eq!(sender.join().unwrap(), Ok(1000));
    });
}

#[test]
fn a_receive_batch_takes_from_all_shards_and_keeps_the_order_of_each() {
    let (tx, rx) = round_robin::<u32, 4>(3);
    tx.send_batch(&mut (0..9).collect()).unwrap();
    let mut into = Vec::new();
    assert_eq!(rx.recv_batch(&mut into, usize::MAX), Ok(9));
    assert_eq!(into, (0..9).collect::<Vec<_>>());
}

#[test]
fn an_empty_batch_is_sent_even_by_a_closed_channel() {
    let (tx, rx) = bounded::<u32, 4>();
    let mut buffer = Vec::new();
    assert_eq!(tx.send_batch(&mut buffer), Ok(0));
    drop(rx);
    assert_eq!(tx.send_batch(&mut buffer), Ok(0), "nothing is left over");
    assert_eq!(tx.try_send_batch(&mut buffer), Ok(0));
    let (keyed, keyed_rx) = shard_key::<u32, 4>(2);
    drop(keyed_rx);
    assert_eq!(keyed.send_batch(&mut buffer, |n| *n), Ok(0));
}

#[test]
fn the_rest_of_a_batch_over_a_lane_without_a_receiver_comes_back() {
    within(|| {
        let (mut tx, rx) = spsc::<u32, 4>();
        drop(rx);
        let mut buffer = vec![1, 2, 3];
        let error = left_over(0, BatchErrorKind::Disconnected);
        assert_eq!(tx.try_send_batch(&mut buffer), Err(error));
        assert_eq!(tx.send_batch(&mut buffer), Err(error));
        assert_eq!(ready(tx.send_batch_async(&mut buffer)), Err(error));
        assert_eq!(buffer, [1, 2, 3]);
    });
}
