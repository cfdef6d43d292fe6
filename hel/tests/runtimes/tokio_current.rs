//! tokio. One thread runs all tasks.

use std::future::Future;
use std::time::Duration;

use crate::bodies::{Runtime, Task, on_runtime};

struct Tokio;

impl Runtime for Tokio {
    fn run<F: Future<Output = ()> + Send + 'static>(body: F) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        let runtime = runtime.expect("a runtime");
        runtime.block_on(async { tokio::spawn(body).await.expect("the body does not panic") });
    }

    fn spawn<F>(task: F) -> Task<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let task = tokio::spawn(task);
        Box::pin(async { task.await.expect("the task does not panic") })
    }

    async fn timeout<F>(limit: Duration, future: F) -> Option<F::Output>
    where
        F: Future<Output: Send> + Send,
    {
        tokio::time::timeout(limit, future).await.ok()
    }
}

on_runtime!(Tokio);
