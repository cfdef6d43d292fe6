//! What goes through the channels: values that count themselves.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use shuttle::thread::{self, Thread};

/// Which value: its producer's number, and its number there.
pub(crate) type Id = (usize, u32);

/// A value that knows who sent it, and is counted while it lives.
#[derive(Debug)]
pub(crate) struct Value {
    pub(crate) id: Id,
    books: Books,
}

/// How many values were made, received and dropped.
#[derive(Clone, Debug)]
pub(crate) struct Books(Arc<Pages>);

/// Std's atomics on purpose: they are no part of what is checked, and the checker runs all threads of a schedule on one of the
/// system's.
#[derive(Debug)]
struct Pages {
    /// Who waits until `awaited` are received.
    auditor: Thread,
    awaited: AtomicUsize,
    made: AtomicUsize,
    received: AtomicUsize,
    dropped: AtomicUsize,
}

impl Books {
    /// Books of the running thread.
    pub(crate) fn new() -> Self {
        let [awaited, made, received, dropped] = [usize::MAX, 0, 0, 0].map(AtomicUsize::new);
        Self(Arc::new(Pages { auditor: thread::current(), awaited, made, received, dropped }))
    }

    pub(crate) fn value(&self, id: Id) -> Value {
        self.0.made.fetch_add(1, Relaxed);
        Value { id, books: self.clone() }
    }

    pub(crate) fn note_received(&self, count: usize) {
        let received = self.0.received.fetch_add(count, Relaxed) + count;
        if received >= self.0.awaited.load(Relaxed) {
            self.0.auditor.unpark();
        }
    }

    /// Blocks until so many are received. To be called by the thread that made the books.
    pub(crate) fn wait_until_received(&self, count: usize) {
        self.0.awaited.store(count, Relaxed);
        while self.0.received.load(Relaxed) < count {
            thread::park();
        }
    }

    /// Checks that each value was dropped once.
    pub(crate) fn assert_balanced(&self) {
        assert_eq!(self.0.made.load(Relaxed), self.0.dropped.load(Relaxed), "values made, and dropped");
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        self.books.0.dropped.fetch_add(1, Relaxed);
    }
}

/// All values of a producer go to one shard.
pub(crate) fn key(value: &Value) -> u64 {
    value.id.0 as u64
}
