//! Futures polled by hand, and values that count their drops.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// A waker that counts how often it was woken.
#[derive(Debug, Default)]
pub(crate) struct Wakes(AtomicUsize);

impl Wakes {
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// A future in the hands of a test, with the waker that it sees.
pub(crate) struct Task<F> {
    future: F,
    wakes: Arc<Wakes>,
}

impl<F: Future + Unpin> Task<F> {
    pub(crate) fn new(future: F) -> Self {
        Self { future, wakes: Arc::default() }
    }

    /// One that was polled once and is waiting.
    #[track_caller]
    pub(crate) fn waiting(future: F) -> Self {
        let mut task = Self::new(future);
        assert!(task.poll().is_pending(), "the future has to wait");
        task
    }

    pub(crate) fn poll(&mut self) -> Poll<F::Output> {
        let waker = Waker::from(Arc::clone(&self.wakes));
        Pin::new(&mut self.future).poll(&mut Context::from_waker(&waker))
    }

    /// The output of a future that must be ready now.
    #[track_caller]
    pub(crate) fn ready(&mut self) -> F::Output {
        match self.poll() {
            Poll::Ready(output) => output,
            Poll::Pending => panic!("the future is ready"),
        }
    }

    pub(crate) fn wakes(&self) -> usize {
        self.wakes.count()
    }

    pub(crate) fn is_woken(&self) -> bool {
        self.wakes() > 0
    }
}

/// The output of a future that must be ready at its first poll.
#[track_caller]
pub(crate) fn ready<F: Future + Unpin>(future: F) -> F::Output {
    Task::new(future).ready()
}

/// How many values were dropped.
#[derive(Clone, Debug, Default)]
pub(crate) struct Drops(Arc<AtomicUsize>);

impl Drops {
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    pub(crate) fn value(&self) -> Counted {
        Counted(self.clone())
    }
}

/// A value that counts its drop.
#[derive(Debug)]
pub(crate) struct Counted(Drops);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.0.fetch_add(1, Ordering::SeqCst);
    }
}
