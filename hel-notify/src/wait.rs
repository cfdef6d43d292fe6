//! The wait of a thread, with and without a deadline.

use crate::Operation;
use crate::policy::attempt_before_sleep;
use crate::sync::{is_past, step_aside};
use crate::waiter::{Sleep, Waiter};
use crate::wakeup::{Parker, Target, Wakeup};
use std::sync::Arc;
use std::time::Instant;

/// Blocks the thread until an attempt of `operation` succeeds.
///
/// The first attempt is made at once; if it succeeds, the wait costs nothing else. After some microseconds of further attempts
/// ([`Wait`](crate::Wait)) the thread announces itself to the events that the operation watches, and sleeps without using the CPU.
///
/// # Panics
///
/// A panic of the operation's attempt propagates; the wait has then left all events. On `wasm32-unknown-unknown`, which has no threads, a
/// wait whose first attempt fails panics.
///
/// # Examples
///
/// ```
/// # use hel_notify::{Notify, Operation};
/// # use std::sync::Mutex;
/// # struct Next<'a>(&'a Mutex<Vec<u32>>, &'a Notify);
/// # impl Operation for Next<'_> {
/// #     type Output = u32;
/// #     fn attempt(&mut self) -> Option<u32> {
/// #         self.0.lock().unwrap().pop()
/// #     }
/// #     fn event(&self, _key: usize) -> &Notify {
/// #         self.1
/// #     }
/// #     fn leaves_more(&self, _key: usize) -> bool {
/// #         !self.0.lock().unwrap().is_empty()
/// #     }
/// # }
/// let (items, arrived) = (Mutex::new(Vec::new()), Notify::new());
/// std::thread::scope(|scope| {
///     let taker = scope.spawn(|| hel_notify::wait(&mut Next(&items, &arrived)));
///     items.lock().unwrap().push(7);
///     arrived.notify(1);
///     assert_eq!(taker.join().unwrap(), 7);
/// });
/// ```
#[inline]
pub fn wait<O: Operation + ?Sized>(operation: &mut O) -> O::Output {
    match operation.attempt() {
        Some(output) => output,
        None => wait_slow(operation, None).expect("there is no deadline to pass"),
    }
}

/// Blocks the thread until an attempt of `operation` succeeds, at most until `deadline`; then returns `None`.
///
/// The first attempt is made even if the deadline is past, and another after each sleep, so also after one that lasts until the
/// deadline. A thread that yields its core gets it back when the system decides, which may be later. A wakeup that comes too late goes
/// to the next waiter. The caller keeps the operation, but loses its place among the waiters.
///
/// # Panics
///
/// A panic of the operation's attempt propagates; the wait has then left all events.
///
/// # Examples
///
/// ```
/// # use hel_notify::{Notify, Operation};
/// # use std::sync::Mutex;
/// # struct Next<'a>(&'a Mutex<Vec<u32>>, &'a Notify);
/// # impl Operation for Next<'_> {
/// #     type Output = u32;
/// #     fn attempt(&mut self) -> Option<u32> {
/// #         self.0.lock().unwrap().pop()
/// #     }
/// #     fn event(&self, _key: usize) -> &Notify {
/// #         self.1
/// #     }
/// #     fn leaves_more(&self, _key: usize) -> bool {
/// #         !self.0.lock().unwrap().is_empty()
/// #     }
/// # }
/// use std::time::{Duration, Instant};
///
/// let (items, arrived) = (Mutex::new(vec![7]), Notify::new());
/// let now = Instant::now();
/// assert_eq!(hel_notify::wait_deadline(&mut Next(&items, &arrived), now), Some(7));
/// let soon = now + Duration::from_millis(5);
/// assert_eq!(hel_notify::wait_deadline(&mut Next(&items, &arrived), soon), None);
/// ```
#[inline]
pub fn wait_deadline<O: Operation + ?Sized>(operation: &mut O, deadline: Instant) -> Option<O::Output> {
    match operation.attempt() {
        Some(output) => Some(output),
        None => wait_slow(operation, Some(deadline)),
    }
}

const HAS_THREADS: bool = !cfg!(all(target_family = "wasm", target_os = "unknown"));

#[cold]
fn for_ever() -> ! {
    panic!("this target has no threads to end the wait of a blocking call: call the async or the `try_` form")
}

#[inline(never)]
fn wait_slow<O: Operation + ?Sized>(operation: &mut O, deadline: Option<Instant>) -> Option<O::Output> {
    if !HAS_THREADS {
        for_ever();
    }
    if deadline.is_some_and(is_past) {
        return None;
    }
    if let Some(output) = attempt_before_sleep(operation, deadline) {
        return Some(output);
    }
    Waiter::new(operation).run(&mut Park { parker: Parker::of_this_thread(), refusals: 0, deadline }).ok()
}

/// Sleeps until woken or past the deadline. Gives up only if it is already past: so an attempt follows each sleep.
struct Park {
    parker: Arc<Parker>,
    /// How often another thread held the list.
    refusals: u32,
    deadline: Option<Instant>,
}

/// The deadline has passed.
struct TimedOut;

impl Park {
    fn go_on(&mut self, how: impl FnOnce(&mut Self)) -> Result<(), TimedOut> {
        if self.deadline.is_some_and(is_past) {
            return Err(TimedOut);
        }
        how(self);
        Ok(())
    }
}

impl Sleep for Park {
    type GaveUp = TimedOut;

    fn wakeup(&self) -> Wakeup {
        Wakeup::Thread(Arc::clone(&self.parker))
    }

    fn target(&self) -> Target {
        Target::THREAD
    }

    fn sleep(&mut self) -> Result<(), TimedOut> {
        self.go_on(|this| this.parker.park(this.deadline))
    }

    fn give_way(&mut self) -> Result<(), TimedOut> {
        self.go_on(|this| step_aside(&mut this.refusals))
    }
}

#[cfg(all(test, not(any(hel_loom, hel_shuttle))))]
mod tests {
    use super::*;
    use crate::operation::tests::Never;
    use crate::{Notify, Waiting};
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Waker};
    use std::time::Duration;

    #[test]
    fn a_deadline_ends_a_wait_that_finds_another_thread_in_the_list() {
        let event = Notify::new();
        // Who comes next needs the list.
        let mut first = pin!(Waiting::new(Never(&event)));
        assert!(first.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        event.while_list_held(|| {
            let soon = Instant::now() + Duration::from_millis(5);
            assert!(wait_deadline(&mut Never(&event), soon).is_none());
        });
        assert_eq!(event.waiters(), 1);
    }
}
