//! Models of a whole channel: ring, events and handles, in every interleaving within a bound on preemptions.
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

/// Runs a model with a bound on preemptions. `LOOM_MAX_PREEMPTIONS` overrides it.
///
/// Loom does not see the reference counts, which are std's. So a model keeps a handle of its channel until it has joined its
/// threads: then the last handle is dropped after everything else.
fn model(preemptions: usize, body: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = builder.preemption_bound.or(Some(preemptions));
    builder.check(body);
}

/// A future that a model polls by hand. Cheaper than a thread that blocks, and shows whether it was woken.
struct Task<F: Future> {
    future: F,
    output: Option<F::Output>,
    woken: Arc<Woken>,
}

/// An atomic of std, since it is not part of the model. It is read only where the model's threads are joined or ordered otherwise.
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

    /// Its output. Called when all others are done: if polled whenever it was woken, as by a runtime, it must finish.
    fn finish_if_woken(mut self) -> F::Output {
        while self.output.is_none() {
            assert!(self.woken.0.load(Ordering::Relaxed), "it could go on, and sleeps");
            self.poll();
        }
        self.output.expect("the loop ended")
    }
}
