//! Handles: what they know of their channel, how they are counted, the forms that they can be turned into.

use std::hash::BuildHasher;
use std::thread;

use hel::channel::errors::*;
use hel::channel::mpmc::{self, DefaultHashBuilder, bounded, round_robin, shard_group, shard_key};
use hel::channel::spsc::spsc;

use crate::common::{block_on, within};
use crate::support::Task;

#[test]
fn a_weak_sender_does_not_keep_its_shard_open() {
    let (tx, rx) = bounded::<u32, 4>();
    let weak = tx.downgrade();
    let strong = weak.upgrade().unwrap();
    assert!(strong.same_channel(&tx));
    assert_eq!(rx.sender_count(), 2);
    drop((tx, strong));
    assert!(weak.upgrade().is_none() && weak.clone().upgrade().is_none());
    assert_eq!(rx.recv(), Err(RecvError::Disconnected));
}

#[test]
fn a_weak_receiver_does_not_keep_its_shard_open() {
    let (tx, rx) = bounded::<u32, 4>();
    let weak = rx.downgrade();
    tx.send(1).unwrap();
    let strong = weak.upgrade().unwrap();
    drop(rx);
    assert_eq!(strong.recv(), Ok(1), "an upgrade counts");
    drop(strong);
    assert!(weak.upgrade().is_none());
    assert!(tx.is_disconnected());
}

#[test]
fn a_weak_handle_outlives_its_channel() {
    let (tx, rx) = bounded::<u32, 4>();
    let (weak_tx, weak_rx) = (tx.downgrade(), rx.downgrade());
    drop((tx, rx));
    assert!(weak_tx.upgrade().is_none() && weak_rx.upgrade().is_none());
}

#[test]
fn a_closed_shard_can_still_be_upgraded_to() {
    let (tx, rx) = bounded::<u32, 4>();
    tx.send(1).unwrap();
    tx.close();
    let upgraded = rx.downgrade().upgrade().unwrap();
    assert_eq!(upgraded.recv(), Ok(1));
    assert!(tx.downgrade().upgrade().is_some());
}

#[test]
fn weak_handles_of_all_shards_need_every_shard() {
    let (tx, rx) = round_robin::<u32, 4>(3);
    let (weak_tx, weak_rx) = (tx.downgrade(), rx.downgrade());
    assert!(weak_tx.upgrade().unwrap().same_channel(&tx));
    assert!(weak_rx.clone().upgrade().unwrap().same_channel(&rx));
    let one = tx.shard(1).unwrap().clone();
    drop(tx);
    assert!(weak_tx.upgrade().is_none());
    assert_eq!(rx.receiver(1).unwrap().sender_count(), 1, "a failed upgrade leaves no handle behind");
    drop(one);
    let mut receivers = rx.into_receivers();
    assert!(weak_rx.upgrade().is_some());
    receivers.remove(0);
    assert!(weak_rx.upgrade().is_none());
    assert_eq!(receivers[0].receiver_count(), 1);
}

#[test]
fn weak_handles_keep_the_way_to_choose_a_shard() {
    let (tx, _rx) = shard_key::<u32, 4>(7);
    let upgraded = tx.downgrade().upgrade().unwrap();
    assert!((0..100).all(|key| upgraded.shard_for(key) == tx.shard_for(key)));
    let (tx, _rx) = shard_group::<u32, 4, _>([("a", 0), ("b", 1)]);
    assert_eq!(tx.downgrade().clone().upgrade().unwrap().shard_for("b"), Some(1));
}

#[test]
fn weak_upgrades_race_with_the_last_drop() {
    within(|| {
        for _ in 0..500 {
            let (tx, rx) = bounded::<u32, 4>();
            let weak = tx.downgrade();
            let upgrader = thread::spawn(move || weak.upgrade().is_some_and(|tx| tx.try_send(1).is_ok()));
            drop(tx);
            let sent = upgrader.join().unwrap();
            assert_eq!(rx.iter().count(), usize::from(sent));
            assert_eq!(rx.sender_count(), 0);
        }
    });
}

#[test]
fn handles_are_counted_per_shard() {
    let (tx, rx) = round_robin::<u32, 4>(3);
    let clones = (tx.clone(), rx.clone());
    let only = tx.shard(2).unwrap().clone();
    assert_eq!(only.sender_count(), 3);
    assert_eq!(rx.receiver(0).unwrap().sender_count(), 2);
    drop(clones);
    let receivers = rx.into_receivers();
    assert_eq!(receivers[1].receiver_count(), 1);
    let second = receivers[1].clone();
    assert_eq!((second.receiver_count(), tx.shard(0).unwrap().receiver_count()), (2, 1));
}

#[test]
fn handles_know_whether_they_share_a_channel() {
    let (tx, rx) = bounded::<u32, 4>();
    let (other_tx, other_rx) = bounded::<u32, 4>();
    assert!(tx.same_channel(&tx.clone()) && rx.same_channel(&rx.clone()));
    assert!(!tx.same_channel(&other_tx) && !rx.same_channel(&other_rx));
    let (tx, rx) = round_robin::<u32, 4>(2);
    let (other_tx, other_rx) = round_robin::<u32, 4>(2);
    assert!(tx.same_channel(&tx.clone()) && rx.same_channel(&rx.clone()));
    assert!(!tx.same_channel(&other_tx) && !rx.same_channel(&other_rx));
    assert!(!tx.shard(0).unwrap().same_channel(tx.shard(1).unwrap()));
    let (tx, rx) = spsc::<u32, 4>();
    let (other_tx, other_rx) = spsc::<u32, 4>();
    assert!(tx.same_channel(&rx) && rx.same_channel(&tx));
    assert!(!tx.same_channel(&other_rx) && !other_rx.same_channel(&tx) && other_rx.same_channel(&other_tx));
}

#[test]
fn closed_tells_of_each_kind_of_end() {
    let (tx, rx) = bounded::<u32, 4>();
    let mut waits = (Task::waiting(tx.closed_async()), Task::waiting(rx.closed_async()));
    tx.close();
    assert!(waits.0.is_woken() && waits.1.is_woken());
    waits.0.ready();
    waits.1.ready();

    let (tx, rx) = bounded::<u32, 4>();
    let mut wait = Task::waiting(rx.closed_async());
    drop(tx);
    assert!(wait.is_woken());
    wait.ready();

    let (tx, rx) = spsc::<u32, 4>();
    let mut wait = Task::waiting(tx.closed_async());
    drop(rx);
    assert!(wait.is_woken());
    wait.ready();
}

#[test]
fn closed_of_all_shards_waits_for_the_last_of_them() {
    let (tx, rx) = round_robin::<u32, 4>(3);
    let mut wait = Task::waiting(tx.closed_async());
    let mut receivers = rx.into_receivers();
    while receivers.len() > 1 {
        drop(receivers.pop());
        assert!(wait.poll().is_pending());
    }
    assert!(!tx.is_closed());
    receivers[0].close();
    assert!(wait.is_woken());
    wait.ready();
    assert!(tx.is_closed() && !tx.is_disconnected(), "a receiver is left");
}

#[test]
fn closed_ends_blocked_threads() {
    within(|| {
        let (tx, rx) = round_robin::<u32, 4>(2);
        let watcher = {
            let tx = tx.clone();
            thread::spawn(move || tx.closed())
        };
        drop(rx);
        watcher.join().unwrap();
        tx.closed();
    });
}

#[test]
fn a_closing_of_one_shard_leaves_the_others() {
    let (tx, rx) = round_robin::<u32, 4>(2);
    assert!(tx.shard(0).unwrap().close());
    assert!(rx.receiver(0).unwrap().is_closed() && !rx.receiver(1).unwrap().is_closed());
    assert!(!tx.is_closed() && !rx.is_closed());
    assert!(rx.close(), "one was open");
    assert!(!rx.close());
    assert!(tx.is_closed() && rx.is_closed());
}

#[test]
fn force_send_evicts_the_oldest_of_a_full_channel_only() {
    let (tx, rx) = bounded::<u32, 2>();
    assert_eq!(tx.force_send(1), Ok(None));
    assert_eq!(tx.force_send(2), Ok(None));
    assert_eq!(tx.force_send(3), Ok(Some(1)));
    assert_eq!(rx.try_iter().collect::<Vec<_>>(), [2, 3]);
    rx.close();
    assert_eq!(tx.force_send(4), Err(TrySendError::Disconnected(4)));
}

#[test]
fn force_send_evicts_from_a_routed_channel_only_when_all_live_shards_are_full() {
    let (tx, rx) = round_robin::<u32, 1>(3);
    rx.receiver(1).unwrap().close();
    assert_eq!(tx.force_send(1), Ok(None));
    assert_eq!(tx.force_send(2), Ok(None), "the other live shard has room");
    assert_eq!(tx.force_send(3), Ok(Some(1)));
    assert_eq!(tx.force_send(4), Ok(Some(2)));

    let (tx, rx) = shard_key::<u32, 1>(2);
    assert_eq!(tx.to("key").force_send(1), Ok(None));
    assert_eq!(tx.to("key").force_send(2), Ok(Some(1)), "the shard of a key is its only one");
    assert_eq!(rx.len(), 1);
}

#[test]
fn force_send_wakes_a_receiver() {
    let (tx, rx) = bounded::<u32, 2>();
    let mut task = Task::waiting(rx.recv_async());
    assert_eq!(tx.force_send(1), Ok(None));
    assert!(task.is_woken());
    assert_eq!(task.ready(), Ok(1));
}

#[test]
fn force_senders_and_receivers_race_without_loss() {
    within(|| {
        let (tx, rx) = bounded::<u64, 2>();
        let (received, evicted): (Vec<u64>, Vec<u64>) = thread::scope(|scope| {
            let receiver = scope.spawn(|| rx.iter().collect::<Vec<_>>());
            let senders: Vec<_> = (0..2)
                .map(|producer| {
                    let tx = &tx;
                    scope.spawn(move || {
                        let mut evicted = Vec::new();
                        for n in 0..5000 {
                            let mut value = producer << 32 | n;
                            loop {
                                match tx.force_send(value) {
                                    Ok(oldest) => break evicted.extend(oldest),
                                    Err(error) => value = error.into_inner(),
                                }
                            }
                        }
                        evicted
                    })
                })
                .collect();
            let evicted = senders.into_iter().flat_map(|sender| sender.join().unwrap()).collect();
            tx.close();
            (receiver.join().unwrap(), evicted)
        });
        let mut all = [received, evicted].concat();
        all.sort_unstable();
        let expected: Vec<u64> =
            (0..2).flat_map(|producer: u64| (0..5000).map(move |n| producer << 32 | n)).collect();
        assert_eq!(all, expected);
    });
}

#[test]
fn an_owned_future_may_outlive_the_scope_of_its_handle() {
    fn in_flight() -> (impl Future<Output = Result<(), AsyncSendError<u32>>>, mpmc::Receiver<u32, 1>) {
        let (tx, rx) = bounded::<u32, 1>();
        tx.send(1).unwrap();
        (tx.into_send_async(2), rx)
    }
    within(|| {
        let (send, rx) = in_flight();
        let sender = thread::spawn(move || block_on(send));
        assert_eq!((rx.recv(), rx.recv()), (Ok(1), Ok(2)));
        assert_eq!(sender.join().unwrap(), Ok(()));
        assert_eq!(rx.recv(), Err(RecvError::Disconnected), "the sender went with its future");
    });
}

#[test]
fn an_owned_keyed_future_holds_a_sender_of_its_shard_alone() {
    let (tx, rx) = shard_key::<u32, 1>(2);
    let shard = tx.shard_for("key");
    let send = tx.to("key").clone().into_send_async(1);
    drop(tx);
    assert_eq!(rx.receiver(shard).unwrap().sender_count(), 1);
    assert_eq!(rx.receiver(1 - shard).unwrap().sender_count(), 0);
    assert_eq!(block_on(send), Ok(()));
    assert_eq!(rx.recv(), Ok(1));
    assert_eq!(rx.recv(), Err(RecvError::Disconnected));
}

#[test]
fn handles_and_futures_have_a_debug_form_whatever_the_value() {
    struct Opaque;
    let (tx, rx) = round_robin::<Opaque, 4>(2);
    let (keyed, _keyed_rx) = shard_key::<Opaque, 4>(2);
    let (group, _group_rx) = shard_group::<Opaque, 4, _>([("a", 0)]);
    let (mut lane_tx, mut lane_rx) = spsc::<Opaque, 4>();
    let forms = [
        format!("{tx:?} {rx:?} {:?} {:?}", tx.shard(0), rx.receiver(0)),
        format!("{:?} {:?} {:?}", *tx, *keyed, *group),
        format!("{keyed:?} {group:?} {lane_tx:?} {lane_rx:?}"),
        format!("{:?} {:?}", tx.downgrade(), rx.downgrade()),
        format!("{:?} {:?}", tx.send_async(Opaque), rx.recv_async()),
        format!("{:?}", tx.send_ref_async(&mut Some(Opaque))),
        format!("{:?} {:?}", tx.send_batch_async(&mut vec![]), rx.recv_any_async()),
        format!("{:?} {:?}", tx.closed_async(), rx.recv_batch_async(&mut vec![], 1)),
        format!("{:?}", keyed.send_batch_async(&mut vec![], |_| 1)),
        format!("{:?} {:?}", group.send_async("a", Opaque), group.send_batch_async(&mut vec![], |_| "a")),
        format!("{:?} {:?}", lane_tx.send_async(Opaque), lane_rx.recv_async()),
        format!("{:?} {:?}", rx.iter(), rx.try_iter()),
        format!("{:?}", hel::channel::spsc::shard_spsc::<Opaque, 4>(2)),
        format!("{:?}", hel::channel::spsc::shard_spsc::<Opaque, 4>(2).into_pairs()),
        format!("{:?} {:?}", tx.stats(), tx.monitor()),
        format!("{:?} {:?}", DefaultHashBuilder::default(), DefaultHashBuilder::default().build_hasher()),
    ];
    assert!(forms.iter().all(|form| !form.is_empty()));
}
