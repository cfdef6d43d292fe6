//! The hot paths: an operation and its counterpart on one thread, where both find what they need at once.
//!
//! They stand here once. The bench `hot_paths` takes their time, the bench `instructions` counts their instructions. A
//! channel is made before the measurement begins, with both its sides in one hand; what comes out of it is handed to the
//! caller, so that no compiler can leave the operation out and the tests can see that it was what went in.
//!
//! The benches include these files and do not link the library. Link-time optimisation decides by all that a program holds
//! what it inlines, and the instrument holds the same channels a hundred times over: a new scenario there moved the counts of
//! a lane here by a quarter.

mod channels;
pub mod scale;

use std::sync::Arc;

use hel_ring::{mpmc, spsc};

pub use self::channels::{Bounded, Lane, RoundRobin, ShardGroup, ShardKey};

/// The slots of each ring. Never more than [`scale::BATCH`] of them are in use.
const CAP: usize = 256;

/// The shards of a sharded channel.
const SHARDS: usize = 4;

/// A channel that gives its one user back what it sends.
///
/// The values are meant to be 0, 1, 2 and so on: a keyed channel takes the shard of a value from it, in turn.
pub trait Loopback {
    /// `try_send`, then `try_recv`.
    fn try_pair(&mut self, value: u64) -> Option<u64>;

    /// `send`, then `recv`: neither blocks.
    fn blocking_pair(&mut self, value: u64) -> Option<u64>;

    /// `send_async`, then `recv_async`: both are ready, but for the polls at which a task yields to others.
    fn async_pair(&mut self, value: u64) -> Option<u64>;

    /// `send_batch` of all `values`, then `recv_batch` of as many.
    fn batch_pair(&mut self, values: &mut Vec<u64>) -> Option<usize>;
}

/// A bare ring that gives its one user back what it is given.
pub trait RingLoopback {
    /// An empty ring.
    fn empty() -> Self;

    /// `push`, then `pop`.
    fn push_pop(&mut self, value: u64) -> Option<u64>;
}

/// hel-ring's ring of many producers and consumers.
pub type MpmcRing = Arc<mpmc::Ring<u64, CAP>>;

/// Both ends of hel-ring's other ring.
pub type SpscRing = (spsc::Producer<u64, CAP>, spsc::Consumer<u64, CAP>);

impl RingLoopback for MpmcRing {
    fn empty() -> Self {
        mpmc::Ring::new()
    }

    #[inline]
    fn push_pop(&mut self, value: u64) -> Option<u64> {
        self.push(value).ok()?;
        self.pop().ok()
    }
}

impl RingLoopback for SpscRing {
    fn empty() -> Self {
        spsc::ring()
    }

    #[inline]
    fn push_pop(&mut self, value: u64) -> Option<u64> {
        self.0.push(value).ok()?;
        self.1.pop().ok()
    }
}

/// A batch to begin with: one value per number below [`scale::BATCH`].
pub fn batch() -> Vec<u64> {
    (0..scale::BATCH.into()).collect()
}

#[cfg(test)]
mod tests;
