//! What a thread remembers of its yields: those that bring nothing become seldom.
//!
//! | the yields of a wait | from then on |
//! | --- | --- |
//! | ended asleep, four times in a row and more | one wait in 2, 4, .. [`Steps::seldom`] yields, the others park after their looks |
//! | ended with one that took [`Steps::long`] | the same at once, and four steps further: somebody else wants the core |
//! | brought what it waits for | one step back, in the end to every wait |

use crate::policy::{Steps, Wait, steps};
use crate::sync::{LocalKey, thread_local, yield_now};
use std::cell::Cell;
use std::time::{Duration, Instant};

thread_local! {
    /// What came of the calling thread's yields.
    pub(crate) static YIELDS: Cell<Yields> = const { Cell::new(Yields::UNKNOWN) };
}

thread_local! {
    /// What came of its [`Offer`]s.
    static OFFERS: Cell<Yields> = const { Cell::new(Yields::UNKNOWN) };
}

/// What came of the yields of a thread's last waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Yields {
    /// How often in a row they were in vain.
    in_vain: u32,
    /// How many more waits do without.
    skip: u32,
}

/// How the yields of a wait have ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// With what the wait was for.
    Found,
    /// With nothing.
    InVain,
    /// With a yield that took long, whatever it has brought.
    Long,
}

impl Yields {
    /// None has been made.
    const UNKNOWN: Self = Self { in_vain: 0, skip: 0 };

    fn after(self, end: End, Steps { tolerated, seldom, .. }: Steps) -> Self {
        let in_vain = match end {
            // What was bad has to be good as often, before it is the rule again.
            End::Found if self.in_vain > tolerated => self.in_vain - 1,
            End::Found => 0,
            End::InVain => self.in_vain + 1,
            End::Long => self.in_vain.max(tolerated) + 4,
        };
        let in_vain = in_vain.min(tolerated + seldom.ilog2());
        let skip = match in_vain.checked_sub(tolerated) {
            None => 0,
            Some(more) => (2_u32 << more).min(seldom) - 1,
        };
        Self { in_vain, skip }
    }
}

/// Whether the next yields of the calling thread are to be made, of which it remembers this. A thread past its thread-locals makes
/// them all.
pub(crate) fn is_due(memory: &'static LocalKey<Cell<Yields>>) -> bool {
    let is_due = memory.try_with(|yields| {
        let before = yields.get();
        let left = before.skip.checked_sub(1);
        yields.set(Yields { skip: left.unwrap_or(0), ..before });
        left.is_none()
    });
    is_due.unwrap_or(true)
}

/// They were made, and have ended so.
pub(crate) fn note(memory: &'static LocalKey<Cell<Yields>>, end: End, steps: Steps) {
    let _ = memory.try_with(|yields| yields.set(yields.get().after(end, steps)));
}

/// Yields once, and says how long that took.
pub(crate) fn timed_yield() -> Duration {
    let start = Instant::now();
    yield_now();
    start.elapsed()
}

/// A core that a thread offers to others beside a wait: it leaves them alone for a moment, and they may need the core for what
/// they do.
#[must_use = "what it has brought decides on the next ones"]
#[derive(Debug)]
pub struct Offer(Duration);

impl Offer {
    /// Yields once. `None`, at once, where that has cost the calling thread its core for long lately.
    pub fn make() -> Option<Self> {
        is_due(&OFFERS).then(|| Self(timed_yield()))
    }

    /// Whether it has brought anything. If not, and if it took long, it was somebody else who wanted the core: the next ones are
    /// left out, as the yields of waits are.
    pub fn was_of_use(self, was_of_use: bool) {
        let steps = steps(Wait::Balanced);
        let end = if was_of_use {
            End::Found
        } else if self.0 >= steps.long {
            End::Long
        } else {
            return;
        };
        note(&OFFERS, end, steps);
    }
}

#[cfg(all(test, not(any(hel_loom, hel_shuttle))))]
mod tests {
    use super::*;

    const STEPS: Steps = Wait::Balanced.steps();

    #[test]
    fn yields_in_vain_become_seldom_and_one_that_brings_something_makes_them_the_rule() {
        let mut yields = Yields::UNKNOWN;
        let skips: Vec<_> = (0..12)
            .map(|_| {
                yields = yields.after(End::InVain, STEPS);
                yields.skip
            })
            .collect();
        assert_eq!(skips, [0, 0, 0, 1, 3, 7, 15, 31, 63, 127, 255, 511]);
        let back: Vec<_> = (0..12)
            .map(|_| {
                yields = yields.after(End::Found, STEPS);
                yields.skip
            })
            .collect();
        assert_eq!(back, [255, 127, 63, 31, 15, 7, 3, 1, 0, 0, 0, 0]);
    }

    #[test]
    fn a_long_yield_counts_at_once() {
        let after = Yields::UNKNOWN.after(End::Long, STEPS);
        assert_eq!((after.skip, after.after(End::Long, STEPS).skip), (31, 511));
    }

    #[test]
    fn a_core_that_was_offered_long_and_in_vain_is_not_offered_again() {
        let offers = |count: u32| (0..count).filter(|_| Offer::make().is_some()).count();
        Offer(STEPS.long).was_of_use(true);
        Offer(STEPS.long / 2).was_of_use(false);
        assert_eq!(offers(3), 3);
        Offer(STEPS.long).was_of_use(false);
        assert_eq!((offers(31), offers(3)), (0, 3));
    }
}
