//! Plain threads and the blocking operations.

use std::future::Future;
use std::panic::resume_unwind;
use std::thread;
use std::time::Duration;

use crate::bodies::{Runtime, Task, on_runtime};
use crate::common::block_on;

struct Threads;

impl Runtime for Threads {
    const BLOCKS: bool = true;

    fn run<F: Future<Output = ()> + Send + 'static>(body: F) {
        block_on(body);
    }

    fn spawn<F>(task: F) -> Task<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let thread = thread::spawn(|| block_on(task));
        Box::pin(async { thread.join().unwrap_or_else(|panic| resume_unwind(panic)) })
    }

    async fn timeout<F>(_limit: Duration, _future: F) -> Option<F::Output>
    where
        F: Future<Output: Send> + Send,
    {
        unreachable!("threads use the timed forms")
    }
}

on_runtime!(Threads);
