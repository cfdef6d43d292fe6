//! The waiters behind the seat of an event, oldest first.
//!
//! A queue that one thread at a time changes, and that no notifier waits for. One that finds somebody in it leaves its wakeups
//! there, in the word that guards the queue, and goes on; whoever leaves the queue serves first what was left meanwhile.
//! Each waiter has a [`Seat`] of its own, so that it leaves without the queue: its entry stays behind, empty, until it comes to
//! the front or more than half of the queue are such entries. So a departure costs O(1) in the long run.
//!
//! A waiter that was woken in vain comes back with the ticket that it drew when it came, and stands before all that came later.

use crate::few::Few;
use crate::lent::{Held, Lent};
use crate::seat::{Seat, Stay};
use crate::wakeup::Wakeup;
use crate::word::{Ticket, Word};
use std::collections::VecDeque;
use std::sync::Arc;

/// The word counts the wakeups that are left with whoever is in the queue; [`ALL`] is one of its bits.
pub(crate) struct List(Lent<Option<Box<Queue>>>);

/// Made for the first waiter that needs it.
#[derive(Default)]
struct Queue {
    waiting: VecDeque<Entry>,
    /// How many entries are known to be empty.
    left: usize,
}

struct Entry {
    seat: Arc<Seat>,
    stay: Stay,
    ticket: Ticket,
}

/// Who was woken in a visit of the queue.
#[derive(Default)]
pub(crate) struct Woken {
    /// Whom the visitor must wake, now that it has left.
    pub(crate) wakeups: Few<Wakeup>,
    /// How many wakeups have found nobody.
    pub(crate) missed: usize,
}

/// All waiters that are in the list, and none of the overflow's: no number of wakeups is as large.
pub(crate) const ALL: usize = 1 << (usize::BITS - 2);

impl List {
    /// A list without waiters.
    #[cfg(not(hel_loom))]
    pub(crate) const fn new() -> Self {
        Self(Lent::new(None))
    }

    /// A list without waiters.
    #[cfg(hel_loom)]
    pub(crate) fn new() -> Self {
        Self(Lent::new(None))
    }

    /// Lets the one who waits in `seat` wait here; `None` while another thread is in the queue.
    pub(crate) fn join(&self, seat: &Arc<Seat>, stay: Stay, ticket: Ticket, word: &Word) -> Option<Woken> {
        let entry = Entry { seat: Arc::clone(seat), stay, ticket };
        self.visit(word, |queue, _| queue.get_or_insert_default().insert(entry))
    }

    /// Wakes up to `n` waiters; `None` if that is left with another thread, which is in the queue.
    pub(crate) fn wake(&self, n: usize, word: &Word) -> Option<Woken> {
        let left_too =
            |left: usize| if n == ALL { left | ALL } else { left & ALL | (left % ALL + n).min(ALL - 1) };
        loop {
            let woken = self.visit(word, |queue, woken| wake(queue, n, woken, word));
            if woken.is_some() || self.0.note(left_too) {
                return woken;
            }
        }
    }

    /// A waiter has left its seat: takes empty entries out, if there are many. Not while another thread is in the queue.
    pub(crate) fn tidy(&self, word: &Word) -> Woken {
        self.visit(word, |queue, _| queue.iter_mut().for_each(|queue| queue.tidy())).unwrap_or_default()
    }

    /// Changes the queue, and serves what is left with this thread meanwhile; `None` while another thread is in it.
    ///
    /// Who is taken out is counted no more, before the queue is given back: else notifiers would go on to leave wakeups here.
    fn visit(&self, word: &Word, change: impl FnOnce(&mut Option<Box<Queue>>, &mut Woken)) -> Option<Woken> {
        // The bits are zero while nobody is in the queue.
        let mut held: Held<'_, _> = self.0.hold(0)?;
        let mut woken = Woken::default();
        held.with(|queue| change(queue, &mut woken));
        while let Err((still, left)) = held.release_or_read() {
            held = still;
            held.with(|queue| {
                if left & ALL != 0 {
                    wake(queue, ALL, &mut woken, word);
                }
                wake(queue, left % ALL, &mut woken, word);
            });
        }
        Some(woken)
    }
}

impl Queue {
    fn insert(&mut self, entry: Entry) {
        if self.waiting.len() == self.waiting.capacity() {
            self.clear(); // whatever could not be tidied up
        }
        // Nearly always it is the last to come, or was woken in vain, as few are.
        if self.waiting.back().is_none_or(|last| last.ticket.is_older_than(entry.ticket)) {
            return self.waiting.push_back(entry);
        }
        let is_older = |other: &&Entry| other.ticket.is_older_than(entry.ticket);
        let place = self.waiting.iter().take_while(is_older).count();
        self.waiting.insert(place, entry);
    }

    /// Takes out the oldest that waits. One that is busy in its seat stays where it is.
    fn next(&mut self) -> Option<Wakeup> {
        let mut index = 0;
        while let Some(Entry { seat, stay, .. }) = self.waiting.get(index) {
            let wakeup = seat.empty(*stay);
            if wakeup.is_none() && !seat.is_over(*stay) {
                index += 1;
                continue;
            }
            self.waiting.remove(index);
            if wakeup.is_some() {
                return wakeup;
            }
            self.left = self.left.saturating_sub(1);
        }
        None
    }

    fn tidy(&mut self) {
        self.left += 1;
        if self.left > self.waiting.len() / 2 {
            self.clear();
        }
    }

    /// Takes the empty entries out.
    fn clear(&mut self) {
        self.waiting.retain(|entry| !entry.seat.is_over(entry.stay));
        self.left = 0;
    }
}

/// Takes out up to `n` of those in the queue, and counts them no more.
fn wake(queue: &mut Option<Box<Queue>>, n: usize, woken: &mut Woken, word: &Word) {
    let mut found = 0;
    if let Some(queue) = queue {
        while found < n {
            let Some(wakeup) = queue.next() else { break };
            woken.wakeups.push(wakeup);
            found += 1;
        }
    }
    if found > 0 {
        word.retire(found);
    }
    if n != ALL {
        woken.missed += n - found;
    }
}

#[cfg(all(test, not(hel_loom)))]
mod tests {
    use super::*;
    use std::task::Waker;

    /// A waiter that has joined.
    fn join(list: &List, ticket: Ticket) -> (Arc<Seat>, Stay) {
        let seat = Arc::new(Seat::new());
        let stay = seat.take(Wakeup::Task(Waker::noop().clone())).ok().unwrap();
        assert!(list.join(&seat, stay, ticket, &counting(0)).is_some());
        (seat, stay)
    }

    /// A word that counts so many waiters, and as many more as are woken.
    fn counting(n: usize) -> Word {
        let word = Word::new();
        (0..n + 10).for_each(|_| _ = word.announce());
        word
    }

    fn tickets<const N: usize>() -> [Ticket; N] {
        let word = Word::new();
        std::array::from_fn(|_| word.announce().ticket)
    }

    /// How many are woken by one wakeup, and which of `waiters` that is.
    fn next(list: &List, waiters: &[(Arc<Seat>, Stay)]) -> Option<usize> {
        let waits = |waiter: &(Arc<Seat>, Stay)| !waiter.0.has_woken(waiter.1);
        let before: Vec<_> = waiters.iter().map(waits).collect();
        let woken = list.wake(1, &counting(1)).unwrap();
        assert_eq!(woken.wakeups.len() + woken.missed, 1);
        waiters.iter().zip(before).position(|(waiter, waited)| waited && !waits(waiter))
    }

    #[test]
    fn the_oldest_is_woken_first_and_who_was_woken_in_vain_keeps_its_place() {
        let (list, tickets) = (List::new(), tickets::<6>());
        let mut waiters: Vec<_> = tickets[1..5].iter().map(|&ticket| join(&list, ticket)).collect();
        assert_eq!([next(&list, &waiters), next(&list, &waiters)], [Some(0), Some(1)]);
        for index in [1, 0] {
            waiters[index] = join(&list, tickets[1 + index]);
        }
        waiters.push(join(&list, tickets[5]));
        waiters.push(join(&list, tickets[0]));
        let order = [(); 7].map(|()| next(&list, &waiters));
        assert_eq!(order, [Some(5), Some(0), Some(1), Some(2), Some(3), Some(4), None]);
    }

    #[test]
    fn what_is_left_with_the_one_inside_is_served_when_it_leaves() {
        let list = List::new();
        let waiters = tickets::<3>().map(|ticket| join(&list, ticket));
        let word = counting(3);
        let woken = list.visit(&word, |_, _| {
            assert!(list.wake(2, &word).is_none());
            assert!(list.wake(2, &word).is_none());
            assert!(list.join(&waiters[0].0, waiters[0].1, tickets::<1>()[0], &word).is_none());
        });
        let woken = woken.unwrap();
        assert_eq!((woken.wakeups.len(), woken.missed, word.count()), (3, 1, 10));
        let woken = list.visit(&word, |_, _| {
            assert!(list.wake(ALL, &word).is_none());
            assert!(list.wake(2, &word).is_none());
        });
        assert_eq!(woken.unwrap().missed, 2, "all of nobody, and two");
    }

    #[test]
    fn one_that_is_busy_in_its_seat_keeps_its_place() {
        let (list, [first, second]) = (List::new(), tickets());
        let waiters = [first, second].map(|ticket| join(&list, ticket));
        waiters[0].0.while_held(waiters[0].1, || {
            assert_eq!(next(&list, &waiters), Some(1));
            assert_eq!(list.wake(1, &counting(1)).unwrap().missed, 1);
            list.tidy(&counting(0));
        });
        assert_eq!(next(&list, &waiters), Some(0));
    }

    #[test]
    fn waiters_that_leave_do_not_pile_up() {
        let (list, [first, second]) = (List::new(), tickets());
        let stayer = join(&list, first);
        for _ in 0..1000 {
            let (seat, stay) = join(&list, second);
            assert!(seat.empty(stay).is_some());
            list.tidy(&counting(0));
        }
        let mut length = 0;
        list.visit(&counting(0), |queue, _| length = queue.as_ref().unwrap().waiting.len()).unwrap();
        assert!(length <= 2, "{length}");
        assert_eq!(next(&list, &[stayer]), Some(0));
    }
}
