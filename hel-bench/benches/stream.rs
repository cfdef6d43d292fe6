//! One thread to another, values verified.
#![expect(missing_docs, reason = "the harness's macros make public functions")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hel::channel::{mpmc, spsc};
use hel_bench::stream;

const CAP: usize = 1024;
const COUNT: u64 = 100_000;

fn thread_to_thread(c: &mut Criterion) {
    let mut group = c.benchmark_group("thread to thread");
    group.throughput(Throughput::Elements(COUNT)).sample_size(20);

    group.bench_function("spsc", |b| {
        b.iter(|| {
            let (mut tx, rx) = spsc::spsc::<u64, CAP>();
            stream(COUNT, move |value| tx.send(value).expect("the receiver is there"), rx);
        });
    });
    group.bench_function("bounded", |b| {
        b.iter(|| {
            let (tx, rx) = mpmc::bounded::<u64, CAP>();
            stream(COUNT, move |value| tx.send(value).expect("the receiver is there"), rx);
        });
    });
    group.bench_function("shard_key, one key", |b| {
        b.iter(|| {
            let (tx, rx) = mpmc::shard_key::<u64, CAP>(4);
            stream(COUNT, move |value| tx.send("key", value).expect("the receiver is there"), rx);
        });
    });
    group.finish();
}

criterion_group!(streams, thread_to_thread);
criterion_main!(streams);
