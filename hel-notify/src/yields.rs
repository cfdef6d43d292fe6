//! Each thread remembers how its yields ended, and yields less often where they fail.
//!
//! | how the yields of a wait ended | from then on |
//! | --- | --- |
//! | in vain, for the fourth time in a row or later | one wait in 2, 4, .. [`Steps::seldom`] yields; the others park after their looks |
//! | with one that took [`Steps::long`]: another thread wants the core | one wait in 32 yields, at most; each further time, four steps more |
//! | with what the wait was for | one step back, in the end to every wait |

use crate::policy::{Steps, Wait, steps};
use crate::sync::{LocalKey, thread_local, yield_now};
use std::cell::Cell;
use std::time::{Duration, Instant};

thread_local! {
    /// How the yields of the calling thread's waits ended.
    pub(crate) static YIELDS: Cell<Yields> = const { Cell::new(Yields::UNKNOWN) };
}

thread_local! {
    /// How its [`Offer`]s ended.
    static OFFERS: Cell<Yields> = const { Cell::new(Yields::UNKNOWN) };
}

/// How the yields of a thread's last waits ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Yields {
    /// A score. A wait in vain adds 1; a long yield adds 4, to at least [`Steps::tolerated`]; it is capped. A success takes off 1, or all
    /// up to `tolerated`.
    in_vain: u32,
    /// How many waits from now on skip their yields.
    skip: u32,
}

/// How the yields of a wait have ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// With what the wait was for.
    Found,
    /// With nothing.
    InVain,
    /// With a yield that took long, whether the attempt after it succeeded or not.
    Long,
}

impl Yields {
    /// No yields so far.
    const UNKNOWN: Self = Self { in_vain: 0, skip: 0 };

    fn after(self, end: End, Steps { tolerated, seldom, .. }: Steps) -> Self {
        let in_vain = match end {
            // Past `tolerated`, each success takes back one failure; for the cap, at most eleven are needed.
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

/// Whether the calling thread should yield now, by this `memory`. Always `true` once the thread's thread-locals are destroyed.
pub(crate) fn is_due(memory: &'static LocalKey<Cell<Yields>>) -> bool {
    let is_due = memory.try_with(|yields| {
        let before = yields.get();
        let left = before.skip.checked_sub(1);
        yields.set(Yields { skip: left.unwrap_or(0), ..before });
        left.is_none()
    });
    is_due.unwrap_or(true)
}

/// Records how yields ended.
pub(crate) fn note(memory: &'static LocalKey<Cell<Yields>>, end: End, steps: Steps) {
    let _ = memory.try_with(|yields| yields.set(yields.get().after(end, steps)));
}

/// Yields once, and says how long that took.
pub(crate) fn timed_yield() -> Duration {
    let start = Instant::now();
    yield_now();
    start.elapsed()
}

/// One yield outside of a wait, made while a thread pauses to let others get ahead: they may need its core.
#[must_use = "whether it helped decides on the next ones"]
#[derive(Debug)]
pub struct Offer(Duration);

impl Offer {
    /// Yields once. `None`, without a yield, if the calling thread's offers have lately taken long and brought nothing.
    pub fn make() -> Option<Self> {
        is_due(&OFFERS).then(|| Self(timed_yield()))
    }

    /// Records whether the yield brought anything. If it did not, and took long, an unrelated thread wanted the core: the next offers
    /// are skipped, as the yields of waits are.
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
    fn yields_in_vain_become_rare_and_successes_bring_them_back() {
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

    /// The wait after which the yields are skipped once, from here on if all are in vain.
    fn first_skipped(mut yields: Yields) -> usize {
        let skipped = (1..100).find(|_| {
            yields = yields.after(End::InVain, STEPS);
            yields.skip > 0
        });
        skipped.unwrap()
    }

    #[test]
    fn one_that_brings_something_in_time_makes_up_for_all_before() {
        assert_eq!(first_skipped(Yields::UNKNOWN), 4);
        let mut yields = Yields::UNKNOWN;
        for _ in 0..4 {
            yields = yields.after(End::InVain, STEPS);
            assert_eq!(first_skipped(yields.after(End::Found, STEPS)), 4);
        }
        yields = yields.after(End::InVain, STEPS).after(End::Found, STEPS);
        assert_eq!(first_skipped(yields), 1, "it was too late");
    }

    #[test]
    fn however_many_were_in_vain_a_few_that_bring_something_make_yields_the_rule() {
        let in_vain = (0..1000).fold(Yields::UNKNOWN, |yields, _| yields.after(End::InVain, STEPS));
        assert_eq!(in_vain.skip, STEPS.seldom - 1);
        let found = (0..11).fold(in_vain, |yields, _| yields.after(End::Found, STEPS));
        assert_eq!(found, Yields::UNKNOWN);
    }

    #[test]
    fn a_long_yield_counts_at_once() {
        let after = Yields::UNKNOWN.after(End::Long, STEPS);
        assert_eq!((after.skip, after.after(End::Long, STEPS).skip), (31, 511));
    }

    #[test]
    fn after_a_long_offer_in_vain_offers_are_skipped() {
        let offers = |count: u32| (0..count).filter(|_| Offer::make().is_some()).count();
        Offer(STEPS.long).was_of_use(true);
        Offer(STEPS.long / 2).was_of_use(false);
        assert_eq!(offers(3), 3);
        Offer(STEPS.long).was_of_use(false);
        assert_eq!((offers(31), offers(3)), (0, 3));
    }
}
