//! What a thread does before it announces itself: it gives the other side some time, and looks again.
//!
//! Waking a parked thread costs some tens of microseconds, a pause well under one. But each look takes a line away from
//! whoever is about to make the attempt succeed; and on a machine with fewer cores than threads a spinning thread holds the
//! core of the very thread that it waits for. So there is one pause, as long as the round trip of a conversation, in which a
//! peer that streams gets ahead by some values. Where it does not get ahead ([`rhythm`](crate::rhythm)) it is a conversation,
//! and the next waits look several times in that pause: a round trip takes 0.29 us then, for 0.98. Then there are yields, by
//! which a thread that has the core to itself looks every few hundred nanoseconds, and one that has not gives it away. With a
//! single core there are only yields, and where yields meet [company](crate::company) too: there a pause is time of the very
//! thread that is waited for (without it, keyed channels of 4 and 8 threads are a sixth faster on two cores, and a round trip
//! of two threads on one core takes 2.6 us instead of 4.2). Attempts are put off then, for some time, until they are worth
//! while.
//!
//! Before all that, and not in company, comes a longer pause where what the thread waits for comes in a stream: see
//! [`rhythm`](crate::rhythm).
//!
//! The yields of a wait end by the clock, after [`YIELDING`] of its own. One that took [`LONG`] and brought no stream has met a CPU-bound
//! thread on this core, and each further yield may cost a slice of the scheduler. So the next waits of this thread do not yield,
//! and the more of them, the more often it has happened: see [`Skips`].
//!
//! A thread whose waits end asleep one after the other, since what it waits for comes once a millisecond, has little of its
//! yields: most of its further waits go without.
//!
//! # How the shape was found
//!
//! By `cargo xtask bench --wait-shape 's8h1y4 s0y16 ..'`, as medians of 7 to 9 alternating rounds on two cores. A shape is so
//! many spins of so many hints, and so many yields. M messages/s of `u64` with 256 slots, of which only those of one column
//! and one run compare; round trips in ns:
//!
//! | shape | shared 4/4 | 8/8 | 16/16 | round robin 8/8 | keyed 4/4 | keyed 8/8 | round trip |
//! | --- | --- | --- | --- | --- | --- | --- | --- |
//! | s8h1y4 (before) | 23 | 23 | 22 | 7.2 | 13 | 14 | 701 |
//! | s0y16 | 24 | 28 | 32 | 11 | 15 | 14 | 675 |
//! | s0y64 | 25 | 25 | 37 | 12 | 15 | 16 | 686 |
//! | s4h4y16 | 29 | 31 | 29 | 6.9 | 14 | 15 | 619 |
//! | s2h16y16 | 33 | 26 | 33 | 7.1 | 17 | 16 | 530 |
//! | s4h16y32 | 35 | 29 | 38 | 6.5 | 17 | 16 | 555 |
//! | **s1h32y16** | 37 | 30 | 35 | 7.4 | 20 | 18 | 741 |
//! | s1h16y16 | 47 | 38 | 39 | 9.0 | 16 | 18 | 715 |
//! | **s1h32y32** | 49 | 48 | 50 | 9.5 | 19 | 18 | 769 |
//! | s1h64y16 | 49 | 46 | 48 | 9.7 | 19 | 20 | 1395 |
//! | s1h128y16 | 51 | 45 | 49 | 11 | 19 | 20 | 2581 |
//! | s1h256y16 | 53 | 48 | 44 | 12 | 16 | 18 | 4439 |
//!
//! (The first seven lines are one run, the others another.) Without any pause 3 to 4 M/s are left. Streams would like a longer
//! pause, conversations a shorter one. Parking after 8 yields costs the shared channel of 16/16 half of its rate, and more than 32
//! bring nothing to streams. But a thread in a conversation with a task waits for a runtime's worker that has to be woken, and if
//! it goes to sleep itself, both cores become idle, from where they are woken the slower: with 32 yields such a round trip
//! took 38 us as often as 6, with 64 it takes 6, with 128 the same. A message a millisecond takes a twentieth more CPU time
//! with 64. (Measured before the yields ended by the clock.)

use crate::cores::cores;
use crate::rhythm::{Rhythm, attempt_in_rhythm};
use crate::sync::{is_past, spin_loop, thread_local};
use crate::{Operation, company, company::Yield};
use std::cell::Cell;
use std::time::{Duration, Instant};

/// The pauses of a wait.
#[derive(Clone, Copy, Debug)]
#[allow(unreachable_pub, reason = "public in the build of the sweep")]
pub struct Shape {
    /// How many attempts are made after a short pause.
    pub spins: u32,
    /// The length of such a pause, in spin hints: 10 to 45 ns each.
    pub hints: u32,
    /// How many attempts are made after an offer of the core to other threads.
    pub yields: u32,
}

/// The best of the table above, with more yields for the reason given below it.
const MEASURED: Shape = Shape { spins: 1, hints: 32, yields: 64 };

/// A model has no time to give.
#[cfg(any(loom, shuttle))]
fn shape() -> Shape {
    Shape { spins: 0, yields: 0, ..MEASURED }
}

#[cfg(not(any(loom, shuttle, hel_wait_sweep)))]
fn shape() -> Shape {
    MEASURED
}

#[cfg(all(hel_wait_sweep, not(any(loom, shuttle))))]
fn shape() -> Shape {
    sweep::current()
}

/// Shapes that are set while the program runs, to find the best.
#[cfg(hel_wait_sweep)]
pub mod sweep {
    pub use super::Shape;
    use std::sync::{PoisonError, RwLock};

    /// The shape without a sweep.
    pub const MEASURED: Shape = super::MEASURED;

    static CURRENT: RwLock<Shape> = RwLock::new(MEASURED);

    /// From here on, waits have this shape.
    pub fn set(shape: Shape) {
        *CURRENT.write().unwrap_or_else(PoisonError::into_inner) = shape;
    }

    pub(super) fn current() -> Shape {
        *CURRENT.read().unwrap_or_else(PoisonError::into_inner)
    }
}

thread_local! {
    /// How many waits of this thread in a row went to sleep after all.
    static IN_VAIN: Cell<u32> = const { Cell::new(0) };
}

thread_local! {
    /// Which of this thread's next waits do not yield.
    static SKIPS: Cell<Skips> = const { Cell::new(Skips { level: 0, left: 0 }) };
}

/// How many waits of a thread do not yield, since a yield may take long.
#[derive(Clone, Copy, Debug)]
struct Skips {
    /// Two more with each long yield, one less with each short one. At level n, 2^n waits do not yield; at 0, all do.
    level: u32,
    /// How many more waits do not yield before one tries it again.
    left: u32,
}

impl Skips {
    /// After the last yield of a wait, which took so long. `count` says how many attempts in a row would succeed now.
    fn after(self, taken: Duration, count: impl FnOnce() -> usize) -> Self {
        if self.level == 0 && taken < LONG {
            return self;
        }
        let level = if count() >= STREAM {
            0
        } else if taken >= LONG {
            (self.level + 2).min(MOST_LEVEL)
        } else {
            self.level - 1
        };
        Self { level, left: if level == 0 { 0 } else { 1 << level } }
    }
}

/// Attempts again after each of a few pauses, before anybody is told that this thread waits.
/// Past the `deadline` there are no more.
pub(crate) fn attempt_between_pauses<O: Operation + ?Sized>(
    operation: &mut O,
    deadline: Option<Instant>,
) -> Option<O::Output> {
    let in_vain = IN_VAIN.try_with(Cell::get).unwrap_or(0);
    let output = attempt_in_shape(operation, shape().after(in_vain), deadline, company::yield_once);
    let _ = IN_VAIN.try_with(|cell| cell.set(if output.is_some() { 0 } else { in_vain.wrapping_add(1) }));
    output
}

fn attempt_in_shape<O: Operation + ?Sized>(
    operation: &mut O,
    shape: Shape,
    deadline: Option<Instant>,
    yield_once: impl FnMut() -> Yield,
) -> Option<O::Output> {
    let Shape { spins, hints, yields } = shape;
    let yields = if yields > 0 && may_yield() { yields } else { 0 };
    // Without yields there is nothing to do about company.
    let is_core_shared = is_single_core() || company::was_met() && yields > 0;
    if !is_core_shared {
        if let Some(output) = attempt_in_rhythm(operation) {
            return Some(output);
        }
        if let Some(output) = attempt_while_spinning(operation, spins, hints) {
            return Some(output);
        }
    }
    attempt_while_yielding(operation, yields, deadline, yield_once)
}

/// Attempts after each of so many yields, or of fewer when their time is up.
fn attempt_while_yielding<O: Operation + ?Sized>(
    operation: &mut O,
    yields: u32,
    deadline: Option<Instant>,
    mut yield_once: impl FnMut() -> Yield,
) -> Option<O::Output> {
    let mut patience = company::Patience::default();
    let mut spent = Duration::ZERO;
    for left in (0..yields).rev() {
        if deadline.is_some_and(is_past) {
            break;
        }
        let Yield { taken, met_company } = yield_once();
        // What others used of the core is no time of this wait.
        spent += if met_company { Duration::ZERO } else { taken };
        let is_last = left == 0 || spent >= YIELDING || taken >= LONG;
        if !is_last && met_company && patience.goes_on(operation) {
            continue;
        }
        let skips = SKIPS.try_with(|skips| skips.get().after(taken, || operation.lead().count));
        let output = operation.attempt();
        if output.is_some() || is_last {
            let _ = SKIPS.try_with(|cell| skips.map(|skips| cell.set(skips)));
            return output;
        }
    }
    None
}

/// Whether this wait may yield. Counts it if it may not.
fn may_yield() -> bool {
    let count = |cell: &Cell<Skips>| {
        let skips = cell.get();
        cell.set(Skips { left: skips.left.saturating_sub(1), ..skips });
        skips.left == 0
    };
    SKIPS.try_with(count).unwrap_or(true)
}

/// Attempts after each of so many pauses that keep the core; or more often in their time, where a pause brings no more than
/// one value.
fn attempt_while_spinning<O: Operation + ?Sized>(
    operation: &mut O,
    spins: u32,
    hints: u32,
) -> Option<O::Output> {
    let is_rest_due = spins == 0 || operation.rhythm().is_none_or(Rhythm::is_rest_due);
    if !is_rest_due {
        let look = |_| {
            pause((hints / LOOKS) as usize);
            operation.attempt()
        };
        return (0..spins * LOOKS).find_map(look);
    }
    for _ in 0..spins {
        pause(hints as usize);
        if let Some(rhythm) = operation.rhythm() {
            rhythm.learn_of_rest(operation.lead());
        }
        if let Some(output) = operation.attempt() {
            return Some(output);
        }
    }
    None
}

impl Shape {
    /// The shape for a thread whose last waits, so many in a row, went to sleep after all.
    fn after(self, in_vain: u32) -> Self {
        let tried = in_vain < TOLERATED || in_vain.is_power_of_two() || in_vain % SELDOM == 0;
        if tried { self } else { Self { yields: 0, ..self } }
    }
}

/// So many looks are made in the time of a pause, where it would bring no more than one value. (Where an attempt takes long, they
/// take as much longer.)
const LOOKS: u32 = 8;

/// So many waits in vain have no consequence.
const TOLERATED: u32 = 4;

/// After these, ever fewer waits have their yields, one in so many in the end, and the others none: a receiver that is woken
/// a thousand times in a second spends a third less.
const SELDOM: u32 = 64;

/// How long a wait yields, apart from what others use of the core: about as long as a wakeup takes, which is what yielding can
/// save.
const YIELDING: Duration = Duration::from_micros(10);

/// A yield of this length has met a CPU-bound thread, which keeps the core for a slice of 3 ms or more. With 0.2 ms a channel of 16
/// threads on each side of two cores takes its own crowd for one, and falls to a sixth of its rate.
const LONG: Duration = Duration::from_millis(1);

/// A long yield that brought so many values (or slots) was time of those that stream: it pays, and is no reason to skip yields.
const STREAM: usize = 16;

/// At most 2^8 waits do not yield: their number shares a try, which may cost a slice of some milliseconds.
const MOST_LEVEL: u32 = 8;

/// Keeps the core, and does nothing for so many spin hints.
pub fn pause(hints: usize) {
    (0..hints).for_each(|_| spin_loop());
}

/// Whether there are so few cores that a runtime's worker has tasks waiting, as a rule. (Measured with two cores, where pauses in
/// polls cost a tenth to a quarter, and with four, eight and sixteen, where they bring more than that.)
pub fn are_cores_few() -> bool {
    cores() < 4
}

/// With a single core, whoever is waited for runs only while the waiter does not.
pub(crate) fn is_single_core() -> bool {
    cores() == 1
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn waits_in_vain_make_the_next_ones_shorter_but_for_one_now_and_then() {
        let has_yields = |in_vain: &u32| MEASURED.after(*in_vain).yields == MEASURED.yields;
        let tried: Vec<_> = (0..150).filter(has_yields).collect();
        assert_eq!(tried, [0, 1, 2, 3, 4, 8, 16, 32, 64, 128]);
        assert_eq!(MEASURED.after(5).yields, 0);
    }

    /// Never succeeds, and counts its attempts.
    struct Vain(u32, crate::Notify);

    impl Operation for Vain {
        type Output = ();

        fn attempt(&mut self) -> Option<()> {
            self.0 += 1;
            None
        }
        fn watch(&self, _watch: &mut dyn FnMut(usize)) {}
        fn event(&self, _key: usize) -> &crate::Notify {
            &self.1
        }
        fn leaves_more(&self, _key: usize) -> bool {
            false
        }
    }

    /// How many attempts a wait of up to 64 yields makes, where each yield takes so long, alone or in company.
    fn attempts(taken: Duration, met_company: bool) -> u32 {
        let mut operation = Vain(0, crate::Notify::new());
        attempt_while_yielding(&mut operation, 64, None, || Yield { taken, met_company });
        operation.0
    }

    #[test]
    fn the_yields_of_a_wait_end_by_the_clock_and_what_others_use_of_the_core_does_not_count() {
        let attempts_of = |nanos| attempts(Duration::from_nanos(nanos), false);
        assert_eq!([100, 1_000, 3_000, 20_000].map(attempts_of), [64, 10, 4, 1]);
        assert_eq!(attempts(LONG, true), 1, "it is the last of its wait");
    }

    /// How many waits go without yields before one tries it again.
    fn skipped() -> usize {
        (0..10_000).take_while(|_| !may_yield()).count()
    }

    #[test]
    fn after_long_yields_a_thread_yields_ever_more_seldom_until_yields_are_short_again() {
        let skipped_after = |taken| {
            attempts(taken, false);
            skipped()
        };
        assert_eq!(skipped(), 0);
        assert_eq!(attempts(LONG, true), 1, "it is the last of its wait");
        assert_eq!(skipped(), 4);
        assert_eq!([LONG; 4].map(skipped_after), [16, 64, 256, 256]);
        assert_eq!([LONG / 2; 9].map(skipped_after), [128, 64, 32, 16, 8, 4, 2, 0, 0]);
    }

    #[test]
    fn a_long_yield_that_brought_a_stream_is_no_reason_to_yield_less() {
        let skips = Skips { level: 4, left: 0 };
        assert_eq!(skips.after(LONG, || STREAM).left, 0);
        assert_eq!(skips.after(LONG, || STREAM - 1).left, 64);
    }
}
