//! Every operation of every kind of channel: its success and each of its errors.

use std::time::{Duration, Instant};

use hel::channel::errors::*;

use crate::common::{
    AtHome, Bounded, ByGroup, ByHasher, ByKey, ByLoad, Kind, Lane, RoundRobin, Rx, Split, Tx, block_on,
    within,
};
use crate::support::{Task, ready};

/// Long enough to be noticed, short enough to wait for.
const SHORT: Duration = Duration::from_millis(5);

/// All values have one key, so that a keyed channel has one shard in use.
fn open<K: Kind>() -> (K::Tx<usize>, K::Rx<usize>) {
    K::open(|_| 7)
}

/// Past already when it is used.
fn past() -> Instant {
    Instant::now()
}

fn sorted(mut values: Vec<usize>) -> Vec<usize> {
    values.sort_unstable();
    values
}

fn send_one_ok<K: Kind>() {
    let (mut tx, mut rx) = open::<K>();
    let mut check = |sent: usize| assert_eq!(rx.try_recv(), Ok(sent));

    assert_eq!(tx.send(1), Ok(()));
    check(1);
    assert_eq!(tx.send_timeout(2, SHORT), Ok(()));
    check(2);
    assert_eq!(tx.send_deadline(3, Instant::now() + SHORT), Ok(()));
    check(3);
    assert_eq!(tx.try_send(4), Ok(()));
    check(4);
    assert_eq!(block_on(tx.send_async(5)), Ok(()));
    check(5);
    let mut slot = Some(6);
    assert_eq!(block_on(tx.send_ref_async(&mut slot)), Ok(()));
    assert_eq!(slot, None);
    check(6);
    assert_eq!(block_on(tx.into_send_async(7)), Ok(()));
    assert_eq!(rx.try_recv(), Ok(7));
}

fn send_one_into_a_full_channel<K: Kind>() {
    let (mut tx, rx) = open::<K>();
    let room = tx.fill(|n| n);

    assert_eq!(tx.try_send(99), Err(TrySendError::Full(99)));
    let start = Instant::now();
    assert_eq!(tx.send_timeout(99, SHORT), Err(SendError::TimeOut(99)));
    assert!(start.elapsed() >= SHORT);
    assert_eq!(tx.send_timeout(99, Duration::ZERO), Err(SendError::TimeOut(99)));
    assert_eq!(tx.send_deadline(99, Instant::now() + SHORT), Err(SendError::TimeOut(99)));
    assert_eq!(tx.send_deadline(99, past()), Err(SendError::TimeOut(99)));
    drop(Task::waiting(tx.send_async(99)));
    let mut slot = Some(99);
    drop(Task::waiting(tx.send_ref_async(&mut slot)));
    assert_eq!(slot, Some(99));
    assert_eq!(rx.len(), room);
    drop(Task::waiting(tx.into_send_async(99)));
    assert_eq!(sorted(rx.collect_to_the_end()), (0..room).collect::<Vec<_>>());
}

/// Ends a channel, and gives the receiver back where there is one still.
type End<K> = fn(&mut <K as Kind>::Tx<usize>, <K as Kind>::Rx<usize>) -> Option<<K as Kind>::Rx<usize>>;

fn send_one_into_an_ended_channel<K: Kind>(end: End<K>) {
    let (mut tx, rx) = open::<K>();
    let rest = end(&mut tx, rx);

    assert_eq!(tx.send(9), Err(SendError::Disconnected(9)));
    assert_eq!(tx.send_timeout(9, Duration::MAX), Err(SendError::Disconnected(9)));
    assert_eq!(tx.send_timeout(9, Duration::ZERO), Err(SendError::Disconnected(9)));
    assert_eq!(tx.send_deadline(9, past()), Err(SendError::Disconnected(9)));
    assert_eq!(tx.try_send(9), Err(TrySendError::Disconnected(9)));
    assert_eq!(ready(tx.send_async(9)), Err(AsyncSendError::Disconnected(9)));
    let mut slot = Some(9);
    assert_eq!(ready(tx.send_ref_async(&mut slot)), Err(AsyncSendRefError::Disconnected));
    assert_eq!(slot, Some(9), "the value stays with its sender");
    assert_eq!(ready(tx.into_send_async(9)), Err(AsyncSendError::Disconnected(9)));
    if let Some(mut rx) = rest {
        assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
    }
}

fn send_one_after_a_close<K: Kind>() {
    send_one_into_an_ended_channel::<K>(|tx, rx| {
        assert!(tx.close());
        Some(rx)
    });
    send_one_into_an_ended_channel::<K>(|_, rx| {
        assert!(rx.close());
        Some(rx)
    });
}

fn send_one_without_a_receiver<K: Kind>() {
    send_one_into_an_ended_channel::<K>(|_, rx| {
        drop(rx);
        None
    });
}

fn send_many_ok<K: Kind>() {
    let (mut tx, mut rx) = open::<K>();
    let mut check = |buffer: &Vec<usize>| {
        assert!(buffer.is_empty());
        assert_eq!(sorted(rx.drain()), [1, 2]);
    };

    let mut buffer = vec![1, 2];
    assert_eq!(tx.send_batch(&mut buffer), Ok(2));
    check(&buffer);
    buffer = vec![1, 2];
    assert_eq!(tx.send_batch_timeout(&mut buffer, SHORT), Ok(2));
    check(&buffer);
    buffer = vec![1, 2];
    assert_eq!(tx.send_batch_deadline(&mut buffer, past()), Ok(2));
    check(&buffer);
    buffer = vec![1, 2];
    assert_eq!(tx.try_send_batch(&mut buffer), Ok(2));
    check(&buffer);
    buffer = vec![1, 2];
    assert_eq!(block_on(tx.send_batch_async(&mut buffer)), Ok(2));
    check(&buffer);
    assert_eq!(tx.send_batch(&mut buffer), Ok(0));
}

fn send_many_into_a_full_channel<K: Kind>() {
    let (mut tx, mut rx) = open::<K>();
    let room = tx.fill(|n| n);
    assert_eq!(rx.drain().len(), room);
    let batch = || (0..room + 3).collect::<Vec<_>>();
    let mut check = |buffer: &Vec<usize>| {
        assert_eq!(buffer[..], batch()[room..]);
        assert_eq!(sorted(rx.drain()), batch()[..room]);
    };

    let mut buffer = batch();
    let error = BatchSendError { sent: room, kind: BatchErrorKind::Full };
    assert_eq!(tx.try_send_batch(&mut buffer), Err(error));
    check(&buffer);

    let error = BatchSendError { sent: room, kind: BatchErrorKind::TimeOut };
    buffer = batch();
    assert_eq!(tx.send_batch_timeout(&mut buffer, SHORT), Err(error));
    check(&buffer);
    buffer = batch();
    assert_eq!(tx.send_batch_timeout(&mut buffer, Duration::ZERO), Err(error));
    check(&buffer);
    buffer = batch();
    assert_eq!(tx.send_batch_deadline(&mut buffer, Instant::now() + SHORT), Err(error));
    check(&buffer);
    buffer = batch();
    drop(Task::waiting(tx.send_batch_async(&mut buffer)));
    check(&buffer);
}

fn send_many_into_an_ended_channel<K: Kind>() {
    let (mut tx, rx) = open::<K>();
    tx.try_send(0).unwrap();
    rx.close();
    let error = Err(BatchSendError { sent: 0, kind: BatchErrorKind::Disconnected });
    let mut buffer = vec![1, 2];
    assert_eq!(tx.send_batch(&mut buffer), error);
    assert_eq!(tx.send_batch_timeout(&mut buffer, Duration::MAX), error);
    assert_eq!(tx.send_batch_timeout(&mut buffer, Duration::ZERO), error);
    assert_eq!(tx.send_batch_deadline(&mut buffer, past()), error);
    assert_eq!(tx.try_send_batch(&mut buffer), error);
    assert_eq!(ready(tx.send_batch_async(&mut buffer)), error);
    drop(rx);
    assert_eq!(tx.send_batch(&mut buffer), error);
    assert_eq!(buffer, [1, 2]);
}

fn recv_one_ok<K: Kind>() {
    let (mut tx, mut rx) = open::<K>();
    let mut put = |value| tx.try_send(value).unwrap();

    put(1);
    assert_eq!(rx.recv(), Ok(1));
    put(2);
    assert_eq!(rx.recv_timeout(SHORT), Ok(2));
    put(3);
    assert_eq!(rx.recv_timeout(Duration::ZERO), Ok(3));
    put(4);
    assert_eq!(rx.recv_deadline(past()), Ok(4));
    put(5);
    assert_eq!(rx.try_recv(), Ok(5));
    put(6);
    assert_eq!(block_on(rx.recv_async()), Ok(6));
    put(7);
    assert_eq!(rx.recv_any().map(|(_, value)| value), Ok(7));
    put(8);
    assert_eq!(rx.recv_any_timeout(Duration::ZERO).map(|(_, value)| value), Ok(8));
    put(9);
    assert_eq!(rx.recv_any_deadline(past()).map(|(_, value)| value), Ok(9));
    put(10);
    assert_eq!(rx.try_recv_any().map(|(_, value)| value), Ok(10));
    put(11);
    assert_eq!(block_on(rx.recv_any_async()).map(|(_, value)| value), Ok(11));
    put(12);
    assert_eq!(block_on(rx.into_recv_async()), Ok(12));
}

fn recv_one_from_an_empty_channel<K: Kind>() {
    let (tx, mut rx) = open::<K>();
    let timed_out = |received: Result<usize, RecvError>, at_least: Duration| match received {
        Err(RecvError::TimeOut(waited)) => assert!(waited >= at_least, "{waited:?}"),
        other => panic!("a time-out and not {other:?}"),
    };

    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    assert_eq!(rx.try_recv_any(), Err(TryRecvError::Empty));
    timed_out(rx.recv_timeout(SHORT), SHORT);
    timed_out(rx.recv_timeout(Duration::ZERO), Duration::ZERO);
    timed_out(rx.recv_deadline(Instant::now() + SHORT), SHORT / 2);
    timed_out(rx.recv_deadline(past()), Duration::ZERO);
    timed_out(rx.recv_any_timeout(SHORT).map(|(_, value)| value), SHORT);
    timed_out(rx.recv_any_deadline(past()).map(|(_, value)| value), Duration::ZERO);
    drop(Task::waiting(rx.recv_async()));
    drop(Task::waiting(rx.recv_any_async()));
    drop(Task::waiting(rx.into_recv_async()));
    assert!(tx.is_closed(), "the receiver went with its future");
}

fn recv_one_from_an_ended_channel<K: Kind>(end: fn(K::Tx<usize>, &K::Rx<usize>)) {
    let (mut tx, mut rx) = open::<K>();
    tx.try_send(1).unwrap();
    end(tx, &rx);

    assert_eq!(rx.recv(), Ok(1), "what was sent before is received");
    assert_eq!(rx.recv(), Err(RecvError::Disconnected));
    assert_eq!(rx.recv_timeout(Duration::MAX), Err(RecvError::Disconnected));
    assert_eq!(rx.recv_timeout(Duration::ZERO), Err(RecvError::Disconnected));
    assert_eq!(rx.recv_deadline(past()), Err(RecvError::Disconnected));
    assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
    assert_eq!(ready(rx.recv_async()), Err(AsyncRecvError::Disconnected));
    assert_eq!(rx.recv_any(), Err(RecvError::Disconnected));
    assert_eq!(rx.recv_any_timeout(Duration::MAX), Err(RecvError::Disconnected));
    assert_eq!(rx.recv_any_deadline(past()), Err(RecvError::Disconnected));
    assert_eq!(rx.try_recv_any(), Err(TryRecvError::Disconnected));
    assert_eq!(ready(rx.recv_any_async()), Err(AsyncRecvError::Disconnected));
    assert_eq!(ready(rx.into_recv_async()), Err(AsyncRecvError::Disconnected));
}

fn recv_one_after_the_end<K: Kind>() {
    recv_one_from_an_ended_channel::<K>(|tx, _| drop(tx));
    recv_one_from_an_ended_channel::<K>(|tx, _| assert!(tx.close()));
    recv_one_from_an_ended_channel::<K>(|_, rx| assert!(rx.close()));
}

fn recv_many_ok<K: Kind>() {
    let (mut tx, mut rx) = open::<K>();
    let mut into = vec![0];
    let mut put = |value| tx.try_send(value).unwrap();

    put(1);
    assert_eq!(rx.recv_batch(&mut into, 1), Ok(1));
    put(2);
    assert_eq!(rx.recv_batch_timeout(&mut into, usize::MAX, Duration::ZERO), Ok(1));
    put(3);
    assert_eq!(rx.recv_batch_deadline(&mut into, usize::MAX, past()), Ok(1));
    put(4);
    assert_eq!(rx.try_recv_batch(&mut into, 64), Ok(1));
    put(5);
    assert_eq!(block_on(rx.recv_batch_async(&mut into, 64)), Ok(1));
    assert_eq!(into, [0, 1, 2, 3, 4, 5], "values are appended");

    put(6);
    put(7);
    assert_eq!(rx.recv_batch(&mut into, 1), Ok(1), "no more than the limit");
    assert_eq!(rx.recv_batch(&mut into, usize::MAX), Ok(1));
    assert_eq!(sorted(into), (0..8).collect::<Vec<_>>());
}

fn recv_many_from_an_empty_channel<K: Kind>() {
    let (_tx, mut rx) = open::<K>();
    let mut into = Vec::new();
    assert_eq!(rx.try_recv_batch(&mut into, 8), Err(TryRecvError::Empty));
    assert!(rx.recv_batch_timeout(&mut into, 8, SHORT).unwrap_err().is_timeout());
    assert!(rx.recv_batch_deadline(&mut into, 8, past()).unwrap_err().is_timeout());
    drop(Task::waiting(rx.recv_batch_async(&mut into, 8)));
    assert!(into.is_empty());
}

fn recv_many_after_the_end<K: Kind>() {
    let (mut tx, mut rx) = open::<K>();
    tx.try_send(1).unwrap();
    drop(tx);
    let mut into = Vec::new();
    assert_eq!(rx.recv_batch(&mut into, 8), Ok(1));
    assert_eq!(rx.recv_batch(&mut into, 8), Err(RecvError::Disconnected));
    assert_eq!(rx.recv_batch_timeout(&mut into, 8, Duration::MAX), Err(RecvError::Disconnected));
    assert_eq!(rx.recv_batch_deadline(&mut into, 8, past()), Err(RecvError::Disconnected));
    assert_eq!(rx.try_recv_batch(&mut into, 8), Err(TryRecvError::Disconnected));
    assert_eq!(ready(rx.recv_batch_async(&mut into, 8)), Err(AsyncRecvError::Disconnected));
    assert_eq!(into, [1]);
}

fn a_limit_of_zero_looks_at_nothing<K: Kind>() {
    let (mut tx, mut rx) = open::<K>();
    let mut into = Vec::new();
    let mut all_zero = |rx: &mut K::Rx<usize>| {
        assert_eq!(rx.recv_batch(&mut into, 0), Ok(0));
        assert_eq!(rx.recv_batch_timeout(&mut into, 0, Duration::MAX), Ok(0));
        assert_eq!(rx.recv_batch_deadline(&mut into, 0, past()), Ok(0));
        assert_eq!(rx.try_recv_batch(&mut into, 0), Ok(0));
        assert_eq!(ready(rx.recv_batch_async(&mut into, 0)), Ok(0));
        assert!(into.is_empty());
    };
    all_zero(&mut rx);
    tx.try_send(1).unwrap();
    all_zero(&mut rx);
    assert_eq!(rx.recv(), Ok(1));
    drop(tx);
    all_zero(&mut rx);
}

fn figures_of_both_sides_agree<K: Kind>() {
    let (mut tx, mut rx) = open::<K>();
    assert_eq!(tx.capacity(), rx.capacity());
    assert!(tx.is_empty() && rx.is_empty());
    assert!(!tx.is_full() && !rx.is_full());
    let room = tx.fill(|n| n);
    assert_eq!((tx.len(), rx.len()), (room, room));
    assert!(!tx.is_empty() && !rx.is_empty());
    assert_eq!(tx.is_full(), room == tx.capacity(), "full when every live shard is");
    assert_eq!(rx.is_full(), room == rx.capacity());
    assert!(!tx.is_closed() && !tx.is_disconnected());
    assert!(!rx.is_closed() && !rx.is_disconnected());

    rx.recv().unwrap();
    let sum = |stats: Vec<hel::channel::mpmc::Stats>| {
        let sum = |figure: fn(&hel::channel::mpmc::Stats) -> usize| stats.iter().map(figure).sum::<usize>();
        (sum(|s| s.sent), sum(|s| s.received), sum(|s| s.queued))
    };
    assert_eq!(sum(tx.stats()), (room, 1, room - 1));
    assert_eq!(sum(rx.stats()), (room, 1, room - 1));

    drop(rx);
    assert!(tx.is_closed() && tx.is_disconnected());
    assert!(tx.is_empty(), "what was queued died with the receiver");
}

fn a_drained_channel_without_senders_is_disconnected<K: Kind>() {
    let (mut tx, mut rx) = open::<K>();
    tx.try_send(1).unwrap();
    drop(tx);
    assert!(rx.is_closed() && rx.is_disconnected());
    assert_eq!(rx.len(), 1, "closed, and not drained yet");
    assert_eq!(rx.recv(), Ok(1));
}

fn closing_twice_is_told<K: Kind>() {
    let (tx, rx) = open::<K>();
    assert!(tx.close());
    assert!(!tx.close());
    assert!(!rx.close());
    assert!(tx.is_closed() && rx.is_closed());
    assert!(!tx.is_disconnected() && !rx.is_disconnected(), "both sides are alive");
    tx.closed();
    rx.closed();
    ready(tx.closed_async());
    ready(rx.closed_async());
}

fn who_waits_for_the_end_is_told_on_both_sides<K: Kind>() {
    let (tx, rx) = open::<K>();
    let mut of_both = (Task::waiting(tx.closed_async()), Task::waiting(rx.closed_async()));
    tx.close();
    assert!(of_both.0.is_woken() && of_both.1.is_woken());
    of_both.0.ready();
    of_both.1.ready();
}

/// One test of each behaviour for each kind.
macro_rules! for_every_kind {
    ($($behaviour:ident),* $(,)?) => {
        for_every_kind!(@kind bounded, Bounded<2>, [$($behaviour)*]);
        for_every_kind!(@kind round_robin, RoundRobin<2>, [$($behaviour)*]);
        for_every_kind!(@kind split, Split<2>, [$($behaviour)*]);
        for_every_kind!(@kind home_shard, AtHome<2>, [$($behaviour)*]);
        for_every_kind!(@kind least_loaded, ByLoad<2>, [$($behaviour)*]);
        for_every_kind!(@kind shard_key, ByKey<2>, [$($behaviour)*]);
        for_every_kind!(@kind shard_key_with_hasher, ByHasher<2>, [$($behaviour)*]);
        for_every_kind!(@kind shard_group, ByGroup<2>, [$($behaviour)*]);
        for_every_kind!(@kind spsc, Lane<2>, [$($behaviour)*]);
    };
    (@kind $kind:ident, $type:ty, [$($behaviour:ident)*]) => {
        mod $kind {
            use super::*;
            $(
                #[test]
                fn $behaviour() {
                    within(super::$behaviour::<$type>);
                }
            )*
        }
    };
}

for_every_kind!(
    send_one_ok,
    send_one_into_a_full_channel,
    send_one_after_a_close,
    send_one_without_a_receiver,
    send_many_ok,
    send_many_into_a_full_channel,
    send_many_into_an_ended_channel,
    recv_one_ok,
    recv_one_from_an_empty_channel,
    recv_one_after_the_end,
    recv_many_ok,
    recv_many_from_an_empty_channel,
    recv_many_after_the_end,
    a_limit_of_zero_looks_at_nothing,
    figures_of_both_sides_agree,
    a_drained_channel_without_senders_is_disconnected,
    closing_twice_is_told,
    who_waits_for_the_end_is_told_on_both_sides,
);
