//! What the models wait on: a queue of items that become visible one by one, in any order.

use hel_notify::model::{self, Barrier};
use hel_notify::{Notify, Operation, Waiting, wait};
use loom::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

/// How many items a queue has.
pub(crate) const ITEMS: usize = 2;

/// A queue without values: item i may be taken once it is published and all before it are taken.
///
/// It is shared by std's `Arc`, whose last drop the checker does not see as ordered after the others. So a model's main thread keeps
/// its own until the end.
pub(crate) struct Queue {
    published: [AtomicBool; ITEMS],
    head: AtomicUsize,
    pub(crate) arrived: Notify,
}

impl Queue {
    pub(crate) fn new(arrived: Notify) -> Arc<Self> {
        let published = std::array::from_fn(|_| AtomicBool::new(false));
        Arc::new(Self { published, head: AtomicUsize::new(0), arrived })
    }

    /// Makes an item visible and wakes one waiter.
    pub(crate) fn publish(&self, item: usize) {
        self.show(item);
        self.arrived.notify(1);
    }

    /// Makes an item visible and notifies nobody.
    pub(crate) fn show(&self, item: usize) {
        self.published[item].store(true, Ordering::Release);
    }

    pub(crate) fn take(&self) -> Option<usize> {
        let mut head = self.head.load(Ordering::Relaxed);
        while self.is_visible(head) {
            match self.head.compare_exchange(head, head + 1, Ordering::AcqRel, Ordering::Acquire) {
                Ok(item) => return Some(item),
                Err(newer) => head = newer,
            }
        }
        None
    }

    pub(crate) fn has_next(&self) -> bool {
        self.is_visible(self.head.load(Ordering::Relaxed))
    }

    fn is_visible(&self, item: usize) -> bool {
        self.published.get(item).is_some_and(|published| published.load(Ordering::Acquire))
    }
}

/// Takes the next item of a queue.
pub(crate) struct Take(pub(crate) Arc<Queue>);

impl Operation for Take {
    type Output = usize;

    fn attempt(&mut self) -> Option<usize> {
        self.0.take()
    }

    fn event(&self, _key: usize) -> &Notify {
        &self.0.arrived
    }

    fn leaves_more(&self, _key: usize) -> bool {
        self.0.has_next()
    }
}

/// Takes from either of two queues, and waits on both.
pub(crate) struct TakeEither(pub(crate) [Arc<Queue>; 2]);

impl Operation for TakeEither {
    type Output = usize;

    fn attempt(&mut self) -> Option<usize> {
        self.0.iter().position(|queue| queue.take().is_some())
    }

    fn only(&self) -> Option<usize> {
        None
    }

    fn watch(&self, watch: &mut dyn FnMut(usize)) {
        watch(0);
        watch(1);
    }

    fn event(&self, key: usize) -> &Notify {
        &self.0[key].arrived
    }

    fn leaves_more(&self, key: usize) -> bool {
        self.0[key].has_next()
    }
}

/// A way to wait: every model that names one is run with each.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    Thread,
    Task,
}

impl Way {
    /// Waits for an operation to succeed.
    pub(crate) fn wait<O: Operation>(self, mut operation: O) -> O::Output {
        match self {
            Self::Thread => wait(&mut operation),
            Self::Task => loom::future::block_on(Waiting::new(operation)),
        }
    }
}

/// Polls once with a waker that does nothing.
pub(crate) fn poll_once<O: Operation>(waiting: &mut Waiting<O>) -> Poll<O::Output> {
    std::pin::Pin::new(waiting).poll(&mut Context::from_waker(Waker::noop()))
}

/// A future that a model polls by hand, with a waker that remembers its wakeup.
pub(crate) struct Polled<O: Operation> {
    waiting: Waiting<O>,
    heard: Arc<Heard>,
}

#[derive(Default)]
struct Heard(std::sync::atomic::AtomicBool);

impl Wake for Heard {
    fn wake(self: Arc<Self>) {
        self.0.store(true, std::sync::atomic::Ordering::SeqCst);
    }
}

impl<O: Operation> Polled<O> {
    /// A future that waits.
    pub(crate) fn waiting(operation: O) -> Self {
        let mut polled = Self { waiting: Waiting::new(operation), heard: Arc::default() };
        assert!(polled.poll().is_pending());
        polled
    }

    pub(crate) fn poll(&mut self) -> Poll<O::Output> {
        let waker = Waker::from(Arc::clone(&self.heard));
        std::pin::Pin::new(&mut self.waiting).poll(&mut Context::from_waker(&waker))
    }

    /// Whether it was woken since the last call.
    pub(crate) fn is_woken(&self) -> bool {
        self.heard.0.swap(false, std::sync::atomic::Ordering::SeqCst)
    }
}

/// A queue whose event is LIGHT, in a model whose system has `barrier`.
pub(crate) fn light_queue(barrier: Barrier) -> Arc<Queue> {
    model::set(barrier);
    let queue = Queue::new(Notify::new());
    queue.arrived.notify(1); // meets no waiter: enough to become LIGHT, in a model
    queue
}

/// Checks a model of three or four threads up to a number of preemptions.
pub(crate) fn bounded(preemptions: usize, model: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = builder.preemption_bound.or(Some(preemptions));
    builder.check(model);
}
