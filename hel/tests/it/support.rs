//! Futures polled by hand, values that count their drops, allocations that are counted.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
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

/// The system's allocator, with what the calling thread asked of it.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
    static BYTES: Cell<isize> = const { Cell::new(0) };
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

impl Counting {
    fn note(size: usize) {
        // A thread past its thread-locals is not measured.
        let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
        Self::note_bytes(size.cast_signed_or_max());
    }

    fn note_bytes(change: isize) {
        let _ = BYTES.try_with(|bytes| bytes.set(bytes.get().wrapping_add(change)));
    }
}

/// Sizes of allocations fit `isize`.
trait CastSigned {
    fn cast_signed_or_max(self) -> isize;
}

impl CastSigned for usize {
    fn cast_signed_or_max(self) -> isize {
        isize::try_from(self).unwrap_or(isize::MAX)
    }
}

// SAFETY: every call goes to the system's allocator with the arguments unchanged, and what it gives is handed on; the
// counters are thread-locals without a destructor and allocate nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Self::note(layout.size());
        // SAFETY: the caller's promises are those that `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        Self::note_bytes(-layout.size().cast_signed_or_max());
        // SAFETY: as in `alloc`; the block came from `System`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// How many allocations `body` makes on this thread.
pub(crate) fn allocations(body: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.get();
    body();
    ALLOCATIONS.get() - before
}

/// By how many bytes the memory that this thread holds has grown after `body`.
pub(crate) fn growth(body: impl FnOnce()) -> isize {
    let before = BYTES.get();
    body();
    BYTES.get() - before
}
