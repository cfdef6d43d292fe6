//! Waiting and giving up, by hand: who is woken, what a dropped future takes with it (nothing).

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Wake, Waker};
use std::pin::Pin;
use std::future::Future;
use std::thread;
use std::time::Duration;

use hel::channel::errors::*;
use hel::channel::mpmc::{bounded, round_robin, shard_group, shard_key};
use hel::channel::spsc::spsc;

use crate::common::{Bounded, ByGroup, ByKey, Kind, Lane, RoundRobin, Rx, Tx, eventually, within};
use crate::support::{Task, growth};

#[test]
fn a_notified_receiver_that_is_dropped_passes_the_wakeup_on() {
    within(|| {
        let (tx, rx) = bounded::<u32, 4>();
        let first = Task::waiting(rx.recv_async());
        let mut second = Task::waiting(rx.recv_async());
        tx.try_send(1).unwrap();
        assert!(first.is_woken() && !second.is_woken(), "the oldest is woken");
        drop(first);
        assert!(second.is_woken());
        assert_eq!(second.ready(), Ok(1));
    });
}

#[test]
fn a_notified_sender_that_is_dropped_passes_the_wakeup_on() {
    within(|| {
        let (tx, rx) = bounded::<u32, 1>();
        tx.try_send(0).unwrap();
        let first = Task::waiting(tx.send_async(1));
        let mut second = Task::waiting(tx.send_async(2));
        assert_eq!(rx.recv(), Ok(0));
        assert!(first.is_woken() && !second.is_woken());
        drop(first);
        assert!(second.is_woken());
        assert_eq!(second.ready(), Ok(()));
        assert_eq!(rx.recv(), Ok(2));
    });
}

#[test]
fn a_notified_task_that_is_dropped_passes_the_wakeup_on_to_a_thread() {
    within(|| {
        let (tx, rx) = bounded::<u32, 4>();
        thread::scope(|scope| {
            let first = Task::waiting(rx.recv_async());
            let second = scope.spawn(|| rx.recv());
            eventually(|| rx.stats().parked_receivers == 2);
            tx.try_send(1).unwrap();
            assert!(first.is_woken());
            drop(first);
            assert_eq!(second.join().unwrap(), Ok(1));
        });
    });
}

#[test]
fn a_notified_receiver_that_finds_nothing_waits_on() {
    within(|| {
        let (tx, rx) = bounded::<u32, 4>();
        let mut waiting = Task::waiting(rx.recv_async());
        tx.try_send(1).unwrap();
        assert_eq!(rx.try_recv(), Ok(1), "a running receiver may be faster");
        assert!(waiting.poll().is_pending());
        tx.try_send(2).unwrap();
        assert_eq!(waiting.wakes(), 2);
        assert_eq!(waiting.ready(), Ok(2));
    });
}

#[test]
fn a_receiver_that_takes_anothers_value_leaves_that_one_waiting_for_the_next() {
    within(|| {
        let (tx, rx) = bounded::<u32, 4>();
        let mut first = Task::waiting(rx.recv_async());
        tx.try_send(1).unwrap();
        assert_eq!(rx.try_recv(), Ok(1));
        let mut second = Task::waiting(rx.recv_async());
        tx.try_send(2).unwrap();
        assert!(first.is_woken() && second.is_woken());
        assert_eq!(first.ready(), Ok(2), "woken for 1, takes 2");
        assert!(second.poll().is_pending());
        tx.try_send(3).unwrap();
        assert_eq!(second.wakes(), 2);
        assert_eq!(second.ready(), Ok(3));
    });
}

#[test]
fn a_receiver_that_leaves_more_behind_wakes_the_next() {
    within(|| {
        let (tx, rx) = bounded::<u32, 4>();
        let first = Task::waiting(rx.recv_async());
        tx.try_send(1).unwrap();
        assert_eq!(rx.try_recv(), Ok(1));
        let mut second = Task::waiting(rx.recv_async());
        let third = Task::waiting(rx.recv_async());
        tx.try_send(2).unwrap();
        assert!(second.is_woken() && !third.is_woken());
        assert_eq!(second.ready(), Ok(2));
        tx.try_send(3).unwrap();
        assert!(third.is_woken(), "and not the first again, which was woken already");
        drop((first, third));
        assert_eq!(rx.try_recv(), Ok(3));
    });
}

#[test]
fn a_forgotten_future_does_not_stop_the_others() {
    within(|| {
        let (tx, rx) = bounded::<u32, 8>();
        let forgotten = Task::waiting(rx.recv_async());
        let mut live = Task::waiting(rx.recv_async());
        tx.try_send(1).unwrap();
        assert!(forgotten.is_woken());
        tx.try_send(2).unwrap();
        assert!(live.is_woken(), "a later item wakes another");
        assert_eq!(live.ready(), Ok(1), "which takes what is there");
        let mut next = Task::new(rx.recv_async());
        assert_eq!(next.ready(), Ok(2));
        for n in 3..10 {
            let mut live = Task::waiting(rx.recv_async());
            tx.try_send(n).unwrap();
            assert!(live.is_woken(), "item {n}");
            assert_eq!(live.ready(), Ok(n));
        }
        drop(forgotten);
    });
}

#[test]
fn a_forgotten_send_does_not_stop_the_others() {
    within(|| {
        let (tx, rx) = bounded::<u32, 1>();
        tx.try_send(0).unwrap();
        let forgotten = Task::waiting(tx.send_async(100));
        rx.recv().unwrap();
        assert!(forgotten.is_woken());
        tx.try_send(1).unwrap();
        for n in 1..10 {
            let mut live = Task::waiting(tx.send_async(n + 1));
            assert_eq!(rx.recv(), Ok(n));
            assert!(live.is_woken(), "slot {n}");
            assert_eq!(live.ready(), Ok(()));
        }
        drop(forgotten);
        assert_eq!(rx.try_iter().collect::<Vec<_>>(), [10], "a dropped send is never delivered");
    });
}

#[test]
fn a_forgotten_waiter_of_one_shard_does_not_keep_items_from_those_of_any() {
    within(|| {
        let (tx, rx) = round_robin::<u32, 4>(2);
        let forgotten = Task::waiting(rx.receiver(0).unwrap().recv_async());
        let mut any = Task::waiting(rx.recv_any_async());
        tx.shard(0).unwrap().try_send(1).unwrap();
        assert!(forgotten.is_woken());
        tx.shard(0).unwrap().try_send(2).unwrap();
        assert!(any.is_woken());
        assert_eq!(any.ready(), Ok((0, 1)));
    });
}

#[test]
fn n_items_wake_n_receivers_and_one_item_wakes_one() {
    within(|| {
        let (tx, rx) = bounded::<u32, 128>();
        let mut waiting: Vec<_> = (0..100).map(|_| Task::waiting(rx.recv_async())).collect();
        let woken = |waiting: &[Task<_>]| waiting.iter().filter(|task| Task::is_woken(task)).count();
        tx.try_send(0).unwrap();
        assert_eq!(woken(&waiting), 1);
        tx.send_batch(&mut vec![1, 2, 3, 4, 5]).unwrap();
        assert_eq!(woken(&waiting), 6);
        let received: Vec<_> = waiting.iter_mut().take(6).map(|task| task.ready().unwrap()).collect();
        assert_eq!(received, [0, 1, 2, 3, 4, 5]);
        assert!(woken(&waiting) <= 12, "about one wakeup a value, not a hundred");
    });
}

#[test]
fn n_freed_slots_wake_n_senders() {
    within(|| {
        let (tx, rx) = bounded::<u32, 8>();
        while tx.try_send(0).is_ok() {}
        let waiting: Vec<_> = (0..20).map(|n| Task::waiting(tx.send_async(n))).collect();
        let woken = || waiting.iter().filter(|task| task.is_woken()).count();
        rx.recv().unwrap();
        assert_eq!(woken(), 1);
        let mut into = Vec::new();
        assert_eq!(rx.recv_batch(&mut into, 5), Ok(5));
        assert_eq!(woken(), 6);
    });
}

#[test]
fn a_wakeup_for_one_shard_travels_on_to_a_waiter_of_any() {
    within(|| {
        let (tx, rx) = round_robin::<u32, 4>(2);
        let of_one = Task::waiting(rx.receiver(0).unwrap().recv_async());
        let mut of_any = Task::waiting(rx.recv_any_async());
        tx.shard(0).unwrap().try_send(1).unwrap();
        assert!(of_one.is_woken() && !of_any.is_woken(), "the shard's own waiter first");
        drop(of_one);
        assert!(of_any.is_woken());
        assert_eq!(of_any.ready(), Ok((0, 1)));
    });
}

#[test]
fn an_any_receiver_that_takes_from_another_shard_passes_its_wakeup_on() {
    within(|| {
        let (tx, rx) = round_robin::<u32, 4>(2);
        let mut first = Task::waiting(rx.recv_any_async());
        let mut second = Task::waiting(rx.recv_any_async());
        tx.shard(1).unwrap().try_send(1).unwrap();
        tx.shard(0).unwrap().try_send(2).unwrap();
        assert!(first.is_woken() && second.is_woken());
        let mut got = [first.ready().unwrap(), second.ready().unwrap()];
        got.sort_unstable();
        assert_eq!(got, [(0, 2), (1, 1)]);
    });
}

#[test]
fn room_for_a_plain_a_keyed_and_a_batch_sender_reaches_each() {
    within(|| {
        let (tx, rx) = shard_group::<u32, 1, _>([("a", 0), ("b", 1)]);
        tx.send("a", 0).unwrap();
        tx.send("b", 0).unwrap();
        let mut to_b = Task::waiting(tx.send_async("b", 1));
        let mut buffer = vec![2, 3];
        let mut both = Task::waiting(tx.send_batch_async(&mut buffer, |n| if *n == 2 { "a" } else { "b" }));
        let mut to_a = Task::waiting(tx.send_async("a", 4));
        rx.receiver(1).unwrap().recv().unwrap();
        assert!(to_b.is_woken() && !both.is_woken());
        assert_eq!(to_b.ready(), Ok(()));
        rx.receiver(1).unwrap().recv().unwrap();
        assert!(both.is_woken());
        assert!(both.poll().is_pending());
        assert!(!to_a.is_woken());
        rx.receiver(0).unwrap().recv().unwrap();
        assert_eq!(both.ready(), Ok(2));
        rx.receiver(0).unwrap().recv().unwrap();
        assert!(to_a.is_woken());
        assert_eq!(to_a.ready(), Ok(()));
    });
}

#[test]
fn mixed_waiters_on_a_full_channel_admit_one_for_each_receive() {
    within(|| {
        let (tx, rx) = bounded::<u32, 1>();
        for _ in 0..50 {
            tx.try_send(0).unwrap();
            thread::scope(|scope| {
                let plain = scope.spawn(|| tx.send(1));
                let mut task = Task::waiting(tx.send_async(2));
                let timed = scope.spawn(|| tx.send_timeout(3, Duration::MAX));
                eventually(|| tx.stats().parked_senders == 3);
                let mut received = Vec::new();
                let mut is_sent = false;
                while received.len() < 4 {
                    eventually(|| {
                        is_sent = is_sent || task.is_woken() && task.poll().is_ready();
                        tx.is_full()
                    });
                    received.push(rx.recv().unwrap());
                }
                received.sort_unstable();
                assert_eq!(received, [0, 1, 2, 3]);
                assert!(is_sent);
                assert_eq!(plain.join().unwrap(), Ok(()));
                assert_eq!(timed.join().unwrap(), Ok(()));
            });
        }
    });
}

#[test]
fn the_newest_waker_counts_and_the_old_one_is_let_go() {
    within(|| {
        let (tx, rx) = bounded::<u32, 1>();
        let mut future = rx.recv_async();
        let wakes = [Arc::new(Count::default()), Arc::new(Count::default())];
        for count in &wakes {
            let waker = Waker::from(Arc::clone(count));
            assert!(Pin::new(&mut future).poll(&mut Context::from_waker(&waker)).is_pending());
        }
        assert_eq!(Arc::strong_count(&wakes[0]), 1, "an old waker is not kept alive");
        tx.try_send(1).unwrap();
        assert_eq!([wakes[0].get(), wakes[1].get()], [0, 1]);
        drop(future);
        assert_eq!(Arc::strong_count(&wakes[1]), 1);
    });
}

/// A waker's count, visible to a test that looks at its references too.
#[derive(Default)]
struct Count(AtomicUsize);

impl Count {
    fn get(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// A waker that uses the channel when it is woken and when it is dropped.
struct Reentrant(hel::channel::mpmc::Sender<u32, 8>, hel::channel::mpmc::Receiver<u32, 8>);

impl Wake for Reentrant {
    fn wake(self: Arc<Self>) {
        self.0.try_send(100).unwrap();
        assert!(self.1.try_recv().is_ok());
        assert!(Task::new(self.1.recv_async()).poll().is_ready() || self.1.is_empty());
    }
}

impl Drop for Reentrant {
    fn drop(&mut self) {
        let _ = self.0.try_send(200);
        let _ = self.1.try_recv();
    }
}

#[test]
fn a_waker_may_use_the_channel() {
    within(|| {
        let (tx, rx) = bounded::<u32, 8>();
        let waker = Waker::from(Arc::new(Reentrant(tx.clone(), rx.clone())));
        let mut future = rx.recv_async();
        assert!(Pin::new(&mut future).poll(&mut Context::from_waker(&waker)).is_pending());
        drop(waker);
        tx.try_send(1).unwrap();
        drop(future);
    });
}

#[test]
fn a_panicking_waker_starves_nobody() {
    struct Panics;
    impl Wake for Panics {
        fn wake(self: Arc<Self>) {
            panic!("planned");
        }
    }
    within(|| {
        let (tx, rx) = bounded::<u32, 8>();
        let waker = Waker::from(Arc::new(Panics));
        let mut bad = rx.recv_async();
        assert!(Pin::new(&mut bad).poll(&mut Context::from_waker(&waker)).is_pending());
        let mut good = Task::waiting(rx.recv_async());
        // Whether the panic comes out of the send is not the point.
        let _ = catch_unwind(AssertUnwindSafe(|| tx.send_batch(&mut vec![1, 2])));
        assert!(good.is_woken());
        assert_eq!(good.ready(), Ok(1));
        drop(bad);
        assert_eq!(rx.try_recv(), Ok(2));
    });
}

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
    let mut slot = Some("value".to_string());
    drop(tx.send_ref_async("x", &mut slot));
    assert_eq!(slot.as_deref(), Some("value"), "a future that was never polled has done nothing");
}

#[test]
fn a_panicking_key_function_leaves_the_value_in_the_slot() {
    let (keyed, _keyed_rx) = shard_key::<u32, 1>(2);
    let (group, _group_rx) = shard_group::<u32, 1, u32>([(1, 0)]);
    let mut slot = Some(1);
    fn fails(_: &u32) -> &u32 {
        panic!("planned")
    }
    assert!(catch_unwind(AssertUnwindSafe(|| drop(keyed.send_ref_async_by(&mut slot, fails)))).is_err());
    assert_eq!(slot, Some(1));
    assert!(catch_unwind(AssertUnwindSafe(|| drop(group.send_ref_async_by(&mut slot, fails)))).is_err());
    assert_eq!(slot, Some(1));
}

#[test]
fn an_empty_slot_panics_at_the_call() {
    let (tx, _rx) = bounded::<u32, 1>();
    assert!(catch_unwind(AssertUnwindSafe(|| drop(tx.send_ref_async(&mut None)))).is_err());
    let (mut lane, _lane_rx) = spsc::<u32, 1>();
    assert!(catch_unwind(AssertUnwindSafe(|| drop(lane.send_ref_async(&mut None)))).is_err());
}

#[test]
fn polling_after_completion_panics() {
    fn is_caught<F: Future + Unpin>(future: F) -> bool {
        let mut task = Task::new(future);
        let _ = task.ready();
        catch_unwind(AssertUnwindSafe(|| task.poll())).is_err()
    }
    within(|| {
        let (tx, rx) = bounded::<u32, 8>();
        let (group, group_rx) = shard_group::<u32, 8, _>([("a", 0)]);
        assert!(is_caught(tx.send_async(1)));
        assert!(is_caught(tx.send_ref_async(&mut Some(1))));
        assert!(is_caught(tx.send_batch_async(&mut vec![1])));
        assert!(is_caught(rx.recv_async()));
        assert!(is_caught(rx.recv_batch_async(&mut Vec::new(), 8)));
        assert!(is_caught(group.send_async("a", 1)));
        assert!(is_caught(group.send_async("x", 1)));
        assert!(is_caught(group.send_batch_async(&mut vec![1], |_| "a")));
        assert!(is_caught(group_rx.recv_any_async()));
        tx.close();
        assert!(is_caught(tx.closed_async()));
        assert!(is_caught(rx.recv_async()));
        assert!(is_caught(tx.send_async(1)));
    });
}

#[test]
fn timed_out_waits_pass_their_wakeup_on() {
    within(|| {
        let (tx, rx) = bounded::<u32, 1>();
        thread::scope(|scope| {
            // Many short waits against one item at a time: if a timed-out waiter kept a wakeup, the patient one would hang.
            let patient = scope.spawn(|| {
                (0..200).map(|_| rx.recv()).filter(Result::is_ok).count()
            });
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
