//! Stopping one thread of the process for a while, wherever it is.
#![allow(unsafe_code, reason = "a signal handler can only be set, and sent to one thread, by system calls")]

use std::hint;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread;
use std::time::Duration;

/// How long the handler stays where nobody releases it, in pauses.
static PAUSES: AtomicI64 = AtomicI64::new(0);
/// Whether the handler has begun and not ended.
static STOPPED: AtomicBool = AtomicBool::new(false);
/// Whether the handler is to end.
static RELEASED: AtomicBool = AtomicBool::new(false);

/// One sleep of the handler.
const PAUSE: Duration = Duration::from_micros(50);

/// A thread that can be stopped.
#[derive(Clone, Copy)]
pub(crate) struct Target(libc::pthread_t);

/// The calling thread.
pub(crate) fn this_thread() -> Target {
    // SAFETY: it has no precondition.
    Target(unsafe { libc::pthread_self() })
}

extern "C" fn sleep_in_handler(_signal: libc::c_int) {
    STOPPED.store(true, Ordering::Release);
    let pause = libc::timespec { tv_sec: 0, tv_nsec: i64::from(PAUSE.subsec_nanos()) };
    for _ in 0..PAUSES.load(Ordering::Relaxed) {
        if RELEASED.load(Ordering::Acquire) {
            break;
        }
        // SAFETY: `nanosleep` is async-signal-safe, reads `pause` and writes nothing.
        unsafe { libc::nanosleep(&raw const pause, std::ptr::null_mut()) };
    }
    STOPPED.store(false, Ordering::Release);
}

/// Stops a thread, which must not have ended, wherever it is; runs `meanwhile`; and lets the thread go on, at the
/// latest after `limit`. One stop at a time.
pub(crate) fn stop(target: Target, limit: Duration, meanwhile: impl FnOnce()) {
    static HANDLER: Once = Once::new();
    HANDLER.call_once(|| {
        // SAFETY: all bits zero is a valid `sigaction`, with an empty mask; the handler only sleeps, and uses atomics.
        unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = sleep_in_handler as *const () as usize;
            action.sa_flags = libc::SA_RESTART;
            assert_eq!(libc::sigaction(libc::SIGUSR1, &raw const action, std::ptr::null_mut()), 0);
        }
    });
    let pauses = limit.as_micros() / PAUSE.as_micros();
    PAUSES.store(pauses.try_into().expect("a short time"), Ordering::Relaxed);
    RELEASED.store(false, Ordering::Release);
    // SAFETY: the caller promises that the thread has not ended, so its number is its own.
    assert_eq!(unsafe { libc::pthread_kill(target.0, libc::SIGUSR1) }, 0);
    while !STOPPED.load(Ordering::Acquire) {
        hint::spin_loop();
    }
    meanwhile();
    RELEASED.store(true, Ordering::Release);
    while STOPPED.load(Ordering::Acquire) {
        thread::yield_now();
    }
}
