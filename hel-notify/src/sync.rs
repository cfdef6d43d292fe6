//! The only place that names the primitives that a checker replaces.
//!
//! Every other file of the crate takes its atomics, cells, thread-locals and parking from here: the standard library's in a normal
//! build, `loom`'s under `cfg(hel_loom)`, `shuttle`'s under `cfg(hel_shuttle)`. [`Arc`](std::sync::Arc) is always std's, because
//! nothing here depends on the order of reference counts.

pub(crate) use imp::*;

/// A cell whose accesses its owner keeps apart.
#[cfg(not(hel_loom))]
pub(crate) struct UnsafeCell<T>(std::cell::UnsafeCell<T>);

#[cfg(not(hel_loom))]
impl<T> UnsafeCell<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(std::cell::UnsafeCell::new(value))
    }

    /// Calls `using` with a pointer, and checks nothing.
    #[inline]
    pub(crate) fn with_mut<R>(&self, using: impl FnOnce(*mut T) -> R) -> R {
        using(self.0.get())
    }
}

/// Lets the thread that is in the way go on.
#[cfg(any(hel_loom, hel_shuttle))]
pub(crate) fn step_aside(_refusals: &mut u32) {
    yield_now();
}

#[cfg(not(any(hel_loom, hel_shuttle)))]
mod imp {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::thread::{self, Thread};
    use std::time::{Duration, Instant};

    pub(crate) use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering, compiler_fence, fence};
    pub(crate) use std::thread::{LocalKey, yield_now};
    pub(crate) use std::thread_local;

    /// Lets the thread that is in the way go on: by a yield; from the 16th refusal on by a short sleep, since the system may have
    /// stopped that thread.
    pub(crate) fn step_aside(refusals: &mut u32) {
        *refusals += 1;
        if *refusals < 16 { yield_now() } else { thread::sleep(Duration::from_micros(50)) }
    }

    /// Parks the thread that made it; any thread may unpark it. A park may return early for no reason.
    pub(crate) struct Token(Thread);

    impl Token {
        /// The token of the calling thread.
        pub(crate) fn of_this_thread() -> Self {
            Self(thread::current())
        }

        /// Blocks the thread that made the token until [`unpark`](Self::unpark), or returns early for no reason.
        #[expect(clippy::unused_self, reason = "the other body of this module needs the token to park")]
        pub(crate) fn park(&self) {
            thread::park();
        }

        /// As [`park`](Self::park), at most until `deadline`.
        #[expect(clippy::unused_self, reason = "the same signature as `park`")]
        pub(crate) fn park_until(&self, deadline: Instant) {
            thread::park_timeout(deadline.saturating_duration_since(Instant::now()));
        }

        /// Makes the current or the next park of the token's thread return.
        pub(crate) fn unpark(&self) {
            self.0.unpark();
        }
    }

    /// Whether the deadline has passed.
    pub(crate) fn is_past(deadline: Instant) -> bool {
        deadline <= Instant::now()
    }

    /// Runs `f`, and catches and drops its panic. If dropping the payload panics too, that second payload is leaked.
    pub(crate) fn contain<T>(f: impl FnOnce() -> T) -> Option<T> {
        match catch_unwind(AssertUnwindSafe(f)) {
            Ok(output) => Some(output),
            Err(payload) => {
                if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
                    std::mem::forget(second);
                }
                None
            }
        }
    }
}

#[cfg(hel_loom)]
mod imp {
    use std::time::Instant;

    pub(crate) use loom::cell::UnsafeCell;
    pub(crate) use loom::lazy_static;
    pub(crate) use loom::sync::Mutex;
    pub(crate) use loom::sync::atomic::{AtomicUsize, Ordering, fence};
    pub(crate) use loom::thread::{LocalKey, yield_now};

    /// `loom`'s macro, which does not know std's `const { .. }` initializers.
    macro_rules! model_local {
        ($(#[$meta:meta])* $vis:vis static $name:ident: $type:ty = const { $init:expr };) => {
            loom::thread_local! { $(#[$meta])* $vis static $name: $type = $init; }
        };
        ($(#[$meta:meta])* $vis:vis static $name:ident: $type:ty = $init:expr;) => {
            loom::thread_local! { $(#[$meta])* $vis static $name: $type = $init; }
        };
    }
    pub(crate) use model_local as thread_local;

    /// Parks the thread that made it. Not by `loom`'s park: its `unpark` may also end the wait for a lock.
    pub(crate) struct Token(loom::sync::Notify);

    impl Token {
        pub(crate) fn of_this_thread() -> Self {
            Self(loom::sync::Notify::new())
        }

        pub(crate) fn park(&self) {
            self.0.wait();
        }

        #[expect(clippy::unused_self, reason = "the same signature as in the other bodies of this module")]
        pub(crate) fn park_until(&self, _deadline: Instant) {
            panic!("a model has no clock: wait without a deadline, or with one that is past");
        }

        pub(crate) fn unpark(&self) {
            self.0.notify();
        }
    }

    pub(crate) fn is_past(deadline: Instant) -> bool {
        deadline <= Instant::now()
    }

    /// Runs `f`. A panic in a model is the checker's report and propagates.
    pub(crate) fn contain<T>(f: impl FnOnce() -> T) -> Option<T> {
        Some(f())
    }
}

/// The threads of a schedule are coroutines on one system thread; they switch where they touch one of `shuttle`'s primitives.
#[cfg(hel_shuttle)]
mod imp {
    use shuttle::rand::RngCore;
    use shuttle::thread::{self, Thread};
    use std::time::Instant;

    pub(crate) use shuttle::sync::atomic::{AtomicUsize, Ordering, compiler_fence, fence};
    pub(crate) use shuttle::thread::{LocalKey, yield_now};
    pub(crate) use shuttle::thread_local;

    /// Parks the thread that made it, which may be a task of the checker.
    pub(crate) struct Token(Thread);

    impl Token {
        pub(crate) fn of_this_thread() -> Self {
            Self(thread::current())
        }

        #[expect(clippy::unused_self, reason = "the same signature as in the other bodies of this module")]
        pub(crate) fn park(&self) {
            thread::park();
        }

        /// May return early: [`is_past`] decides when the time is up.
        #[expect(clippy::unused_self, reason = "the same signature as `park`")]
        pub(crate) fn park_until(&self, _deadline: Instant) {
            yield_now();
        }

        pub(crate) fn unpark(&self) {
            self.0.unpark();
        }
    }

    /// The checker has no clock: a deadline passes by a random draw that is part of the schedule.
    pub(crate) fn is_past(deadline: Instant) -> bool {
        deadline <= Instant::now() || draw(4)
    }

    /// `true` once in `n` times.
    pub(crate) fn draw(n: u32) -> bool {
        shuttle::rand::thread_rng().next_u32() % n == 0
    }

    /// Runs `f`. A panic is the checker's report and propagates.
    pub(crate) fn contain<T>(f: impl FnOnce() -> T) -> Option<T> {
        Some(f())
    }
}
