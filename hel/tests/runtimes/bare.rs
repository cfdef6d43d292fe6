//! The smallest executor: a loop around `poll` on a thread of its own for each task.

use std::future::{Future, poll_fn};
use std::panic::resume_unwind;
use std::pin::pin;
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use crate::bodies::{Runtime, Task, on_runtime};
use crate::common::block_on;

struct Bare;

impl Runtime for Bare {
    fn run<F: Future<Output = ()> + Send + 'static>(body: F) {
        block_on(body);
    }

    /// Whoever awaits the task blocks its own thread, where nothing else runs.
    fn spawn<F>(task: F) -> Task<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let thread = thread::spawn(|| block_on(task));
        Box::pin(async { thread.join().unwrap_or_else(|panic| resume_unwind(panic)) })
    }

    /// A thread wakes the task when time is up.
    async fn timeout<F>(limit: Duration, future: F) -> Option<F::Output>
    where
        F: Future<Output: Send> + Send,
    {
        let deadline = Instant::now() + limit;
        let mut future = pin!(future);
        let mut alarm = None;
        poll_fn(|cx| {
            if let Poll::Ready(output) = future.as_mut().poll(cx) {
                return Poll::Ready(Some(output));
            }
            if Instant::now() >= deadline {
                return Poll::Ready(None);
            }
            if alarm.is_none() {
                let waker = cx.waker().clone();
                alarm = Some(thread::spawn(move || {
                    thread::sleep(deadline.saturating_duration_since(Instant::now()));
                    waker.wake();
                }));
            }
            Poll::Pending
        })
        .await
    }
}

on_runtime!(Bare);
