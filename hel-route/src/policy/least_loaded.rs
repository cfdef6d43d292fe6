//! Each message to the emptier of two random shards.
//!
//! M. Mitzenmacher, *The Power of Two Choices in Randomized Load Balancing*, IEEE Transactions on Parallel and Distributed
//! Systems 12(10), 2001: with two draws the longest queue is exponentially shorter than with one; a third draw gains little.

use core::fmt;
use std::sync::Arc;

use super::Policy;
use crate::channel::sealed::Sealed;
use crate::sync::{AtomicUsize, Ordering};

/// The policy of [`least_loaded`](crate::mpmc::least_loaded): each message to the emptier of two random shards.
pub struct LeastLoaded {
    /// The index of this handle's next draw in the random sequence.
    draws: AtomicUsize,
    /// How many handles of the channel began to draw so far.
    handles: Arc<AtomicUsize>,
    shards: usize,
}

impl LeastLoaded {
    pub(crate) fn new(shards: usize) -> Self {
        Self { draws: AtomicUsize::new(0), handles: Arc::new(AtomicUsize::new(1)), shards }
    }

    /// Two random shards, different ones if there is more than one.
    fn draw(&self) -> (usize, usize) {
        let others = self.shards - 1;
        if others == 0 {
            return (0, 0);
        }
        // Ordering: Relaxed for both. Threads that share the handle may draw the same: a draw is only a place to begin.
        let state = self.draws.load(Ordering::Relaxed);
        self.draws.store(state.wrapping_add(1), Ordering::Relaxed);
        let random = split_mix(state as u64);
        let below = |random: u64, n: usize| (((random & u64::from(u32::MAX)) * n as u64) >> 32) as usize;
        let first = below(random, self.shards);
        let second = first + 1 + below(random >> 32, others);
        (first, if second < self.shards { second } else { second - self.shards })
    }
}

/// The random number at `index` of a sequence: G. Steele, D. Lea and C. Flood, *Fast Splittable Pseudorandom Number
/// Generators*, OOPSLA 2014.
fn split_mix(index: u64) -> u64 {
    let mut z = index.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Sealed for LeastLoaded {}

impl Policy for LeastLoaded {
    #[inline]
    fn first(&self, load: impl Fn(usize) -> usize) -> usize {
        let (first, second) = self.draw();
        if load(second) < load(first) { second } else { first }
    }

    #[inline]
    fn sent_to(&self, _shard: usize) {}

    /// The next shard is random.
    #[inline]
    fn comes_back_to(&self) -> Option<usize> {
        None
    }

    /// Each handle has its own part of the random sequence.
    fn for_clone(&self) -> Self {
        // Ordering: Relaxed. Only the count itself matters.
        let handle = self.handles.fetch_add(1, Ordering::Relaxed);
        Self { draws: AtomicUsize::new(handle.rotate_right(16)), ..self.for_weak() }
    }

    /// A weak handle draws nothing, so it is not counted.
    fn for_weak(&self) -> Self {
        Self { draws: AtomicUsize::new(0), handles: Arc::clone(&self.handles), shards: self.shards }
    }
}

impl fmt::Debug for LeastLoaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LeastLoaded").finish_non_exhaustive()
    }
}

#[cfg(all(test, not(any(hel_loom, hel_shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn two_different_shards_are_drawn_and_each_as_often_as_another() {
        for shards in [1, 2, 3, 7, 64] {
            let policy = LeastLoaded::new(shards).for_clone();
            let mut drawn = vec![0_usize; shards];
            for _ in 0..10_000 {
                let (first, second) = policy.draw();
                assert_eq!(first == second, shards == 1);
                drawn[first] += 1;
                drawn[second] += 1;
            }
            let fair = 20_000 / shards;
            assert!(drawn.iter().all(|&count| count.abs_diff(fair) < fair / 4), "{drawn:?}");
        }
    }

    #[test]
    fn the_emptier_one_is_taken() {
        let policy = LeastLoaded::new(2);
        assert!((0..100).all(|_| policy.first(|shard| [5, 3][shard]) == 1));
    }
}
