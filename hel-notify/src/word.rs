//! The word of an event: the number of its waiters, its mode and its tickets, in one atomic.
//!
//! # The modes
//!
//! A full fence in every notification slows streams down; a process-wide barrier before every sleep slows sleepers down. So each event
//! is in one of two modes, and switches by its own traffic:
//!
//! | mode | a notifier | a new waiter |
//! | --- | --- | --- |
//! | FENCED | fences | fences |
//! | LIGHT | only reads the word | switches to FENCED, and runs the heavy barrier |
//!
//! FENCED has two states. *Requested*: a waiter has switched the mode and may still be in its heavy barrier. So there may be notifiers
//! that have read LIGHT and whose publication is not visible yet. *Confirmed*: such a barrier has ended.
//!
//! | from | by | to |
//! | --- | --- | --- |
//! | confirmed, n waiting | a new waiter; it fences | confirmed, n + 1 |
//! | light, none | a new waiter; it runs the heavy barrier, and counts twice until that ends | requested, 2 |
//! | requested, n | a new waiter; it runs a heavy barrier of its own, and does not wait for another's | requested, n + 2 |
//! | requested or confirmed, n | a waiter whose heavy barrier has ended | confirmed, n - 1 |
//! | any but light, n | a notifier that has taken k waiters out of their places; a waiter that leaves its place unwoken | the same, n - k; n - 1 |
//! | confirmed, none, not visited | a notifier, after a long run of notifications that met no waiter | light, none |
//!
//! (Each new waiter marks the word as visited. A notifier that finds the mark clears it instead of switching the mode.)
//!
//! No other change is possible: a waiter in its heavy barrier stays counted, woken or not, so the count of a *requested* word is not
//! zero, and only a confirmed word without waiters becomes LIGHT. It follows that nobody switches the word from LIGHT again between a
//! waiter's announcement and the end of its heavy barrier: the waiter confirms no request that is younger than its barrier.
//!
//! A waiter that was woken is no longer counted, even if it runs much later: otherwise notifiers would search the list for it in vain
//! until then.
//!
//! # Why a confirmed fence is enough
//!
//! Take a notifier that read LIGHT and so did not fence, and a waiter that saw *confirmed* and so only fences. Between the two, the
//! heavy barrier of some waiter made every thread pass a full barrier at some point. Had the notifier read the word after that point,
//! it would have seen the request. So it read the word, and published, before that point. Since then its publication is visible to
//! every thread that acquires the confirmation, so the waiter's second look sees it.
//!
//! What goes wrong when a step is left out, and the model that shows it:
//!
//! 1. *Without the two states*: waiter A switches LIGHT to FENCED and is in its barrier. Waiter B sees FENCED, fences, looks, sleeps.
//!    The notifier read LIGHT before; its publication becomes visible only now. Nobody wakes B. `two_waiters_arrive_together`
//! 2. *Without the heavy barrier*: the notifier has read LIGHT, and its publication is still in its core's store buffer; the waiter
//!    switches the mode, looks, sleeps. `a_light_notifier_against_a_waiter`
//! 3. *Switching to LIGHT with a waiter counted*: the waiter has only fenced. The next notifier reads LIGHT, so it neither fences nor
//!    sees the waiter. `a_mode_that_switches_under_a_waiter`

#[cfg(hel_loom)]
use crate::barrier;
use crate::sync::{AtomicUsize, Ordering};
use std::fmt;

/// The bits of the mode, the lowest. Above them come VISITED, then the number of waiters, then the ticket: how many waiters have ever
/// come.
const MODE: usize = 0b11;
/// FENCED, and no notifier is left that read LIGHT before. The state of a new event.
const CONFIRMED: usize = 0b00;
/// FENCED, and a waiter is in its heavy barrier.
const REQUESTED: usize = 0b01;
/// Notifiers do not fence. Never while a waiter is counted.
const LIGHT: usize = 0b10;
/// A waiter has come since a notifier last checked. (Left out of models: they have no time for a second check.)
const VISITED: usize = if cfg!(any(hel_loom, hel_shuttle)) { 0 } else { 0b100 };
/// One waiter.
const ONE: usize = 0b1000;
/// One ticket. Tickets wrap at 2^8 (32-bit) or 2^16 (64-bit). That leaves room for 2^21 or 2^45 waiters of one event, each of which
/// takes some dozens of bytes.
const TICKET: usize = 1 << (usize::BITS / 4 * 3);

/// Written by waiters, and by notifiers that wake a waiter or switch to LIGHT. Other notifiers only read it.
pub(crate) struct Word(AtomicUsize);

/// What a waiter learns when it announces itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Announced {
    pub(crate) due: Due,
    /// Whether nobody else was counted.
    pub(crate) is_alone: bool,
    pub(crate) ticket: Ticket,
}

/// When a waiter came, compared with the others of its event. Only the order of wakeups depends on it: a waiter that waits while half
/// of all tickets are drawn loses its place.
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
    #[cfg(not(hel_loom))]
    pub(crate) const fn new() -> Self {
        Self(AtomicUsize::new(CONFIRMED))
    }

    #[cfg(hel_loom)]
    pub(crate) fn new() -> Self {
        Self(AtomicUsize::new(CONFIRMED))
    }

    /// Whether the event is LIGHT. Then a notifier is done: nobody waits, and each waiter that comes will see what it has published.
    #[inline]
    pub(crate) fn is_light(&self) -> bool {
        // In a model without a heavy barrier this load would only multiply the executions.
        #[cfg(hel_loom)]
        if barrier::modelled::is_missing() {
            return false;
        }
        // Ordering: Relaxed. `barrier::light` comes before it, and pairs with the heavy barrier of the waiter that switches the mode.
        self.0.load(Ordering::Relaxed) % TICKET == LIGHT
    }

    /// How many wait.
    #[inline]
    pub(crate) fn count(&self) -> usize {
        // Ordering: Relaxed. After `barrier::full` it sees every announcement whose barrier came first; waiters that it does not see
        // look again. Without that fence the number is only a hint.
        self.0.load(Ordering::Relaxed) % TICKET / ONE
    }

    /// Counts a waiter.
    pub(crate) fn announce(&self) -> Announced {
        // Ordering: Relaxed on both sides. The barrier that is due orders it before the second look. If that is a fence, the fence also
        // acquires what `confirm` has released.
        let announced = |word: usize| match word & MODE {
            CONFIRMED => Some((word | VISITED).wrapping_add(ONE + TICKET)),
            _ => Some((word & !MODE | REQUESTED | VISITED).wrapping_add(2 * ONE + TICKET)),
        };
        let before = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, announced);
        let before = before.unwrap_or_else(|word| word);
        let due = if before & MODE == CONFIRMED { Due::Fence } else { Due::Heavy };
        Announced { due, is_alone: before % TICKET < ONE, ticket: Ticket(before / TICKET) }
    }

    /// Ends a waiter's heavy barrier: from here on a fence is enough for new waiters. Called after the barrier, once for each waiter
    /// that was due one.
    pub(crate) fn confirm(&self) {
        // Ordering: Release. Pairs with the fence after an `announce` that sees it: that waiter's second look sees what this barrier
        // made visible. (The count drops by one because the waiter counted twice during its barrier.)
        let confirmed = |word: usize| Some((word & !MODE) - ONE);
        let _ = self.0.fetch_update(Ordering::Release, Ordering::Relaxed, confirmed);
    }

    /// Takes `n` waiters off the count: they have left their places, or were taken out.
    pub(crate) fn retire(&self, n: usize) {
        // Ordering: Relaxed. A notifier that sees it early only skips waiters that need no wakeup. (It hides no confirmation: every
        // change of the word is a read-modify-write, which continues the release sequence.)
        self.0.fetch_sub(n * ONE, Ordering::Relaxed);
    }

    /// Switches to LIGHT if nobody waits and nobody has come since the last call. Otherwise clears the mark for the next call.
    pub(crate) fn lighten(&self) {
        // Ordering: Relaxed on both sides. It publishes nothing: from now on the next waiter's heavy barrier provides the order.
        let lightened = |word: usize| match word % TICKET {
            CONFIRMED => Some(word | LIGHT),
            state => (state & VISITED != 0).then_some(word & !VISITED),
        };
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, lightened);
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
    use super::{Due, TICKET, Word};

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
    fn the_first_waiter_of_a_light_word_and_one_that_comes_meanwhile_are_due_heavy_barriers() {
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
    fn a_waiter_that_is_woken_in_its_barrier_keeps_the_word_fenced() {
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
    fn a_ticket_is_the_older_until_half_the_range_has_come_after_it() {
        let word = Word::new();
        let draw = || {
            let ticket = word.announce().ticket;
            word.retire(1);
            ticket
        };
        let half = usize::MAX / TICKET / 2 + 1;
        let (first, second) = (draw(), draw());
        (3..half).for_each(|_| _ = draw());
        let [nearly_half, half] = [draw(), draw()];
        assert!(first.is_older_than(nearly_half) && !nearly_half.is_older_than(first));
        assert!(second.is_older_than(half) && !half.is_older_than(second));
        assert!(!(first.is_older_than(half) && half.is_older_than(first)));
    }

    #[test]
    fn a_word_counts_a_hundred_thousand_waiters() {
        let word = Word::new();
        (0..100_000).for_each(|_| _ = word.announce());
        assert_eq!(word.count(), 100_000);
        word.retire(100_000);
        assert_eq!(word.count(), 0);
    }

    #[test]
    fn only_the_first_of_those_who_wait_is_alone() {
        for (is_light, is_seen) in [(false, false), (false, true), (true, false), (true, true)] {
            let word = Word::new();
            let look = |is_due| (0..2).filter(|_| is_due).for_each(|_| word.lighten());
            look(is_light);
            assert!(word.announce().is_alone);
            look(is_seen);
            assert!(!word.announce().is_alone);
            assert!(!word.announce().is_alone);
        }
    }

    #[test]
    fn a_check_after_a_waiter_has_come_only_clears_the_mark() {
        for (is_light, waiters) in [(false, 1), (false, 2), (true, 1), (true, 2)] {
            let word = Word::new();
            if is_light {
                word.lighten();
            }
            for _ in 0..waiters {
                if word.announce().due == Due::Heavy {
                    word.confirm();
                    word.announce();
                    word.retire(1);
                }
            }
            word.retire(waiters);
            word.lighten();
            assert!(!word.is_light(), "{waiters} have come since the last look");
            word.lighten();
            assert!(word.is_light());
        }
    }

    #[test]
    fn a_second_waiter_that_finds_a_request_leaves_the_mark() {
        let word = Word::new();
        word.lighten();
        assert_eq!([word.announce().due, word.announce().due], [Due::Heavy; 2]);
        word.confirm();
        word.confirm();
        word.retire(2);
        word.lighten();
        assert!(!word.is_light());
    }

    #[test]
    fn a_word_prints_its_mode_and_how_many_wait() {
        let word = Word::new();
        let print = || format!("{word:?}");
        word.announce();
        assert_eq!(print(), r#"Word { mode: "fenced", waiters: 1 }"#);
        word.retire(1);
        word.lighten();
        word.lighten();
        assert_eq!(print(), r#"Word { mode: "light", waiters: 0 }"#);
        word.announce();
        assert_eq!(print(), r#"Word { mode: "requested", waiters: 2 }"#);
    }

    #[test]
    fn a_word_becomes_light_only_when_confirmed_and_without_waiters() {
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
