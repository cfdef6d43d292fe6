//! Rotation through shards: where a handle begins its next look.

use std::ops::Range;

use crate::sync::{AtomicUsize, Ordering};

/// The position of one handle among the shards of its channel.
///
/// It rotates through its home, which is all shards or a range of them, and visits the others only if the home has nothing.
///
/// Threads that share the handle share the cursor, and may begin at the same shard: the cursor claims nothing.
#[expect(missing_debug_implementations, reason = "no user sees one")]
pub struct Cursor {
    next: AtomicUsize,
    /// Where it begins outside its home.
    next_outside: AtomicUsize,
    home: Range<usize>,
    shards: usize,
}

impl Cursor {
    /// A cursor over all of `shards` shards, with `start` as the next one.
    pub(crate) fn new(start: usize, shards: usize) -> Self {
        Self { next: AtomicUsize::new(start), next_outside: AtomicUsize::new(0), home: 0..shards, shards }
    }

    /// A cursor over `shards` shards, some of which are its home.
    pub(crate) fn at_home(home: Range<usize>, shards: usize) -> Self {
        Self { next: AtomicUsize::new(home.start), next_outside: AtomicUsize::new(home.end), home, shards }
    }

    /// A cursor at the start of the same home.
    pub(crate) fn afresh(&self) -> Self {
        Self::at_home(self.home.clone(), self.shards)
    }

    /// The next shard in sequence.
    #[inline]
    pub(crate) fn next(&self) -> usize {
        // Ordering: Relaxed, as all here: a place to begin, which orders nothing.
        self.next.load(Ordering::Relaxed)
    }

    /// Each shard once, beginning with the next one.
    #[inline]
    pub(crate) fn sequence(&self) -> impl Iterator<Item = usize> + use<> {
        let next = self.next();
        std::iter::once(next).chain(self.behind(next))
    }

    /// Each shard but `first`, which is at home: in sequence after it those at home, then the others.
    #[inline]
    pub(crate) fn behind(&self, first: usize) -> impl Iterator<Item = usize> + use<> {
        let (Range { start, end }, shards) = (self.home.clone(), self.shards);
        // Ordering: Relaxed, as in `next`.
        let outside = self.next_outside.load(Ordering::Relaxed);
        let others = (outside..shards).chain(0..outside).filter(move |shard| !(start..end).contains(shard));
        (first + 1..end).chain(start..first).chain(others)
    }

    /// Whether a shard is at home.
    #[inline]
    pub(crate) fn is_home(&self, shard: usize) -> bool {
        self.home.contains(&shard)
    }

    /// Moves past `shard`, which is at home.
    #[inline]
    pub(crate) fn go_on_from(&self, shard: usize) {
        let next = if shard + 1 == self.home.end { self.home.start } else { shard + 1 };
        // A store, not a read-modify-write: threads that share the handle need no exact cursor, and would contend for one.
        self.next.store(next, Ordering::Relaxed);
    }

    /// Moves past `shard`.
    pub(crate) fn advance_past(&self, shard: usize) {
        if self.is_home(shard) {
            self.go_on_from(shard);
        } else {
            self.next_outside.store((shard + 1) % self.shards, Ordering::Relaxed);
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
            "after a shard outside, home goes on where it was, and outside goes on behind that shard"
        );
        cursor.advance_past(0);
        assert!(cursor.sequence().eq([3, 2, 1, 4, 5, 0]));
        cursor.advance_past(3);
        assert_eq!(cursor.next(), 2);
    }
}
