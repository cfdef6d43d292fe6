//! hel's channels, a kind each.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use hel::channel::{mpmc, spsc};

use super::keys::{key_of, one_for_each, quarter};
use super::{CAP, Loopback, SHARDS};

/// `mpmc::bounded`.
#[derive(Debug)]
pub struct Bounded {
    tx: mpmc::Sender<u64, CAP>,
    rx: mpmc::Receiver<u64, CAP>,
}

/// `mpmc::round_robin`, received as a whole.
#[derive(Debug)]
pub struct RoundRobin {
    tx: mpmc::RoundRobinSender<u64, CAP>,
    rx: mpmc::ShardReceiver<u64, CAP>,
}

/// `mpmc::shard_key` with the default hasher, received as a whole.
#[derive(Debug)]
pub struct ShardKey {
    tx: mpmc::KeySender<u64, CAP>,
    rx: mpmc::ShardReceiver<u64, CAP>,
    keys: [u64; SHARDS],
}

/// `mpmc::shard_group` with a key per shard, received as a whole.
#[derive(Debug)]
pub struct ShardGroup {
    tx: mpmc::GroupSender<u64, CAP, u64>,
    rx: mpmc::ShardReceiver<u64, CAP>,
    keys: [u64; SHARDS],
}

/// `spsc::spsc`.
#[derive(Debug)]
pub struct Lane {
    tx: spsc::Sender<u64, CAP>,
    rx: spsc::Receiver<u64, CAP>,
}

impl Default for Bounded {
    fn default() -> Self {
        let (tx, rx) = mpmc::bounded();
        Self { tx, rx }
    }
}

impl Default for RoundRobin {
    fn default() -> Self {
        let (tx, rx) = mpmc::round_robin(SHARDS);
        Self { tx, rx }
    }
}

impl Default for ShardKey {
    fn default() -> Self {
        let (tx, rx) = mpmc::shard_key(SHARDS);
        let keys = one_for_each(|key| tx.shard_for(key));
        Self { tx, rx, keys }
    }
}

impl Default for ShardGroup {
    fn default() -> Self {
        let keys = one_for_each(quarter);
        let (tx, rx) = mpmc::shard_group(keys.into_iter().zip(0..SHARDS));
        Self { tx, rx, keys }
    }
}

impl Default for Lane {
    fn default() -> Self {
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

impl Loopback for Bounded {
    #[inline]
    fn try_pair(&mut self, value: u64) -> Option<u64> {
        self.tx.try_send(value).ok()?;
        self.rx.try_recv().ok()
    }

    #[inline]
    fn blocking_pair(&mut self, value: u64) -> Option<u64> {
        self.tx.send(value).ok()?;
        self.rx.recv().ok()
    }

    #[inline]
    fn async_pair(&mut self, value: u64) -> Option<u64> {
        finish(self.tx.send_async(value)).ok()?;
        finish(self.rx.recv_async()).ok()
    }

    #[inline]
    fn batch_pair(&mut self, values: &mut Vec<u64>) -> Option<usize> {
        let count = self.tx.send_batch(values).ok()?;
        self.rx.recv_batch(values, count).ok()
    }
}

impl Loopback for RoundRobin {
    #[inline]
    fn try_pair(&mut self, value: u64) -> Option<u64> {
        self.tx.try_send(value).ok()?;
        self.rx.try_recv().ok()
    }

    #[inline]
    fn blocking_pair(&mut self, value: u64) -> Option<u64> {
        self.tx.send(value).ok()?;
        self.rx.recv().ok()
    }

    #[inline]
    fn async_pair(&mut self, value: u64) -> Option<u64> {
        finish(self.tx.send_async(value)).ok()?;
        finish(self.rx.recv_async()).ok()
    }

    #[inline]
    fn batch_pair(&mut self, values: &mut Vec<u64>) -> Option<usize> {
        let count = self.tx.send_batch(values).ok()?;
        self.rx.recv_batch(values, count).ok()
    }
}

impl Loopback for ShardKey {
    #[inline]
    fn try_pair(&mut self, value: u64) -> Option<u64> {
        self.tx.try_send(key_of(&self.keys, value), value).ok()?;
        self.rx.try_recv().ok()
    }

    #[inline]
    fn blocking_pair(&mut self, value: u64) -> Option<u64> {
        self.tx.send(key_of(&self.keys, value), value).ok()?;
        self.rx.recv().ok()
    }

    #[inline]
    fn async_pair(&mut self, value: u64) -> Option<u64> {
        finish(self.tx.send_async(key_of(&self.keys, value), value)).ok()?;
        finish(self.rx.recv_async()).ok()
    }

    #[inline]
    fn batch_pair(&mut self, values: &mut Vec<u64>) -> Option<usize> {
        let count = self.tx.send_batch(values, |value| key_of(&self.keys, *value)).ok()?;
        self.rx.recv_batch(values, count).ok()
    }
}

impl Loopback for ShardGroup {
    #[inline]
    fn try_pair(&mut self, value: u64) -> Option<u64> {
        self.tx.try_send(&key_of(&self.keys, value), value).ok()?;
        self.rx.try_recv().ok()
    }

    #[inline]
    fn blocking_pair(&mut self, value: u64) -> Option<u64> {
        self.tx.send(&key_of(&self.keys, value), value).ok()?;
        self.rx.recv().ok()
    }

    #[inline]
    fn async_pair(&mut self, value: u64) -> Option<u64> {
        finish(self.tx.send_async(&key_of(&self.keys, value), value)).ok()?;
        finish(self.rx.recv_async()).ok()
    }

    #[inline]
    fn batch_pair(&mut self, values: &mut Vec<u64>) -> Option<usize> {
        let count = self.tx.send_batch(values, |value| key_of(&self.keys, *value)).ok()?;
        self.rx.recv_batch(values, count).ok()
    }
}

impl Loopback for Lane {
    #[inline]
    fn try_pair(&mut self, value: u64) -> Option<u64> {
        self.tx.try_send(value).ok()?;
        self.rx.try_recv().ok()
    }

    #[inline]
    fn blocking_pair(&mut self, value: u64) -> Option<u64> {
        self.tx.send(value).ok()?;
        self.rx.recv().ok()
    }

    #[inline]
    fn async_pair(&mut self, value: u64) -> Option<u64> {
        finish(self.tx.send_async(value)).ok()?;
        finish(self.rx.recv_async()).ok()
    }

    #[inline]
    fn batch_pair(&mut self, values: &mut Vec<u64>) -> Option<usize> {
        let count = self.tx.send_batch(values).ok()?;
        self.rx.recv_batch(values, count).ok()
    }
}
