//! The hot paths' times: a send and a receive that find what they need at once, on one thread.
//!
//! `cargo bench -p hel-bench --bench hot_paths -- bounded` measures one kind of channel.
#![expect(missing_docs, reason = "the harness's macros make public functions")]

use std::hint::black_box;

use criterion::{Bencher, Criterion, Throughput, criterion_group, criterion_main};
use hot_paths::{
    Bounded, Lane, Loopback, MpmcRing, RingLoopback, RoundRobin, ShardGroup, ShardKey, SpscRing, scale,
};

#[path = "../src/hot_paths/mod.rs"]
#[expect(dead_code, unreachable_pub, reason = "the library has this module too, with its tests")]
mod hot_paths;

fn channels(c: &mut Criterion) {
    channel::<Bounded>(c, "bounded");
    channel::<RoundRobin>(c, "round_robin");
    channel::<ShardKey>(c, "shard_key");
    channel::<ShardGroup>(c, "shard_group");
    channel::<Lane>(c, "spsc");
}

fn channel<L: Loopback + Default>(c: &mut Criterion, kind: &str) {
    let mut group = c.benchmark_group(kind);
    group.throughput(Throughput::Elements(1));
    group.bench_function("try_send, try_recv", |b| pairs(b, L::default(), L::try_pair));
    group.bench_function("send, recv", |b| pairs(b, L::default(), L::blocking_pair));
    group.bench_function("send_async, recv_async", |b| pairs(b, L::default(), L::async_pair));

    group.throughput(Throughput::Elements(scale::BATCH.into()));
    group.bench_function("send_batch, recv_batch", |b| {
        let (mut channel, mut values) = (L::default(), hot_paths::batch());
        b.iter(|| channel.batch_pair(black_box(&mut values)));
    });
    group.finish();
}

fn rings(c: &mut Criterion) {
    let mut group = c.benchmark_group("ring");
    group.throughput(Throughput::Elements(1));
    group.bench_function("mpmc push, pop", |b| pairs(b, MpmcRing::empty(), MpmcRing::push_pop));
    group.bench_function("spsc push, pop", |b| pairs(b, SpscRing::empty(), SpscRing::push_pop));
    group.finish();
}

fn pairs<C>(bencher: &mut Bencher<'_>, mut channel: C, pair: impl Fn(&mut C, u64) -> Option<u64>) {
    let mut value = 0;
    bencher.iter(|| {
        value += 1;
        pair(&mut channel, black_box(value))
    });
}

criterion_group!(times, channels, rings);
criterion_main!(times);
