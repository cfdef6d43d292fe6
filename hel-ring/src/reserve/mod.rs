//! How a producer of the MPMC ring claims the tail.
//!
//! A strategy answers one question: which free slots, up to a given number, are now this producer's? The ring then writes to them and
//! publishes. Every strategy compiles everywhere; [`DefaultReserve`] is the one place that chooses.
//!
//! | strategy | a claim that never waits | a claim that may wait for peers | under contention | default on |
//! | --- | --- | --- | --- | --- |
//! | [`CompareExchange`] | compare-exchange | the same | one producer advances, the others look again | every other architecture |
//! | [`FetchAdd`] | compare-exchange | fetch-add draws a ticket | all producers advance at once | aarch64 |
//!
//! Every strategy guarantees that a claim covers free slots, is never made in a closed ring, and is always used. So no hole stays, and
//! the length never passes the capacity.
//!
//! # The choice
//!
//! On `aarch64` a fetch-add is one instruction (`ldadd`, of the Large System Extensions) that the cache executes without a retry. On
//! `x86_64` it costs as much as a compare-exchange, and a surplus ticket has to be given back. `--cfg hel_reserve="fetch_add"` or
//! `--cfg hel_reserve="compare_exchange"` in `RUSTFLAGS` overrides the choice, so that both can be tested on every machine.

mod compare_exchange;
mod fetch_add;

pub use compare_exchange::CompareExchange;
pub use fetch_add::FetchAdd;

use crate::{array::Slots, mpmc::Tail, slot::TurnSlot};

/// The strategy that a ring takes when none is named: [`FetchAdd`] on `aarch64`, else [`CompareExchange`].
#[cfg(any(hel_reserve = "fetch_add", all(target_arch = "aarch64", not(hel_reserve = "compare_exchange"))))]
pub type DefaultReserve = FetchAdd;

/// The strategy that a ring takes when none is named: [`FetchAdd`] on `aarch64`, else [`CompareExchange`].
#[cfg(not(any(
    hel_reserve = "fetch_add",
    all(target_arch = "aarch64", not(hel_reserve = "compare_exchange"))
)))]
pub type DefaultReserve = CompareExchange;

/// A strategy by which producers claim slots at the tail of an [`mpmc::Ring`](crate::mpmc::Ring).
///
/// Sealed: its implementors are the strategies of this crate, and users only name them.
///
/// ```
/// use hel_ring::{CompareExchange, FetchAdd, mpmc::Ring};
///
/// let ring = Ring::<u32, 4, (), CompareExchange>::with_extra(());
/// assert_eq!(ring.push_waiting(1, std::thread::yield_now), Ok(()));
/// let ring = Ring::<u32, 4, (), FetchAdd>::with_extra(());
/// assert_eq!(ring.push_waiting(1, std::thread::yield_now), Ok(()));
/// ```
#[expect(private_bounds, reason = "seals the trait: only this crate can name what a strategy does")]
pub trait Reserve: Strategy {}

/// What a strategy does.
pub(crate) trait Strategy {
    /// Claims up to `most` slots in a row that are free, at the tail. Never waits.
    #[inline]
    fn claim<T, const CAP: usize>(
        tail: &Tail,
        slots: &Slots<TurnSlot<T>, CAP>,
        most: usize,
    ) -> Result<Claim, Refusal> {
        compare_exchange::claim(tail, slots, most)
    }

    /// Claims the slot at the tail. May wait for a peer that is in the middle of its own push or pop, and then calls `relax` between
    /// two looks; never waits for room.
    fn claim_waiting<T, const CAP: usize>(
        tail: &Tail,
        slots: &Slots<TurnSlot<T>, CAP>,
        relax: impl FnMut(),
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
    /// The slot at the tail is not free, or an eviction is at it.
    Full,
    /// The tail is closed.
    Closed,
}
