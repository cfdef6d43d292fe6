//! A keyed channel on one thread, with futures that are polled, kept and dropped at any time: a queue for each shard, exact counts, and
//! **nobody sleeps beside what he waits for**: where a shard has a value and receivers wait for it, one of them was woken; the same for room.
#![no_main]

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use hel::channel::errors::{AsyncRecvError, AsyncSendError, TryRecvError, TrySendError};
use hel::channel::mpmc::{KeySender, Keyed, Receiver, ShardReceiver, shard_key};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

const SHARDS: usize = 3;
const CAP: usize = 2;

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Op {
    TrySend(u8),
    SendBatch(u8, u8),
    ForceSend(u8),
    StartSend(u8),
    TryRecv(u8),
    RecvBatch(u8, u8),
    TryRecvAny,
    StartRecv(u8),
    StartRecvAny,
    Poll(u8),
    Drop(u8),
    Stats,
    CloseShard(u8),
    CloseAll,
}

type Value = Box<u64>;

#[derive(Default)]
struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What a pending future waits for.
#[derive(Clone, Copy, PartialEq)]
enum Want {
    Room(usize),
    Value(usize),
    AnyValue,
}

impl Want {
    fn is_for_value_of(self, shard: usize) -> bool {
        self == Self::Value(shard) || self == Self::AnyValue
    }
}

enum Done {
    Sent(usize, u64, Result<(), AsyncSendError<Value>>),
    Received(usize, Result<Value, AsyncRecvError>),
    ReceivedAny(Result<(usize, Value), AsyncRecvError>),
}

struct Waiter<'f> {
    want: Want,
    woken: Arc<Flag>,
    future: Pin<Box<dyn Future<Output = Done> + 'f>>,
}

impl Waiter<'_> {
    fn is_woken(&self) -> bool {
        self.woken.0.load(Ordering::Relaxed)
    }
}

/// The shards as they must be.
#[derive(Default)]
struct Model {
    queues: [VecDeque<u64>; SHARDS],
    closed: [bool; SHARDS],
    sent: [usize; SHARDS],
    evicted: [usize; SHARDS],
    next: u64,
}

impl Model {
    fn fresh(&mut self) -> Value {
        self.next += 1;
        Box::new(self.next)
    }

    fn has_room(&self, shard: usize) -> bool {
        !self.closed[shard] && self.queues[shard].len() < CAP
    }

    fn sent(&mut self, shard: usize, value: u64) {
        assert!(self.has_room(shard));
        self.queues[shard].push_back(value);
        self.sent[shard] += 1;
    }

    fn received(&mut self, shard: usize, value: &Value) {
        assert_eq!(Some(**value), self.queues[shard].pop_front());
    }

    fn is_drained(&self, shard: usize) -> bool {
        self.closed[shard] && self.queues[shard].is_empty()
    }

    fn settle(&mut self, done: Done) {
        match done {
            Done::Sent(shard, number, Ok(())) => self.sent(shard, number),
            Done::Sent(shard, number, Err(error)) => {
                assert!(self.closed[shard]);
                assert_eq!(*error.into_inner(), number);
            }
            Done::Received(shard, Ok(value)) | Done::ReceivedAny(Ok((shard, value))) => {
                self.received(shard, &value)
            }
            Done::Received(shard, Err(AsyncRecvError::Disconnected)) => assert!(self.is_drained(shard)),
            Done::ReceivedAny(Err(AsyncRecvError::Disconnected)) => {
                assert!((0..SHARDS).all(|shard| self.is_drained(shard)));
            }
        }
    }
}

struct Play<'c> {
    tx: &'c KeySender<Value, CAP>,
    rx: &'c ShardReceiver<Value, CAP, Keyed>,
    model: RefCell<Model>,
    waiters: Vec<Waiter<'c>>,
    /// A key of each shard.
    keys: [u64; SHARDS],
}

impl<'c> Play<'c> {
    fn receiver(&self, shard: usize) -> &'c Receiver<Value, CAP> {
        self.rx.receiver(shard).unwrap()
    }

    fn start(&mut self, want: Want, future: Pin<Box<dyn Future<Output = Done> + 'c>>) {
        if self.waiters.len() < 12 {
            self.waiters.push(Waiter { want, woken: Arc::default(), future });
            self.poll(self.waiters.len() - 1);
        }
    }

    fn poll(&mut self, index: usize) {
        let waiter = &mut self.waiters[index];
        waiter.woken.0.store(false, Ordering::Relaxed);
        let waker = Waker::from(waiter.woken.clone());
        if let Poll::Ready(done) = waiter.future.as_mut().poll(&mut Context::from_waker(&waker)) {
            self.model.borrow_mut().settle(done);
            drop(self.waiters.swap_remove(index));
        }
    }

    fn step(&mut self, op: Op) {
        let at = |shard: u8| usize::from(shard) % SHARDS;
        let mut model = self.model.borrow_mut();
        match op {
            Op::TrySend(shard) => {
                let (shard, value) = (at(shard), model.fresh());
                let number = *value;
                match self.tx.try_send(self.keys[shard], value) {
                    Ok(()) => model.sent(shard, number),
                    Err(TrySendError::Full(back)) => {
                        assert!(*back == number && !model.closed[shard] && !model.has_room(shard));
                    }
                    Err(TrySendError::Disconnected(back)) => assert!(*back == number && model.closed[shard]),
                }
            }
            Op::SendBatch(first, count) => {
                let mut buffer: Vec<_> = (0..count % 8).map(|_| model.fresh()).collect();
                let place =
                    |value: &u64| (usize::from(first) + usize::try_from(*value).unwrap() * 7 / 4) % SHARDS;
                let before: Vec<u64> = buffer.iter().map(|value| **value).collect();
                let sent = match self.tx.try_send_batch(&mut buffer, |value| self.keys[place(value)]) {
                    Ok(sent) => sent,
                    Err(error) => error.sent,
                };
                assert_eq!(sent + buffer.len(), before.len());
                let left: Vec<u64> = buffer.iter().map(|value| **value).collect();
                for number in before {
                    if !left.contains(&number) {
                        model.sent(place(&number), number);
                    }
                }
                assert!(left.iter().all(|number| !model.has_room(place(number))), "what is left had no room");
                assert!(left.is_sorted());
            }
            Op::ForceSend(shard) => {
                let (shard, value) = (at(shard), model.fresh());
                let number = *value;
                match self.tx.shard(shard).unwrap().force_send(value) {
                    Ok(evicted) => {
                        let oldest =
                            if model.has_room(shard) { None } else { model.queues[shard].pop_front() };
                        assert_eq!(evicted.map(|value| *value), oldest);
                        model.evicted[shard] += usize::from(oldest.is_some());
                        model.sent(shard, number);
                    }
                    Err(error) => assert!(model.closed[shard] && error.is_disconnected()),
                }
            }
            Op::StartSend(shard) => {
                let (shard, value) = (at(shard), model.fresh());
                let (number, future) = (*value, self.tx.send_async(self.keys[shard], value));
                drop(model);
                self.start(
                    Want::Room(shard),
                    Box::pin(async move { Done::Sent(shard, number, future.await) }),
                );
            }
            Op::TryRecv(shard) => match self.receiver(at(shard)).try_recv() {
                Ok(value) => model.received(at(shard), &value),
                Err(TryRecvError::Empty) => {
                    assert!(model.queues[at(shard)].is_empty() && !model.closed[at(shard)])
                }
                Err(TryRecvError::Disconnected) => assert!(model.is_drained(at(shard))),
            },
            Op::RecvBatch(shard, max) => {
                let (shard, max, mut into) = (at(shard), usize::from(max % 4), Vec::new());
                let there = model.queues[shard].len();
                let count = self.receiver(shard).try_recv_batch(&mut into, max).unwrap_or(0);
                assert_eq!((count, into.len()), (there.min(max), there.min(max)));
                into.iter().for_each(|value| model.received(shard, value));
            }
            Op::TryRecvAny => match self.rx.try_recv_any() {
                Ok((shard, value)) => model.received(shard, &value),
                Err(TryRecvError::Empty) => assert!(model.queues.iter().all(VecDeque::is_empty)),
                Err(TryRecvError::Disconnected) => assert!((0..SHARDS).all(|shard| model.is_drained(shard))),
            },
            Op::StartRecv(shard) => {
                let shard = at(shard);
                let future = self.receiver(shard).recv_async();
                drop(model);
                self.start(Want::Value(shard), Box::pin(async move { Done::Received(shard, future.await) }));
            }
            Op::StartRecvAny => {
                let future = self.rx.recv_any_async();
                drop(model);
                self.start(Want::AnyValue, Box::pin(async move { Done::ReceivedAny(future.await) }));
            }
            Op::Poll(index) if !self.waiters.is_empty() => {
                drop(model);
                self.poll(usize::from(index) % self.waiters.len());
            }
            Op::Drop(index) if !self.waiters.is_empty() => {
                drop(model);
                drop(self.waiters.swap_remove(usize::from(index) % self.waiters.len()));
            }
            Op::Poll(_) | Op::Drop(_) => {}
            Op::Stats => {
                for (shard, stats) in self.rx.stats().iter().enumerate() {
                    assert_eq!(stats.sent, model.sent[shard]);
                    assert_eq!(
                        (stats.queued, stats.evicted),
                        (model.queues[shard].len(), model.evicted[shard])
                    );
                    assert_eq!(stats.sent, stats.received + stats.evicted + stats.discarded + stats.queued);
                }
            }
            Op::CloseShard(shard) => {
                assert_eq!(self.receiver(at(shard)).close(), !model.closed[at(shard)]);
                model.closed[at(shard)] = true;
            }
            Op::CloseAll => {
                self.tx.close();
                model.closed = [true; SHARDS];
            }
        }
    }

    /// Nobody sleeps beside what he waits for.
    fn check(&self) {
        let model = self.model.borrow();
        for shard in 0..SHARDS {
            assert_eq!(self.receiver(shard).len(), model.queues[shard].len());
            let waits = |wants: &dyn Fn(Want) -> bool| {
                let mut waiters = self.waiters.iter().filter(|waiter| wants(waiter.want)).peekable();
                waiters.peek().is_some() && !waiters.any(Waiter::is_woken)
            };
            if !model.queues[shard].is_empty() {
                assert!(!waits(&|want| want.is_for_value_of(shard)), "a receiver sleeps beside a value");
            }
            if model.has_room(shard) {
                assert!(!waits(&|want| want == Want::Room(shard)), "a sender sleeps beside room");
            }
            if model.closed[shard] {
                let all =
                    |want| self.waiters.iter().filter(|waiter| waiter.want == want).all(Waiter::is_woken);
                assert!(all(Want::Room(shard)) && all(Want::Value(shard)), "somebody sleeps through a close");
            }
        }
    }
}

fuzz_target!(|ops: Vec<Op>| {
    let (tx, rx) = shard_key::<Value, CAP>(SHARDS);
    let mut by_shard = HashMap::new();
    (0_u64..).find(|key| {
        by_shard.entry(tx.shard_for(key)).or_insert(*key);
        by_shard.len() == SHARDS
    });
    let keys = std::array::from_fn(|shard| by_shard[&shard]);
    let mut play = Play { tx: &tx, rx: &rx, model: RefCell::default(), waiters: Vec::new(), keys };
    for op in ops {
        play.step(op);
        play.check();
    }
});
