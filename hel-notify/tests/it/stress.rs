//! Real threads and a real runtime, every item counted.

use crate::support::{Mailbox, Take};
use hel_notify::{wait, wait_deadline};
use std::thread;
use std::time::{Duration, Instant};

const ITEMS: u32 = 10_000;

/// The sum of `count` items, taken by a thread in the three ways, one after another; a cancelled wait before each.
fn take_by_thread(mailbox: &Mailbox, count: u32) -> u64 {
    (0..count)
        .map(|round| match round % 3 {
            0 => wait(&mut Take(mailbox)),
            1 => loop {
                let soon = Instant::now() + Duration::from_micros(50);
                if let Some(item) = wait_deadline(&mut Take(mailbox), soon) {
                    break item;
                }
            },
            _ => futures_lite::future::block_on(mailbox.next()),
        })
        .map(u64::from)
        .sum()
}

#[test]
fn threads_lose_no_wakeup() {
    let mailbox = Mailbox::default();
    let sum: u64 = thread::scope(|scope| {
        let takers: Vec<_> = (0..3).map(|_| scope.spawn(|| take_by_thread(&mailbox, ITEMS))).collect();
        for giver in 0..3 {
            let mailbox = &mailbox;
            scope.spawn(move || (0..ITEMS).for_each(|item| mailbox.post(giver * ITEMS + item)));
        }
        takers.into_iter().map(|taker| taker.join().unwrap()).sum()
    });
    assert_eq!(sum, (0..u64::from(3 * ITEMS)).sum());
    assert_eq!(mailbox.arrived.waiters(), 0);
}

#[test]
fn threads_and_tasks_lose_no_wakeup() {
    let mailbox = Mailbox::forever();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let thread = thread::spawn(|| take_by_thread(mailbox, ITEMS));
    let tasks: Vec<_> = (0..3)
        .map(|_| {
            runtime.spawn(async {
                let mut sum = 0;
                for round in 0..ITEMS {
                    if round % 8 == 0 {
                        // Polled once and dropped, perhaps after it was woken.
                        if let Some(item) = futures_lite::future::poll_once(mailbox.next()).await {
                            mailbox.post(item);
                        }
                    }
                    sum += u64::from(mailbox.next().await);
                }
                sum
            })
        })
        .collect();
    let giver = thread::spawn(|| (0..4 * ITEMS).for_each(|item| mailbox.post(item)));
    let sum: u64 = runtime.block_on(async {
        let mut sum = 0;
        for task in tasks {
            sum += task.await.unwrap();
        }
        sum
    });
    giver.join().unwrap();
    assert_eq!(sum + thread.join().unwrap(), (0..u64::from(4 * ITEMS)).sum());
    assert_eq!(mailbox.arrived.waiters(), 0);
}

/// Each side sleeps before each item: the next one comes only after its answer.
#[test]
fn a_thread_and_a_task_answer_each_other() {
    let (there, back) = (Mailbox::default(), Mailbox::default());
    thread::scope(|scope| {
        scope.spawn(|| {
            futures_lite::future::block_on(async {
                for round in 0..ITEMS / 4 {
                    assert_eq!(there.next().await, round);
                    back.post(round);
                }
            });
        });
        for round in 0..ITEMS / 4 {
            there.post(round);
            assert_eq!(wait(&mut Take(&back)), round);
        }
    });
    assert_eq!((there.arrived.waiters(), back.arrived.waiters()), (0, 0));
}
