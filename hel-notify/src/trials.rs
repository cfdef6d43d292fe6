//! Whether something that costs time and does not always pay is worth another try.

use crate::sync::{AtomicUsize, Ordering};

/// What came of the last tries of something, by whoever shares this: it is due after a few times without, then each time while
/// it pays, and the more seldom the more often in a row it was in vain, down to one time in some five hundred.
///
/// It is a hint: nothing is concluded from it about other memory, and an update may be lost.
#[derive(Debug)]
pub(crate) struct Trials(AtomicUsize);

impl Default for Trials {
    fn default() -> Self {
        Self::new()
    }
}

impl Trials {
    /// Nothing is known yet, and may never be: what is used a few times only goes without.
    #[cfg(not(loom))]
    pub(crate) const fn new() -> Self {
        Self(AtomicUsize::new(FEWEST * ONE_TO_SKIP))
    }

    /// Nothing is known yet, and may never be: what is used a few times only goes without.
    #[cfg(loom)]
    pub(crate) fn new() -> Self {
        Self(AtomicUsize::new(FEWEST * ONE_TO_SKIP))
    }

    /// Whether to try it this time; the next time comes one nearer.
    pub(crate) fn is_due(&self) -> bool {
        let word = self.load();
        if word >= ONE_TO_SKIP {
            self.store(word - ONE_TO_SKIP);
        }
        word < ONE_TO_SKIP
    }

    /// It paid.
    pub(crate) fn paid(&self) {
        if self.load() != 0 {
            self.store(0);
        }
    }

    /// It did not pay.
    pub(crate) fn was_in_vain(&self) {
        let in_vain = (self.load() % ONE_TO_SKIP + 1).min(MOST_IN_VAIN);
        self.store(in_vain + (ONE_TO_SKIP << in_vain) * FEWEST / 2);
    }

    // Ordering: Relaxed in both, see the type.
    fn load(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    fn store(&self, word: usize) {
        self.0.store(word, Ordering::Relaxed);
    }
}

/// The low bits of the word count how often in a row it was in vain, the others how many times are still to be skipped.
const ONE_TO_SKIP: usize = 1 << 4;

/// From here on, it is not tried any more seldom.
const MOST_IN_VAIN: usize = 6;

/// So many times are skipped after the first try in vain, and twice as many after each further one.
const FEWEST: usize = 16;

/// The most that are skipped.
#[cfg(test)]
const SELDOM: usize = FEWEST << (MOST_IN_VAIN - 1);

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    /// How many times go without a try.
    fn skipped(trials: &Trials) -> usize {
        (0..10_000).take_while(|_| !trials.is_due()).count()
    }

    #[test]
    fn what_pays_is_due_each_time() {
        let trials = Trials::new();
        assert_eq!(skipped(&trials), FEWEST);
        for _ in 0..10 {
            assert!(trials.is_due());
            trials.paid();
        }
    }

    #[test]
    fn what_is_in_vain_is_due_ever_more_seldom() {
        let trials = Trials::new();
        skipped(&trials);
        let skips = [0; 8].map(|_| {
            trials.was_in_vain();
            skipped(&trials)
        });
        assert_eq!(skips, [16, 32, 64, 128, 256, SELDOM, SELDOM, SELDOM]);
        trials.paid();
        assert_eq!(skipped(&trials), 0);
        trials.was_in_vain();
        assert_eq!(skipped(&trials), FEWEST, "it is forgotten");
    }
}
