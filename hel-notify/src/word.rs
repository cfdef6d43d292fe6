//! The word of an event: how many wait, and what the two sides must do to miss nothing.
//!
//! # The modes
//!
//! A full fence on every notification is what holds a stream back, a process-wide barrier before every sleep what holds
//! sleepers back. So each event is in one of two modes, and finds out by itself which suits its traffic:
//!
//! | mode | a notifier | a new waiter |
//! | --- | --- | --- |
//! | FENCED | fences | fences |
//! | LIGHT | only reads the word | turns the mode to FENCED, and runs the heavy barrier |
//!
//! FENCED has two states. *Requested*: a waiter has turned the mode and may still be in its barrier, so that there may be
//! notifiers that have read LIGHT and whose publication nobody can see yet. *Confirmed*: such a barrier has ended.
//!
//! | from | by | to |
//! | --- | --- | --- |
//! | confirmed, n waiting | a new waiter; it fences | confirmed, n + 1 |
//! | light, none | a new waiter; it runs the heavy barrier, and counts twice meanwhile | requested, 2 |
//! | requested, n | a new waiter; it runs a heavy barrier of its own and waits for nobody's | requested, n + 2 |
//! | requested or confirmed, n | a waiter whose heavy barrier has ended | confirmed, n - 1 |
//! | any but light, n | a notifier that has woken k waiters; a waiter that leaves the list unwoken | the same, n - k; n - 1 |
//! | confirmed, none, not visited | a notifier, after a long run of notifications that met no waiter | light, none |
//!
//! (Each new waiter marks the word as visited, and a notifier that finds the mark takes it away instead of turning the mode.)
//!
//! Every other change is impossible: a waiter in its heavy barrier stays counted, woken or not, so the count of a
//! *requested* word is not zero, and only a confirmed word without waiters turns to LIGHT. Hence, too, that whoever has run a
//! heavy barrier finds no later request in the word than those that its barrier came after.
//!
//! Who is woken is counted no more, though it may be long until it runs: until then notifiers shall not look into the list
//! for it in vain.
//!
//! # Why a confirmed fence is enough
//!
//! Take a notifier that read LIGHT and so did not fence, and a waiter that saw *confirmed* and so only fences. Somebody's
//! heavy barrier ran between: it made every thread pass a full barrier at some point. What the notifier did before that
//! point is visible since, to whoever acquires the confirmation. And had it read the word only after that point, it would
//! have seen the request. So its publication came before the point, and the waiter's second look sees it.
//!
//! What goes wrong when a step is left out, and the model that shows it:
//!
//! 1. *Without the two states*: waiter A turns LIGHT to FENCED and is in its barrier. Waiter B sees FENCED, fences, looks,
//!    sleeps. The notifier, which read LIGHT before, publishes: its store becomes visible only now. Nobody wakes B.
//!    `two_waiters_arrive_together`
//! 2. *Without the heavy barrier*: the notifier's store waits in its core, it has read LIGHT; the waiter turns the mode,
//!    looks, sleeps. `a_light_notifier_against_a_waiter`
//! 3. *Turning to LIGHT with a waiter counted*: the waiter has fenced, and the next notifier does not; but it does not
//!    see the waiter either. `a_mode_that_turns_under_a_waiter`

#[cfg(hel_loom)]
use crate::barrier;
use crate::sync::{AtomicUsize, Ordering};
use std::fmt;

/// The low bits are the mode, the next one says whether it was waited for, the high ones count who has ever come; between them
/// is the number of waiters.
const MODE: usize = 0b11;
/// FENCED, and no notifier is left that read LIGHT before. The state of a new event.
const CONFIRMED: usize = 0b00;
/// FENCED, while a waiter is in its heavy barrier.
const REQUESTED: usize = 0b01;
/// Notifiers do not fence. Never beside a waiter.
const LIGHT: usize = 0b10;
/// A waiter has come since a notifier last looked. (A model has no time for two looks.)
const VISITED: usize = if cfg!(any(hel_loom, hel_shuttle)) { 0 } else { 0b100 };
/// One waiter.
const ONE: usize = 0b1000;
/// One more that has come: modulo 2^8 or 2^16. That leaves 2^21 or 2^45 waiters of one event, of which each takes some dozens of
/// bytes.
const TICKET: usize = 1 << (usize::BITS / 4 * 3);

/// The count of waiters and the mode, in one atomic. Written by waiters, and by a notifier that has woken some or turns it to
/// LIGHT.
pub(crate) struct Word(AtomicUsize);

/// What the announcement of a waiter says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Announced {
    pub(crate) due: Due,
    /// Whether nobody else was counted.
    pub(crate) is_alone: bool,
    pub(crate) ticket: Ticket,
}

/// When a waiter came, among those of its event. It is for the order in which they are woken, and nothing else depends on it: one
/// that waits while half the range of tickets come and go loses its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ticket(usize);

impl Ticket {
    /// Whether this one was drawn before the other.
    pub(crate) fn is_older_than(self, other: Self) -> bool {
        const RANGE: usize = usize::MAX / TICKET + 1;
        let ahead = other.0.wrapping_sub(self.0) % RANGE;
        ahead != 0 && ahead < RANGE / 2
    }
}

/// What a waiter must run between its announcement and its second look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// A full fence.
    Fence,
    /// The heavy barrier, and then [`Word::confirm`].
    Heavy,
}

impl Word {
    /// A word without waiters.
    #[cfg(not(hel_loom))]
    pub(crate) const fn new() -> Self {
        Self(AtomicUsize::new(CONFIRMED))
    }

    /// A word without waiters.
    #[cfg(hel_loom)]
    pub(crate) fn new() -> Self {
        Self(AtomicUsize::new(CONFIRMED))
    }

    /// Whether a notifier is done when it has read this: nobody waits, and whoever comes will see what it has published.
    #[inline]
    pub(crate) fn is_light(&self) -> bool {
        // Where a model has no heavy barrier, the load would only multiply its executions.
        #[cfg(hel_loom)]
        if barrier::modelled::is_missing() {
            return false;
        }
        // Ordering: Relaxed. `barrier::light` comes before it, and pairs with the heavy barrier of whoever turns the mode.
        self.0.load(Ordering::Relaxed) % TICKET == LIGHT
    }

    /// How many wait.
    #[inline]
    pub(crate) fn count(&self) -> usize {
        // Ordering: Relaxed. After `barrier::full` it sees every announcement whose barrier came first; the waiters that it
        // does not see look again. By itself the number is only a hint.
        self.0.load(Ordering::Relaxed) % TICKET / ONE
    }

    /// Counts a waiter.
    pub(crate) fn announce(&self) -> Announced {
        // Ordering: Relaxed on both sides. The barrier that is due puts it before the second look; and where that is a fence,
        // it acquires what the one who confirmed has released.
        let announced = |word: usize| match word & MODE {
            CONFIRMED => Some((word | VISITED).wrapping_add(ONE + TICKET)),
            _ => Some((word & !MODE | REQUESTED | VISITED).wrapping_add(2 * ONE + TICKET)),
        };
        let before = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, announced);
        let before = before.unwrap_or_else(|word| word);
        let due = if before & MODE == CONFIRMED { Due::Fence } else { Due::Heavy };
        Announced { due, is_alone: before % TICKET < ONE, ticket: Ticket(before / TICKET) }
    }

    /// From here on a fence is enough for new waiters. For each waiter that was due a heavy barrier, once, after it.
    pub(crate) fn confirm(&self) {
        // Ordering: Release, with the fence that is due after an `announce` that sees it: that waiter's second look sees what
        // this barrier made visible.
        // The count of the barrier goes with it.
        let confirmed = |word: usize| Some((word & !MODE) - ONE);
        let _ = self.0.fetch_update(Ordering::Release, Ordering::Relaxed, confirmed);
    }

    /// Counts `n` waiters no more that have left the list or were woken.
    pub(crate) fn retire(&self, n: usize) {
        // Ordering: Relaxed. A notifier that sees it early only skips waiters that need no wakeup. (Who acquires a confirmation
        // behind it does so all the same, since every change of the word reads the one before.)
        self.0.fetch_sub(n * ONE, Ordering::Relaxed);
    }

    /// Turns the mode to LIGHT if nobody waits, nor has since the last call.
    pub(crate) fn lighten(&self) {
        // Ordering: Relaxed on both sides. It promises nothing about other memory: from now on it is the next waiter that
        // must see to the order.
        let turned = |word: usize| match word % TICKET {
            CONFIRMED => Some(word | LIGHT),
            state => (state & VISITED != 0).then_some(word & !VISITED),
        };
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, turned);
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = self.0.load(Ordering::Relaxed);
        let mode = match word & MODE {
            CONFIRMED => "fenced",
            REQUESTED => "requested",
            _ => "light",
        };
        f.debug_struct("Word").field("mode", &mode).field("waiters", &(word % TICKET / ONE)).finish()
    }
}

#[cfg(all(test, not(hel_loom)))]
mod tests {
    use super::{Due, Word};

    #[test]
    fn a_new_word_is_fenced_and_a_waiter_keeps_it_so() {
        let word = Word::new();
        assert!(!word.is_light());
        assert_eq!(word.announce().due, Due::Fence);
        word.lighten();
        assert!(!word.is_light());
        assert_eq!(word.count(), 1);
        word.retire(1);
        assert_eq!(word.count(), 0);
    }

    #[test]
    fn the_first_waiter_of_a_light_word_pays_and_so_does_who_comes_meanwhile() {
        let word = Word::new();
        word.lighten();
        assert!(word.is_light());
        assert_eq!(word.announce().due, Due::Heavy);
        assert!(!word.is_light());
        assert_eq!(word.announce().due, Due::Heavy, "the first one's barrier has not ended");
        word.confirm();
        assert_eq!(word.announce().due, Due::Fence);
        word.confirm();
        assert_eq!(word.count(), 3);
    }

    #[test]
    fn a_waiter_that_is_woken_in_its_barrier_keeps_the_word_from_turning() {
        let word = Word::new();
        word.lighten();
        assert_eq!(word.announce().due, Due::Heavy);
        word.retire(1);
        assert_eq!(word.announce().due, Due::Heavy);
        word.confirm();
        word.retire(1);
        word.lighten();
        assert!(!word.is_light(), "the first one's barrier has not ended");
        word.confirm();
        word.lighten();
        assert!(word.is_light());
    }

    #[test]
    fn tickets_tell_who_came_first_though_they_wrap() {
        let word = Word::new();
        let mut last = word.announce().ticket;
        for _ in 0..100_000 {
            word.retire(1);
            let next = word.announce().ticket;
            assert!(last.is_older_than(next) && !next.is_older_than(last) && !last.is_older_than(last));
            last = next;
        }
        assert_eq!(word.count(), 1);
    }

    #[test]
    fn a_word_turns_light_only_when_confirmed_and_without_waiters() {
        let word = Word::new();
        word.lighten();
        word.announce();
        word.lighten();
        assert!(!word.is_light(), "requested");
        word.confirm();
        word.lighten();
        assert!(!word.is_light(), "one waits");
        word.retire(1);
        word.lighten();
        assert!(word.is_light());
    }
}
