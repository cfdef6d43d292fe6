//! Keeping out of the way of a rival: another thread that streams through the same end of a shard.
//!
//! Threads that send at once into one ring, or by turns into the same rings, take the lines of tail and slots away from each
//! other with each value, and all of them together are five to twenty times slower than one alone. A lost race for a claim
//! tells of it, and the ring backs off then; but as soon as an operation takes a little longer than a line's trip, races are
//! seldom lost: each thread waits for the line, takes it, uses it once, and sees it go. So each end of a shard notes who used
//! it last. Who is [in haste](Haste), finds somebody else there and sees him *moving*, leaves him alone for the time of a run,
//! and then takes over for a run of its own. If another one was faster, that one has its run first. The lines then travel once a
//! run, however many threads there are.
//!
//! A note is one word on a line that the end reads anyhow, and it is written when another thread comes, not with each value.
//! Nothing depends on it but time: it is a hint, and updates may be lost.
//!
//! The shards of one channel have a further baton in common, since whoever sends to each in turn meets the rival on every
//! one of them: it is asked for when a shard's own has changed hands, and so threads that keep to shards of their own never
//! meet there.
//!
//! # Why only in haste
//!
//! Two threads that each send a value, work for 2 us and send the next one find each other's note every time, and often enough
//! see the other move. A pause would make them both late and gain nothing, since neither has a run to make. From outside
//! they look like two that stream and disturb each other: the difference is what a thread does *between* its own
//! operations. So that is measured, by the clock, where an operation was contested and nowhere else: who comes back to the same
//! baton at once is in haste. (With few cores the rival is looked at more often, and one that is slow left early: there, haste is
//! not asked for.)
//!
//! # What it brings
//!
//! On two cores, medians of 15 alternating rounds of 1,000,000 `u64`, 256 slots a shard; M messages/s:
//!
//! | | without | with |
//! | --- | --- | --- |
//! | two threads fill 4 or 8 shards by `round_robin`, nobody receives | 13, 13 | 40 to 80, 30 to 80 |
//! | tasks, one channel, 4/4 and 8/8 | 7.4, 6.2 | 24, 20 |
//! | tasks, `round_robin` over 4 and 8 shards | 9.3, 9.9 | 18, 15 |
//! | threads, `round_robin` over 4 and 8 shards, together with the pauses of `hel_notify` in company | 16, 10 | 30, 20 |
//!
//! (These by its first form, which took over as soon as a third thread had come. With two cores the present one is as fast.) With
//! sixteen cores, medians of alternating runs, the last three columns by a prototype that did not ask for haste:
//!
//! | | without | first form | runs of 64 hints | of 256 | of 1024 |
//! | --- | --- | --- | --- | --- | --- |
//! | threads, one channel, 4/4 and 8/8 | 3.3, 2.6 | 2.8, 2.2 | 13, 7.5 | 25, 24 | 36, 34 |
//! | tasks, one channel, 4/4 and 8/8 | 2.8, 2.2 | 2.6, 2.1 | 4.5, 3.6 | 9.5, 7.3 | 16, 16 |
//!
//! A longer run is the faster stream and the longer wait for who comes in between. With two cores and lines that travel slowly
//! (0.36 us there and back), tasks on one channel, 4/4 and 8/8, make 14 and 12 M/s in runs of 256 hints, 24 and 19 in runs of 512,
//! 34 and 30 of 1024, and no more in longer ones; no other stream is slower by it.
//!
//! The more shards, the less of a rival's progress is seen at one of them, and so the first look at it lasts the longer: with the
//! same short pause for any number, two threads that fill 8 shards are as slow as without, and tasks over 8 a third slower.

use std::cell::Cell;
use std::time::{Duration, Instant};
use std::{mem, ptr};

use hel_notify::{are_cores_few, offer_core, pause as spin};

use crate::sync::{AtomicUsize, Ordering, this_thread};

/// How a thread pauses while a rival streams.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Pause {
    /// Keeping the core: the only way in a poll.
    Spin,
    /// Offering the core to other threads, as one that would block anyhow may; until its deadline, if it has one.
    Yield(Option<Instant>),
}

/// Who used an end of a shard last.
#[derive(Default)]
pub(crate) struct Baton {
    /// [`this_thread`] of it, 0 for nobody.
    holder: AtomicUsize,
}

impl Baton {
    /// Whether the calling thread was the last.
    #[inline]
    pub(crate) fn is_mine(&self) -> bool {
        cfg!(any(loom, shuttle)) || self.holder() == this_thread()
    }

    /// Takes the baton over from a thread that streams no longer, or has for long enough; or keeps it. `position` counts the
    /// other's progress at one of the `shards` that it goes to in turn.
    #[cold]
    pub(crate) fn take_over(&self, pause: Pause, shards: usize, position: impl Fn() -> usize) {
        let watch = if are_cores_few() {
            Some(Watch::WITH_FEW_CORES)
        } else {
            Haste::begin(self).then_some(Watch::WITH_MANY)
        };
        let rival = self.holder();
        if rival == this_thread() {
            return;
        }
        if let Some(watch) = watch.filter(|_| rival != 0 && !pause.is_over()) {
            self.wait_for_turn(rival, watch, pause.most_runs(), shards, |hints| pause.rest(hints), position);
        }
        self.take();
    }

    /// The calling thread is the last from here on.
    pub(crate) fn take(&self) {
        self.holder.store(this_thread(), Ordering::Relaxed);
    }

    /// Waits for at most so many runs of others. `rest` is [`Pause::rest`].
    fn wait_for_turn(
        &self,
        mut rival: usize,
        watch: Watch,
        most_runs: usize,
        shards: usize,
        rest: impl Fn(usize) -> Option<Duration>,
        position: impl Fn() -> usize,
    ) {
        let mut before = position();
        let mut moved = || {
            let now = position();
            // A position that goes back (a claim can be given back) is no move.
            let moved = now.saturating_sub(mem::replace(&mut before, now));
            moved.saturating_mul(shards)
        };
        spin(watch.first * shards.min(MOST_FIRST_PAUSES));
        if moved() == 0 && self.holder() == rival {
            return;
        }
        // Until now it was disturbed, and slow: so any move did.
        let mut given_away = Duration::ZERO;
        for _ in 0..most_runs {
            for _ in 0..RUN / watch.every {
                let Some(taken) = rest(watch.every) else { return };
                given_away += taken;
                if moved() < watch.least || given_away > MOST_GIVEN_AWAY {
                    return;
                }
            }
            let holder = self.holder();
            if holder == rival {
                return;
            }
            // Another one has taken over meanwhile, and begun a run of its own.
            rival = holder;
        }
    }

    fn holder(&self) -> usize {
        // Ordering: Relaxed, as for the store. Nothing is read or written because of it, but time goes by.
        self.holder.load(Ordering::Relaxed)
    }
}

/// Whether a thread sends or receives as fast as it can: it does nothing else for long between two operations.
///
/// Only such a thread lets others finish their runs. To it a pause is no loss, as it will make it good by a run of its own. One
/// that has work to do between two messages has no runs, and would only be late.
pub(crate) struct Haste;

thread_local! {
    /// The baton of this thread's last operation that did not have the turn, as an address.
    static LAST_BATON: Cell<usize> = const { Cell::new(0) };

    /// When that operation ended.
    static LAST_END: Cell<Option<Instant>> = const { Cell::new(None) };
}

impl Haste {
    /// An operation without the turn begins: whether it follows at once on another one of the kind.
    fn begin(baton: &Baton) -> bool {
        let address = ptr::from_ref(baton).addr();
        let is_same = LAST_BATON.replace(address) == address;
        is_same && LAST_END.get().is_some_and(|end| end.elapsed() < AT_ONCE)
    }

    /// It ends, and the next one may follow at once.
    #[cold]
    pub(crate) fn end() {
        if !are_cores_few() {
            LAST_END.set(Some(Instant::now()));
        }
    }
}

/// How a rival is watched. All in spin hints, of 10 to 45 ns.
#[derive(Clone, Copy)]
struct Watch {
    /// How long at first, for each shard that it goes to. It is all that a thread loses which comes after another that streams no
    /// longer.
    first: usize,
    /// How long to leave it alone between two looks at its progress.
    every: usize,
    /// One that moves less from one look to the next makes no run: it has something else to do, or to wait for.
    least: usize,
}

impl Watch {
    /// There are other threads and tasks that want the core, and so no time for a rival that stops before its run is over.
    const WITH_FEW_CORES: Self = Self { first: 8, every: 32, least: 8 };

    /// There may be many who look, each look disturbs the rival, and one is enough for who waits only in [`Haste`]. (With half of
    /// the first pause, tasks over 8 shards are a fifth slower with 16 cores.)
    const WITH_MANY: Self = Self { first: 16, every: RUN, least: 32 };
}

impl Pause {
    /// The most runs of others that are waited for: 20 to 90 us in a poll, twice that in a blocking call.
    fn most_runs(self) -> usize {
        match self {
            Self::Spin => 2,
            Self::Yield(_) => 4,
        }
    }

    /// Whether there is no time for pauses any more.
    fn is_over(self) -> bool {
        matches!(self, Self::Yield(Some(deadline)) if Instant::now() >= deadline)
    }

    /// Lets the time of so many spin hints go by, or gives the core away instead if others want it: for how long they had it.
    /// `None` past the deadline.
    fn rest(self, hints: usize) -> Option<Duration> {
        let given_away = match self {
            Self::Spin => None,
            Self::Yield(_) => offer_core(),
        };
        let given_away = given_away.unwrap_or_else(|| {
            spin(hints);
            Duration::ZERO
        });
        (!self.is_over()).then_some(given_away)
    }
}

/// The most shards for which it is watched longer.
const MOST_FIRST_PAUSES: usize = 8;

/// How long a rival is left alone, in spin hints: 10 to 45 us, in which it moves some hundred values.
const RUN: usize = 1024;

/// Who gave the core away for longer than this has waited long enough.
const MOST_GIVEN_AWAY: Duration = Duration::from_micros(50);

/// What comes within this time after an operation comes at once: much less than a run, and more than a loop takes that does
/// little else than sending or receiving.
const AT_ONCE: Duration = Duration::from_micros(1);

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// A thread's number that no thread has.
    const RIVAL: usize = 1;

    fn baton_of(holder: usize) -> Baton {
        Baton { holder: AtomicUsize::new(holder) }
    }

    const WATCHES: [Watch; 2] = [Watch::WITH_FEW_CORES, Watch::WITH_MANY];

    /// How often the progress of a rival is looked at until the wait for it ends, when each rest comes out like this.
    fn looks_when(rest: Option<Duration>, watch: Watch, progress: impl Fn(usize) -> usize) -> usize {
        let looks = Cell::new(0);
        let position = || {
            looks.set(looks.get() + 1);
            progress(looks.get() - 1)
        };
        baton_of(RIVAL).wait_for_turn(RIVAL, watch, Pause::Spin.most_runs(), 1, |_| rest, position);
        looks.get()
    }

    /// The same with a core that nobody else wants.
    fn looks_at(watch: Watch, progress: impl Fn(usize) -> usize) -> usize {
        looks_when(Some(Duration::ZERO), watch, progress)
    }

    /// The state of a thread of its own.
    fn on_a_thread(test: impl FnOnce() + Send) {
        std::thread::scope(|scope| scope.spawn(test).join().unwrap());
    }

    #[test]
    fn nobody_is_no_rival() {
        let baton = baton_of(0);
        for _ in 0..2 {
            baton.take_over(Pause::Spin, 1, || unreachable!());
            assert!(baton.is_mine());
            baton.holder.store(0, Ordering::Relaxed);
            Haste::end();
        }
    }

    #[test]
    fn who_is_not_in_haste_waits_for_nobody() {
        on_a_thread(|| {
            let baton = baton_of(RIVAL);
            baton.take_over(Pause::Spin, 1, || if are_cores_few() { 7 } else { unreachable!() });
            assert!(baton.is_mine());
        });
    }

    #[test]
    fn who_comes_back_at_once_is_in_haste_and_who_comes_from_elsewhere_is_not() {
        on_a_thread(|| {
            let (here, elsewhere) = (baton_of(RIVAL), baton_of(RIVAL));
            assert!(!Haste::begin(&here));
            // However slow this machine is: one time in a thousand it is fast enough.
            let is_seen = (0..1000).any(|_| {
                Haste::end();
                Haste::begin(&here)
            });
            assert_eq!(is_seen, !are_cores_few());
            Haste::end();
            assert!(!Haste::begin(&elsewhere));
        });
    }

    #[test]
    fn a_deadline_that_is_past_leaves_no_time_for_rivals() {
        let now = Instant::now();
        assert!(Pause::Yield(Some(now)).is_over());
        assert_eq!(Pause::Yield(Some(now)).rest(1), None);
        assert!(!Pause::Yield(Some(now + Duration::from_secs(3600))).is_over());
        assert!(!Pause::Yield(None).is_over() && !Pause::Spin.is_over());
        for watch in WATCHES {
            assert_eq!(looks_when(None, watch, |look| look * RUN), 2);
        }
        baton_of(RIVAL).take_over(Pause::Yield(Some(now)), 1, || unreachable!());
    }

    #[test]
    fn a_rival_that_stands_still_is_watched_for_one_short_pause() {
        for watch in WATCHES {
            assert_eq!(looks_at(watch, |_| 7), 2);
        }
    }

    #[test]
    fn a_rival_that_streams_is_left_alone_for_a_run() {
        for watch in WATCHES {
            assert_eq!(looks_at(watch, |look| look * watch.least), 2 + RUN / watch.every);
            assert_eq!(
                looks_at(watch, |look| [0, 1, watch.least][look]),
                3,
                "it moved while it was disturbed only"
            );
            assert_eq!(looks_at(watch, |look| [5, 6, 5][look]), 3, "a claim was given back");
        }
    }

    #[test]
    fn who_gave_the_core_away_has_waited_long_enough() {
        for watch in WATCHES {
            assert_eq!(looks_when(Some(2 * MOST_GIVEN_AWAY), watch, |look| look * watch.least), 3);
        }
    }

    #[test]
    fn one_rival_after_the_other_has_its_run_but_not_for_ever() {
        for watch in WATCHES {
            for most_runs in [Pause::Spin, Pause::Yield(None)].map(Pause::most_runs) {
                let baton = baton_of(RIVAL);
                let looks = Cell::new(0);
                let position = || {
                    looks.set(looks.get() + 1);
                    baton.holder.store(RIVAL + looks.get(), Ordering::Relaxed);
                    looks.get() * watch.least
                };
                baton.wait_for_turn(RIVAL, watch, most_runs, 1, |_| Some(Duration::ZERO), position);
                assert_eq!(looks.get(), 2 + most_runs * RUN / watch.every);
            }
        }
    }
}
