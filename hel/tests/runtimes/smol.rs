//! smol.

use std::future::Future;
use std::time::Duration;

use ::smol::Timer;
use ::smol::future::FutureExt;

use crate::bodies::{Runtime, Task, on_runtime};

struct Smol;

impl Runtime for Smol {
    fn run<F: Future<Output = ()> + Send + 'static>(body: F) {
        ::smol::block_on(::smol::spawn(body));
    }

    fn spawn<F>(task: F) -> Task<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        Box::pin(::smol::spawn(task))
    }

    async fn timeout<F>(limit: Duration, future: F) -> Option<F::Output>
    where
        F: Future<Output: Send> + Send,
    {
        let timer = async {
            Timer::after(limit).await;
            None
        };
        async { Some(future.await) }.or(timer).await
    }
}

on_runtime!(Smol);
