//! The routing policies: small types that answer "which shard?", and nothing else.
//!
//! 1. [`RoundRobin`]: the next one.
//! 2. [`KeyHash`]: the one that the key's hash falls on.
//! 3. [`Groups`]: the one that a map of the user's names.
//!
//! A policy never touches a ring. [`ShardSender`](crate::mpmc::ShardSender) is generic over it.

mod groups;
mod hash;
mod key_hash;
mod round_robin;

pub use groups::Groups;
pub use hash::{DefaultHashBuilder, DefaultHasher};
pub use key_hash::KeyHash;
pub use round_robin::RoundRobin;

/// What every policy can do. Sealed.
pub trait Policy: crate::channel::sealed::Sealed {
    /// The policy of a clone of the handle.
    #[doc(hidden)]
    #[must_use]
    fn for_clone(&self) -> Self;

    /// The policy that a weak handle keeps, to make that of a handle from it by `for_clone`.
    #[doc(hidden)]
    #[must_use]
    fn for_weak(&self) -> Self;
}
