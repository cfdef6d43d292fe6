//! Keeping out of the way of a rival: another thread that streams through the same end of a shard.
//!
//! Two threads that send at once into one ring, or by turns into the same rings, take the lines of tail and slots away from
//! each other with each value, and both together are five to eight times slower than one of them alone. A lost race for a
//! claim tells of it, and the ring backs off then; but as soon as an operation takes a little longer than a line's trip,
//! races are seldom lost: each thread waits for the line, takes it, uses it once, and sees it go. So each end of a shard
//! notes who used it last. Who finds somebody else there, and sees him *moving*, pauses for as long as he streams, a few
//! microseconds at most, and then takes over for a run of its own. The lines then travel once a run.
//!
//! A note is one word on a line that the end reads anyhow, and it is written when another thread comes, not with each value.
//! Nothing depends on it but time: it is a hint, and updates may be lost.
//!
//! The shards of one channel have a further baton in common, since whoever sends to each in turn meets the rival on every
//! one of them: it is asked for when a shard's own has changed hands, and so threads that keep to shards of their own never
//! meet there.
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
//! The more shards, the less of a rival's progress is seen at one of them, and so the first look at it lasts the longer: with the
//! same short pause for any number, two threads that fill 8 shards are as slow as without, and tasks over 8 a third slower.

use crate::sync::{AtomicUsize, Ordering, spin_loop, this_thread, yield_now};

/// How a thread pauses while a rival streams.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Pause {
    /// Keeping the core: the only way in a poll.
    Spin,
    /// Offering the core to other threads, as one that would block anyhow may.
    Yield,
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
        // Ordering: Relaxed here and below: nothing is read or written because of it, but time goes by.
        cfg!(any(loom, shuttle)) || self.holder.load(Ordering::Relaxed) == this_thread()
    }

    /// Takes the baton over from a thread that streams no longer, or has for long enough. `position` counts its progress at
    /// one of the `shards` that it goes to in turn.
    #[cold]
    pub(crate) fn take_over(&self, pause: Pause, shards: usize, position: impl Fn() -> usize) {
        let rival = self.holder.load(Ordering::Relaxed);
        if rival != 0 {
            let first_pause = FIRST_PAUSE * shards.min(MOST_FIRST_PAUSES);
            self.give_way_to(rival, pause, first_pause, || position().wrapping_mul(shards));
        }
        self.take();
    }

    /// The calling thread is the last from here on.
    pub(crate) fn take(&self) {
        self.holder.store(this_thread(), Ordering::Relaxed);
    }

    fn give_way_to(&self, rival: usize, pause: Pause, first_pause: usize, position: impl Fn() -> usize) {
        let mut before = position();
        let mut moved_on = |least: usize| {
            let now = position();
            let moved = now.wrapping_sub(before);
            before = now;
            moved >= least && self.holder.load(Ordering::Relaxed) == rival
        };
        spin(first_pause);
        // Until now it was disturbed, and slow: any move will do.
        let mut streams = moved_on(1);
        let most = match pause {
            Pause::Spin => MOST_SPINS,
            Pause::Yield => MOST_YIELDS,
        };
        for _ in 0..most {
            if !streams {
                return;
            }
            match pause {
                Pause::Spin => spin(LONG_PAUSE),
                Pause::Yield => yield_now(),
            }
            streams = moved_on(PACE);
        }
    }
}

fn spin(hints: usize) {
    for _ in 0..hints {
        spin_loop();
    }
}

/// How long a rival is watched at first, in spin hints for each shard that it goes to: 0.1 to 0.4 us. It is all that a thread
/// loses which comes after another that streams no longer.
const FIRST_PAUSE: usize = 8;

/// The most shards for which it is watched longer.
const MOST_FIRST_PAUSES: usize = 8;

/// The pauses after that: 0.4 to 1.5 us each.
const LONG_PAUSE: usize = 32;

/// A rival that is left alone and moves less than so much in a long pause or a yield (some 20 M/s) has not much to be disturbed.
const PACE: usize = 8;

/// The most long pauses in a row: with 4 or 16 in the place of 8, tasks were slower by a fifth or no faster.
const MOST_SPINS: usize = 8;

/// The most yields in a row: with 1 in the place of 4, threads were slower by a tenth to a quarter; more brought nothing.
const MOST_YIELDS: usize = 4;

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// A baton that another thread has held, and how often its progress was looked at until it was taken over.
    fn looks_at(pause: Pause, progress: &[usize]) -> usize {
        let baton = Baton::default();
        std::thread::scope(|scope| scope.spawn(|| baton.take()).join().unwrap());
        assert!(!baton.is_mine());
        let looks = Cell::new(0);
        baton.take_over(pause, 1, || {
            looks.set(looks.get() + 1);
            progress[looks.get() - 1]
        });
        assert!(baton.is_mine());
        looks.get()
    }

    #[test]
    fn nobody_is_no_rival() {
        let baton = Baton::default();
        baton.take_over(Pause::Spin, 1, || unreachable!());
        assert!(baton.is_mine());
    }

    #[test]
    fn a_rival_that_stands_still_is_watched_for_one_short_pause() {
        for pause in [Pause::Spin, Pause::Yield] {
            assert_eq!(looks_at(pause, &[7, 7]), 2);
        }
    }

    #[test]
    fn a_rival_is_waited_for_as_long_as_it_streams() {
        assert_eq!(looks_at(Pause::Spin, &[0, 1, 9, 17, 18]), 5);
        assert_eq!(looks_at(Pause::Yield, &[0, 1, 9, 9]), 4);
    }

    #[test]
    fn a_stream_without_end_is_not_waited_for_for_ever() {
        let stream: Vec<usize> = (0..100).map(|n| n * PACE).collect();
        assert_eq!(looks_at(Pause::Spin, &stream), MOST_SPINS + 2);
        assert_eq!(looks_at(Pause::Yield, &stream), MOST_YIELDS + 2);
    }

    #[test]
    fn positions_that_wrap_are_progress() {
        assert_eq!(looks_at(Pause::Spin, &[usize::MAX, 0, 0]), 3);
    }
}
