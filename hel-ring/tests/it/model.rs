//! Any sequence of operations behaves like a `VecDeque` with a bound and a flag.

use hel_ring::{
    Closed, CompareExchange, FetchAdd, PopError, PushError, Reserve,
    mpmc::Ring,
    spsc::{self, Consumer, Producer},
};
use proptest::prelude::*;
use std::{collections::VecDeque, mem, thread::yield_now};

#[derive(Clone, Debug)]
enum Op {
    Push,
    PushWaiting,
    ForcePush,
    PushBatch(usize),
    /// Publish, and retract what does not count.
    Publish(usize),
    Pop,
    PopBatch(usize),
    PushSlice(usize),
    PopSlice(usize),
    /// Reserve so many slots and fill so many.
    WriteChunk(usize, usize),
    /// The same, and leak the chunk.
    LeakWriteChunk(usize, usize),
    /// Ask for so many values and take so many.
    ReadChunk(usize, usize),
    /// The same, and leak the chunk.
    LeakReadChunk(usize, usize),
    Peek,
    Close,
    CloseByProducer,
}

/// How many values an operation is about: a few, or enough to fill the greatest ring or to empty it.
fn count() -> impl Strategy<Value = usize> {
    prop_oneof![6 => 0..9usize, 1 => 9..80usize]
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        6 => Just(Op::Push),
        4 => Just(Op::PushWaiting),
        2 => Just(Op::ForcePush),
        2 => count().prop_map(Op::PushBatch),
        2 => count().prop_map(Op::Publish),
        8 => Just(Op::Pop),
        2 => prop_oneof![4 => count(), 1 => Just(usize::MAX)].prop_map(Op::PopBatch),
        2 => count().prop_map(Op::PushSlice),
        2 => count().prop_map(Op::PopSlice),
        2 => (count(), count()).prop_map(|(most, filled)| Op::WriteChunk(most, filled)),
        1 => (count(), count()).prop_map(|(most, filled)| Op::LeakWriteChunk(most, filled)),
        2 => (count(), count()).prop_map(|(most, taken)| Op::ReadChunk(most, taken)),
        1 => (count(), count()).prop_map(|(most, taken)| Op::LeakReadChunk(most, taken)),
        1 => Just(Op::Peek),
        1 => Just(Op::Close),
        1 => Just(Op::CloseByProducer),
    ]
}

/// Positions at which a ring starts: near the wrap of the word, of the position, and anywhere.
fn start() -> impl Strategy<Value = usize> {
    const POSITIONS: usize = 1 << (usize::BITS - 2);
    prop_oneof![
        (0..40usize).prop_map(|back| usize::MAX - back),
        (0..40usize).prop_map(|back| POSITIONS - 1 - back),
        any::<usize>(),
    ]
}

/// What both rings are compared with.
struct Model {
    capacity: usize,
    queue: VecDeque<u32>,
    closed: bool,
    next: u32,
    pushed: usize,
}

impl Model {
    fn new(capacity: usize) -> Self {
        Self { capacity, queue: VecDeque::new(), closed: false, next: 0, pushed: 0 }
    }

    fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    fn fresh_batch(&mut self, count: usize) -> VecDeque<u32> {
        (0..count).map(|_| self.fresh()).collect()
    }

    fn push(&mut self, value: u32) -> Result<(), PushError<u32>> {
        if self.closed {
            return Err(PushError::Closed(value));
        }
        if self.queue.len() == self.capacity {
            return Err(PushError::Full(value));
        }
        self.queue.push_back(value);
        self.pushed += 1;
        Ok(())
    }

    fn force_push(&mut self, value: u32) -> Result<Option<u32>, PushError<u32>> {
        let is_full = !self.closed && self.queue.len() == self.capacity;
        let evicted = if is_full { self.queue.pop_front() } else { None };
        self.push(value).map(|()| evicted)
    }

    fn push_batch(&mut self, items: &mut VecDeque<u32>) -> Result<usize, Closed> {
        if self.closed {
            return Err(Closed);
        }
        let count = items.len().min(self.capacity - self.queue.len());
        self.queue.extend(items.drain(..count));
        self.pushed += count;
        Ok(count)
    }

    fn why_nothing(&self) -> PopError {
        if self.closed { PopError::Closed } else { PopError::Empty }
    }

    fn pop(&mut self) -> Result<u32, PopError> {
        self.queue.pop_front().ok_or(self.why_nothing())
    }

    fn pop_batch(&mut self, into: &mut Vec<u32>, max: usize) -> Result<usize, PopError> {
        let count = self.queue.len().min(max);
        if count == 0 && max > 0 {
            return Err(self.why_nothing());
        }
        into.extend(self.queue.drain(..count));
        Ok(count)
    }

    fn close(&mut self) -> bool {
        !std::mem::replace(&mut self.closed, true)
    }

    fn is_drained(&self) -> bool {
        self.closed && self.queue.is_empty()
    }
}

fn check_mpmc<const CAP: usize, R: Reserve>(start: usize, ops: &[Op]) {
    let ring = Ring::<u32, CAP, (), R>::starting_at(start, ());
    let first = ring.pushed();
    let mut model = Model::new(CAP);
    for op in ops {
        match *op {
            Op::Push => {
                let value = model.fresh();
                assert_eq!(ring.push(value), model.push(value));
            }
            Op::PushWaiting => {
                let value = model.fresh();
                assert_eq!(ring.push_waiting(value, yield_now), model.push(value));
            }
            Op::ForcePush => {
                let value = model.fresh();
                assert_eq!(ring.force_push(value), model.force_push(value));
            }
            Op::PushBatch(count)
            | Op::Publish(count)
            | Op::PushSlice(count)
            | Op::WriteChunk(_, count)
            | Op::LeakWriteChunk(_, count) => {
                let mut items = model.fresh_batch(count);
                let mut expected = items.clone();
                assert_eq!(ring.push_batch(&mut items), model.push_batch(&mut expected));
                assert_eq!(items, expected);
            }
            Op::Pop | Op::Peek => assert_eq!(ring.pop(), model.pop()),
            Op::PopBatch(max) | Op::PopSlice(max) | Op::ReadChunk(max, _) | Op::LeakReadChunk(max, _) => {
                let (mut values, mut expected) = (vec![0], vec![0]);
                assert_eq!(ring.pop_batch(&mut values, max), model.pop_batch(&mut expected, max));
                assert_eq!(values, expected);
            }
            Op::Close | Op::CloseByProducer => assert_eq!(ring.close(), model.close()),
        }
        assert_eq!((ring.len(), ring.is_empty()), (model.queue.len(), model.queue.is_empty()));
        assert_eq!(ring.is_full(), model.queue.len() == CAP);
        assert_eq!((ring.is_closed(), ring.is_drained()), (model.closed, model.is_drained()));
        let positions = usize::MAX >> 2;
        assert_eq!(ring.pushed(), first.wrapping_add(model.pushed) & positions);
        assert_eq!(ring.pushed().wrapping_sub(ring.popped()) & positions, model.queue.len());
    }
}

fn check_spsc<const CAP: usize>(start: usize, ops: &[Op]) {
    let (mut tx, mut rx) = spsc::starting_at::<u32, CAP, _>(start, ());
    let mut model = Model::new(CAP);
    for op in ops {
        match *op {
            Op::Push | Op::PushWaiting | Op::ForcePush => {
                let value = model.fresh();
                assert_eq!(tx.push(value), model.push(value));
            }
            Op::PushBatch(count) => {
                let mut items = model.fresh_batch(count);
                let mut expected = items.clone();
                assert_eq!(tx.push_batch(&mut items), model.push_batch(&mut expected));
                assert_eq!(items, expected);
            }
            Op::Publish(count) => publish(&mut tx, &rx, &mut model, count),
            Op::Pop => assert_eq!(rx.pop(), model.pop()),
            Op::PopBatch(max) => {
                let (mut values, mut expected) = (vec![0], vec![0]);
                assert_eq!(rx.pop_batch(&mut values, max), model.pop_batch(&mut expected, max));
                assert_eq!(values, expected);
            }
            Op::PushSlice(count) => {
                let items: Vec<u32> = model.fresh_batch(count).into();
                assert_eq!(tx.push_slice(&items), model.push_batch(&mut items.into()));
            }
            Op::PopSlice(len) => {
                let (mut values, mut expected) = (vec![0; len], Vec::new());
                let popped = rx.pop_slice(&mut values);
                assert_eq!(popped, model.pop_batch(&mut expected, len));
                assert_eq!(values[..popped.unwrap_or(0)], expected);
            }
            Op::WriteChunk(most, filled) => write_chunk(&mut tx, &mut model, most, filled),
            Op::LeakWriteChunk(most, filled) => leak_write_chunk(&mut tx, &mut model, most, filled),
            Op::ReadChunk(most, taken) => read_chunk(&mut rx, &mut model, most, taken),
            Op::LeakReadChunk(most, taken) => leak_read_chunk(&mut rx, &mut model, most, taken),
            Op::Peek => assert_eq!(rx.peek(), model.queue.front().ok_or(model.why_nothing())),
            Op::Close => assert_eq!(rx.close(), model.close()),
            Op::CloseByProducer => assert_eq!(tx.close(), model.close()),
        }
        compare_spsc(&tx, &rx, &model);
    }
}

fn publish<const CAP: usize>(
    tx: &mut Producer<u32, CAP>,
    rx: &Consumer<u32, CAP>,
    model: &mut Model,
    count: usize,
) {
    let mut items = model.fresh_batch(count);
    let mut expected = items.clone();
    let published = tx.publish_batch(&mut items);
    assert!(rx.len() <= CAP && tx.len() <= CAP);
    while let Some(value) = tx.retract() {
        items.push_front(value);
    }
    match model.push_batch(&mut expected) {
        Ok(count) => assert_eq!(published, Ok(count)),
        Err(Closed) => assert!(published.is_err() || !items.is_empty()),
    }
    assert_eq!(items, expected);
}

fn write_chunk<const CAP: usize>(tx: &mut Producer<u32, CAP>, model: &mut Model, most: usize, filled: usize) {
    let mut items = model.fresh_batch(filled);
    let Ok(mut chunk) = tx.write_chunk(most) else { return assert!(model.closed) };
    // A closed ring has room, too: what is put there does not count, and comes back.
    assert!(chunk.vacant() <= most.min(CAP - if model.closed { 0 } else { model.queue.len() }));
    let room = chunk.vacant();
    let count = chunk.fill(items.iter().copied());
    assert_eq!(count, filled.min(room));
    assert_eq!(chunk.commit(), count);
    items.truncate(count);
    settle_chunk(tx, model, items);
}

/// What was put into a chunk counts, or comes back from a closed ring.
fn settle_chunk<const CAP: usize>(tx: &mut Producer<u32, CAP>, model: &mut Model, mut items: VecDeque<u32>) {
    let count = items.len();
    if model.closed {
        while let Some(value) = tx.retract() {
            assert_eq!(Some(value), items.pop_back());
        }
        assert!(items.is_empty());
    } else {
        assert_eq!(tx.retract(), None);
        assert_eq!(model.push_batch(&mut items), Ok(count));
    }
}

/// One slot is left vacant, for the push that publishes what was filled.
fn leak_write_chunk<const CAP: usize>(
    tx: &mut Producer<u32, CAP>,
    model: &mut Model,
    most: usize,
    filled: usize,
) {
    let mut items = model.fresh_batch(filled);
    let Ok(mut chunk) = tx.write_chunk(most) else { return assert!(model.closed) };
    let count = filled.min(chunk.vacant().saturating_sub(1));
    assert_eq!(chunk.fill(items.iter().take(count).copied()), count);
    assert_eq!(chunk.filled(), count);
    mem::forget(chunk);
    items.truncate(count);
    settle_chunk(tx, model, items);
    let value = model.fresh();
    assert_eq!(tx.push(value), model.push(value));
}

fn read_chunk<const CAP: usize>(rx: &mut Consumer<u32, CAP>, model: &mut Model, most: usize, taken: usize) {
    let expected = if model.queue.is_empty() && most > 0 { Err(model.why_nothing()) } else { Ok(()) };
    let mut chunk = match rx.read_chunk(most) {
        Err(error) => return assert_eq!(Err(error), expected),
        Ok(chunk) => chunk,
    };
    assert_eq!(expected, Ok(()));
    assert_eq!(chunk.len(), most.min(chunk.len()));
    assert!(chunk.len() > 0 || most == 0);
    let (first, second) = chunk.as_slices();
    assert!(first.iter().chain(second).eq(model.queue.iter().take(chunk.len())));
    // Half of them are taken, the others discarded.
    let by_hand = taken / 2;
    let got = chunk.by_ref().take(by_hand).collect::<Vec<_>>();
    let discarded = chunk.discard(taken - by_hand);
    assert_eq!(got, model.queue.drain(..got.len()).collect::<Vec<_>>());
    model.queue.drain(..discarded);
}

/// The pop that follows frees what was taken; where nothing is left to pop, an empty chunk does.
fn leak_read_chunk<const CAP: usize>(
    rx: &mut Consumer<u32, CAP>,
    model: &mut Model,
    most: usize,
    taken: usize,
) {
    let Ok(mut chunk) = rx.read_chunk(most) else { return };
    let got = chunk.by_ref().take(taken).collect::<Vec<_>>();
    mem::forget(chunk);
    assert_eq!(got, model.queue.drain(..got.len()).collect::<Vec<_>>());
    if model.queue.is_empty() {
        assert_eq!(rx.read_chunk(0).map(|chunk| chunk.len()), Ok(0));
    } else {
        assert_eq!(rx.pop(), model.pop());
    }
}

fn compare_spsc<const CAP: usize>(tx: &Producer<u32, CAP>, rx: &Consumer<u32, CAP>, model: &Model) {
    let len = model.queue.len();
    assert_eq!((tx.len(), tx.is_empty(), tx.is_full()), (len, len == 0, len == CAP));
    assert_eq!((rx.len(), rx.is_empty(), rx.is_full()), (len, len == 0, len == CAP));
    assert_eq!(
        (tx.is_closed(), rx.is_closed(), rx.is_drained()),
        (model.closed, model.closed, model.is_drained())
    );
    assert_eq!((tx.pushed(), tx.popped()), (rx.pushed(), rx.popped()));
    assert_eq!(tx.pushed().wrapping_sub(tx.popped()) & (usize::MAX >> 2), len);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mpmc_is_a_bounded_queue(start in start(), ops in prop::collection::vec(op(), 0..60)) {
        check_mpmc::<1, CompareExchange>(start, &ops);
        check_mpmc::<2, CompareExchange>(start, &ops);
        check_mpmc::<8, CompareExchange>(start, &ops);
        check_mpmc::<64, CompareExchange>(start, &ops);
    }

    #[test]
    fn mpmc_with_tickets_is_a_bounded_queue(start in start(), ops in prop::collection::vec(op(), 0..60)) {
        check_mpmc::<1, FetchAdd>(start, &ops);
        check_mpmc::<2, FetchAdd>(start, &ops);
        check_mpmc::<8, FetchAdd>(start, &ops);
        check_mpmc::<64, FetchAdd>(start, &ops);
    }

    #[test]
    fn spsc_is_a_bounded_queue(start in start(), ops in prop::collection::vec(op(), 0..60)) {
        check_spsc::<1>(start, &ops);
        check_spsc::<2>(start, &ops);
        check_spsc::<8>(start, &ops);
        check_spsc::<64>(start, &ops);
    }
}
