//! What a thread does before it sleeps: it attempts again for some microseconds.
//!
//! Waking a parked thread takes tens of microseconds, and most peers answer sooner. So a wait has two steps before it parks:
//!
//! 1. It *looks*: it attempts again, with a few spin hints in between, for about as long as a round trip between two running threads.
//!    It keeps the core. With a single core this step is left out.
//! 2. It *yields*: it offers its core to other threads before each attempt. On a core of its own it attempts every few hundred
//!    nanoseconds.
//!
//! Both steps end by the clock. How the yields of past waits ended decides whether the next wait yields ([`yields`](crate::yields)).

use crate::Operation;
use crate::cores::cores;
use crate::sync::is_past;
use crate::yields::{End, YIELDS, is_due, note, timed_yield};
use std::time::{Duration, Instant};

/// How long a thread attempts again before it sleeps.
///
/// Not for tasks: they never block their thread.
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
    /// About ten microseconds, and less where that often fails. For most programs.
    #[default]
    Balanced,
    /// Up to about 100 us with the core kept, which is lost to other threads; then as `Balanced`. For threads with cores of their own.
    Latency,
    /// Not at all. For threads that usually wait long, or that share their cores with more important ones. (A thread that streams still
    /// pauses for a moment to let its peers get ahead.)
    Frugal,
}

/// All numbers of a [`Wait`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Steps {
    /// How long a wait looks: about one round trip between two running threads, 0.3 to 1 us.
    pub(crate) looking: Duration,
    /// Spin hints between two looks, of 10 to 45 ns each. They are there because a look takes a cache line from the thread that is
    /// about to answer.
    pub(crate) hints: u32,
    /// How long a wait yields after that. At most it saves a wakeup, so this is a good part of what a wakeup takes.
    pub(crate) yielding: Duration,
    /// The most of `yielding` that one yield uses up: the rest is other threads' time on the core, and they may be the ones that the
    /// wait is for.
    pub(crate) counted: Duration,
    /// A yield this long has met another thread that wants the core. Longer than a wakeup takes, shorter than a time slice.
    pub(crate) long: Duration,
    /// How many waits in a row may yield in vain before yields become rare: enough for a peer that is late once or twice, too few for
    /// one that comes once a millisecond.
    pub(crate) tolerated: u32,
    /// Where yields fail, one wait in this many still yields, to find out whether they still do.
    pub(crate) seldom: u32,
}

impl Wait {
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

/// Attempts again for a while, before the thread announces itself. Stops at the `deadline`.
pub(crate) fn attempt_before_sleep<O: Operation + ?Sized>(
    operation: &mut O,
    deadline: Option<Instant>,
) -> Option<O::Output> {
    if cfg!(any(hel_loom, hel_shuttle)) {
        return None; // in a model, more attempts only multiply the schedules
    }
    let mut steps = steps(operation.policy());
    if operation.is_in_stream() {
        steps.looking = Duration::ZERO; // each look would take a cache line from the peer
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

/// Looks between two reads of the clock. Reading it takes about as long as a look.
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

    /// Succeeds at the attempt of the first number (never at 0), and counts attempts in the second.
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

    /// How many attempts a wait makes if each yield takes `taken` nanoseconds, and how it ends.
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
    fn a_long_yield_is_the_last_and_an_attempt_follows_it() {
        assert_eq!(yields(200_000, 0), (1, End::Long));
        assert_eq!(yields(200_000, 1), (1, End::Long));
    }

    /// What is attempted, how it is waited for, and whether that is in a stream.
    struct Waited(At, Wait, bool);

    impl Operation for Waited {
        type Output = ();

        fn attempt(&mut self) -> Option<()> {
            self.0.attempt()
        }
        fn event(&self, _key: usize) -> &Notify {
            unreachable!("nothing is announced here")
        }
        fn leaves_more(&self, _key: usize) -> bool {
            unreachable!("nothing is announced here")
        }
        fn policy(&self) -> Wait {
            self.1
        }
        fn is_in_stream(&self) -> bool {
            self.2
        }
    }

    /// Whether a thread that has failed once makes another attempt before it sleeps.
    fn looks_again(wait: Wait, is_in_stream: bool, are_yields_due: bool) -> bool {
        let looks_again = move || {
            if !are_yields_due {
                note(&YIELDS, End::Long, STEPS);
            }
            let mut operation = Waited(At(1, 0, Notify::new()), wait, is_in_stream);
            let output = attempt_before_sleep(&mut operation, None);
            assert_eq!(output.is_some(), operation.0.1 > 0);
            output.is_some()
        };
        std::thread::spawn(looks_again).join().unwrap() // what is remembered of yields is the thread's
    }

    #[test]
    fn a_thread_looks_again_before_it_sleeps() {
        for wait in [Wait::Balanced, Wait::Latency] {
            assert!(looks_again(wait, false, true));
            // With one core it would only yield.
            assert_eq!(looks_again(wait, false, false), cores() > 1);
        }
    }

    #[test]
    fn one_that_streams_only_yields() {
        for wait in [Wait::Balanced, Wait::Latency] {
            assert!(looks_again(wait, true, true));
            assert!(!looks_again(wait, true, false));
        }
    }

    #[test]
    fn a_frugal_one_sleeps_at_once() {
        assert!(!looks_again(Wait::Frugal, false, true));
        assert!(!looks_again(Wait::Frugal, true, true));
    }

    #[test]
    fn a_latency_wait_looks_longer_and_yields_as_long() {
        let (balanced, latency) = (Wait::Balanced.steps(), Wait::Latency.steps());
        assert!(latency.looking > balanced.looking);
        assert_eq!(latency.yielding, balanced.yielding);
    }

    #[test]
    fn looks_go_on_until_the_time_is_up() {
        let long = Steps { looking: Duration::from_secs(3600), ..STEPS };
        let mut operation = At(100, 0, Notify::new());
        assert!(attempt_while_looking(&mut operation, long, None).is_some());
        let mut operation = At(0, 0, Notify::new());
        assert!(attempt_while_looking(&mut operation, long, Some(Instant::now())).is_none());
        assert_eq!(operation.1, LOOKS);
        let none = Steps { looking: Duration::ZERO, ..STEPS };
        assert!(attempt_while_looking(&mut operation, none, None).is_none());
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
