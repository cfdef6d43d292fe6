//! The waiters behind the seat of an event, oldest first.
//!
//! A queue that one thread at a time changes, and that no notifier waits for. One that finds somebody in it leaves its wakeups
//! with him, in the word that guards the queue, and goes on; whoever leaves the queue serves what was left with him first.
//! Each waiter has a [`Seat`] of its own, so that it leaves without the queue: its entry stays behind, empty, until it comes to
//! the front or more than half of the queue are such entries. So a departure costs O(1) in the long run.
//!
//! A waiter that was woken in vain comes back with the ticket that it drew when it first came, and stands before all that came
//! later.

use crate::few::Few;
use crate::lent::{Held, Lent};
use crate::seat::{Seat, Stay};
use crate::wakeup::Wakeup;
use std::collections::VecDeque;
use std::iter;
use std::sync::Arc;

/// The word counts the wakeups that are left with whoever is in the queue.
pub(crate) struct List(Lent<Option<Box<Queue>>>);

/// Made for the first waiter that needs it.
#[derive(Default)]
struct Queue {
    waiting: VecDeque<Entry>,
    next_ticket: usize,
    /// How many entries are known to be empty.
    left: usize,
}

struct Entry {
    seat: Arc<Seat>,
    stay: Stay,
    ticket: usize,
}

/// The place of a waiter among those of its event.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rank {
    /// Behind all.
    Newcomer,
    /// Where it was before it was woken in vain.
    Ticket(usize),
    /// Before all: it had the seat of the event.
    First,
}

/// Who was woken in a visit of the queue.
#[derive(Default)]
pub(crate) struct Woken {
    /// Whom the visitor must wake, now that it has left.
    pub(crate) wakeups: Few<Wakeup>,
    /// How many wakeups have found nobody.
    pub(crate) missed: usize,
}

/// All waiters: no number of wakeups is as large.
pub(crate) const ALL: usize = usize::MAX >> 1;

impl List {
    /// A list without waiters.
    #[cfg(not(loom))]
    pub(crate) const fn new() -> Self {
        Self(Lent::new(None))
    }

    /// A list without waiters.
    #[cfg(loom)]
    pub(crate) fn new() -> Self {
        Self(Lent::new(None))
    }

    /// Lets the one who waits in `seat` wait here, and says its ticket; `None` while another thread is in the queue.
    pub(crate) fn join(&self, seat: &Arc<Seat>, stay: Stay, rank: Rank) -> Option<(usize, Woken)> {
        self.visit(|queue, _| queue.get_or_insert_default().insert(Arc::clone(seat), stay, rank))
    }

    /// Wakes up to `n` waiters; `None` if that is left with another thread, which is in the queue.
    pub(crate) fn wake(&self, n: usize) -> Option<Woken> {
        loop {
            let woken = self.visit(|queue, woken| wake(queue, n, woken));
            if let Some((_, woken)) = woken {
                return Some(woken);
            }
            if self.0.note(|left| left.saturating_add(n).min(ALL)) {
                return None;
            }
        }
    }

    /// A waiter has left its seat: takes empty entries out, if there are many. Not while another thread is in the queue.
    pub(crate) fn tidy(&self) -> Woken {
        self.visit(|queue, _| queue.as_mut().map(|queue| queue.tidy()))
            .map(|(_, woken)| woken)
            .unwrap_or_default()
    }

    /// Changes the queue, and serves what is left with this thread meanwhile; `None` while another thread is in it.
    fn visit<R>(&self, change: impl FnOnce(&mut Option<Box<Queue>>, &mut Woken) -> R) -> Option<(R, Woken)> {
        // The bits are zero while nobody is in the queue.
        let mut held: Held<'_, _> = self.0.hold(0)?;
        let mut woken = Woken::default();
        let output = held.with(|queue| change(queue, &mut woken));
        while let Err((still, left)) = held.release_or_read() {
            held = still;
            held.with(|queue| wake(queue, left, &mut woken));
        }
        Some((output, woken))
    }
}

impl Queue {
    fn insert(&mut self, seat: Arc<Seat>, stay: Stay, rank: Rank) -> usize {
        let ticket = match rank {
            Rank::Ticket(ticket) => ticket,
            Rank::First => {
                self.waiting.front().map_or(self.next_ticket, |first| first.ticket).wrapping_sub(1)
            }
            Rank::Newcomer => {
                self.next_ticket = self.next_ticket.wrapping_add(1);
                self.next_ticket
            }
        };
        let entry = Entry { seat, stay, ticket };
        if matches!(rank, Rank::Newcomer) {
            self.waiting.push_back(entry);
        } else {
            // Those before it were woken in vain as well: a few.
            let is_older = |other: &&Entry| ticket.wrapping_sub(other.ticket) <= usize::MAX / 2;
            let place = self.waiting.iter().take_while(is_older).count();
            self.waiting.insert(place, entry);
        }
        ticket
    }

    /// Takes out the oldest that waits.
    fn next(&mut self) -> Option<Wakeup> {
        while let Some(Entry { seat, stay, .. }) = self.waiting.pop_front() {
            let wakeup = seat.empty(stay);
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
            self.waiting.retain(|entry| !entry.seat.has_woken(entry.stay));
            self.left = 0;
        }
    }
}

/// Wakes up to `n` of those in the queue.
fn wake(queue: &mut Option<Box<Queue>>, n: usize, woken: &mut Woken) {
    let waiting = queue.iter_mut().flat_map(|queue| iter::from_fn(|| queue.next()));
    let found = waiting.take(n).map(|wakeup| woken.wakeups.push(wakeup)).count();
    if n < ALL {
        woken.missed += n - found;
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use std::task::Waker;

    /// A waiter that has joined, with its ticket.
    fn join(list: &List, rank: Rank) -> (Arc<Seat>, Stay, usize) {
        let seat = Arc::new(Seat::new());
        let stay = seat.take(Wakeup::Task(Waker::noop().clone())).ok().unwrap();
        let (ticket, _) = list.join(&seat, stay, rank).unwrap();
        (seat, stay, ticket)
    }

    /// How many are woken by one wakeup, and which of `waiters` that is.
    fn next(list: &List, waiters: &[(Arc<Seat>, Stay, usize)]) -> Option<usize> {
        let waits = |waiter: &(Arc<Seat>, Stay, usize)| !waiter.0.has_woken(waiter.1);
        let before: Vec<_> = waiters.iter().map(waits).collect();
        let woken = list.wake(1).unwrap();
        assert_eq!(woken.wakeups.len() + woken.missed, 1);
        waiters.iter().zip(before).position(|(waiter, waited)| waited && !waits(waiter))
    }

    #[test]
    fn the_oldest_is_woken_first_and_who_was_woken_in_vain_keeps_its_place() {
        let list = List::new();
        let mut waiters: Vec<_> = (0..4).map(|_| join(&list, Rank::Newcomer)).collect();
        assert_eq!([next(&list, &waiters), next(&list, &waiters)], [Some(0), Some(1)]);
        for index in [1, 0] {
            waiters[index] = join(&list, Rank::Ticket(waiters[index].2));
        }
        waiters.push(join(&list, Rank::First));
        let order = [(); 6].map(|()| next(&list, &waiters));
        assert_eq!(order, [Some(4), Some(0), Some(1), Some(2), Some(3), None]);
    }

    #[test]
    fn what_is_left_with_the_one_inside_is_served_when_it_leaves() {
        let list = List::new();
        let waiters: Vec<_> = (0..3).map(|_| join(&list, Rank::Newcomer)).collect();
        let visit = list.visit(|_, _| {
            assert!(list.wake(2).is_none());
            assert!(list.wake(2).is_none());
            assert!(list.join(&waiters[0].0, waiters[0].1, Rank::Newcomer).is_none());
        });
        let ((), woken) = visit.unwrap();
        assert_eq!((woken.wakeups.len(), woken.missed), (3, 1));
        let ((), woken) = list.visit(|_, _| assert!(list.wake(ALL).is_none())).unwrap();
        assert_eq!(woken.missed, 0, "all of nobody");
    }

    #[test]
    fn waiters_that_leave_do_not_pile_up() {
        let list = List::new();
        let stayer = join(&list, Rank::Newcomer);
        for _ in 0..1000 {
            let (seat, stay, _) = join(&list, Rank::Newcomer);
            assert!(seat.empty(stay).is_some());
            list.tidy();
        }
        let (length, _) = list.visit(|queue, _| queue.as_ref().unwrap().waiting.len()).unwrap();
        assert!(length <= 2, "{length}");
        assert_eq!(next(&list, &[stayer]), Some(0));
    }
}
