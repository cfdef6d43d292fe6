//! Both rings, from any position: a `VecDeque` with a bound and a flag. Values are boxes, so that one which is lost or dropped twice is seen
//! by the address sanitizer.
#![no_main]

use std::collections::VecDeque;

use hel_ring::{CompareExchange, FetchAdd, PopError, PushError, Reserve, mpmc::Ring, spsc};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Op {
    Push,
    PushWaiting,
    ForcePush,
    PushBatch(u8),
    WriteChunk { most: u8, filled: u8, by_drop: bool },
    Pop,
    PopBatch(u8),
    ReadChunk { most: u8, taken: u8 },
    Peek,
    Close,
}

#[derive(Arbitrary, Debug)]
struct Input {
    /// One of eight capacities and strategies, and which ring.
    shape: u8,
    start: usize,
    ops: Vec<Op>,
}

type Value = Box<u64>;

/// What both rings are compared with.
struct Model {
    queue: VecDeque<u64>,
    capacity: usize,
    closed: bool,
    next: u64,
}

impl Model {
    fn fresh(&mut self) -> Value {
        self.next += 1;
        Box::new(self.next)
    }

    fn fresh_batch(&mut self, count: u8) -> VecDeque<Value> {
        (0..count % 20).map(|_| self.fresh()).collect()
    }

    fn room(&self) -> usize {
        if self.closed { 0 } else { self.capacity - self.queue.len() }
    }

    fn pushed(&mut self, value: u64, result: Result<(), PushError<Value>>) {
        match result {
            Ok(()) => {
                assert!(self.room() > 0);
                self.queue.push_back(value);
            }
            Err(PushError::Full(back)) => assert!(!self.closed && self.room() == 0 && *back == value),
            Err(PushError::Closed(back)) => assert!(self.closed && *back == value),
        }
    }

    fn pushed_batch(&mut self, before: &[u64], left: &VecDeque<Value>, accepted: Option<usize>) {
        assert_eq!(accepted.is_none(), self.closed);
        let count = accepted.unwrap_or(0);
        assert_eq!(count, before.len().min(self.room()));
        self.queue.extend(&before[..count]);
        assert!(left.iter().map(|value| **value).eq(before[count..].iter().copied()));
    }

    fn popped(&mut self, result: Result<Value, PopError>) {
        match result {
            Ok(value) => assert_eq!(Some(*value), self.queue.pop_front()),
            Err(PopError::Empty) => assert!(!self.closed && self.queue.is_empty()),
            Err(PopError::Closed) => assert!(self.closed && self.queue.is_empty()),
        }
    }

    fn popped_batch(&mut self, max: usize, into: &[Value], result: Result<usize, PopError>) {
        assert_eq!(result.unwrap_or(0), into.len());
        assert_eq!(into.len(), max.min(self.queue.len()));
        for value in into {
            assert_eq!(Some(**value), self.queue.pop_front());
        }
    }
}

fn shared<const CAP: usize, R: Reserve>(input: &Input) {
    let ring = Ring::<Value, CAP, (), R>::starting_at(input.start, ());
    let mut model = Model { queue: VecDeque::new(), capacity: CAP, closed: false, next: 0 };
    for op in &input.ops {
        match *op {
            Op::Push => {
                let value = model.fresh();
                model.pushed(*value, ring.push(value));
            }
            Op::PushWaiting => {
                let value = model.fresh();
                model.pushed(*value, ring.push_waiting(value, || unreachable!("nobody else is here")));
            }
            Op::ForcePush => {
                let value = model.fresh();
                let number = *value;
                match ring.force_push(value) {
                    Ok(evicted) => {
                        let oldest = if model.room() == 0 { model.queue.pop_front() } else { None };
                        assert_eq!(evicted.map(|value| *value), oldest);
                        model.pushed(number, Ok(()));
                    }
                    Err(error) => model.pushed(number, Err(error)),
                }
            }
            Op::PushBatch(count) | Op::WriteChunk { filled: count, .. } => {
                let mut items = model.fresh_batch(count);
                let before: Vec<_> = items.iter().map(|value| **value).collect();
                let accepted = ring.push_batch(&mut items).ok();
                model.pushed_batch(&before, &items, accepted);
            }
            Op::Pop | Op::Peek => model.popped(ring.pop()),
            Op::PopBatch(max) | Op::ReadChunk { most: max, .. } => {
                let mut into = Vec::new();
                let result = ring.pop_batch(&mut into, max.into());
                model.popped_batch(max.into(), &into, result);
            }
            Op::Close => {
                assert_eq!(ring.close(), !model.closed);
                model.closed = true;
            }
        }
        assert_eq!(ring.len(), model.queue.len());
        // Positions wrap two bits below the word.
        assert_eq!(ring.pushed().wrapping_sub(ring.popped()) & (usize::MAX >> 2), model.queue.len());
    }
}

fn lane<const CAP: usize>(input: &Input) {
    let (mut tx, mut rx) = spsc::starting_at::<Value, CAP, ()>(input.start, ());
    let mut model = Model { queue: VecDeque::new(), capacity: CAP, closed: false, next: 0 };
    for op in &input.ops {
        match *op {
            Op::Push | Op::PushWaiting | Op::ForcePush => {
                let value = model.fresh();
                model.pushed(*value, tx.push(value));
            }
            Op::PushBatch(count) => {
                let mut items = model.fresh_batch(count);
                let before: Vec<_> = items.iter().map(|value| **value).collect();
                let accepted = tx.push_batch(&mut items).ok();
                model.pushed_batch(&before, &items, accepted);
            }
            Op::WriteChunk { most, filled, by_drop } => {
                let Ok(mut chunk) = tx.write_chunk(most.into()) else {
                    assert!(model.closed);
                    continue;
                };
                // A closed ring may have room, too: what is put there does not count, and is taken back.
                assert!(model.closed || chunk.vacant() <= usize::from(most).min(model.room()));
                let values = model.fresh_batch(filled);
                let numbers: Vec<_> = values.iter().map(|value| **value).collect();
                let count = chunk.fill(values);
                if by_drop {
                    drop(chunk); // what is filled is published
                } else {
                    assert_eq!(chunk.commit(), count);
                }
                let mut counted = count;
                while let Some(value) = tx.retract() {
                    counted -= 1;
                    assert_eq!(*value, numbers[counted]);
                }
                assert_eq!(counted, if model.closed { 0 } else { count });
                model.queue.extend(&numbers[..counted]);
            }
            Op::Pop => model.popped(rx.pop()),
            Op::PopBatch(max) => {
                let mut into = Vec::new();
                let result = rx.pop_batch(&mut into, max.into());
                model.popped_batch(max.into(), &into, result);
            }
            Op::ReadChunk { most, taken } => {
                let Ok(mut chunk) = rx.read_chunk(most.into()) else {
                    assert!(model.queue.is_empty());
                    continue;
                };
                for value in chunk.by_ref().take(taken.into()) {
                    assert_eq!(Some(*value), model.queue.pop_front());
                }
            }
            Op::Peek => assert_eq!(rx.peek().ok().map(|value| **value), model.queue.front().copied()),
            Op::Close => {
                assert_eq!(rx.close(), !model.closed);
                model.closed = true;
            }
        }
        assert_eq!((tx.len(), rx.len()), (model.queue.len(), model.queue.len()));
    }
}

fuzz_target!(|input: Input| {
    match input.shape % 12 {
        0 => shared::<1, CompareExchange>(&input),
        1 => shared::<2, CompareExchange>(&input),
        2 => shared::<4, CompareExchange>(&input),
        3 => shared::<16, CompareExchange>(&input),
        4 => shared::<1, FetchAdd>(&input),
        5 => shared::<2, FetchAdd>(&input),
        6 => shared::<4, FetchAdd>(&input),
        7 => shared::<16, FetchAdd>(&input),
        8 => lane::<1>(&input),
        9 => lane::<2>(&input),
        10 => lane::<4>(&input),
        _ => lane::<16>(&input),
    }
});
