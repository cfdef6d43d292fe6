//! Whether a thread that waits has company on its core: other threads that take it when it is offered.
//!
//! With more threads than cores, a waiter that looks again as soon as it can is back too early: it takes a value or two, the
//! lines with them, and waits again, while the peers that would have made more of them were about to run. In company there is
//! no hurry. The others of its kind use the time, and a value that waits a little longer waits among others. So a waiter in
//! company is not content with little, as long as the others bring more (see
//! [`Operation::is_worth_while`](crate::Operation::is_worth_while)).
//!
//! It is found out by the clock: a yield that nobody takes up is a system call, one that somebody does takes two switches at
//! least.

use crate::Operation;
use crate::sync::{thread_local, yield_now};
use std::cell::Cell;
use std::mem;
use std::time::{Duration, Instant};

/// A yield that was made.
#[derive(Clone, Copy)]
pub(crate) struct Yield {
    /// How long the core was away.
    pub(crate) taken: Duration,
    /// Whether others took it.
    pub(crate) met_company: bool,
}

thread_local! {
    /// For how many more waits the company counts that the last yield of this thread met.
    static MET: Cell<u32> = const { Cell::new(0) };
}

thread_local! {
    /// The shortest yield of this thread.
    static SHORTEST: Cell<Duration> = const { Cell::new(Duration::MAX) };
}

/// Whether the last yield of this thread met company, no more than a few waits ago. To be asked once a wait.
///
/// For a wait that succeeds before it yields learns nothing, and may be the first of many. (A thread in a conversation took
/// a single yield that was interrupted for company ever after, and so three times as long for each round trip.)
pub(crate) fn was_met() -> bool {
    MET.try_with(|left| left.replace(left.get().saturating_sub(1)) > 0).unwrap_or(false)
}

/// Not being content with little, while a wait yields.
#[derive(Default)]
pub(crate) struct Patience {
    /// How much there was to have after the last of the others' turns.
    seen: usize,
}

impl Patience {
    /// Whether to offer the core, which the others had just now, once more before the next attempt.
    ///
    /// Not if there is something and the others bring no more: they may all be waiting for what this attempt would do.
    pub(crate) fn goes_on<O: Operation + ?Sized>(&mut self, operation: &O) -> bool {
        if operation.is_worth_while() {
            return false;
        }
        let count = operation.lead().count;
        let brought = count > mem::replace(&mut self.seen, count);
        brought || count == 0
    }
}

/// Offers the core to other threads; how long they had it, if any took it.
pub fn offer_core() -> Option<Duration> {
    let made = yield_once();
    made.met_company.then_some(made.taken)
}

/// Offers the core to other threads.
pub(crate) fn yield_once() -> Yield {
    let start = Instant::now();
    yield_now();
    let taken = start.elapsed();
    let shortest = SHORTEST.try_with(|cell| cell.replace(cell.get().min(taken))).unwrap_or(Duration::MAX);
    let met_company = taken >= two_switches(shortest);
    let _ = MET.try_with(|left| left.set(if met_company { REMEMBERED } else { 0 }));
    Yield { taken, met_company }
}

/// The least time in which a core goes to another thread and comes back, where the shortest yield took so long.
///
/// Measured on two machines: alone, a yield takes 0.25 to 0.45 us on the one and 0.5 to 1.1 us on the other; with another thread
/// that yields as well, 1.2 us and more on the one and 3.2 us and more on the other.
fn two_switches(shortest: Duration) -> Duration {
    (shortest.saturating_mul(5) / 2).clamp(LEAST, MOST)
}

/// For how many waits company is remembered.
const REMEMBERED: u32 = 16;

/// A clock that is coarse or stands still must not make company of every yield.
const LEAST: Duration = Duration::from_nanos(500);

/// A thread whose yields have all met company must not take that for the rule.
const MOST: Duration = Duration::from_nanos(1200);

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use crate::{Lead, Notify};

    #[test]
    fn what_counts_as_company_follows_the_price_of_a_yield() {
        let nanos = Duration::from_nanos;
        assert_eq!(two_switches(nanos(250)), nanos(625));
        assert_eq!(two_switches(nanos(460)), nanos(1150));
        assert_eq!(two_switches(nanos(0)), LEAST);
        assert_eq!(two_switches(nanos(3200)), MOST, "it has never been alone");
        assert_eq!(two_switches(Duration::MAX), MOST, "its first yield");
    }

    /// So many values are queued, and that is never worth while.
    struct Queued(Cell<usize>, Notify);

    impl Operation for Queued {
        type Output = ();

        fn attempt(&mut self) -> Option<()> {
            None
        }
        fn watch(&self, _watch: &mut dyn FnMut(usize)) {}
        fn event(&self, _key: usize) -> &Notify {
            &self.1
        }
        fn leaves_more(&self, _key: usize) -> bool {
            false
        }
        fn is_worth_while(&self) -> bool {
            false
        }
        fn lead(&self) -> Lead {
            Lead { count: self.0.get(), ..Lead::default() }
        }
    }

    /// After how many turns of the others a wait has no more patience; `queued` says what each has brought.
    fn turns(queued: impl Fn(usize) -> usize) -> usize {
        let operation = Queued(Cell::new(0), Notify::new());
        let mut patience = Patience::default();
        let goes_on = |turn: &usize| {
            operation.0.set(queued(*turn));
            patience.goes_on(&operation)
        };
        (1..1000).take_while(goes_on).count() + 1
    }

    #[test]
    fn patience_ends_where_the_others_bring_no_more() {
        assert_eq!(turns(|_| 3), 2);
        assert_eq!(turns(|turn| turn.min(7)), 8);
        assert_eq!(turns(|_| 0), 1000, "there is nothing to be had");
    }

    #[test]
    fn company_that_is_not_met_again_is_forgotten() {
        MET.set(REMEMBERED);
        let remembered = (0..100).filter(|_| was_met()).count();
        assert_eq!(remembered, REMEMBERED as usize);
    }
}
