//! A try-lock: one thread at a time holds the value, and no thread ever waits for it.
//!
//! The lowest bit of the word says that a thread holds the value. A thread that finds it held does something else instead, so a holder
//! that the system has stopped blocks nobody. The other bits are the caller's.
//!
//! | word | changed by | so that |
//! | --- | --- | --- |
//! | free to held | a compare-exchange, `AcqRel`, which fails while another thread holds the value | the holder sees what the last holder did |
//! | held to free | its holder alone, `Release` | the next holder sees what this one did |
//! | held to held | any thread, `AcqRel`, in the caller's bits | a thread that reads the change sees what came before it |
#![allow(unsafe_code, reason = "the one cell of this crate; `seat` and `list` are built on it")]

use crate::sync::{AtomicUsize, Ordering, UnsafeCell};
use std::panic::{RefUnwindSafe, UnwindSafe};

/// A thread holds the value.
const HELD: usize = 1;

pub(crate) struct TryLock<T> {
    word: AtomicUsize,
    value: UnsafeCell<T>,
}

/// Access to the value, until it is [released](Self::release). If it is dropped or forgotten instead, the value stays held for ever.
#[must_use = "a value that is not released can never be held again"]
pub(crate) struct Held<'a, T>(&'a TryLock<T>);

// SAFETY: only a `Held` refers to the value, and there is one `Held` at a time: the value moves between threads (`T: Send`) and is
// never shared.
unsafe impl<T: Send> Sync for TryLock<T> {}

// Nothing that may unwind runs while a value is held.
impl<T> UnwindSafe for TryLock<T> {}
impl<T> RefUnwindSafe for TryLock<T> {}

impl<T> TryLock<T> {
    /// A value that nobody holds, with all bits of the word zero.
    #[cfg(not(hel_loom))]
    pub(crate) const fn new(value: T) -> Self {
        Self { word: AtomicUsize::new(0), value: UnsafeCell::new(value) }
    }

    #[cfg(hel_loom)]
    pub(crate) fn new(value: T) -> Self {
        Self { word: AtomicUsize::new(0), value: UnsafeCell::new(value) }
    }

    /// The caller's bits, and whether somebody holds the value.
    #[inline]
    pub(crate) fn read(&self) -> (usize, bool) {
        // Ordering: Acquire, with both releases in the table.
        let word = self.word.load(Ordering::Acquire);
        (word >> 1, word & HELD != 0)
    }

    /// Takes hold of the value, if nobody holds it and the caller's bits equal `bits`.
    #[inline]
    pub(crate) fn hold(&self, bits: usize) -> Option<Held<'_, T>> {
        let free = bits << 1;
        // Ordering: see the table. Release as well, for threads that read the word while the value is held. Acquire on failure, for a
        // caller that learns from it what another thread has done.
        self.word
            .compare_exchange(free, free | HELD, Ordering::AcqRel, Ordering::Acquire)
            .ok()
            .map(|_| Held(self))
    }

    /// Changes the caller's bits while somebody holds the value; `false` if nobody does.
    pub(crate) fn note(&self, change: impl Fn(usize) -> usize) -> bool {
        // Ordering: see the table. Acquire on failure: the caller, which then tries to hold the value, sees what the last holder did.
        let changed = |word: usize| (word & HELD != 0).then(|| change(word >> 1) << 1 | HELD);
        self.word.fetch_update(Ordering::AcqRel, Ordering::Acquire, changed).is_ok()
    }
}

impl<T> Held<'_, T> {
    /// Uses the value.
    #[inline]
    pub(crate) fn with<R>(&mut self, using: impl FnOnce(&mut T) -> R) -> R {
        // SAFETY: a compare-exchange set HELD for this `Held`, from a word without it, and only this `Held`'s release, which consumes
        // it, clears it. So no other `Held` refers to the value, and `&mut self` keeps this one from doing so twice.
        self.0.value.with_mut(|value| using(unsafe { &mut *value }))
    }

    /// Releases the value, and sets the caller's bits to `bits`, of which the highest is dropped.
    #[inline]
    pub(crate) fn release(self, bits: usize) {
        // Ordering: see the table.
        self.0.word.store(bits << 1, Ordering::Release);
    }

    /// Releases the value if the caller's bits are all zero. Otherwise returns the bits and sets them to zero.
    pub(crate) fn release_or_read(self) -> Result<(), (Self, usize)> {
        // Ordering: see the table.
        if self.0.word.compare_exchange(HELD, 0, Ordering::Release, Ordering::Relaxed).is_ok() {
            return Ok(());
        }
        let word = self.0.word.swap(HELD, Ordering::AcqRel);
        Err((self, word >> 1))
    }
}

#[cfg(all(test, not(hel_loom)))]
mod tests {
    use super::TryLock;

    #[test]
    fn one_thread_holds_it_and_others_fail_at_once() {
        let lock = TryLock::new(7);
        assert!(lock.hold(1).is_none(), "other bits");
        let mut held = lock.hold(0).unwrap();
        assert!(lock.hold(0).is_none());
        assert!(lock.note(|bits| bits + 5));
        assert_eq!(held.with(|value| std::mem::replace(value, 8)), 7);
        let Err((held, noted)) = held.release_or_read() else { panic!("there was a note") };
        assert_eq!(noted, 5);
        assert!(held.release_or_read().is_ok());
        assert!(!lock.note(|bits| bits + 1));
        assert_eq!(lock.read(), (0, false));
    }
}
