//! Stopping one thread of the process for a while, wherever it is.
#![allow(unsafe_code, reason = "a signal handler can only be set, and sent to one thread, by system calls")]

use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread;
use std::time::Duration;

/// How long the handler sleeps, in nanoseconds.
static NANOS: AtomicI64 = AtomicI64::new(0);
/// Whether the handler runs, or is about to.
static STOPPED: AtomicBool = AtomicBool::new(false);

/// A thread that can be stopped.
#[derive(Clone, Copy)]
pub(crate) struct Target(libc::pthread_t);

/// The calling thread.
pub(crate) fn this_thread() -> Target {
    // SAFETY: it has no precondition.
    Target(unsafe { libc::pthread_self() })
}

/// Whether the thread that was stopped last still is.
pub(crate) fn is_stopped() -> bool {
    STOPPED.load(Ordering::Acquire)
}

extern "C" fn sleep_in_handler(_signal: libc::c_int) {
    let nanos = NANOS.load(Ordering::Relaxed);
    let time = libc::timespec { tv_sec: 0, tv_nsec: nanos };
    // SAFETY: `nanosleep` is async-signal-safe, reads `time` and writes nothing.
    unsafe { libc::nanosleep(&raw const time, std::ptr::null_mut()) };
    STOPPED.store(false, Ordering::Release);
}

/// Stops a thread, which must not have ended, for less than a second, at a moment that nobody chooses. One stop at a time.
pub(crate) fn stop(target: Target, time: Duration) {
    static HANDLER: Once = Once::new();
    HANDLER.call_once(|| {
        // SAFETY: all bits zero is a valid `sigaction`, with an empty mask; the handler only sleeps and stores an atomic.
        unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = sleep_in_handler as *const () as usize;
            action.sa_flags = libc::SA_RESTART;
            assert_eq!(libc::sigaction(libc::SIGUSR1, &raw const action, std::ptr::null_mut()), 0);
        }
    });
    thread::sleep(Duration::from_micros(random() % 500));
    NANOS.store(i64::try_from(time.as_nanos()).expect("less than a second"), Ordering::Relaxed);
    STOPPED.store(true, Ordering::Release);
    // SAFETY: the caller promises that the thread has not ended, so its number is its own.
    assert_eq!(unsafe { libc::pthread_kill(target.0, libc::SIGUSR1) }, 0);
}

/// A number that is another each time.
fn random() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(0)
}
