//! The end of a channel: a close is exact, what was sent before is received, what is queued dies with the receivers.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use hel::channel::errors::*;
use hel::channel::mpmc::{bounded, round_robin, shard_group, shard_key};
use hel::channel::spsc::spsc;

use crate::common::{
    Bounded, ByGroup, ByKey, Kind, Lane, RoundRobin, Rx, Split, Tx, block_on, eventually, within,
};
use crate::support::Task;

/// Sends numbers of its own in one of four ways until the channel refuses one; gives those that were sent.
///
/// Closes the channel itself before the round `close_at`.
fn send_until_closed(mut tx: impl Tx<u32>, producer: u32, close_at: Option<u32>) -> Vec<u32> {
    let mut sent = Vec::new();
    for round in 0.. {
        if close_at == Some(round) {
            assert!(tx.close());
        }
        let value = producer * 1_000_000 + round * 4;
        let refused = match round % 4 {
            0 => tx.send(value).err().map(SendError::into_inner),
            1 => block_on(tx.send_async(value)).err().map(AsyncSendError::into_inner),
            2 => loop {
                match tx.try_send(value) {
                    Ok(()) => break None,
                    Err(TrySendError::Full(_)) => thread::yield_now(),
                    Err(TrySendError::Disconnected(value)) => break Some(value),
                }
            },
            _ => {
                let mut batch = vec![value, value + 1, value + 2];
                let result = tx.send_batch(&mut batch);
                // Each shard of a closed channel has an end of its own: what came back need not be the tail.
                sent.extend((value..value + 3).filter(|value| !batch.contains(value)));
                match result {
                    Ok(count) => assert_eq!((count, batch.len()), (3, 0)),
                    Err(error) => {
                        assert!(error.is_disconnected());
                        assert_eq!(error.sent, 3 - batch.len());
                        return sent;
                    }
                }
                continue;
            }
        };
        match refused {
            None => sent.push(value),
            Some(back) => {
                assert_eq!(back, value, "a send that fails hands its own value back");
                return sent;
            }
        }
    }
    unreachable!("the channel is closed at some time")
}

/// In every second round the receiver closes after so many receives, in the others a sender after so many rounds.
fn what_is_drained_is_what_was_sent<K: Kind>() {
    for (round, steps) in [0, 1, 3, 10, 100, 500].into_iter().cycle().take(36).enumerate() {
        let by_receiver = round / 6 % 2 == 0;
        let (mut senders, mut receivers) = K::open_many::<u32>(|value| u64::from(value % 64), 3, 1);
        // Of lanes one is as good as another.
        senders.truncate(if receivers.len() == 1 { 3 } else { 1 });
        let mut rx = receivers.remove(0);
        let start = Arc::new(Barrier::new(senders.len() + 1));
        let senders: Vec<_> = (0..)
            .zip(senders)
            .map(|(producer, tx)| {
                let start = Arc::clone(&start);
                let close_at = (!by_receiver && producer == 0).then_some(steps);
                thread::spawn(move || {
                    start.wait();
                    send_until_closed(tx, producer, close_at)
                })
            })
            .collect();
        start.wait();
        let mut drained = Vec::new();
        if by_receiver {
            drained.extend((0..steps).map(|_| rx.recv().expect("nothing is closed yet")));
            assert!(rx.close());
        }
        match round % 4 {
            0 => drained.extend(std::iter::from_fn(|| rx.recv().ok())),
            1 => drained.extend(std::iter::from_fn(|| block_on(rx.recv_async()).ok())),
            2 => while rx.recv_batch(&mut drained, 7).is_ok() {},
            _ => loop {
                match rx.try_recv() {
                    Ok(value) => drained.push(value),
                    // A send that was accepted before the close may still be on its way.
                    Err(TryRecvError::Empty) => thread::yield_now(),
                    Err(TryRecvError::Disconnected) => break,
                }
            },
        }
        assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
        let mut sent: Vec<u32> = senders.into_iter().flat_map(|sender| sender.join().unwrap()).collect();
        assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected), "nothing comes after the end");
        sent.sort_unstable();
        drained.sort_unstable();
        assert_eq!(drained, sent, "round {round}");
    }
}

#[test]
fn a_close_of_a_bounded_channel_is_exact() {
    within(what_is_drained_is_what_was_sent::<Bounded<4>>);
    within(what_is_drained_is_what_was_sent::<Bounded<1>>);
}

#[test]
fn a_close_of_a_round_robin_channel_is_exact() {
    within(what_is_drained_is_what_was_sent::<RoundRobin<4>>);
    within(what_is_drained_is_what_was_sent::<Split<4>>);
}

#[test]
fn a_close_of_a_keyed_channel_is_exact() {
    within(what_is_drained_is_what_was_sent::<ByKey<4>>);
}

#[test]
fn a_close_of_a_group_channel_is_exact() {
    within(what_is_drained_is_what_was_sent::<ByGroup<4>>);
}

#[test]
fn a_close_of_a_lane_is_exact() {
    within(what_is_drained_is_what_was_sent::<Lane<4>>);
    within(what_is_drained_is_what_was_sent::<Lane<1>>);
}

#[test]
fn a_close_of_a_lane_by_its_sender_is_exact() {
    within(|| {
        for _ in 0..200 {
            let (mut tx, rx) = spsc::<u32, 4>();
            let receiver = thread::spawn(move || rx.into_iter().count());
            let mut sent = 0;
            while sent < 20 {
                tx.send(0).unwrap();
                sent += 1;
            }
            assert!(tx.close());
            assert!(tx.send(0).unwrap_err().is_disconnected());
            assert_eq!(receiver.join().unwrap(), sent);
        }
    });
}

#[test]
fn what_was_sent_before_the_last_sender_went_is_received() {
    within(|| {
        let (tx, rx) = bounded::<u32, 64>();
        let senders: Vec<_> = (0..4)
            .map(|_| {
                let tx = tx.clone();
                thread::spawn(move || (0..1000).for_each(|n| tx.send(n).unwrap()))
            })
            .collect();
        drop(tx);
        assert_eq!(rx.iter().count(), 4000);
        for sender in senders {
            sender.join().unwrap();
        }
    });
}

#[test]
fn an_item_that_races_with_the_last_senders_drop_is_received_before_the_end() {
    within(|| {
        for _ in 0..2000 {
            let (tx, rx) = bounded::<u32, 1>();
            let sender = thread::spawn(move || tx.send(1));
            assert_eq!(rx.recv(), Ok(1));
            assert_eq!(rx.recv(), Err(RecvError::Disconnected));
            sender.join().unwrap().unwrap();
        }
    });
}

#[test]
fn the_end_wakes_everyone_who_waits() {
    within(|| {
        let (tx, rx) = round_robin::<u32, 1>(2);
        tx.send_batch(&mut vec![0, 1]).unwrap();
        let mut sends: Vec<_> = (0..4).map(|n| Task::waiting(tx.send_async(n))).collect();
        let mut batch = vec![5, 6];
        let mut batch_send = Task::waiting(tx.send_batch_async(&mut batch));
        let mut ends = [Task::waiting(tx.closed_async()), Task::waiting(tx.closed_async())];
        let mut rx_end = Task::waiting(rx.closed_async());
        rx.close();
        for send in &mut sends {
            assert!(send.is_woken());
            assert!(send.ready().is_err());
        }
        assert!(batch_send.is_woken());
        assert!(batch_send.ready().unwrap_err().is_disconnected());
        for end in &mut ends {
            assert!(end.is_woken());
            end.ready();
        }
        assert!(rx_end.is_woken());
        rx_end.ready();

        let (tx, rx) = round_robin::<u32, 1>(2);
        let mut receives: Vec<_> = (0..4).map(|_| Task::waiting(rx.recv_async())).collect();
        let mut of_one = Task::waiting(rx.receiver(1).unwrap().recv_async());
        drop(tx);
        for receive in &mut receives {
            assert!(receive.is_woken());
            assert_eq!(receive.ready(), Err(AsyncRecvError::Disconnected));
        }
        assert!(of_one.is_woken());
        assert_eq!(of_one.ready(), Err(AsyncRecvError::Disconnected));
    });
}

#[test]
fn the_end_wakes_blocked_threads() {
    within(|| {
        let (tx, rx) = shard_key::<u32, 1>(2);
        let (key, other) = (1, (2..1000).find(|key| tx.shard_for(key) != tx.shard_for(1)).unwrap());
        tx.send(key, 0).unwrap();
        thread::scope(|scope| {
            let blocked: Vec<_> = (0..3)
                .map(|n| {
                    scope.spawn({
                        let tx = &tx;
                        move || tx.send(key, n)
                    })
                })
                .collect();
            let until_closed = scope.spawn(|| rx.closed());
            let receiver = rx.receiver(tx.shard_for(other)).unwrap();
            let waiting = scope.spawn(|| receiver.recv_timeout(Duration::MAX));
            eventually(|| tx.stats().iter().map(|stats| stats.parked_senders).sum::<usize>() == 3);
            eventually(|| receiver.stats().parked_receivers == 1);
            tx.close();
            for sender in blocked {
                assert!(sender.join().unwrap().unwrap_err().is_disconnected());
            }
            assert_eq!(waiting.join().unwrap(), Err(RecvError::Disconnected));
            until_closed.join().unwrap();
        });
    });
}

#[test]
fn what_is_queued_dies_with_the_last_receiver() {
    let (tx, rx) = bounded::<_, 4>();
    let (reply, answer) = bounded::<u32, 1>();
    tx.send(reply).unwrap();
    let other = rx.clone();
    drop(rx);
    assert!(!answer.is_closed(), "a receiver is left");
    drop(other);
    assert!(answer.is_closed(), "the queued reply channel is gone though the sender lives");
    assert_eq!(answer.recv(), Err(RecvError::Disconnected));
    let (reply, answer) = bounded::<u32, 1>();
    drop(tx.send(reply).unwrap_err());
    assert_eq!(answer.recv(), Err(RecvError::Disconnected));
}

#[test]
fn what_is_queued_outlives_the_last_sender() {
    let (tx, rx) = bounded::<_, 4>();
    let (reply, answer) = bounded::<u32, 1>();
    tx.send(reply).unwrap();
    drop(tx);
    assert!(!answer.is_closed());
    rx.recv().unwrap().send(1).unwrap();
    assert_eq!(answer.recv(), Ok(1));
}

#[test]
fn what_is_queued_in_a_lane_dies_with_its_receiver_and_outlives_its_sender() {
    let (mut tx, rx) = spsc::<_, 4>();
    let (reply, answer) = bounded::<u32, 1>();
    tx.send(reply).unwrap();
    drop(rx);
    assert!(answer.is_closed());
    drop(tx);

    let (mut tx, mut rx) = spsc::<_, 4>();
    let (reply, answer) = bounded::<u32, 1>();
    tx.send(reply).unwrap();
    drop(tx);
    assert!(!answer.is_closed());
    assert!(rx.recv().is_ok());
}

#[test]
fn one_shard_can_die_alone() {
    let (tx, rx) = shard_group::<_, 4, _>([("a", 0), ("b", 1)]);
    let (reply, answer) = bounded::<u32, 1>();
    tx.send("a", reply).unwrap();
    let mut receivers = rx.into_receivers();
    let b = receivers.pop().unwrap();
    drop(receivers);
    assert!(answer.is_closed(), "what was queued in the dead shard is gone");
    let (reply, answer) = bounded::<u32, 1>();
    tx.send("b", reply).unwrap();
    b.recv().unwrap().send(5).unwrap();
    assert_eq!(answer.recv(), Ok(5));
}

#[test]
fn nothing_is_accepted_after_a_close_was_seen() {
    within(|| {
        for _ in 0..300 {
            let (tx, rx) = bounded::<u32, 1024>();
            let closed = AtomicBool::new(false);
            thread::scope(|scope| {
                for _ in 0..2 {
                    scope.spawn(|| {
                        loop {
                            let late = closed.load(Ordering::SeqCst);
                            let sent = tx.try_send(0);
                            assert!(!late || matches!(sent, Err(TrySendError::Disconnected(_))));
                            if matches!(sent, Err(TrySendError::Disconnected(_))) {
                                break;
                            }
                        }
                    });
                }
                scope.spawn(|| {
                    rx.close();
                    closed.store(true, Ordering::SeqCst);
                });
            });
        }
    });
}
