//! Letting a stream run ahead, before the next look at it.
//!
//! A waiter that looks again as soon as it can takes the lines of a streaming peer away with each look, for a value or two: the
//! peer then pays a trip of a line per value, and with it all that it serves besides. (Measured with 16 cores, eight threads that
//! send to eight shards in turn, a receiver on each: 7 M/s; when each receiver lets its shard run ahead, 22 to 34 M/s.) The longer
//! it stays away the better for both, as long as the peer has room to go on. But in a conversation of single values each pause
//! is time lost.
//!
//! Which of the two it is, the waiter finds out by a pause now and then. Where the peer has got ahead by several values
//! meanwhile, and they came fast, it is a stream: the next waits pause as well, and longer, until a pause brings half of
//! what there is room for. Where not, waits go without, but for one in five hundred in the end.
//!
//! A peer that serves many shards in turn is disturbed at all the others while a single one is left alone. From there its stream
//! looks slow, and it brings a value only now and then. So the pause that finds out about it is longer there, and is content
//! with half the pace: else eight threads over eight shards stay at 4 M/s for ever, where 30 are possible, since no receiver
//! by itself sees anything to be gained. (With 16 cores, medians of alternating runs, with one bar for any number of shards
//! against this: round robin 4/4 and 8/8 22 and 5.6 against 41 and 29 M/s; tasks 14 and 11 against 24 and 20.)
//!
//! That half the pace will do is not said of a peer that sent several values at first and none in the second half of the pause: it
//! has stopped, and may be waiting for an answer.
//!
//! The first pause of any wait, of 0.3 to 1.4 us, is of the same kind ([`spin`](crate::spin)): where it brings a single value,
//! there was nothing to leave alone, and the next waits use the time for looks.
//!
//! There are no pauses in [company](crate::company), where the time belongs to others, none with a single core, and none in polls
//! with a few: a worker has other tasks then. With many, a poll may pause as long as a thread: with sixteen cores, a quarter of it
//! made streams of tasks over shards half as fast, and with four times as many tasks as cores it made no difference.

use crate::sync::{AtomicUsize, Ordering};
use crate::trials::Trials;
use crate::{Operation, spin};

/// What the waits on one side of a stream know of it, together.
///
/// An [`Operation`] that names one lets its waits look more often in a conversation, and pause for a moment, keeping the core,
/// where that lets a streaming peer run ahead: for some 40 us at most, and only as long as pauses pay. Nothing but time depends
/// on it. It belongs on a cache line of the waiting side, whose waiters write it; three words.
///
/// # Examples
///
/// A receiver that knows how many items are queued:
///
/// ```
/// use hel_notify::{Lead, Notify, Operation, Rhythm};
/// use std::collections::VecDeque;
/// use std::sync::Mutex;
///
/// struct Queue {
///     items: Mutex<VecDeque<u32>>,
///     arrived: Notify,
///     arrivals: Rhythm,
/// }
///
/// struct Pop<'a>(&'a Queue);
///
/// impl Operation for Pop<'_> {
///     type Output = u32;
///
///     fn attempt(&mut self) -> Option<u32> {
///         self.0.items.lock().unwrap().pop_front()
///     }
///     fn watch(&self, watch: &mut dyn FnMut(usize)) {
///         watch(0);
///     }
///     fn event(&self, _key: usize) -> &Notify {
///         &self.0.arrived
///     }
///     fn leaves_more(&self, _key: usize) -> bool {
///         !self.0.items.lock().unwrap().is_empty()
///     }
///     fn rhythm(&self) -> Option<&Rhythm> {
///         Some(&self.0.arrivals)
///     }
///     fn lead(&self) -> Lead {
///         let count = self.0.items.lock().unwrap().len();
///         Lead { count, most: usize::MAX, ways: 1 } // no limit: the peer never has to wait
///     }
/// }
///
/// let queue = Queue { items: Mutex::default(), arrived: Notify::new(), arrivals: Rhythm::new() };
/// let sum: u32 = std::thread::scope(|scope| {
///     let receiver = scope.spawn(|| (0..1000).map(|_| hel_notify::wait(&mut Pop(&queue))).sum());
///     for item in 0..1000 {
///         queue.items.lock().unwrap().push_back(item);
///         queue.arrived.notify(1);
///     }
///     receiver.join().unwrap()
/// });
/// assert_eq!(sum, 999 * 1000 / 2);
/// ```
#[derive(Debug, Default)]
pub struct Rhythm {
    /// Whether pauses paid.
    trials: Trials,
    /// The next pause is 2 to this power times the first one.
    level: AtomicUsize,
    /// Whether the short pause that a wait begins with brought more than one value.
    rests: Trials,
}

/// How far a peer is ahead of a waiter: see [`Rhythm`].
#[derive(Clone, Copy, Debug)]
pub struct Lead {
    /// How many attempts in a row would succeed by now.
    pub count: usize,
    /// How many there can be, at least 1; then the peer has to wait.
    pub most: usize,
    /// How many others the peer serves in turn, this one included: its whole stream is so many times as fast. With 0, it is
    /// never fast.
    pub ways: usize,
}

/// Not ahead at all, of a peer that serves nobody else.
impl Default for Lead {
    fn default() -> Self {
        Self { count: 0, most: 1, ways: 1 }
    }
}

impl Lead {
    /// Whether looks would disturb a peer that got so far here in so many `hints`, and as far with each other that it serves.
    /// `goes_on` says whether it was still at it in the second half of that time.
    fn is_fast(self, hints: usize, goes_on: bool) -> bool {
        // The others' looks have slowed it down meanwhile: half the pace will do.
        let pace = if self.ways > 1 && goes_on { 2 * PACE } else { PACE };
        self.count.saturating_mul(self.ways) >= hints / pace
    }

    /// The level of the next trial after one in vain: so that it brings more than one value of a stream, if there is room for
    /// them.
    fn first_level(self) -> usize {
        let ways = self.ways.min(self.most).min(1 << MOST_LEVELS);
        ways.checked_ilog2().map_or(0, |level| level as usize)
    }
}

impl Rhythm {
    /// Nothing is known yet.
    #[cfg(not(loom))]
    pub const fn new() -> Self {
        Self { trials: Trials::new(), level: AtomicUsize::new(0), rests: Trials::new() }
    }

    /// Nothing is known yet.
    #[cfg(loom)]
    pub fn new() -> Self {
        Self { trials: Trials::new(), level: AtomicUsize::new(0), rests: Trials::new() }
    }

    /// How many spin hints to pause for before the next look, if at all.
    fn pause(&self) -> Option<usize> {
        self.trials.is_due().then(|| FIRST_PAUSE << self.level())
    }

    /// A pause of so many `hints` has brought `lead`, and the first half of it `at_half` of that.
    fn learn(&self, hints: usize, at_half: usize, lead: Lead) {
        let level = self.level();
        if lead.count >= lead.most.div_ceil(2) {
            // The peer will soon have to wait for us, if it does not already.
            match level.checked_sub(1) {
                Some(shorter) => self.set_level(shorter),
                None => self.trials.was_in_vain(),
            }
        } else if lead.count > 1 && lead.is_fast(hints, lead.count > at_half) {
            self.trials.paid();
            self.set_level((level + 1).min(MOST_LEVELS));
        } else {
            self.trials.was_in_vain();
            self.set_level(lead.first_level());
        }
    }

    /// Whether to keep still for the short pause that a wait begins with, and not to look all the time.
    pub(crate) fn is_rest_due(&self) -> bool {
        self.rests.is_due()
    }

    /// Such a pause has brought `lead`.
    pub(crate) fn learn_of_rest(&self, lead: Lead) {
        if lead.count > 1 {
            self.rests.paid();
        } else {
            self.rests.was_in_vain();
        }
    }

    // Ordering: Relaxed in both. Only time depends on it.
    fn level(&self) -> usize {
        self.level.load(Ordering::Relaxed)
    }

    fn set_level(&self, level: usize) {
        if self.level() != level {
            self.level.store(level, Ordering::Relaxed);
        }
    }
}

/// Attempts again after a pause, if what the operation waits for comes in a stream.
pub(crate) fn attempt_in_rhythm<O: Operation + ?Sized>(operation: &mut O) -> Option<O::Output> {
    if cfg!(any(loom, shuttle)) {
        return None; // a model has no time to give
    }
    let rhythm = operation.rhythm()?;
    let hints = rhythm.pause()?;
    spin::pause(hints / 2);
    let at_half = operation.lead().count;
    spin::pause(hints / 2);
    rhythm.learn(hints, at_half, operation.lead());
    operation.attempt()
}

/// The shortest pause, in spin hints: 1 to 3 us.
const FIRST_PAUSE: usize = 64;

/// The longest: 10 to 45 us. With half of it, eight threads over eight shards lost a tenth, with a quarter a third to two thirds.
const LONGEST_PAUSE: usize = 1024;

const MOST_LEVELS: usize = (LONGEST_PAUSE / FIRST_PAUSE).ilog2() as usize;

/// A peer that makes one value in more hints (some 5 M/s) is not much disturbed by looks.
const PACE: usize = 8;

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    fn lead(count: usize) -> Lead {
        Lead { count, most: 1024, ways: 1 }
    }

    /// A rhythm whose first waits, which go without a pause, are over.
    fn in_use() -> Rhythm {
        let rhythm = Rhythm::new();
        while !rhythm.trials.is_due() {}
        rhythm
    }

    /// The pauses of waits that each find `lead` of theirs.
    fn pauses(rhythm: &Rhythm, waits: usize, lead: impl Fn(usize) -> Lead) -> Vec<usize> {
        let paused = (0..waits).filter_map(|_| {
            let hints = rhythm.pause()?;
            rhythm.learn(hints, lead(hints / 2).count, lead(hints));
            Some(hints)
        });
        paused.collect()
    }

    #[test]
    fn a_stream_is_left_alone_for_longer_and_longer() {
        let paused = pauses(&in_use(), 7, |hints| lead(hints / 4));
        assert_eq!(paused, [64, 128, 256, 512, 1024, 1024, 1024]);
    }

    #[test]
    fn a_peer_must_not_run_out_of_room_meanwhile() {
        let paused = pauses(&in_use(), 8, |hints| Lead { most: 256, ..lead(hints / 2) });
        assert_eq!(paused, [64, 128, 256, 128, 256, 128, 256, 128]);
    }

    #[test]
    fn a_conversation_has_few_pauses() {
        assert_eq!(pauses(&in_use(), 1000, |_| lead(1)), [64; 6]);
    }

    #[test]
    fn what_comes_slowly_is_no_stream_unless_the_peer_has_many_to_serve() {
        let paused = |ways, pace| pauses(&in_use(), 2, |hints| Lead { ways, ..lead(hints / pace) });
        assert_eq!(paused(1, 8), [64, 128]);
        assert_eq!(paused(1, 16), [64]);
        assert_eq!(paused(2, 32), [64, 128]);
        assert_eq!(paused(2, 64), [64]);
    }

    #[test]
    fn a_peer_with_many_to_serve_is_given_more_time_to_show_that_it_streams() {
        let slow = |ways| pauses(&in_use(), 40, |hints| Lead { ways, ..lead(hints / 128) });
        assert_eq!(slow(8)[..4], [64, 512, 1024, 1024]);
        assert_eq!(slow(64)[..3], [64, 1024, 1024], "no longer than the longest");
        assert_eq!(slow(1)[..2], [64, 64]);
        assert_eq!(slow(0)[..2], [64, 64], "an operation may say what it likes");
    }

    #[test]
    fn a_conversation_with_several_values_in_flight_over_many_shards_goes_mostly_without() {
        for (ways, window) in [(1, 8), (4, 8), (8, 8), (16, 4), (32, 2)] {
            let paused = pauses(&in_use(), 1000, |_| Lead { ways, ..lead(window) });
            assert!(paused.len() <= 250, "{window} values, {ways} ways: {}", paused.len());
        }
    }

    #[test]
    fn a_stream_that_ends_is_forgotten() {
        let rhythm = in_use();
        assert_eq!(pauses(&rhythm, 3, |hints| lead(hints / 4)), [64, 128, 256]);
        assert_eq!(pauses(&rhythm, 1, |_| lead(0)), [512]);
        assert_eq!(pauses(&rhythm, 30, |hints| lead(hints / 4))[..2], [64, 128]);
    }

    #[test]
    fn a_rest_that_brings_one_value_is_not_repeated_soon_and_one_that_brings_more_is() {
        let rhythm = Rhythm::new();
        let rests = |count: usize| {
            let due =
                (0..1000).filter(|_| rhythm.is_rest_due()).inspect(|_| rhythm.learn_of_rest(lead(count)));
            due.count()
        };
        assert_eq!(rests(1), 6);
        assert!(rests(2) > 1000 - 512);
        assert_eq!(rests(2), 1000);
        assert_eq!(rests(0), 6);
    }

    #[test]
    fn little_room_is_no_reason_to_pause() {
        for (most, ways) in [(1, 1), (2, 1), (3, 1), (4, 1), (1, 64), (1, usize::MAX)] {
            assert_eq!(pauses(&in_use(), 10, |_| Lead { most, ways, ..lead(most) }), [64]);
        }
    }
}
