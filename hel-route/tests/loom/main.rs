//! Models of a whole channel: ring, events and handles together, every interleaving within a bound.
//!
//! Run by `cargo xtask loom`; empty in a normal build.
#![cfg(hel_loom)]

mod channel;
mod close;
mod kept;
mod shards;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// Runs a model with a bound on preemptions, which `LOOM_MAX_PREEMPTIONS` overrides.
///
/// The reference counts are std's, which the checker does not know: a model keeps a handle of its channel until it has
/// joined its threads, so that the last one goes where all is ordered.
fn model(preemptions: usize, body: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = builder.preemption_bound.or(Some(preemptions));
    builder.check(body);
}

/// A future that a model polls by hand: cheaper than a thread that blocks, and it tells whether it was woken.
struct Task<F: Future> {
    future: F,
    output: Option<F::Output>,
    woken: Arc<Woken>,
}

/// Std's on purpose: it is no part of the model, and read where the model's threads are joined or in one order anyway.
#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl<F: Future + Unpin> Task<F> {
    fn new(future: F) -> Self {
        Self { future, output: None, woken: Arc::default() }
    }

    /// Polls it, unless it has finished.
    fn poll(&mut self) {
        if self.output.is_none() {
            self.woken.0.store(false, Ordering::Relaxed);
            let waker = Waker::from(Arc::clone(&self.woken));
            if let Poll::Ready(output) = Pin::new(&mut self.future).poll(&mut Context::from_waker(&waker)) {
                self.output = Some(output);
            }
        }
    }

    /// Its output, now that all others are done: polled as long as it is woken, as a runtime would, it must finish.
    fn finish_if_woken(mut self) -> F::Output {
        while self.output.is_none() {
            assert!(self.woken.0.load(Ordering::Relaxed), "it could go on, and sleeps");
            self.poll();
        }
        self.output.expect("the loop ended")
    }
}
