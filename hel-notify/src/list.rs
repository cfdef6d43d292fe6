//! The waiters of an event that are not in its seat, oldest first.
//!
//! The queue is guarded by a [try-lock](crate::try_lock). A notifier that finds it held defers its wakeups to the holder: it adds them to a
//! count in the lock's word and goes on. The holder serves what was deferred before it releases the queue.
//!
//! Each waiter has a [`Seat`] of its own, so it can leave without the queue. Its entry stays behind, empty, until it comes to the
//! front, or until more than half of the queue are such entries. So leaving costs O(1), amortised.

use crate::few::Few;
use crate::seat::{Seat, Stay};
use crate::try_lock::{Held, TryLock};
use crate::wakeup::Wakeup;
use crate::word::{Ticket, Word};
use std::collections::VecDeque;
use std::sync::Arc;

/// The lock's bits count the wakeups that are deferred to its holder; [`ALL`] is one of them.
pub(crate) struct List(TryLock<Option<Box<Queue>>>);

/// Allocated for the first waiter that needs it.
#[derive(Default)]
struct Queue {
    waiting: VecDeque<Entry>,
    /// How many entries are known to be empty.
    empty: usize,
}

struct Entry {
    seat: Arc<Seat>,
    stay: Stay,
    ticket: Ticket,
}

/// What a visit of the queue took out.
#[derive(Default)]
pub(crate) struct Woken {
    /// To be delivered by the visitor, after it has released the queue.
    pub(crate) wakeups: Few<Wakeup>,
    /// How many wakeups found no waiter.
    pub(crate) missed: usize,
}

/// Stands for all waiters of the list, and none of the overflow's. Larger than any number of wakeups.
pub(crate) const ALL: usize = 1 << (usize::BITS - 2);

impl List {
    #[cfg(not(hel_loom))]
    pub(crate) const fn new() -> Self {
        Self(TryLock::new(None))
    }

    #[cfg(hel_loom)]
    pub(crate) fn new() -> Self {
        Self(TryLock::new(None))
    }

    /// Adds the waiter in `seat`. `None` if another thread holds the queue.
    pub(crate) fn join(&self, seat: &Arc<Seat>, stay: Stay, ticket: Ticket, word: &Word) -> Option<Woken> {
        let entry = Entry { seat: Arc::clone(seat), stay, ticket };
        self.visit(word, |queue, _| queue.get_or_insert_default().insert(entry))
    }

    /// Takes out up to `n` waiters. `None` if that was deferred to the thread that holds the queue.
    pub(crate) fn wake(&self, n: usize, word: &Word) -> Option<Woken> {
        let more = |deferred: usize| {
            if n == ALL { deferred | ALL } else { deferred & ALL | (deferred % ALL + n).min(ALL - 1) }
        };
        loop {
            let woken = self.visit(word, |queue, woken| wake(queue, n, woken, word));
            if woken.is_some() || self.0.note(more) {
                return woken;
            }
        }
    }

    /// To be called when a waiter has left its seat: removes empty entries, if there are many. Does nothing while another thread holds
    /// the queue.
    pub(crate) fn tidy(&self, word: &Word) -> Woken {
        self.visit(word, |queue, _| queue.iter_mut().for_each(|queue| queue.tidy())).unwrap_or_default()
    }

    /// Runs `meanwhile` while a thread holds the queue.
    #[cfg(all(test, not(hel_loom)))]
    pub(crate) fn while_held(&self, word: &Word, meanwhile: impl FnOnce()) {
        assert!(self.visit(word, |_, _| meanwhile()).is_some(), "nobody holds it");
    }

    /// Changes the queue, and serves the wakeups that are deferred to this thread meanwhile. `None` if another thread holds the queue.
    ///
    /// Waiters that are taken out go off the count before the queue is released: otherwise notifiers would keep deferring wakeups here.
    fn visit(&self, word: &Word, change: impl FnOnce(&mut Option<Box<Queue>>, &mut Woken)) -> Option<Woken> {
        // The bits are zero while nobody holds the queue.
        let mut held: Held<'_, _> = self.0.hold(0)?;
        let mut woken = Woken::default();
        held.with(|queue| change(queue, &mut woken));
        while let Err((still, deferred)) = held.release_or_read() {
            held = still;
            held.with(|queue| {
                if deferred & ALL != 0 {
                    wake(queue, ALL, &mut woken, word);
                }
                wake(queue, deferred % ALL, &mut woken, word);
            });
        }
        Some(woken)
    }
}

impl Queue {
    fn insert(&mut self, entry: Entry) {
        if self.waiting.len() == self.waiting.capacity() {
            self.clear(); // empty entries that no `tidy` has removed
        }
        // Nearly always it came last. Others were woken in vain, found the list held, or were overtaken between their ticket and here.
        if self.waiting.back().is_none_or(|last| last.ticket.is_older_than(entry.ticket)) {
            return self.waiting.push_back(entry);
        }
        let is_older = |other: &&Entry| other.ticket.is_older_than(entry.ticket);
        let place = self.waiting.iter().take_while(is_older).count();
        self.waiting.insert(place, entry);
    }

    /// Takes out the oldest waiter. One whose seat is held keeps its entry and is passed over.
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
            self.empty = self.empty.saturating_sub(1);
        }
        None
    }

    fn tidy(&mut self) {
        self.empty += 1;
        if self.empty > self.waiting.len() / 2 {
            self.clear();
        }
    }

    /// Removes the empty entries.
    fn clear(&mut self) {
        self.waiting.retain(|entry| !entry.seat.is_over(entry.stay));
        self.empty = 0;
    }
}

/// Takes up to `n` waiters out of the queue and off the count.
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

    /// A word that counts `n` waiters, and more than any test takes off.
    fn counting(n: usize) -> Word {
        let word = Word::new();
        (0..n + 10).for_each(|_| _ = word.announce());
        word
    }

    fn tickets<const N: usize>() -> [Ticket; N] {
        let word = Word::new();
        std::array::from_fn(|_| word.announce().ticket)
    }

    /// Wakes one; says which of `waiters` that was.
    fn next(list: &List, waiters: &[(Arc<Seat>, Stay)]) -> Option<usize> {
        let waits = |waiter: &(Arc<Seat>, Stay)| !waiter.0.has_woken(waiter.1);
        let before: Vec<_> = waiters.iter().map(waits).collect();
        let woken = list.wake(1, &counting(1)).unwrap();
        assert_eq!(woken.wakeups.len() + woken.missed, 1);
        waiters.iter().zip(before).position(|(waiter, waited)| waited && !waits(waiter))
    }

    #[test]
    fn the_oldest_is_woken_first_and_a_waiter_woken_in_vain_keeps_its_place() {
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
    fn deferred_wakeups_are_served_by_the_holder_of_the_queue() {
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
        assert_eq!(woken.unwrap().missed, 2, "of all, none is missed; of two, both");
    }

    #[test]
    fn all_that_are_deferred_twice_are_woken_once() {
        let list = List::new();
        let _waiters = tickets::<2>().map(|ticket| join(&list, ticket));
        let word = counting(2);
        let woken = list.visit(&word, |_, _| {
            assert!(list.wake(ALL, &word).is_none());
            assert!(list.wake(ALL, &word).is_none());
        });
        let woken = woken.unwrap();
        assert_eq!((woken.wakeups.len(), woken.missed, word.count()), (2, 0, 10));
    }

    #[test]
    fn wakeups_that_are_deferred_never_add_up_to_all() {
        let list = List::new();
        let woken = list.visit(&counting(0), |_, _| {
            assert!(list.wake(ALL - 1, &counting(0)).is_none());
            assert!(list.wake(ALL - 1, &counting(0)).is_none());
        });
        assert_eq!(woken.unwrap().missed, ALL - 1);
    }

    #[test]
    fn a_waiter_whose_seat_is_held_keeps_its_place() {
        let (list, [first, second]) = (List::new(), tickets());
        let waiters = [first, second].map(|ticket| join(&list, ticket));
        waiters[0].0.while_held(waiters[0].1, || {
            assert_eq!(next(&list, &waiters), Some(1));
            assert_eq!(list.wake(1, &counting(1)).unwrap().missed, 1);
            list.tidy(&counting(0));
        });
        assert_eq!(next(&list, &waiters), Some(0));
    }

    fn length(list: &List) -> usize {
        let mut length = 0;
        list.visit(&counting(0), |queue, _| length = queue.as_ref().unwrap().waiting.len()).unwrap();
        length
    }

    #[test]
    fn waiters_that_leave_do_not_pile_up() {
        let (list, [first, second]) = (List::new(), tickets());
        let stayer = join(&list, first);
        for _ in 0..1000 {
            let (seat, stay) = join(&list, second);
            assert!(seat.empty(stay).is_some());
            list.tidy(&counting(0));
            assert!(length(&list) <= 2);
        }
        assert_eq!(next(&list, &[stayer]), Some(0));
    }

    #[test]
    fn waiters_that_leave_while_another_waits_do_not_pile_up() {
        let (list, [first, second]) = (List::new(), tickets());
        let stayer = join(&list, first);
        for _ in 0..1000 {
            let (seat, stay) = join(&list, second);
            assert!(seat.empty(stay).is_some()); // and it is not told
            assert!(length(&list) <= 16);
        }
        assert_eq!(next(&list, &[stayer]), Some(0));
    }

    #[test]
    fn a_wakeup_that_finds_only_those_who_have_left_takes_them_out() {
        let list = List::new();
        for (seat, stay) in tickets::<3>().map(|ticket| join(&list, ticket)) {
            assert!(seat.empty(stay).is_some());
        }
        assert_eq!((length(&list), next(&list, &[]), length(&list)), (3, None, 0));
    }
}
