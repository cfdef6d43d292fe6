//! The asymmetric pair for the model checker, which has no process-wide barrier.
//!
//! [`light`] locks and unlocks a mutex of the thread's own, [`heavy`] locks and unlocks every thread's, one after another. So every
//! `light` is ordered with every `heavy`, and nothing else is: two calls of `light` share no mutex.

use crate::sync::{Mutex, lazy_static, thread_local};
use std::cell::Cell;

/// How many threads a model has at most: the checker's own limit.
const THREADS: usize = 4;

lazy_static! {
    static ref LOCKS: [Mutex<()>; THREADS] = std::array::from_fn(|_| Mutex::new(()));
}

thread_local! {
    /// Which of the locks is this thread's.
    static OWN: usize = THREADS_SEEN.with(|seen| seen.replace(seen.get() + 1));
}

// The checker runs all threads of a model on one system thread: so these belong to the model as a whole, and the checker does not see
// them.
std::thread_local! {
    static BARRIER: Cell<Barrier> = const { Cell::new(Barrier::Missing) };
    static IS_LATCHED: Cell<bool> = const { Cell::new(false) };
    static THREADS_SEEN: Cell<usize> = const { Cell::new(0) };
    static MEANWHILE: Cell<Option<Box<dyn FnOnce()>>> = const { Cell::new(None) };
}

/// What the system of a model has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barrier {
    /// No heavy barrier: events stay FENCED.
    Missing,
    /// A heavy barrier.
    There,
    /// One that was there at the probe, and is refused when it is called.
    Refused,
}

/// Sets what the modelled system has. To be called by a model's main thread, before all else in each execution.
pub fn set(barrier: Barrier) {
    BARRIER.set(barrier);
    IS_LATCHED.set(false);
    THREADS_SEEN.set(0);
    MEANWHILE.set(None);
    if barrier != Barrier::Missing {
        // Made here, the locks order nothing but what the main thread did before.
        own(|_| ());
    }
}

/// What happens during the next heavy barrier. The thread that runs the barrier does it, which spares the model one more thread.
pub fn in_barrier(meanwhile: impl FnOnce() + 'static) {
    MEANWHILE.set(Some(Box::new(meanwhile)));
}

fn own(then: impl FnOnce(&Mutex<()>)) {
    OWN.with(|&own| then(&LOCKS[own]));
}

/// Locks and unlocks.
fn pass(mutex: &Mutex<()>) {
    drop(mutex.lock().expect("nothing panics under it"));
}

/// Whether no event can ever be in LIGHT mode.
pub(crate) fn is_missing() -> bool {
    BARRIER.get() == Barrier::Missing
}

pub(crate) fn light() {
    if !is_missing() {
        own(|mutex| pass(mutex));
    }
}

pub(crate) fn is_heavy_there() -> bool {
    !is_missing() && !IS_LATCHED.get()
}

/// A refused barrier is replaced by a sleep, which this models as a barrier. What the models check is that no event becomes LIGHT
/// afterwards, and what happens to those that are.
pub(crate) fn heavy() {
    IS_LATCHED.set(BARRIER.get() == Barrier::Refused);
    for mutex in LOCKS.iter() {
        pass(mutex);
    }
    if let Some(meanwhile) = MEANWHILE.take() {
        meanwhile();
    }
}
