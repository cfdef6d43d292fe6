//! Who is woken by what, polled by hand.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Wake, Waker};
use std::thread;
use std::time::Duration;

use hel::channel::mpmc::{self, bounded, round_robin, shard_group};

use crate::common::{eventually, within};
use crate::support::Task;

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
fn a_receiver_that_takes_the_value_of_another_leaves_it_waiting_for_the_next() {
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
            let clone = Waker::from(Arc::clone(count));
            assert!(Pin::new(&mut future).poll(&mut Context::from_waker(&clone)).is_pending());
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
struct Reentrant(mpmc::Sender<u32, 8>, mpmc::Receiver<u32, 8>);

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
