//! Pauses that let a peer go on while it streams.
//!
//! Threads that stream through the same side of a ring take its cache lines from each other with each value. Together they are
//! five to twenty times slower than one alone. A thread that looks for values, or for room, while the other side streams has the
//! same effect. Both threads gain if one pauses: the peer makes a *run* of some hundred values meanwhile, and the lines move once a
//! run. A thread that does other work between its operations only loses by a pause. So a thread pauses only if its own
//! last operations show that it streams (the numbers are in `numbers.rs`):
//!
//! | a thread | finds | evidence that it streams | watches the position of |
//! | --- | --- | --- | --- |
//! | begins an operation ([`Owner::take_over`]) | that another thread used its side last | its last operation here ended at most `at_once` ago for each value of its run | its own side |
//! | has [`found_nothing`], or little in a lane | that at least two values passed here since it last did | they came at the `pace` of a stream | the other side, as soon as there is something ([`let_ahead`]) |
//!
//! | at each look at that position | it |
//! | --- | --- |
//! | no time is left ([`Budget`]), or a quarter of the ring can be had | goes on |
//! | the peer was slower than `pace` | goes on; if [`let_ahead`] saw no move at all, it skips the next pause, and the next three if that happens again |
//! | else | spins for a moment and looks again |
//!
//! Two threads that alternate, such as the workers of a queue of requests, do not pause, since each works between its operations.
//! Nor do threads that exchange round trips: they get one value at a time.
//!
//! `let_ahead` is the *temporal slipping* of `FastForward` (J. Giacomoni, T. Moseley and M. Vachharajani, *`FastForward` for
//! Efficient Pipeline Parallelism*, PPOPP 2008).
//!
//! The *owner* of a side is the thread that used it last: one word on a line that each operation of the side reads anyhow, written
//! only when another thread comes. It is a hint: updates may be lost, and only time depends on it.

use std::cell::Cell;
use std::time::{Duration, Instant};
use std::{hint, mem, ptr};

use hel_notify::Offer;

use crate::sync::{AtomicUsize, Ordering, this_thread};

mod numbers;

use numbers::numbers;
#[cfg(hel_wait_sweep)]
pub use numbers::sweep;

/// How long an operation may pause.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Budget {
    /// For a poll. It does not yield.
    Poll,
    /// For a blocking call, with its deadline. It may yield the core.
    Blocking(Option<Instant>),
}

/// The thread that used one side of a ring last.
#[derive(Default)]
pub(crate) struct Owner {
    /// Its [`this_thread`], 0 for none.
    thread: AtomicUsize,
    /// The side's position when that thread took over.
    since: AtomicUsize,
}

/// What a thread remembers of the last operation for which it took over a side.
#[derive(Clone, Copy)]
struct TakeOver {
    /// The side, as an address; 0 for none.
    side: usize,
    /// The side's position then.
    since: usize,
    /// When the operation ended.
    ended: Option<Instant>,
}

/// What a thread remembers of the last time that it found nothing.
#[derive(Clone, Copy)]
struct Miss {
    /// The side, as an address; 0 for none.
    side: usize,
    /// How many values had passed its side by then.
    had: usize,
    /// When, if at least two had passed since the miss before.
    when: Option<Instant>,
    /// The answer that was given.
    streams: bool,
    /// How many pauses in a row saw no move.
    in_vain: u32,
    /// How many more pauses to skip for that.
    skip: u32,
}

thread_local! {
    static TAKE_OVER: Cell<TakeOver> = const { Cell::new(TakeOver { side: 0, since: 0, ended: None }) };
    static MISS: Cell<Miss> = const { Cell::new(Miss { side: 0, had: 0, when: None, streams: false, in_vain: 0, skip: 0 }) };
}

/// Model checkers and bare WebAssembly have no clock, and so no pauses.
const HAS_TIME: bool = !cfg!(any(hel_loom, hel_shuttle, all(target_family = "wasm", target_os = "unknown")));

impl Owner {
    /// Whether it is the calling thread.
    #[inline]
    pub(crate) fn is_this_thread(&self) -> bool {
        !HAS_TIME || self.thread() == this_thread()
    }

    /// Makes the calling thread the owner. If it streams, it first pauses while the old owner does, which uses `shards` shards in
    /// rotation; `position` is that of this shard. True if this thread also took over here the time before: then it may be streaming,
    /// and the caller calls `operation_ended` after the operation.
    #[cold]
    pub(crate) fn take_over(&self, budget: Budget, shards: usize, position: impl Fn() -> usize) -> bool {
        let (rival, side, last) = (self.thread(), ptr::from_ref(self).addr(), TAKE_OVER.get());
        if rival == this_thread() {
            return last.side == side;
        }
        if rival != 0 && last.side == side {
            // Positions of different shards cannot be compared.
            let run =
                if shards > 1 { 1 } else { self.since.load(Ordering::Relaxed).wrapping_sub(last.since) };
            if last.ended.is_some_and(|ended| is_stream(ended.elapsed(), run)) {
                watch(budget, true, shards, position(), usize::MAX, &position);
            }
        }
        let since = position();
        // Ordering: Relaxed, as for all accesses of this type: a hint that orders nothing.
        self.since.store(since, Ordering::Relaxed);
        self.thread.store(this_thread(), Ordering::Relaxed);
        TAKE_OVER.set(TakeOver { side, since, ended: None });
        last.side == side
    }

    /// Makes the calling thread the owner, without a pause.
    pub(crate) fn set_this_thread(&self) {
        self.thread.store(this_thread(), Ordering::Relaxed);
    }

    fn thread(&self) -> usize {
        self.thread.load(Ordering::Relaxed)
    }
}

/// The operation for which the thread took over has ended.
#[cold]
pub(crate) fn operation_ended() {
    TAKE_OVER.set(TakeOver { ended: Some(Instant::now()), ..TAKE_OVER.get() });
}

/// Whether a thread streams that comes back `gap` after the last operation for which it took over, and whose side moved by `run`
/// while it was the owner.
fn is_stream(gap: Duration, run: usize) -> bool {
    // A stale position can make the run negative.
    let run = if run > usize::MAX / 2 { 1 } else { run.clamp(1, 1 << 16) };
    let run = u32::try_from(run).expect("clamped");
    gap <= numbers().at_once * run
}

/// Notes that the calling thread found nothing at `side`, which `had` values have passed. The other side uses `shards` shards in
/// rotation. True if the calling thread streams here: then it calls [`let_ahead`] before its next attempt. If no value passes until
/// the next call, that repeats the answer, once and within `poll`.
#[cold]
pub(crate) fn found_nothing<S>(side: &S, shards: usize, had: usize) -> bool {
    if !HAS_TIME {
        return false;
    }
    let side = ptr::from_ref(side).addr();
    let last = MISS.get();
    let mut miss = Miss { side, had, when: None, streams: false, ..last };
    if last.side != side {
        (miss.in_vain, miss.skip) = (0, 0);
    } else if last.had == had {
        MISS.set(Miss { streams: false, ..last }); // the answer is given once more, if it is not too old
        return last.streams && last.when.is_some_and(|when| when.elapsed() <= numbers().poll);
    } else if let had @ 2.. = had.wrapping_sub(last.had) {
        let now = Instant::now();
        miss.when = Some(now);
        miss.streams = last.when.is_some_and(|when| is_moving(had, shards, now - when));
        if let (true, Some(skip)) = (miss.streams, miss.skip.checked_sub(1)) {
            (miss.skip, miss.streams) = (skip, false);
        }
    }
    MISS.set(miss);
    miss.streams
}

/// For a thread that streams: if there is something, but little, pauses while the other side adds to it. `ahead` is how many
/// values, or how much room, there is in a ring of `capacity`.
#[cold]
pub(crate) fn let_ahead(budget: Budget, shards: usize, capacity: usize, ahead: impl Fn() -> usize) {
    let (seen, enough) = (ahead(), enough(capacity));
    if seen == 0 || seen >= enough {
        return;
    }
    // A peer that uses several shards takes long to come back, so this thread may yield.
    let Some(moved) = watch(budget, shards > 1, shards, seen, enough, &ahead) else { return };
    let mut miss = MISS.get();
    miss.in_vain = if moved == 0 { (miss.in_vain + 1).min(numbers().in_vain) } else { 0 };
    miss.skip = (1 << miss.in_vain) - 1;
    MISS.set(miss);
}

/// The values, or the room, at which a pause ends: small enough for both sides to have it at once.
pub(crate) const fn enough(capacity: usize) -> usize {
    capacity.div_ceil(4)
}

/// Pauses while the peer's `position`, `seen` last, moves at the pace of a stream, at most until it is `enough`. Returns how far it
/// moved; `None` if there was no time to look.
fn watch(
    budget: Budget,
    may_offer: bool,
    shards: usize,
    seen: usize,
    enough: usize,
    position: &impl Fn() -> usize,
) -> Option<usize> {
    let mut watch = Watch::begin(budget, seen, Instant::now());
    let mut moved = None;
    while watch.seen < enough && watch.then < watch.end {
        let offer = if may_offer { budget.offer() } else { None };
        (0..numbers().rest).for_each(|_| hint::spin_loop());
        let (step, time) = watch.look(position(), Instant::now());
        moved = Some(watch.moved);
        if let Some(offer) = offer {
            // The yield was of use if the peer then took at most `poll` for a value.
            offer.was_of_use(is_at_pace(step, shards, time, numbers().poll));
        }
        if !is_moving(step, shards, time) {
            break;
        }
    }
    moved
}

/// The state of a pause.
struct Watch {
    /// When the pause must end.
    end: Instant,
    /// The peer's position at the last look.
    seen: usize,
    /// The time of the last look.
    then: Instant,
    /// How far the peer has moved in all.
    moved: usize,
}

impl Watch {
    fn begin(budget: Budget, position: usize, now: Instant) -> Self {
        Self { end: budget.end(now), seen: position, then: now, moved: 0 }
    }

    /// Looks again. Returns how far the peer moved since the last look, and in what time.
    fn look(&mut self, position: usize, now: Instant) -> (usize, Duration) {
        // A position that goes back counts as no move: a claim can be given back, and another thread can take values.
        let step = position.saturating_sub(mem::replace(&mut self.seen, position));
        let time = now - mem::replace(&mut self.then, now);
        self.moved += step;
        (step, time)
    }
}

/// Whether a peer streams that uses `shards` shards and `moved` one of them so far in that time.
fn is_moving(moved: usize, shards: usize, time: Duration) -> bool {
    is_at_pace(moved, shards, time, numbers().pace)
}

fn is_at_pace(moved: usize, shards: usize, time: Duration, pace: Duration) -> bool {
    let most = u32::try_from(moved.saturating_mul(shards)).unwrap_or(u32::MAX);
    moved > 0 && time <= pace.saturating_mul(most)
}

impl Budget {
    /// Fixes the end of a blocking call's budget, counted from now, so that all its attempts share it. A poll's stays.
    pub(crate) fn for_all_attempts(self) -> Self {
        if let Self::Poll = self { self } else { Self::Blocking(Some(self.end(Instant::now()))) }
    }

    fn end(self, begin: Instant) -> Instant {
        match self {
            Self::Poll => begin + numbers().poll,
            Self::Blocking(None) => begin + numbers().blocking,
            Self::Blocking(Some(deadline)) => deadline.min(begin + numbers().blocking),
        }
    }

    /// Yields, in a blocking call, unless yields were of no use lately.
    fn offer(self) -> Option<Offer> {
        if let Self::Blocking(_) = self { Offer::make() } else { None }
    }
}

#[cfg(all(test, not(any(hel_loom, hel_shuttle))))]
mod tests {
    use super::numbers::NUMBERS;
    use super::*;
    use proptest::prelude::*;

    /// How long a pause lasts in which each look finds a position, after a rest in nanoseconds.
    fn length_of_pause(budget: Budget, shards: usize, looks: &[(usize, u64)]) -> Duration {
        let begin = Instant::now();
        let mut watch = Watch::begin(budget, 0, begin);
        let mut now = begin;
        for &(position, rest) in looks {
            if watch.then >= watch.end {
                break;
            }
            now += Duration::from_nanos(rest);
            let (step, time) = watch.look(position, now);
            if !is_moving(step, shards, time) {
                break;
            }
        }
        now - begin
    }

    fn budgets() -> impl Strategy<Value = Budget> {
        prop_oneof![Just(Budget::Poll), Just(Budget::Blocking(None))]
    }

    proptest! {
        #[test]
        fn no_pause_is_longer_than_the_budget_and_one_rest(
            budget in budgets(),
            shards in 1_usize..64,
            looks in prop::collection::vec((0_usize..1_000_000, 1_u64..20_000), 0..400),
        ) {
            let most = match budget { Budget::Poll => NUMBERS.poll, Budget::Blocking(_) => NUMBERS.blocking };
            let rest = looks.iter().map(|look| look.1).max().unwrap_or(0);
            prop_assert!(length_of_pause(budget, shards, &looks) <= most + Duration::from_nanos(rest));
        }

        #[test]
        fn a_pause_ends_one_rest_after_the_peer_stops(
            budget in budgets(), moves in 0_usize..50, rest in 1_u64..2_000,
        ) {
            let step = usize::try_from(rest).unwrap() / 200 + 1;
            let positions = (1..=moves).chain(std::iter::repeat_n(moves, 100));
            let looks: Vec<_> = positions.map(|at| (at * step, rest)).collect();
            let most = Duration::from_nanos(rest) * u32::try_from(moves + 1).unwrap();
            prop_assert!(length_of_pause(budget, 1, &looks) <= most);
        }

        #[test]
        fn threads_that_alternate_do_not_stream(work in 151_u64..1_000_000, run in -1000_isize..2) {
            prop_assert!(!is_stream(Duration::from_nanos(work), run.cast_unsigned()));
        }

        #[test]
        fn a_thread_that_comes_back_at_once_after_each_value_streams(gap in 0_u64..=150, run in 1_usize..100_000) {
            let gap = Duration::from_nanos(gap) * u32::try_from(run.min(1 << 16)).unwrap();
            prop_assert!(is_stream(gap, run));
        }

        #[test]
        fn a_pause_lasts_while_the_peer_streams(budget in budgets(), shards in 1_usize..8) {
            let looks: Vec<_> = (1..1000_usize).map(|look| (look * 10, 2_000)).collect();
            let most = match budget { Budget::Poll => NUMBERS.poll, Budget::Blocking(_) => NUMBERS.blocking };
            prop_assert_eq!(length_of_pause(budget, shards, &looks), most);
        }
    }

    #[test]
    fn a_deadline_that_is_past_leaves_no_time() {
        let now = Instant::now();
        assert_eq!(Budget::Blocking(Some(now)).end(now), now);
        watch(Budget::Blocking(Some(now)), true, 1, 0, usize::MAX, &|| 0);
    }

    /// How often a thread pauses if it finds nothing `times` times, with `had` values between two of them.
    fn pauses(times: usize, had: usize) -> usize {
        let (side, mut pauses) = (Owner::default(), 0);
        for time in 0..times {
            if found_nothing(&side, 1, time * had) {
                let_ahead(Budget::Poll, 1, 64, || 1);
                pauses += 1;
            }
        }
        pauses
    }

    /// A thread of the test that lost its core between two looks sees a peer at rest: it tries again.
    #[test]
    fn a_pause_lasts_until_there_is_enough() {
        let paused = || {
            let looks = Cell::new(0);
            let position = || looks.replace(looks.get() + 1) * (1 << 20);
            let moved = watch(Budget::Blocking(None), false, 1, position(), 3 << 20, &position);
            (moved, looks.get())
        };
        assert!((0..1000).any(|_| paused() == (Some(3 << 20), 4)));
    }

    #[test]
    fn round_trips_do_not_pause() {
        assert_eq!(pauses(1000, 1), 0);
    }

    #[test]
    fn pauses_that_bring_nothing_become_rare() {
        let pauses = pauses(1000, 1 << 20);
        assert!((200..=350).contains(&pauses), "{pauses}");
    }

    #[test]
    fn a_side_belongs_to_the_thread_that_took_over_last() {
        let owner = Owner::default();
        assert!(!owner.is_this_thread());
        owner.take_over(Budget::Poll, 1, || 7);
        assert!(owner.is_this_thread());
        std::thread::scope(|scope| {
            scope.spawn(|| {
                assert!(!owner.is_this_thread());
                owner.take_over(Budget::Blocking(None), 1, || 8);
                operation_ended();
                assert!(owner.is_this_thread());
            });
        });
        assert!(!owner.is_this_thread());
    }
}
