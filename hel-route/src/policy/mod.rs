//! The routing policies: small types that answer "which shard?", and nothing else.
//!
//! Of a message with a key:
//!
//! 1. [`KeyHash`]: the one that the key's hash falls on;
//! 2. [`Groups`]: the one that a map of the user's names.
//!
//! Of a message without, a [`Policy`]:
//!
//! 1. [`RoundRobin`]: the next one;
//! 2. [`Home`]: the handle's own;
//! 3. [`LeastLoaded`]: the emptier one of two.
//!
//! A policy never touches a ring.

mod groups;
mod hash;
mod key;
mod key_hash;
mod least_loaded;
mod round_robin;

pub(crate) use groups::Groups;
pub use hash::{DefaultHashBuilder, DefaultHasher};
pub use key::Key;
pub(crate) use key_hash::KeyHash;
pub use least_loaded::LeastLoaded;
pub use round_robin::{Home, RoundRobin};

/// Where a [`SpreadSender`](crate::mpmc::SpreadSender) puts a message: at [`RoundRobin`], [`Home`] or [`LeastLoaded`]. Sealed.
pub trait Policy: crate::channel::sealed::Sealed {
    /// The shard that the next message is offered to first; the others follow in sequence. `load` says how many values a shard
    /// has.
    #[doc(hidden)]
    fn first(&self, load: impl Fn(usize) -> usize) -> usize;

    /// A message went to `shard`.
    #[doc(hidden)]
    fn sent_to(&self, shard: usize);

    /// The shard of which the handle's turn is to be asked, if it comes back there.
    #[doc(hidden)]
    fn comes_back_to(&self) -> Option<usize>;

    /// The policy of a clone of the handle.
    #[doc(hidden)]
    #[must_use]
    fn for_clone(&self) -> Self;

    /// The policy that a weak handle keeps, to make that of a handle from it by `for_clone`.
    #[doc(hidden)]
    #[must_use]
    fn for_weak(&self) -> Self;
}
