//! Who waits uses no processor.

use std::fs;
use std::pin::Pin;
use std::sync::Barrier;
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use hel::channel::mpmc::{bounded, round_robin};

use crate::common::{block_on, eventually, within};
use crate::support::Task;

/// How long this thread has run so far; `None` where the system does not tell.
fn processor_time() -> Option<Duration> {
    let figures = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    figures.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

#[test]
fn blocked_threads_use_no_processor() {
    /// For how long the threads are left blocked.
    const SPAN: Duration = Duration::from_millis(300);
    within(|| {
        if processor_time().is_none() {
            return;
        }
        let (full_tx, full_rx) = round_robin::<u32, 1>(2);
        full_tx.send_batch(&mut vec![0, 0]).unwrap();
        let (empty_tx, empty_rx) = bounded::<u32, 1>();
        let started = Barrier::new(17);
        // What a thread used from before it blocked until after it was woken.
        let measured = |wait: &dyn Fn()| {
            started.wait();
            let before = processor_time().unwrap();
            wait();
            processor_time().unwrap().saturating_sub(before)
        };
        let used: Duration = thread::scope(|scope| {
            let senders: Vec<_> = (0..8)
                .map(|n| {
                    let (measured, full_tx) = (&measured, &full_tx);
                    scope.spawn(move || match n % 3 {
                        0 => measured(&|| assert!(full_tx.send(n).is_err())),
                        1 => measured(&|| assert!(full_tx.send_timeout(n, Duration::from_secs(30)).is_err())),
                        _ => measured(&|| assert!(block_on(full_tx.send_async(n)).is_err())),
                    })
                })
                .collect();
            let receivers: Vec<_> = (0..8)
                .map(|n| {
                    let (measured, empty_rx) = (&measured, &empty_rx);
                    scope.spawn(move || match n % 3 {
                        0 => measured(&|| assert!(empty_rx.recv().is_err())),
                        1 => measured(&|| assert!(empty_rx.recv_timeout(Duration::from_secs(30)).is_err())),
                        _ => measured(&|| assert!(block_on(empty_rx.recv_async()).is_err())),
                    })
                })
                .collect();
            started.wait();
            eventually(|| full_tx.stats()[0].parked_senders == 8);
            eventually(|| empty_tx.stats().parked_receivers == 8);
            thread::sleep(SPAN);
            full_rx.close();
            empty_tx.close();
            senders.into_iter().chain(receivers).map(|thread| thread.join().unwrap()).sum()
        });
        assert!(used < SPAN / 5, "16 blocked threads used {used:?} in {SPAN:?}");
    });
}

/// Counts the polls of a future.
struct Counted<'a, F> {
    future: F,
    polls: &'a mut usize,
}

impl<F: Future + Unpin> Future for Counted<'_, F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        *self.polls += 1;
        Pin::new(&mut self.future).poll(cx)
    }
}

#[test]
fn a_waiting_task_is_not_polled_again_and_again() {
    within(|| {
        let (tx, rx) = bounded::<u32, 1>();
        let mut polls = 0;
        let receiver = thread::spawn(move || {
            let received = block_on(Counted { future: rx.recv_async(), polls: &mut polls });
            (received, polls)
        });
        eventually(|| tx.stats().parked_receivers == 1);
        tx.send(1).unwrap();
        let (value, polls) = receiver.join().unwrap();
        assert_eq!(value, Ok(1));
        assert!(polls <= 3, "{polls} polls of one wait");
    });
}

#[test]
fn a_waiting_task_is_woken_by_nobody_until_there_is_something() {
    within(|| {
        let (tx, rx) = round_robin::<u32, 1>(2);
        let receiving = Task::waiting(rx.recv_async());
        let (other_tx, other_rx) = bounded::<u32, 1>();
        for n in 0..100 {
            other_tx.send(n).unwrap();
            other_rx.recv().unwrap();
            drop(tx.clone());
            drop(rx.clone());
        }
        assert_eq!(receiving.wakes(), 0);
        drop(receiving);
        tx.send_batch(&mut vec![0, 0]).unwrap();
        let sending = Task::waiting(tx.send_async(1));
        for _ in 0..100 {
            assert!(tx.try_send(1).is_err());
        }
        assert_eq!(sending.wakes(), 0);
    });
}
