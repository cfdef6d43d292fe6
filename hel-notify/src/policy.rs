//! What a thread does before it sleeps: it looks again, for some microseconds.
//!
//! Waking a parked thread takes some tens of microseconds, and most peers answer sooner. So a wait has two steps before it parks.
//! It *looks*, with short pauses in between and the core kept, for about as long as a round trip between two running threads. Then
//! it *yields*, by which a thread that has the core to itself looks every few hundred nanoseconds, and one that has not gives
//! it to others; with a single core there is only this. Both end by the clock. What came
//! of them decides on the next ([`yields`](crate::yields)).

use crate::Operation;
use crate::cores::cores;
use crate::sync::is_past;
use crate::yields::{End, YIELDS, is_due, note, timed_yield};
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
pub(crate) struct Steps {
    /// How long a wait looks: the round trip of a conversation, 0.3 to 1 us.
    pub(crate) looking: Duration,
    /// Spin hints between two looks, of 10 to 45 ns: a look takes a line away from the thread that is about to answer.
    pub(crate) hints: u32,
    /// How long a wait yields after that: a good part of what a wakeup takes, which is what it can save.
    pub(crate) yielding: Duration,
    /// No yield counts for more of that: the others' time on the core is not the wait's, and they may be those it waits for.
    pub(crate) counted: Duration,
    /// A yield of this length has met a thread that wants the core: more than a wakeup, less than a slice of the scheduler.
    pub(crate) long: Duration,
    /// So often in a row yields may be in vain: what comes once a millisecond is not worth them, a peer that was late is.
    pub(crate) tolerated: u32,
    /// One wait in so many yields where yields are in vain, to find out whether they still are.
    pub(crate) seldom: u32,
}

impl Wait {
    /// The numbers.
    pub(crate) const fn steps(self) -> Steps {
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

#[cfg(hel_wait_sweep)]
pub(crate) use crate::sweep::steps;

#[cfg(not(hel_wait_sweep))]
pub(crate) fn steps(wait: Wait) -> Steps {
    wait.steps()
}

/// Attempts again for a while, before anybody is told that this thread waits. Past the `deadline` no more.
pub(crate) fn attempt_before_sleep<O: Operation + ?Sized>(
    operation: &mut O,
    deadline: Option<Instant>,
) -> Option<O::Output> {
    if cfg!(any(hel_loom, hel_shuttle)) {
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
    if !is_due(&YIELDS) {
        return None;
    }
    let (output, end) = attempt_while_yielding(operation, steps, deadline, timed_yield);
    note(&YIELDS, end, steps);
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

#[cfg(all(test, not(any(hel_loom, hel_shuttle))))]
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
    fn a_deadline_that_is_past_leaves_no_time() {
        let mut operation = At(1, 0, Notify::new());
        assert!(
            attempt_while_yielding(&mut operation, STEPS, Some(Instant::now()), || unreachable!())
                .0
                .is_none()
        );
    }
}
