//! How a producer of the MPMC ring claims the tail.
//!
//! A strategy answers one question: which free slots, up to so many, are now this producer's? The ring only
//! writes to them and publishes. Every strategy compiles everywhere; [`DefaultReserve`] is the one place that
//! chooses.
//!
//! | strategy | instruction | a claim under contention | taken on |
//! | --- | --- | --- | --- |
//! | [`CompareExchange`] | compare-exchange | one producer advances, the others look again | every architecture |
//!
//! What any strategy owes the ring: a claim covers slots that were seen free, is never drawn from a closed
//! ring, and is always used, so that no hole stays and the length never passes the capacity.

mod compare_exchange;

pub use compare_exchange::CompareExchange;

use crate::{array::Slots, mpmc::Tail, slot::TurnSlot};

/// The strategy that a ring takes when none is named.
pub type DefaultReserve = CompareExchange;

/// A strategy by which producers claim slots at the tail of an [`mpmc::Ring`](crate::mpmc::Ring).
///
/// Sealed: its implementors are the strategies of this crate, and users only name them.
///
/// ```
/// use hel_ring::{CompareExchange, mpmc::Ring};
///
/// let ring = Ring::<u32, 4, (), CompareExchange>::with_extra(());
/// assert_eq!(ring.push(1), Ok(()));
/// ```
#[expect(private_bounds, reason = "seals the trait: only this crate can name what a strategy does")]
pub trait Reserve: Strategy {}

/// What a strategy does.
pub(crate) trait Strategy {
    /// Claims up to `most` slots in a row that are free, at the tail. Never waits.
    fn claim<T, const CAP: usize>(
        tail: &Tail,
        slots: &Slots<TurnSlot<T>, CAP>,
        most: usize,
    ) -> Result<Claim, Refusal>;
}

/// Free slots in a row that are the claimer's: each must be filled, in order.
pub(crate) struct Claim {
    /// The position of the first.
    pub(crate) position: usize,
    /// How many, at least one.
    pub(crate) count: usize,
}

/// Why nothing was claimed.
pub(crate) enum Refusal {
    /// The slot at the tail is not free.
    Full,
    /// The tail is closed.
    Closed,
}
