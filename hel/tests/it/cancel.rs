//! Waits that are given up take nothing with them.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Waker};
use std::thread;
use std::time::Duration;

use hel::channel::errors::*;
use hel::channel::mpmc::{bounded, round_robin, shard_group};
use hel::channel::spsc::spsc;

use crate::common::{Bounded, ByGroup, ByKey, Kind, Lane, RoundRobin, Rx, Tx, block_on, within};
use crate::counting_allocator::growth;
use crate::support::Task;

#[test]
fn cancelled_waits_leave_nothing_behind() {
    within(|| {
        let (_tx, rx) = bounded::<u32, 1>();
        let (full_tx, _full_rx) = round_robin::<u32, 1>(2);
        full_tx.send_batch(&mut vec![0, 0]).unwrap();
        let live = (Task::waiting(rx.recv_async()), Task::waiting(full_tx.send_async(1)));
        let cancel = || {
            drop(Task::waiting(rx.recv_async()));
            drop(Task::waiting(full_tx.send_async(2)));
        };
        (0..100).for_each(|_| cancel());
        let grown = growth(|| (0..50_000).for_each(|_| cancel()));
        assert!(grown < 16 * 1024, "{grown} bytes after 100,000 cancelled waits");
        assert_eq!(rx.stats().parked_receivers, 1);
        assert_eq!(full_tx.stats()[0].parked_senders, 1);
        drop(live);
        assert_eq!(rx.stats().parked_receivers, 0);
    });
}

fn a_cancelled_receive_takes_no_value<K: Kind>() {
    let (mut tx, mut rx) = K::open::<u32>(|_| 7);
    for n in 0..200 {
        let mut into = Vec::new();
        drop(Task::waiting(rx.recv_async()));
        drop(Task::waiting(rx.recv_batch_async(&mut into, 8)));
        let woken = Task::waiting(rx.recv_async());
        tx.try_send(n).unwrap_or_else(|_| panic!("there is room"));
        drop(woken);
        assert_eq!(rx.try_recv(), Ok(n), "still there");
    }
}

#[test]
fn a_cancelled_receive_never_takes_a_value_with_it() {
    // The lane's receive borrows only the receiver, so its sender may act meanwhile, as everywhere.
    within(a_cancelled_receive_takes_no_value::<Bounded<4>>);
    within(a_cancelled_receive_takes_no_value::<RoundRobin<4>>);
    within(a_cancelled_receive_takes_no_value::<ByKey<4>>);
    within(a_cancelled_receive_takes_no_value::<ByGroup<4>>);
    within(a_cancelled_receive_takes_no_value::<Lane<4>>);
}

fn a_cancelled_send_is_not_delivered<K: Kind>() {
    let (mut tx, mut rx) = K::open::<u32>(|_| 7);
    for n in 0..50 {
        let room = tx.fill(|_| n);
        let woken = Task::waiting(tx.send_async(1000));
        assert_eq!(rx.recv(), Ok(n));
        drop(woken);
        let mut slot = Some(n);
        {
            // There is room now: the value goes, or stays when nobody polls.
            let unpolled = tx.send_ref_async(&mut slot);
            drop(unpolled);
        }
        assert_eq!(slot, Some(n));
        assert_eq!(rx.drain(), vec![n; room - 1]);
    }
}

#[test]
fn a_cancelled_send_is_never_delivered_later() {
    within(a_cancelled_send_is_not_delivered::<Bounded<4>>);
    within(a_cancelled_send_is_not_delivered::<RoundRobin<4>>);
    within(a_cancelled_send_is_not_delivered::<ByKey<4>>);
    within(a_cancelled_send_is_not_delivered::<ByGroup<4>>);
    within(a_cancelled_send_is_not_delivered::<Lane<4>>);
}

#[test]
fn a_pending_send_gives_its_value_back() {
    within(|| {
        let (tx, rx) = bounded::<String, 1>();
        tx.try_send("first".into()).unwrap();
        let mut send = tx.send_async("second".into());
        let waker = Waker::noop();
        assert!(Pin::new(&mut send).poll(&mut Context::from_waker(waker)).is_pending());
        assert!(!send.is_terminated());
        assert_eq!(send.into_inner().as_deref(), Some("second"));

        let mut send = tx.send_async("third".into());
        rx.recv().unwrap();
        assert!(Pin::new(&mut send).poll(&mut Context::from_waker(waker)).is_ready());
        assert!(send.is_terminated());
        assert_eq!(send.into_inner(), None);
    });
}

#[test]
fn a_group_send_with_an_unknown_key_keeps_the_value_when_it_is_cancelled() {
    let (tx, _rx) = shard_group::<String, 1, _>([("a", 0)]);
    assert_eq!(tx.send_async("x", "value".into()).into_inner().as_deref(), Some("value"));
}

#[test]
fn an_empty_slot_is_sent_at_once_and_sends_nothing() {
    let (tx, rx) = bounded::<u32, 1>();
    tx.send(1).unwrap();
    assert_eq!(block_on(tx.send_ref_async(&mut None)), Ok(()));
    assert_eq!((rx.recv(), rx.len()), (Ok(1), 0));
    let (mut lane, lane_rx) = spsc::<u32, 1>();
    drop(lane_rx);
    assert_eq!(block_on(lane.send_ref_async(&mut None)), Ok(()));
}

#[test]
fn a_loop_that_stops_at_an_error_finds_its_value_in_the_slot() {
    let (tx, rx) = bounded::<&str, 4>();
    drop(rx);
    let mut slot = Some("order 17");
    assert_eq!(block_on(tx.send_ref_async(&mut slot)), Err(AsyncSendRefError::Disconnected));
    assert_eq!(slot, Some("order 17"));
}

#[test]
fn polling_after_completion_panics_and_names_the_future() {
    /// The name of the future, as the panic has it.
    fn told<F: Future + Unpin>(future: F) -> String {
        let mut task = Task::new(future);
        let _ = task.ready();
        let Err(panic) = catch_unwind(AssertUnwindSafe(|| task.poll().is_ready())) else {
            return String::new();
        };
        let text =
            panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        text.unwrap()
            .strip_prefix('`')
            .unwrap()
            .strip_suffix("` polled after it was ready")
            .unwrap()
            .to_owned()
    }
    within(|| {
        let (tx, rx) = bounded::<u32, 8>();
        let (group, group_rx) = shard_group::<u32, 8, _>([("a", 0)]);
        assert_eq!(told(tx.send_async(1)), "SendFuture");
        assert_eq!(told(tx.send_ref_async(&mut Some(1))), "SendRefFuture");
        assert_eq!(told(tx.send_batch_async(&mut vec![1])), "SendBatchFuture");
        assert_eq!(told(rx.recv_async()), "RecvFuture");
        assert_eq!(told(rx.recv_batch_async(&mut Vec::new(), 8)), "RecvBatchFuture");
        assert_eq!(told(group.send_async("a", 1)), "GroupSendFuture");
        assert_eq!(told(group.send_async("x", 1)), "GroupSendFuture");
        assert_eq!(told(group.send_batch_async(&mut vec![1], |_| "a")), "GroupBatchFuture");
        assert_eq!(told(group_rx.recv_any_async()), "RecvAnyFuture");
        tx.close();
        assert_eq!(told(tx.closed_async()), "ClosedFuture");
        assert_eq!(told(rx.recv_async()), "RecvFuture");
        assert_eq!(told(tx.send_async(1)), "SendFuture");
    });
}

#[test]
fn timed_out_waits_pass_their_wakeup_on() {
    within(|| {
        let (tx, rx) = bounded::<u32, 1>();
        thread::scope(|scope| {
            // Many short waits against one item at a time: if a timed-out waiter kept a wakeup, the patient one would hang.
            let patient = scope.spawn(|| (0..200).flat_map(|_| rx.recv()).count());
            let hasty = scope.spawn(|| {
                let mut taken = 0;
                while !rx.is_closed() {
                    taken += usize::from(rx.recv_timeout(Duration::from_micros(50)).is_ok());
                }
                taken + rx.try_iter().count()
            });
            let mut sent = 0;
            while !patient.is_finished() {
                if tx.send_timeout(sent, Duration::from_micros(200)).is_ok() {
                    sent += 1;
                }
            }
            tx.close();
            let taken = hasty.join().unwrap();
            assert_eq!(patient.join().unwrap() + taken, sent as usize);
            assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
        });
    });
}
