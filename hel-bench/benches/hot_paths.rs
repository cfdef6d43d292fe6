//! A send and a receive that find what they need at once, on one thread.
#![expect(missing_docs, reason = "the harness's macros make public functions")]

use std::collections::VecDeque;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hel::channel::{mpmc, spsc};
use hel_ring::mpmc::Ring;

const CAP: usize = 256;
const BATCH: u64 = 64;

fn one_value(c: &mut Criterion) {
    let mut group = c.benchmark_group("try_send + try_recv");
    group.throughput(Throughput::Elements(1));

    let (tx, rx) = mpmc::bounded::<u64, CAP>();
    group.bench_function("bounded", |b| {
        b.iter(|| (tx.try_send(black_box(1)), rx.try_recv()));
    });
    let (tx, rx) = mpmc::round_robin::<u64, CAP>(4);
    group.bench_function("round_robin", |b| {
        b.iter(|| (tx.try_send(black_box(1)), rx.try_recv()));
    });
    let (tx, rx) = mpmc::shard_key::<u64, CAP>(4);
    group.bench_function("shard_key", |b| {
        b.iter(|| (tx.try_send(black_box("AAPL"), black_box(1)), rx.try_recv()));
    });
    let (mut tx, mut rx) = spsc::spsc::<u64, CAP>();
    group.bench_function("spsc", |b| {
        b.iter(|| (tx.try_send(black_box(1)), rx.try_recv()));
    });
    group.finish();
}

fn one_value_in_a_bare_ring(c: &mut Criterion) {
    let mut group = c.benchmark_group("push + pop");
    group.throughput(Throughput::Elements(1));

    let ring = Ring::<u64, CAP>::new();
    group.bench_function("mpmc", |b| b.iter(|| (ring.push(black_box(1)), ring.pop())));
    let (mut producer, mut consumer) = hel_ring::spsc::ring::<u64, CAP>();
    group.bench_function("spsc", |b| b.iter(|| (producer.push(black_box(1)), consumer.pop())));
    group.finish();
}

fn batches(c: &mut Criterion) {
    let mut group = c.benchmark_group("a batch of 64");
    group.throughput(Throughput::Elements(BATCH));
    let mut buffer: Vec<u64> = (0..BATCH).collect();

    let (tx, rx) = mpmc::bounded::<u64, CAP>();
    group.bench_function("bounded", |b| {
        b.iter(|| (tx.try_send_batch(&mut buffer), rx.try_recv_batch(&mut buffer, usize::MAX)));
    });
    let (tx, rx) = mpmc::shard_key::<u64, CAP>(4);
    group.bench_function("shard_key", |b| {
        b.iter(|| (tx.try_send_batch(&mut buffer, |n| *n), rx.try_recv_batch(&mut buffer, usize::MAX)));
    });
    let (mut tx, mut rx) = spsc::spsc::<u64, CAP>();
    group.bench_function("spsc", |b| {
        b.iter(|| (tx.try_send_batch(&mut buffer), rx.try_recv_batch(&mut buffer, usize::MAX)));
    });

    let ring = Ring::<u64, CAP>::new();
    let mut items: VecDeque<u64> = buffer.into();
    let mut taken = Vec::with_capacity(items.len());
    group.bench_function("bare mpmc ring", |b| {
        b.iter(|| {
            let pushed = ring.push_batch(&mut items);
            let popped = ring.pop_batch(&mut taken, usize::MAX);
            items.extend(taken.drain(..));
            (pushed, popped)
        });
    });
    group.finish();
}

criterion_group!(hot_paths, one_value, one_value_in_a_bare_ring, batches);
criterion_main!(hot_paths);
