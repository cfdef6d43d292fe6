//! The wait of a task.

use crate::waiter::{Sleep, Waiter};
use crate::wakeup::{Target, Wakeup};
use crate::{Operation, budget, sync};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// The future of an operation: ready with its output as soon as an attempt succeeds.
///
/// Each poll attempts first. The first poll whose attempt fails registers the future: it takes its place at the events that the
/// operation watches, and keeps it until it is woken, however often it is polled. If it was woken in vain, it gets that place back. The
/// waker of the newest poll counts; older ones are dropped. No poll waits for another thread: if one holds the list of waiters, the
/// poll wakes its own waker and is pending.
///
/// It is `Unpin` for every operation, and `Send` if the operation is.
///
/// # Cancel safety
///
/// Dropping the future at any time takes it out of all lists at once, and passes a wakeup that it had not used yet to the next waiter.
/// The operation is dropped with it; [`into_operation`](Self::into_operation) gives it back instead. The place in the lists is lost.
///
/// # Budget
///
/// With the feature `budget`, a poll that follows 128 ready ones in a row on its thread, over all futures of this crate, makes no
/// attempt: it wakes its own waker and is pending.
///
/// # Panics
///
/// Polling it again after it was ready panics; [`is_terminated`](Self::is_terminated) tells beforehand. A panic of the operation's
/// attempt propagates to the caller of `poll`; the future stays registered until it is dropped or polled to its end.
///
/// # Examples
///
/// ```
/// use futures_lite::future::{block_on, poll_once};
/// use hel_notify::{Notify, Operation, Waiting};
/// use std::sync::atomic::{AtomicBool, Ordering};
///
/// /// Waits for a flag and takes it down.
/// struct TakeFlag<'a>(&'a AtomicBool, &'a Notify);
///
/// impl Operation for TakeFlag<'_> {
///     type Output = ();
///
///     fn attempt(&mut self) -> Option<()> {
///         self.0.swap(false, Ordering::AcqRel).then_some(())
///     }
///     fn event(&self, _key: usize) -> &Notify {
///         self.1
///     }
///     fn leaves_more(&self, _key: usize) -> bool {
///         self.0.load(Ordering::Acquire)
///     }
/// }
///
/// let (flag, raised) = (AtomicBool::new(false), Notify::new());
/// let mut waiting = Waiting::new(TakeFlag(&flag, &raised));
/// assert!(block_on(poll_once(&mut waiting)).is_none());
/// assert_eq!(raised.waiters(), 1);
///
/// flag.store(true, Ordering::Release);
/// raised.notify(1);
/// block_on(&mut waiting);
/// assert!(waiting.is_terminated());
/// ```
#[must_use = "a future does nothing unless it is awaited or polled"]
pub struct Waiting<O: Operation> {
    waiter: Waiter<O>,
    terminated: bool,
}

impl<O: Operation> Waiting<O> {
    /// A future that attempts `operation` when it is polled, and not before.
    pub const fn new(operation: O) -> Self {
        Self { waiter: Waiter::new(operation), terminated: false }
    }

    /// Whether the output has been given out: polling again would panic.
    pub fn is_terminated(&self) -> bool {
        self.terminated
    }

    /// Makes a future that was ready usable again, with the same operation.
    pub fn renew(&mut self) {
        self.terminated = false;
    }

    /// Whether an attempt has failed and none has succeeded since: it has a place at the events that the operation watches, or is
    /// about to take one.
    pub fn is_registered(&self) -> bool {
        self.waiter.is_waiting()
    }

    /// The operation, while it waits and after its success.
    pub fn operation(&self) -> &O {
        self.waiter.operation()
    }

    /// Mutable access to the operation, before the first poll and after the success; `None` while it waits.
    pub fn operation_mut(&mut self) -> Option<&mut O> {
        (!self.is_registered()).then(|| self.waiter.operation_mut())
    }

    /// Gives up the wait and gives the operation back; after the success, only that.
    ///
    /// As in a drop, a wakeup that was not used yet goes to the next waiter.
    pub fn into_operation(self) -> O {
        self.waiter.into_operation()
    }
}

impl<O: Operation> Future for Waiting<O> {
    type Output = O::Output;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<O::Output> {
        let Self { waiter, terminated } = self.get_mut();
        assert!(!*terminated, "`Waiting` polled after it was ready");
        if budget::is_exhausted() {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let outcome = waiter.run(&mut Register(context.waker()));
        budget::note(outcome.is_ok());
        match outcome {
            Ok(output) => {
                *terminated = true;
                Poll::Ready(output)
            }
            Err(Registered) => Poll::Pending,
        }
    }
}

// Nothing in here is pinned: the lists hold heap entries of their own.
impl<O: Operation> Unpin for Waiting<O> {}

impl<O: Operation> fmt::Debug for Waiting<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting")
            .field("is_registered", &self.waiter.is_waiting())
            .field("is_terminated", &self.terminated)
            .finish_non_exhaustive()
    }
}

/// How a task sleeps: it returns to its runtime, which polls again when the registered waker is woken.
struct Register<'t>(&'t Waker);

/// The task will be polled again.
struct Registered;

impl Sleep for Register<'_> {
    type GaveUp = Registered;

    fn wakeup(&self) -> Wakeup {
        Wakeup::Task(self.0.clone())
    }

    fn target(&self) -> Target {
        Target::of_task(self.0)
    }

    fn sleep(&mut self) -> Result<(), Registered> {
        Err(Registered)
    }

    fn give_way(&mut self) -> Result<(), Registered> {
        self.0.wake_by_ref();
        if cfg!(any(hel_loom, hel_shuttle)) {
            sync::yield_now(); // a checker's runtime would poll again without end
        }
        Err(Registered)
    }
}

#[cfg(all(test, not(any(hel_loom, hel_shuttle))))]
mod tests {
    use super::*;
    use crate::Notify;
    use crate::operation::tests::Never;
    use crate::sync::{AtomicUsize, Ordering};
    use std::sync::Arc;
    use std::task::Wake;

    #[derive(Default)]
    struct Wakes(AtomicUsize);

    impl Wake for Wakes {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn a_poll_that_finds_another_thread_in_the_list_asks_for_another_poll() {
        let event = Notify::new();
        let counted = Arc::new(Wakes::default());
        let waker = Waker::from(Arc::clone(&counted));
        let poll = |future: &mut Waiting<Never<'_>>| Pin::new(future).poll(&mut Context::from_waker(&waker));
        // Who comes next needs the list.
        let (mut first, mut second) = (Waiting::new(Never(&event)), Waiting::new(Never(&event)));
        assert!(poll(&mut first).is_pending());
        event.while_list_held(|| assert!(poll(&mut second).is_pending()));
        assert_eq!((counted.0.load(Ordering::Relaxed), event.waiters()), (1, 1));
        assert!(poll(&mut second).is_pending());
        assert_eq!((counted.0.load(Ordering::Relaxed), event.waiters()), (1, 2));
    }
}
