//! What a thread does before it sleeps: it looks again, for some microseconds.
//!
//! Waking a parked thread takes some tens of microseconds, and most peers answer sooner. So a wait has two steps before it parks.
//! It *looks*, with short pauses in between and the core kept, for about as long as a round trip between two running threads. Then
//! it *yields*, by which a thread that has the core to itself looks every few hundred nanoseconds, and one that has not gives
//! it to others; with a single core there is only this. Both end by the clock.
//!
//! | a wait's yields | from then on |
//! | --- | --- |
//! | ended asleep, four times in a row and more | one wait in 2, 4, .. [`Steps::seldom`] yields, the others park after their looks |
//! | ended with one that took [`Steps::long`] | the same at once, and four steps further: somebody else wants the core |
//! | brought what it waits for | one step back, in the end to every wait |

use crate::Operation;
use crate::cores::cores;
use crate::sync::{is_past, thread_local, yield_now};
use std::cell::Cell;
use std::time::{Duration, Instant};

/// How a thread waits on one end of a channel, before it sleeps.
///
/// Tasks are not concerned: they never wait on their thread.
///
/// # Examples
///
/// ```
/// use hel_notify::Wait;
///
/// assert_eq!(Wait::default(), Wait::Balanced);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Wait {
    /// For some ten microseconds, and not where that is in vain again and again: for most programs.
    #[default]
    Balanced,
    /// For up to some 100 us with the core kept, which are lost to others: for threads with cores of their own.
    Latency,
    /// Not at all: for threads that wait long as a rule, or that share their cores with more important ones. (One that streams
    /// still leaves the others alone for a moment.)
    Frugal,
}

/// The numbers of a [`Wait`]. All that there are.
#[derive(Clone, Copy, Debug)]
struct Steps {
    /// How long a wait looks: the round trip of a conversation, 0.3 to 1 us.
    looking: Duration,
    /// Spin hints between two looks, of 10 to 45 ns: a look takes a line away from the thread that is about to answer.
    hints: u32,
    /// How long a wait yields after that: a good part of what a wakeup takes, which is what it can save.
    yielding: Duration,
    /// No yield counts for more of that: the others' time on the core is not the wait's, and they may be those it waits for.
    counted: Duration,
    /// A yield of this length has met a thread that wants the core: more than a wakeup, less than a slice of the scheduler.
    long: Duration,
    /// So often in a row yields may be in vain: what comes once a millisecond is not worth them, a peer that was late is.
    tolerated: u32,
    /// One wait in so many yields where yields are in vain, to find out whether they still are.
    seldom: u32,
}

impl Wait {
    /// The numbers.
    const fn steps(self) -> Steps {
        let balanced = Steps {
            looking: Duration::from_nanos(800),
            hints: 4,
            yielding: Duration::from_micros(10),
            counted: Duration::from_micros(2),
            long: Duration::from_micros(200),
            tolerated: 4,
            seldom: 1024,
        };
        match self {
            Self::Balanced => balanced,
            Self::Latency => Steps { looking: Duration::from_micros(100), ..balanced },
            Self::Frugal => Steps { looking: Duration::ZERO, yielding: Duration::ZERO, ..balanced },
        }
    }
}

/// Numbers that are set while the program runs, to find the best.
#[cfg(hel_wait_sweep)]
pub mod sweep {
    use super::{Steps, Wait};
    use std::sync::{PoisonError, RwLock};
    use std::time::Duration;

    /// Numbers with their defaults.
    #[derive(Debug)]
    pub struct Swept<N> {
        default: N,
        current: RwLock<N>,
    }

    impl<N: Copy> Swept<N> {
        /// The defaults.
        pub const fn new(default: N) -> Self {
            Self { default, current: RwLock::new(default) }
        }

        /// The numbers as they are.
        pub fn get(&self) -> N {
            *self.current.read().unwrap_or_else(PoisonError::into_inner)
        }

        /// From here on, the defaults again.
        pub fn reset(&self) {
            self.change(|numbers| *numbers = self.default);
        }

        /// Changes them.
        pub fn change<R>(&self, change: impl FnOnce(&mut N) -> R) -> R {
            change(&mut self.current.write().unwrap_or_else(PoisonError::into_inner))
        }
    }

    static BALANCED: Swept<Steps> = Swept::new(Wait::Balanced.steps());

    /// From here on, [`Wait::Balanced`] has its own numbers again.
    pub fn reset() {
        BALANCED.reset();
    }

    /// Sets a number of [`Wait::Balanced`], times in nanoseconds; `false` if there is none of that name.
    pub fn set(name: &str, value: u32) -> bool {
        let time = Duration::from_nanos(value.into());
        BALANCED.change(|steps| {
            match name {
                "looking" => steps.looking = time,
                "hints" => steps.hints = value,
                "yielding" => steps.yielding = time,
                "counted" => steps.counted = time,
                "long" => steps.long = time,
                "tolerated" => steps.tolerated = value,
                "seldom" => steps.seldom = value,
                _ => return false,
            }
            true
        })
    }

    pub(super) fn steps(wait: Wait) -> Steps {
        if wait == Wait::Balanced { BALANCED.get() } else { wait.steps() }
    }
}

#[cfg(hel_wait_sweep)]
use sweep::steps;

#[cfg(not(hel_wait_sweep))]
fn steps(wait: Wait) -> Steps {
    wait.steps()
}

thread_local! {
    /// What came of this thread's yields.
    static YIELDS: Cell<Yields> = const { Cell::new(Yields::UNKNOWN) };
}

thread_local! {
    /// What came of its [`Offer`]s.
    static OFFERS: Cell<Yields> = const { Cell::new(Yields::UNKNOWN) };
}

/// What came of the yields of a thread's last waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Yields {
    /// How often in a row they were in vain.
    in_vain: u32,
    /// How many more waits do without.
    skip: u32,
}

/// How the yields of a wait have ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
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

/// Attempts again for a while, before anybody is told that this thread waits. Past the `deadline` no more.
pub(crate) fn attempt_before_sleep<O: Operation + ?Sized>(
    operation: &mut O,
    deadline: Option<Instant>,
) -> Option<O::Output> {
    if cfg!(any(loom, shuttle)) {
        return None; // a model has no time to give
    }
    let mut steps = steps(operation.policy());
    if operation.is_in_stream() {
        steps.looking = Duration::ZERO; // each look would take a line away from the peer
    }
    if cores() > 1 && !steps.looking.is_zero() {
        if let Some(output) = attempt_while_looking(operation, steps, deadline) {
            return Some(output);
        }
    }
    if steps.yielding.is_zero() {
        return None;
    }
    let yields = YIELDS.try_with(Cell::get).unwrap_or(Yields::UNKNOWN);
    let (output, after) = if let Some(skip) = yields.skip.checked_sub(1) {
        (None, Yields { skip, ..yields })
    } else {
        let (output, end) = attempt_while_yielding(operation, steps, deadline, || timed(yield_now));
        (output, yields.after(end, steps))
    };
    let _ = YIELDS.try_with(|cell| cell.set(after));
    output
}

fn attempt_while_looking<O: Operation + ?Sized>(
    operation: &mut O,
    steps: Steps,
    deadline: Option<Instant>,
) -> Option<O::Output> {
    let start = Instant::now();
    loop {
        for _ in 0..LOOKS {
            (0..steps.hints).for_each(|_| std::hint::spin_loop());
            if let Some(output) = operation.attempt() {
                return Some(output);
            }
        }
        if start.elapsed() >= steps.looking || deadline.is_some_and(is_past) {
            return None;
        }
    }
}

/// So many looks are made before the clock is asked, which takes as long as a look.
const LOOKS: u32 = 4;

fn attempt_while_yielding<O: Operation + ?Sized>(
    operation: &mut O,
    steps: Steps,
    deadline: Option<Instant>,
    mut yield_once: impl FnMut() -> Duration,
) -> (Option<O::Output>, End) {
    let mut spent = Duration::ZERO;
    while spent < steps.yielding && !deadline.is_some_and(is_past) {
        let taken = yield_once();
        spent += taken.min(steps.counted);
        let output = operation.attempt();
        if taken >= steps.long {
            return (output, End::Long);
        }
        if output.is_some() {
            return (output, End::Found);
        }
    }
    (None, End::InVain)
}

/// A core that a thread offers to others beside a wait: it leaves them alone for a moment, and they may need the core for what
/// they do.
#[must_use = "what it has brought decides on the next ones"]
#[derive(Debug)]
pub struct Offer(Duration);

impl Offer {
    /// Yields once. `None`, at once, where that has cost the calling thread its core for long lately.
    pub fn make() -> Option<Self> {
        let offers = OFFERS.try_with(Cell::get).unwrap_or(Yields::UNKNOWN);
        if let Some(skip) = offers.skip.checked_sub(1) {
            let _ = OFFERS.try_with(|cell| cell.set(Yields { skip, ..offers }));
            return None;
        }
        Some(Self(timed(yield_now)))
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
        let _ = OFFERS.try_with(|cell| cell.set(cell.get().after(end, steps)));
    }
}

/// How long it takes.
fn timed(what: impl FnOnce()) -> Duration {
    let start = Instant::now();
    what();
    start.elapsed()
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;
    use crate::Notify;

    const STEPS: Steps = Wait::Balanced.steps();

    /// Succeeds at one attempt of many, and counts them.
    struct At(u32, u32, Notify);

    impl Operation for At {
        type Output = ();

        fn attempt(&mut self) -> Option<()> {
            self.1 += 1;
            (self.0 == self.1).then_some(())
        }
        fn event(&self, _key: usize) -> &Notify {
            &self.2
        }
        fn leaves_more(&self, _key: usize) -> bool {
            false
        }
    }

    /// How many attempts a wait makes whose yields each take so many nanoseconds, and how it ends.
    fn yields(taken: u64, success: u32) -> (u32, End) {
        let mut operation = At(success, 0, Notify::new());
        let (output, end) =
            attempt_while_yielding(&mut operation, STEPS, None, || Duration::from_nanos(taken));
        assert_eq!(output.is_some(), operation.1 == success);
        (operation.1, end)
    }

    #[test]
    fn the_yields_of_a_wait_end_by_the_clock() {
        let attempts = [100, 1_000, 3_000, 20_000].map(|taken| yields(taken, 0));
        assert_eq!(attempts, [(100, End::InVain), (10, End::InVain), (5, End::InVain), (5, End::InVain)]);
        assert_eq!(yields(1_000, 3), (3, End::Found));
    }

    #[test]
    fn a_yield_that_took_long_is_the_last_and_what_it_brought_is_taken() {
        assert_eq!(yields(200_000, 0), (1, End::Long));
        assert_eq!(yields(200_000, 1), (1, End::Long));
    }

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

    #[test]
    fn a_deadline_that_is_past_leaves_no_time() {
        let mut operation = At(1, 0, Notify::new());
        assert!(
            attempt_while_yielding(&mut operation, STEPS, Some(Instant::now()), || unreachable!())
                .0
                .is_none()
        );
    }
}
