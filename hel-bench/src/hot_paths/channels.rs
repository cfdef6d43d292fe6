//! hel's channels, a kind each.
//!
//! Keys cost the same in every process. The default hasher has a random seed. It takes no branch on the seed, so a hash
//! always costs the same; but it is the hash that says where a value goes, and by how many other keys a map finds its own.
//! Keys that are chosen by where the seed of this process puts them leave nothing to chance, and the hasher that users get
//! is the one that is measured.

use std::array;
use std::hash::BuildHasher;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use hel::channel::mpmc::{self, DefaultHashBuilder};
use hel::channel::spsc;

use super::{CAP, Loopback, SHARDS};

/// A channel with both its sides in one hand. A keyed one hands its keys on as they are, or by reference.
macro_rules! channel {
    (
        $(#[$doc:meta])*
        $name:ident { $($field:ident: $type:ty),+ } $(by $key_of:ident $(as $reference:tt)?)?;
        $new:block
    ) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name {
            $($field: $type),+
        }

        impl Default for $name {
            fn default() -> Self $new
        }

        impl Loopback for $name {
            #[inline]
            fn try_pair(&mut self, value: u64) -> Option<u64> {
                self.tx.try_send($($($reference)? $key_of(&self.keys, value),)? value).ok()?;
                self.rx.try_recv().ok()
            }

            #[inline]
            fn blocking_pair(&mut self, value: u64) -> Option<u64> {
                self.tx.send($($($reference)? $key_of(&self.keys, value),)? value).ok()?;
                self.rx.recv().ok()
            }

            #[inline]
            fn async_pair(&mut self, value: u64) -> Option<u64> {
                finish(self.tx.send_async($($($reference)? $key_of(&self.keys, value),)? value)).ok()?;
                finish(self.rx.recv_async()).ok()
            }

            #[inline]
            fn batch_pair(&mut self, values: &mut Vec<u64>) -> Option<usize> {
                let count = self.tx.send_batch(values $(, |value| $key_of(&self.keys, *value))?).ok()?;
                self.rx.recv_batch(values, count).ok()
            }
        }
    };
}

channel! {
    /// `mpmc::bounded`.
    Bounded { tx: mpmc::Sender<u64, CAP>, rx: mpmc::Receiver<u64, CAP> };
    {
        let (tx, rx) = mpmc::bounded();
        Self { tx, rx }
    }
}

channel! {
    /// `mpmc::round_robin`, received as a whole.
    RoundRobin { tx: mpmc::RoundRobinSender<u64, CAP>, rx: mpmc::ShardReceiver<u64, CAP> };
    {
        let (tx, rx) = mpmc::round_robin(SHARDS);
        Self { tx, rx }
    }
}

channel! {
    /// `mpmc::shard_key` with the default hasher, received as a whole.
    ShardKey { tx: mpmc::KeySender<u64, CAP>, rx: mpmc::ShardReceiver<u64, CAP, mpmc::Keyed>, keys: [u64; SHARDS] }
    by key_of;
    {
        let (tx, rx) = mpmc::shard_key(SHARDS);
        let keys = one_for_each(|key| tx.shard_for(key));
        Self { tx, rx, keys }
    }
}

channel! {
    /// `mpmc::shard_group` with a key per shard, received as a whole.
    ShardGroup { tx: mpmc::GroupSender<u64, CAP, u64>, rx: mpmc::ShardReceiver<u64, CAP, mpmc::Keyed>, keys: [u64; SHARDS] }
    by key_of as &;
    {
        let keys = one_for_each(quarter);
        let (tx, rx) = mpmc::shard_group(keys.into_iter().zip(0..SHARDS));
        Self { tx, rx, keys }
    }
}

channel! {
    /// `spsc::spsc`.
    Lane { tx: spsc::Sender<u64, CAP>, rx: spsc::Receiver<u64, CAP> };
    {
        let (tx, rx) = spsc::spsc();
        Self { tx, rx }
    }
}

/// The output of a future that needs nobody else to become ready.
#[inline]
fn finish<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        // A poll that yields asks for the next one at once.
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

/// For each shard in turn a key of which `place` says that it goes there.
pub(super) fn one_for_each(place: impl Fn(u64) -> usize) -> [u64; SHARDS] {
    array::from_fn(|shard| {
        (0..=u64::MAX).find(|key| place(*key) == shard).expect("some number goes to each shard")
    })
}

/// The key of `value`, which goes to the shards in turn.
#[inline]
pub(super) fn key_of(keys: &[u64; SHARDS], value: u64) -> u64 {
    let turn = usize::try_from(value).expect("a number of rounds fits a word");
    keys[turn % SHARDS]
}

/// The quarter of all hashes to which `key` belongs.
///
/// Std's map looks at the upper seven bits of the hash before it compares keys. Keys of different quarters are never taken for
/// each other there.
pub(super) fn quarter(key: u64) -> usize {
    const { assert!(SHARDS == 4) }
    (DefaultHashBuilder::default().hash_one(key) >> 62) as usize
}
