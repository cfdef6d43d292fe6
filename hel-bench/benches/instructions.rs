//! The hot paths' instructions, counted by valgrind: a number that noise cannot touch.
//!
//! `cargo xtask bench --instructions` runs it and compares the counts with the recorded ones. A channel is made outside of
//! the counted function and dropped outside of it. Inside stands a loop of [`scale::PAIRS`] rounds, whose own few
//! instructions are counted too: nothing is subtracted.
#![expect(missing_docs, reason = "the harness's macros make public functions")]

use std::hint::black_box;

use gungraun::Callgrind;
use gungraun::prelude::*;
use hot_paths::{
    Bounded, Lane, Loopback, MpmcRing, RingLoopback, RoundRobin, ShardGroup, ShardKey, SpscRing, scale,
};

#[path = "../src/hot_paths/mod.rs"]
#[expect(dead_code, unreachable_pub, reason = "the library has this module too, with its tests")]
mod hot_paths;

macro_rules! of_each_channel {
    ($name:ident, $pair:ident) => {
        #[library_benchmark]
        #[bench::bounded(Bounded::default())]
        #[bench::round_robin(RoundRobin::default())]
        #[bench::shard_key(ShardKey::default())]
        #[bench::shard_group(ShardGroup::default())]
        #[bench::spsc(Lane::default())]
        fn $name<L: Loopback>(channel: L) -> L {
            pairs(channel, L::$pair)
        }
    };
}

of_each_channel!(try_send_try_recv, try_pair);
of_each_channel!(send_recv, blocking_pair);
of_each_channel!(send_async_recv_async, async_pair);

#[library_benchmark]
#[bench::mpmc(MpmcRing::empty())]
#[bench::spsc(SpscRing::empty())]
fn push_pop<R: RingLoopback>(ring: R) -> R {
    pairs(ring, R::push_pop)
}

#[library_benchmark]
#[bench::bounded(Bounded::default(), hot_paths::batch())]
#[bench::round_robin(RoundRobin::default(), hot_paths::batch())]
#[bench::shard_key(ShardKey::default(), hot_paths::batch())]
#[bench::shard_group(ShardGroup::default(), hot_paths::batch())]
#[bench::spsc(Lane::default(), hot_paths::batch())]
fn send_batch_recv_batch<L: Loopback>(mut channel: L, mut values: Vec<u64>) -> (L, Vec<u64>) {
    for _ in 0..scale::PAIRS {
        black_box(channel.batch_pair(black_box(&mut values)));
    }
    (channel, values)
}

#[inline]
fn pairs<C>(mut channel: C, pair: impl Fn(&mut C, u64) -> Option<u64>) -> C {
    for value in 0..scale::PAIRS.into() {
        black_box(pair(&mut channel, black_box(value)));
    }
    channel
}

library_benchmark_group!(
    name = pairs_of_values,
    benchmarks = [try_send_try_recv, send_recv, send_async_recv_async, push_pop]
);
library_benchmark_group!(name = pairs_of_batches, benchmarks = [send_batch_recv_batch]);

main!(
    // Instructions are all that is looked at.
    config = LibraryBenchmarkConfig::default().tool(Callgrind::with_args(["--cache-sim=no"])),
    library_benchmark_groups = [pairs_of_values, pairs_of_batches]
);
