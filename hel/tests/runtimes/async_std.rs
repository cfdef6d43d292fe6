//! async-std.

use std::future::Future;
use std::time::Duration;

use ::async_std::{future, task};

use crate::bodies::{Runtime, Task, on_runtime};

struct AsyncStd;

impl Runtime for AsyncStd {
    fn run<F: Future<Output = ()> + Send + 'static>(body: F) {
        task::block_on(task::spawn(body));
    }

    fn spawn<F>(task: F) -> Task<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        Box::pin(task::spawn(task))
    }

    async fn timeout<F>(limit: Duration, future: F) -> Option<F::Output>
    where
        F: Future<Output: Send> + Send,
    {
        future::timeout(limit, future).await.ok()
    }
}

on_runtime!(AsyncStd);
