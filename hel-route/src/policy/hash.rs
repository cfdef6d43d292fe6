//! The default hasher: ahash with one random seed per process.

use core::fmt;
use core::hash::{BuildHasher, Hasher};
use std::sync::OnceLock;

/// Builds the hasher of [`shard_key`](crate::mpmc::shard_key): fast, and seeded once per process.
///
/// Within a process, all values of this type hash alike, so two channels with equally many shards send a key to the same index. The
/// seed is random, so that outsiders cannot choose keys that all fall on one shard. For the same placement in every process, give
/// [`shard_key_with_hasher`](crate::mpmc::shard_key_with_hasher) a hasher with a fixed seed.
///
/// # Examples
///
/// ```
/// use std::hash::BuildHasher;
/// use hel::channel::mpmc::DefaultHashBuilder;
///
/// let (here, there) = (DefaultHashBuilder::default(), DefaultHashBuilder::default());
/// assert_eq!(here.hash_one("AAPL"), there.hash_one("AAPL"));
/// ```
#[derive(Clone)]
pub struct DefaultHashBuilder(ahash::RandomState);

/// The hasher that [`DefaultHashBuilder`] builds.
#[derive(Clone)]
pub struct DefaultHasher(ahash::AHasher);

impl Default for DefaultHashBuilder {
    fn default() -> Self {
        static SEEDED: OnceLock<ahash::RandomState> = OnceLock::new();
        Self(SEEDED.get_or_init(seed).clone())
    }
}

/// Seeds with four random words: each `RandomState` of std has other keys, so the hash of `()` differs each time.
fn seed() -> ahash::RandomState {
    let word = || std::collections::hash_map::RandomState::new().hash_one(());
    ahash::RandomState::with_seeds(word(), word(), word(), word())
}

impl BuildHasher for DefaultHashBuilder {
    type Hasher = DefaultHasher;

    #[inline]
    fn build_hasher(&self) -> DefaultHasher {
        DefaultHasher(self.0.build_hasher())
    }
}

/// Forwards each width to ahash, which handles it faster than bytes.
macro_rules! forward {
    ($($write:ident($word:ty)),*) => {$(
        #[inline]
        fn $write(&mut self, word: $word) {
            self.0.$write(word);
        }
    )*};
}

impl Hasher for DefaultHasher {
    #[inline]
    fn finish(&self) -> u64 {
        self.0.finish()
    }

    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
    }

    forward!(
        write_u8(u8),
        write_u16(u16),
        write_u32(u32),
        write_u64(u64),
        write_u128(u128),
        write_usize(usize)
    );
}

impl fmt::Debug for DefaultHashBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The seed stays secret.
        f.debug_struct("DefaultHashBuilder").finish_non_exhaustive()
    }
}

impl fmt::Debug for DefaultHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DefaultHasher").finish_non_exhaustive()
    }
}
