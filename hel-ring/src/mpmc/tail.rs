//! The tail: a position and two marks in one word.
//!
//! ```text
//!   ┌──────────── position ────────────┬ E ┬ C ┐      C  closed: no claim follows, for ever
//!   └──────────────────────────────────┴───┴───┘      E  evicting: one force_push is between its two claims
//! ```
//!
//! | from | to | by |
//! | --- | --- | --- |
//! | `(p, -, -)` | `(p + k, -, -)` | a claim of `k` slots |
//! | `(p, -, -)` | `(p, E, -)` | an eviction begins |
//! | `(p + n, E, c)` | `(p + 1, -, c)` | the eviction took the oldest value and claims the tail |
//! | `(p + n, E, c)` | `(p, -, c)` | the eviction took nothing, since a consumer was faster |
//! | `(p, e, c)` | `(p + 1, e, c)` | a [ticket](crate::FetchAdd) is drawn; with a mark, it is void |
//! | `(p + 1, -, c)` | `(p, -, c)` | the newest ticket is given back |
//! | `(p, e, -)` | `(p, e, C)` | close |
//!
//! `n` is 0, or the number of void tickets drawn since the eviction began. A word with a mark admits no claim. One with `C` and without
//! `E` never changes again, except for void tickets that come and go.

use crate::{
    position,
    sync::{AtomicUsize, Ordering},
};

/// The position of the next push, with the marks.
pub(crate) struct Tail {
    word: AtomicUsize,
}

impl Tail {
    pub(crate) fn new(position: usize) -> Self {
        Self { word: AtomicUsize::new(position << position::MARK_BITS) }
    }

    /// The word as it is.
    #[inline]
    pub(crate) fn load(&self) -> TailWord {
        // Ordering: Relaxed, since values are handed over by the slots' turns alone; a stale word fails the
        // compare-exchange, and its marks, once there, are only ever read as what they were.
        TailWord(self.word.load(Ordering::Relaxed))
    }

    /// The word. Makes visible what the threads that moved it there, or closed it, had done before.
    #[inline]
    pub(crate) fn load_acquire(&self) -> TailWord {
        // Ordering: Acquire pairs with the Release in `close`, so that a thread that sees a close sees what came before; and with that
        // of the claims, so that a head loaded afterwards is no older than the claim.
        TailWord(self.word.load(Ordering::Acquire))
    }

    /// Moves an open tail `count` positions on, or returns the word that is there instead. May fail spuriously.
    #[inline]
    pub(crate) fn try_claim(&self, word: TailWord, count: usize) -> Result<(), TailWord> {
        let claimed = word.0.wrapping_add(count << position::MARK_BITS);
        // Ordering: Release pairs with the Acquire of an observer (`Ring::is_full`). The values do not need it: that the slots are free
        // was acquired with their turns, and values are handed over by those.
        self.word
            .compare_exchange_weak(word.0, claimed, Ordering::Release, Ordering::Relaxed)
            .map(drop)
            .map_err(TailWord)
    }

    /// Marks an unmarked tail as evicting. `false` if it changed.
    #[inline]
    pub(crate) fn try_begin_eviction(&self, word: TailWord) -> bool {
        // Ordering: Relaxed. It claims nothing, and a read-modify-write stays in the release sequence of the
        // claims before it.
        self.word.compare_exchange(word.0, word.0 | EVICTING, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// Removes the evicting mark and sets the position: to what it was when the eviction began, or one on. A close that came meanwhile
    /// stays; tickets that were drawn meanwhile are gone.
    #[inline]
    pub(crate) fn end_eviction(&self, position: usize) {
        let mut word = self.load();
        loop {
            let ended = (position << position::MARK_BITS) | (word.0 & CLOSED);
            // Ordering: Release: a thread that sees the tail moved sees the head, which moved before it.
            match self.word.compare_exchange_weak(word.0, ended, Ordering::Release, Ordering::Relaxed) {
                Ok(_) => return,
                Err(now) => word = TailWord(now),
            }
        }
    }

    /// Moves the tail one position on, whatever it is. Returns the word before, whose position is the ticket drawn.
    #[inline]
    pub(crate) fn draw(&self) -> TailWord {
        // Ordering: Release, as in `try_claim`. That the slot is free is acquired with its turn, afterwards.
        TailWord(self.word.fetch_add(ONE_POSITION, Ordering::Release))
    }

    /// Moves the tail back to `position` if it is one past it: only while no eviction is in progress, and no newer ticket is out.
    /// `false` if it did not.
    pub(crate) fn try_give_back(&self, position: usize) -> bool {
        let word = self.load();
        if word.is_evicting() || word.position() != position::advance(position, 1) {
            return false;
        }
        let given_back = word.0.wrapping_sub(ONE_POSITION);
        // Ordering: Relaxed. It claims nothing, and a read-modify-write stays in the release sequence of the claims
        // and of the close before it.
        self.word.compare_exchange(word.0, given_back, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// Marks the tail as closed; `true` if it was not.
    pub(crate) fn close(&self) -> bool {
        // Ordering: Release pairs with the Acquire in `load_acquire` and in later calls of this. Every later change of the word is a
        // read-modify-write, so it stays in this one's release sequence. Acquire pairs with the Release of the first call: a caller
        // that gets `false` sees what the closer did before.
        !TailWord(self.word.fetch_or(CLOSED, Ordering::AcqRel)).is_closed()
    }
}

/// A value of a [`Tail`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct TailWord(usize);

impl TailWord {
    #[inline]
    pub(crate) fn position(self) -> usize {
        self.0 >> position::MARK_BITS
    }

    #[inline]
    pub(crate) fn is_closed(self) -> bool {
        self.0 & CLOSED != 0
    }

    #[inline]
    pub(crate) fn is_evicting(self) -> bool {
        self.0 & EVICTING != 0
    }

    /// Whether it has no mark.
    #[inline]
    pub(crate) fn is_unmarked(self) -> bool {
        self.0 & (CLOSED | EVICTING) == 0
    }

    /// Whether the position is the last there will ever be, except for tickets that will be given back.
    #[inline]
    pub(crate) fn is_final(self) -> bool {
        self.0 & (CLOSED | EVICTING) == CLOSED
    }
}

const CLOSED: usize = 0b01;
const EVICTING: usize = 0b10;
const ONE_POSITION: usize = 1 << position::MARK_BITS;

#[cfg(all(test, not(hel_loom)))]
mod tests {
    use super::*;

    #[test]
    fn a_word_tells_its_position_and_its_marks() {
        for position in [0, 1, 6, position::MAX] {
            for (is_evicting, is_closed) in [(false, false), (false, true), (true, false), (true, true)] {
                let tail = Tail::new(position);
                assert!(!is_evicting || tail.try_begin_eviction(tail.load()));
                assert!(!is_closed || tail.close());
                let word = tail.load();
                assert_eq!(word.position(), position);
                assert_eq!((word.is_evicting(), word.is_closed()), (is_evicting, is_closed));
                assert_eq!(word.is_unmarked(), !is_evicting && !is_closed);
                assert_eq!(word.is_final(), !is_evicting && is_closed);
            }
        }
    }

    #[test]
    fn a_word_that_has_changed_is_not_claimed_nor_marked() {
        let tail = Tail::new(position::MAX);
        let before = tail.load();
        while tail.try_claim(before, 3).is_err() {}
        assert_eq!(tail.load().position(), 2);
        assert!(tail.try_claim(before, 3).is_err() && !tail.try_begin_eviction(before));
        assert!(tail.load() == TailWord(2 << position::MARK_BITS));
        assert!(tail.close() && !tail.close());
        assert_eq!(tail.load().position(), 2);
    }

    #[test]
    fn only_the_newest_ticket_is_given_back() {
        for is_closed in [false, true] {
            let tail = Tail::new(position::MAX);
            let tickets = [tail.draw(), tail.draw()].map(TailWord::position);
            assert_eq!((tickets, tail.load().position()), ([position::MAX, 0], 1));
            if is_closed {
                tail.close();
            }
            assert!(!tail.try_give_back(tickets[0]));
            assert!(tail.try_give_back(tickets[1]) && !tail.try_give_back(tickets[1]));
            assert!(tail.try_give_back(tickets[0]));
            assert_eq!((tail.load().position(), tail.load().is_closed()), (position::MAX, is_closed));
        }
    }

    #[test]
    fn an_eviction_takes_void_tickets_back_and_leaves_the_close() {
        for is_closed in [false, true] {
            let tail = Tail::new(5);
            assert!(tail.try_begin_eviction(tail.load()));
            let ticket = tail.draw();
            assert!(ticket.is_evicting() && !tail.try_give_back(ticket.position()));
            if is_closed {
                tail.close();
            }
            tail.end_eviction(6);
            let word = tail.load();
            assert_eq!((word.position(), word.is_evicting(), word.is_closed()), (6, false, is_closed));
        }
    }
}
