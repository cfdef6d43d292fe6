//! A test that hangs must fail with its name, not hold up the others.

use std::panic::resume_unwind;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Long enough for the slowest machine; reached by a lost wakeup only.
const LIMIT: Duration = Duration::from_secs(60);

/// Runs `body` on a thread of its own and fails when it does not end in time.
///
/// The thread is new, so whatever a library keeps per thread is as at its start.
#[track_caller]
pub(crate) fn within<O: Send + 'static>(body: impl FnOnce() -> O + Send + 'static) -> O {
    let (done, is_done) = mpsc::channel();
    let name = thread::current().name().unwrap_or("test").to_owned();
    let body = move || {
        let output = body();
        // Fails when the watchdog has given up: nobody is left to hear it.
        let _ = done.send(());
        output
    };
    let thread = thread::Builder::new().name(name).spawn(body).expect("a thread for the test");
    if let Err(mpsc::RecvTimeoutError::Timeout) = is_done.recv_timeout(LIMIT) {
        panic!("the body did not end in {LIMIT:?}: somebody waits for a wakeup that never comes");
    }
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

/// Lets other threads run until `condition` holds. Under [`within`], which ends it when it never does.
pub(crate) fn eventually(mut condition: impl FnMut() -> bool) {
    while !condition() {
        thread::yield_now();
    }
}
