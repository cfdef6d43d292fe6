//! Going through shards in turn: where a handle begins its next look.

use std::ops::Range;

use crate::sync::{AtomicUsize, Ordering};

/// The position of one handle among the shards of its channel.
///
/// It goes round in its home, which is all shards or some of them, and to the others only where nothing is to be had at home.
///
/// Threads that share the handle share the cursor. They may begin at the same shard: it is a place to begin with, no claim.
#[expect(missing_debug_implementations, reason = "nobody sees one")]
pub struct Cursor {
    next: AtomicUsize,
    /// Where it begins among the others.
    abroad: AtomicUsize,
    home: Range<usize>,
    shards: usize,
}

impl Cursor {
    /// A cursor over all of `shards` shards, with `start` as the next one.
    pub(crate) fn new(start: usize, shards: usize) -> Self {
        Self { next: AtomicUsize::new(start), abroad: AtomicUsize::new(0), home: 0..shards, shards }
    }

    /// A cursor over `shards` shards, some of which are its home.
    pub(crate) fn at_home(home: Range<usize>, shards: usize) -> Self {
        Self { next: AtomicUsize::new(home.start), abroad: AtomicUsize::new(home.end), home, shards }
    }

    /// A cursor with the same home, at its start.
    pub(crate) fn afresh(&self) -> Self {
        Self::at_home(self.home.clone(), self.shards)
    }

    /// The next shard in sequence.
    #[inline]
    pub(crate) fn next(&self) -> usize {
        // Ordering: Relaxed here and below: nothing is read or written because of it.
        self.next.load(Ordering::Relaxed)
    }

    /// Every shard once, the next one first.
    #[inline]
    pub(crate) fn sequence(&self) -> impl Iterator<Item = usize> + use<> {
        let next = self.next();
        std::iter::once(next).chain(self.behind(next))
    }

    /// Every shard but the `first`, which is at home, in sequence behind it: those at home, then the others.
    #[inline]
    pub(crate) fn behind(&self, first: usize) -> impl Iterator<Item = usize> + use<> {
        let (Range { start, end }, shards) = (self.home.clone(), self.shards);
        // Ordering: Relaxed, as in `next`.
        let abroad = self.abroad.load(Ordering::Relaxed);
        let others = (abroad..shards).chain(0..abroad).filter(move |shard| !(start..end).contains(shard));
        (first + 1..end).chain(start..first).chain(others)
    }

    /// Whether a shard is at home.
    #[inline]
    pub(crate) fn is_home(&self, shard: usize) -> bool {
        self.home.contains(&shard)
    }

    /// The handle is done with `shard`, which is at home.
    #[inline]
    pub(crate) fn go_on_from(&self, shard: usize) {
        let next = if shard + 1 == self.home.end { self.home.start } else { shard + 1 };
        // A plain store: an exact cursor would be one more line to fight over.
        self.next.store(next, Ordering::Relaxed);
    }

    /// The handle is done with `shard`.
    pub(crate) fn advance_past(&self, shard: usize) {
        if self.is_home(shard) {
            self.go_on_from(shard);
        } else {
            self.abroad.store((shard + 1) % self.shards, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shard_comes_once_and_those_at_home_first() {
        let cursor = Cursor::at_home(2..4, 6);
        assert!(cursor.sequence().eq([2, 3, 4, 5, 0, 1]));
        cursor.advance_past(2);
        assert!(cursor.sequence().eq([3, 2, 4, 5, 0, 1]));
        cursor.advance_past(5);
        assert!(
            cursor.sequence().eq([3, 2, 0, 1, 4, 5]),
            "who was away goes on at home, and the next time further"
        );
        cursor.advance_past(0);
        assert!(cursor.sequence().eq([3, 2, 1, 4, 5, 0]));
        cursor.advance_past(3);
        assert_eq!(cursor.next(), 2);
    }
}
