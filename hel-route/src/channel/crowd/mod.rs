//! A crowded end: a peer is left alone while it moves.
//!
//! Threads that stream through the same end of a ring take its lines away from each other with each value, and all together are
//! five to twenty times slower than one alone. A thread that looks for values, or for room, where the other side streams does
//! the same. Both gain by a pause: the peer makes a run of some hundred values meanwhile, and the lines travel once a run. To a
//! thread that does something else between its own operations a pause is only lost. So nobody pauses without evidence of a
//! stream, and it is the thread's own:
//!
//! | a thread | finds | evidence | watches, while it moves |
//! | --- | --- | --- | --- |
//! | begins an operation ([`End::take_turn`]) | that another thread was the last here | its last operation here ended *at once* before, for each value of its run | its end of the ring |
//! | has [`found_nothing`], or little in a lane | that it has had values here since it last did | they came at the *pace* of a stream, and two at least | the other end, once there is something again ([`let_ahead`]) |
//!
//! | watching | next |
//! | --- | --- |
//! | no time left ([`Budget`]), or a quarter of the ring to be had | goes on |
//! | slower than the *pace* since the last look | goes on; where [`let_ahead`] saw no move at all, the next pause is left out, and the next three if that comes again |
//! | else | rests for a moment, and looks again |
//!
//! Two threads that alternate, such as the workers of a queue of requests, never are at once: each works between its
//! operations. In a conversation there is one value at a time. Neither pauses.
//!
//! To let the other side get ahead is the *temporal slipping* of `FastForward` (J. Giacomoni, T. Moseley and M. Vachharajani,
//! *`FastForward` for Efficient Pipeline Parallelism*, PPOPP 2008).
//!
//! Who was here last is one word on a line that the end reads anyhow, written when another thread comes. Nothing depends on it
//! but time: it is a hint, and updates may be lost.

use std::cell::Cell;
use std::time::{Duration, Instant};
use std::{hint, mem, ptr};

use hel_notify::Offer;

use crate::sync::{AtomicUsize, Ordering, this_thread};

mod numbers;

use numbers::numbers;
#[cfg(hel_wait_sweep)]
pub use numbers::sweep;

/// How much time an operation has for its peers.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Budget {
    /// A poll's. It keeps the core.
    Poll,
    /// A blocking call's, with its deadline. It offers the core to others.
    Blocking(Option<Instant>),
}

/// One end of a ring: who used it last.
#[derive(Default)]
pub(crate) struct End {
    /// [`this_thread`] of it, 0 for nobody.
    holder: AtomicUsize,
    /// Where the position stood then.
    taken_at: AtomicUsize,
}

/// What a thread remembers of its last operation that began without the turn.
#[derive(Clone, Copy)]
struct Turn {
    /// The end, as an address; 0 for none.
    end: usize,
    /// The position at which it took the turn.
    taken_at: usize,
    /// When the operation ended.
    ended: Option<Instant>,
}

/// What a thread remembers of the last time that it found nothing.
#[derive(Clone, Copy)]
struct Look {
    /// Where, as an address; 0 for nowhere.
    end: usize,
    /// How many values its side had had there.
    had: usize,
    /// When, if there were some since the time before.
    when: Option<Instant>,
    /// What was answered.
    streams: bool,
    /// How often in a row a pause saw no move.
    in_vain: u32,
    /// How many more pauses are left out for that.
    skip: u32,
}

thread_local! {
    static TURN: Cell<Turn> = const { Cell::new(Turn { end: 0, taken_at: 0, ended: None }) };
    static LOOK: Cell<Look> = const { Cell::new(Look { end: 0, had: 0, when: None, streams: false, in_vain: 0, skip: 0 }) };
}

/// A model has no time, and so no turns; and on bare WebAssembly there is no clock.
const HAS_TIME: bool = !cfg!(any(hel_loom, hel_shuttle, all(target_family = "wasm", target_os = "unknown")));

impl End {
    /// Whether the calling thread was the last.
    #[inline]
    pub(crate) fn is_mine(&self) -> bool {
        !HAS_TIME || self.holder() == this_thread()
    }

    /// The turn goes over to the calling thread, once the one that has it has been left alone, if both stream. The end is one of
    /// `ways` that are used in turn, and stands at `position`. Whether this thread took its last turn here too, so that it may be
    /// streaming and the end of this one is of interest.
    #[cold]
    pub(crate) fn take_turn(&self, budget: Budget, ways: usize, position: impl Fn() -> usize) -> bool {
        let (rival, end, last) = (self.holder(), ptr::from_ref(self).addr(), TURN.get());
        if rival == this_thread() {
            return last.end == end;
        }
        if rival != 0 && last.end == end {
            // Positions of different shards say nothing of each other.
            let run =
                if ways > 1 { 1 } else { self.taken_at.load(Ordering::Relaxed).wrapping_sub(last.taken_at) };
            if last.ended.is_some_and(|ended| is_stream(ended.elapsed(), run)) {
                watch(budget, true, ways, position(), usize::MAX, &position);
            }
        }
        let taken_at = position();
        // Ordering: Relaxed in both. Nothing is read or written because of it, but time goes by.
        self.taken_at.store(taken_at, Ordering::Relaxed);
        self.holder.store(this_thread(), Ordering::Relaxed);
        TURN.set(Turn { end, taken_at, ended: None });
        last.end == end
    }

    /// The calling thread is the last from here on.
    pub(crate) fn take(&self) {
        self.holder.store(this_thread(), Ordering::Relaxed);
    }

    fn holder(&self) -> usize {
        self.holder.load(Ordering::Relaxed)
    }
}

/// The operation that took the turn has ended.
#[cold]
pub(crate) fn turn_ended() {
    TURN.set(Turn { ended: Some(Instant::now()), ..TURN.get() });
}

/// Whether a thread streams whose last operation without the turn ended so long ago, and whose side moved so far while it had the
/// turn.
fn is_stream(gap: Duration, run: usize) -> bool {
    // A stale position makes a run of less than none.
    let run = if run > usize::MAX / 2 { 1 } else { run.clamp(1, 1 << 16) };
    let run = u32::try_from(run).expect("clamped");
    gap <= numbers().at_once * run
}

/// Nothing was found at `end`, where this side has `had` so many values, and the other side uses it in turn with `ways - 1`
/// others: whether the calling thread streams here, so that it does well to [`let_ahead`] when there is something. The answer holds
/// for two calls.
#[cold]
pub(crate) fn found_nothing<E>(end: &E, ways: usize, had: usize) -> bool {
    if !HAS_TIME {
        return false;
    }
    let end = ptr::from_ref(end).addr();
    let last = LOOK.get();
    let mut look = Look { end, had, when: None, streams: false, ..last };
    if last.end != end {
        (look.in_vain, look.skip) = (0, 0);
    } else if last.had == had {
        LOOK.set(Look { streams: false, ..last }); // the answer holds for this once, and not for long
        return last.streams && last.when.is_some_and(|when| when.elapsed() <= numbers().poll);
    } else if let had @ 2.. = had.wrapping_sub(last.had) {
        let now = Instant::now();
        look.when = Some(now);
        look.streams = last.when.is_some_and(|when| is_moving(had, ways, now - when));
        if let (true, Some(skip)) = (look.streams, look.skip.checked_sub(1)) {
            (look.skip, look.streams) = (skip, false);
        }
    }
    LOOK.set(look);
    look.streams
}

/// There may be something now, for a thread that streams: lets the other side get ahead in rings of `capacity`. `ahead` says how
/// many values could be had.
#[cold]
pub(crate) fn let_ahead(budget: Budget, ways: usize, capacity: usize, ahead: impl Fn() -> usize) {
    let (seen, enough) = (ahead(), enough(capacity));
    if seen == 0 || seen >= enough {
        return;
    }
    // A peer that serves others in turn is long in coming.
    let Some(moved) = watch(budget, ways > 1, ways, seen, enough, &ahead) else { return };
    let mut look = LOOK.get();
    look.in_vain = if moved == 0 { (look.in_vain + 1).min(numbers().in_vain) } else { 0 };
    look.skip = (1 << look.in_vain) - 1;
    LOOK.set(look);
}

/// As many values as a pause can bring. Both sides may have that much at once.
pub(crate) const fn enough(capacity: usize) -> usize {
    capacity.div_ceil(4)
}

/// Leaves a peer alone that was `seen` at a `position`, while that moves, at most until it is `enough`, and says how far it has
/// moved; `None` if there was no time for it.
fn watch(
    budget: Budget,
    may_offer: bool,
    ways: usize,
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
            // Who needs more than a poll's pause for a value has not made use of the core.
            offer.was_of_use(is_at_pace(step, ways, time, numbers().poll));
        }
        if !is_moving(step, ways, time) {
            break;
        }
    }
    moved
}

/// The looks at a peer that is left alone.
struct Watch {
    end: Instant,
    /// The last look: the position, and when.
    seen: usize,
    then: Instant,
    /// How far it has moved in all.
    moved: usize,
}

impl Watch {
    fn begin(budget: Budget, position: usize, now: Instant) -> Self {
        Self { end: budget.end(now), seen: position, then: now, moved: 0 }
    }

    /// How far the peer has moved since the last look, and how long that was.
    fn look(&mut self, position: usize, now: Instant) -> (usize, Duration) {
        // A position that goes back is no move: a claim can be given back, and values taken.
        let step = position.saturating_sub(mem::replace(&mut self.seen, position));
        let time = now - mem::replace(&mut self.then, now);
        self.moved += step;
        (step, time)
    }
}

/// Whether one of `ways` that moved so far in that time is moved by a stream.
fn is_moving(moved: usize, ways: usize, time: Duration) -> bool {
    is_at_pace(moved, ways, time, numbers().pace)
}

fn is_at_pace(moved: usize, ways: usize, time: Duration, pace: Duration) -> bool {
    let most = u32::try_from(moved.saturating_mul(ways)).unwrap_or(u32::MAX);
    moved > 0 && time <= pace.saturating_mul(most)
}

impl Budget {
    /// That of an operation which attempts more than once, from now on.
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

    /// A blocking call may offer the core.
    fn offer(self) -> Option<Offer> {
        if let Self::Blocking(_) = self { Offer::make() } else { None }
    }
}

#[cfg(all(test, not(any(hel_loom, hel_shuttle))))]
mod tests {
    use super::numbers::NUMBERS;
    use super::*;
    use proptest::prelude::*;

    /// How long a peer is left alone that stands at those positions after rests of so many nanoseconds each.
    fn time_alone(budget: Budget, ways: usize, looks: &[(usize, u64)]) -> Duration {
        let begin = Instant::now();
        let mut watch = Watch::begin(budget, 0, begin);
        let mut now = begin;
        for &(position, rest) in looks {
            if watch.then >= watch.end {
                break;
            }
            now += Duration::from_nanos(rest);
            let (step, time) = watch.look(position, now);
            if !is_moving(step, ways, time) {
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
        fn nobody_waits_longer_than_the_budget_and_one_rest(
            budget in budgets(),
            ways in 1_usize..64,
            looks in prop::collection::vec((0_usize..1_000_000, 1_u64..20_000), 0..400),
        ) {
            let most = match budget { Budget::Poll => NUMBERS.poll, Budget::Blocking(_) => NUMBERS.blocking };
            let rest = looks.iter().map(|look| look.1).max().unwrap_or(0);
            prop_assert!(time_alone(budget, ways, &looks) <= most + Duration::from_nanos(rest));
        }

        #[test]
        fn a_peer_that_stands_still_is_left_alone_for_one_rest(
            budget in budgets(), moves in 0_usize..50, rest in 1_u64..2_000,
        ) {
            let step = usize::try_from(rest).unwrap() / 200 + 1;
            let positions = (1..=moves).chain(std::iter::repeat_n(moves, 100));
            let looks: Vec<_> = positions.map(|at| (at * step, rest)).collect();
            let most = Duration::from_nanos(rest) * u32::try_from(moves + 1).unwrap();
            prop_assert!(time_alone(budget, 1, &looks) <= most);
        }

        #[test]
        fn threads_that_alternate_are_no_stream(work in 151_u64..1_000_000, run in -1000_isize..2) {
            prop_assert!(!is_stream(Duration::from_nanos(work), run.cast_unsigned()));
        }

        #[test]
        fn who_comes_back_at_once_after_each_value_streams(gap in 0_u64..=150, run in 1_usize..100_000) {
            let gap = Duration::from_nanos(gap) * u32::try_from(run.min(1 << 16)).unwrap();
            prop_assert!(is_stream(gap, run));
        }

        #[test]
        fn a_peer_that_streams_has_its_run(budget in budgets(), ways in 1_usize..8) {
            let looks: Vec<_> = (1..1000_usize).map(|look| (look * 10, 2_000)).collect();
            let most = match budget { Budget::Poll => NUMBERS.poll, Budget::Blocking(_) => NUMBERS.blocking };
            prop_assert_eq!(time_alone(budget, ways, &looks), most);
        }
    }

    #[test]
    fn a_deadline_that_is_past_leaves_no_time() {
        let now = Instant::now();
        assert_eq!(Budget::Blocking(Some(now)).end(now), now);
        watch(Budget::Blocking(Some(now)), true, 1, 0, usize::MAX, &|| 0);
    }

    /// How often a thread lets the other side get ahead that finds nothing time and again, after so many values each time.
    fn pauses(times: usize, had: usize) -> usize {
        let (end, mut pauses) = (End::default(), 0);
        for time in 0..times {
            if found_nothing(&end, 1, time * had) {
                let_ahead(Budget::Poll, 1, 64, || 1);
                pauses += 1;
            }
        }
        pauses
    }

    #[test]
    fn nothing_is_left_alone_in_a_conversation() {
        assert_eq!(pauses(1000, 1), 0);
    }

    #[test]
    fn pauses_that_bring_nothing_become_seldom() {
        let pauses = pauses(1000, 1 << 20);
        assert!((200..=350).contains(&pauses), "{pauses}");
    }

    #[test]
    fn a_turn_goes_to_who_takes_it() {
        let end = End::default();
        assert!(!end.is_mine());
        end.take_turn(Budget::Poll, 1, || 7);
        assert!(end.is_mine());
        std::thread::scope(|scope| {
            scope.spawn(|| {
                assert!(!end.is_mine());
                end.take_turn(Budget::Blocking(None), 1, || 8);
                turn_ended();
                assert!(end.is_mine());
            });
        });
        assert!(!end.is_mine());
    }
}
