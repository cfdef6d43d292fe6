//! A pipeline over raw rings: nothing but hel-ring and std.
//!
//! Three parsers feed one ring; two workers take from it in batches and hand their sums to the main thread,
//! each by a lane of its own. As the rings never wait, the threads yield when they find one full or empty.

use hel_ring::{
    PopError, PushError,
    mpmc::Ring,
    spsc::{self, Consumer, Producer},
};
use std::thread;

const PARSERS: u64 = 3;
const WORKERS: u64 = 2;
const LINES: u64 = 10_000;

fn main() {
    let numbers = Ring::<u64, 256>::new();
    let total: u64 = thread::scope(|scope| {
        let mut parsers = Vec::new();
        for parser in 0..PARSERS {
            let numbers = &numbers;
            parsers.push(scope.spawn(move || parse(parser, numbers)));
        }
        let mut lanes = Vec::new();
        for _ in 0..WORKERS {
            let (tx, rx) = spsc::ring::<u64, 16>();
            let numbers = &numbers;
            scope.spawn(move || sum_batches(numbers, tx));
            lanes.push(rx);
        }
        for parser in parsers {
            parser.join().expect("a parser does not panic");
        }
        numbers.close();
        lanes.into_iter().map(sum).sum()
    });
    let lines = PARSERS * LINES;
    assert_eq!(total, lines * (lines - 1) / 2);
    println!("{lines} numbers, {total} in all");
}

fn parse(parser: u64, numbers: &Ring<u64, 256>) {
    for line in 0..LINES {
        put(parser * LINES + line, numbers);
    }
}

/// Puts a number in, whatever it takes. A thread that waits for room pushes by `push_waiting`, which is the cheapest way
/// when many do.
///
/// Never inlined: `cargo xtask aarch64` looks at its instructions.
#[inline(never)]
fn put(mut number: u64, numbers: &Ring<u64, 256>) {
    while let Err(error) = numbers.push_waiting(number, thread::yield_now) {
        number = error.into_inner();
        thread::yield_now();
    }
}

/// Sums up what comes, and hands the sum on whenever the lane has room: a full lane does not hold up the work.
fn sum_batches(numbers: &Ring<u64, 256>, mut sums: Producer<u64, 16>) {
    let mut batch = Vec::with_capacity(64);
    let mut sum = 0;
    loop {
        match numbers.pop_batch(&mut batch, 64) {
            Ok(_) => {
                sum += batch.drain(..).sum::<u64>();
                sum = sums.push(sum).map_or_else(PushError::into_inner, |()| 0);
            }
            Err(PopError::Empty) => thread::yield_now(),
            Err(PopError::Closed) => break,
        }
    }
    while let Err(PushError::Full(back)) = sums.push(sum) {
        sum = back;
        thread::yield_now();
    }
}

fn sum(mut sums: Consumer<u64, 16>) -> u64 {
    let mut total = 0;
    loop {
        match sums.pop() {
            Ok(sum) => total += sum,
            Err(PopError::Empty) => thread::yield_now(),
            Err(PopError::Closed) => return total,
        }
    }
}
