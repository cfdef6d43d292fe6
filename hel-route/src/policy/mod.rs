//! The routing policies: small types that answer "which shard?", and nothing else. A policy never touches a ring.
//!
//! | policy | message | shard |
//! | --- | --- | --- |
//! | [`KeyHash`] | has a key | chosen by the hash of the key |
//! | [`Groups`] | has a key | given by the user's map |
//! | [`RoundRobin`] | has no key | the next one |
//! | [`Home`] | has no key | the handle's own |
//! | [`LeastLoaded`] | has no key | the emptier of two random ones |

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

/// How a [`SpreadSender`](crate::mpmc::SpreadSender) chooses the shard of a message: [`RoundRobin`], [`Home`] or [`LeastLoaded`].
/// Sealed.
pub trait Policy: crate::channel::sealed::Sealed {
    /// The shard to try first for the next message; the others follow in sequence. `load` is the number of values in a shard.
    #[doc(hidden)]
    fn first(&self, load: impl Fn(usize) -> usize) -> usize;

    /// Notes that a message was sent to `shard`.
    #[doc(hidden)]
    fn sent_to(&self, shard: usize);

    /// The shard that `first` will return, if that is known in advance. The handle asks that shard whether to pause.
    #[doc(hidden)]
    fn comes_back_to(&self) -> Option<usize>;

    /// The policy of a clone of the handle.
    #[doc(hidden)]
    #[must_use]
    fn for_clone(&self) -> Self;

    /// The policy of a weak handle. An upgrade calls `for_clone` on it.
    #[doc(hidden)]
    #[must_use]
    fn for_weak(&self) -> Self;
}
