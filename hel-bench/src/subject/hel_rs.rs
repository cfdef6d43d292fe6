//! hel-rs, which too calls its library `hel`.
//!
//! It routes by itself, so nothing is routed by hand here. Its round-robin channel with one shard is its plain channel.
//! A thread that finds it full takes its place in the queue at once and waits for its slot, so the capacity is what it
//! is everywhere: the slots.

use std::collections::HashMap;
use std::sync::LazyLock;

use ::hel_rs::channel::mpmc::{
    ShardGroup, ShardGroupCase, ShardKey, ShardReceiver, ShardRoundRobin, SymbolHandle, round_robin,
    shard_group, shard_key,
};
use ::hel_rs::channel::spsc::shard_spsc;
use ::hel_rs::channel::{Receiver, SingleReceiver, SingleSender};

use super::adapter::adapter;
use crate::catalog::{Kind, Lack, Library};
use crate::ends::{Gone, Message};
use crate::payload::KEYS;
use crate::wiring::{FanIn, FanOut, Lanes, Layout, Opened, Shared, Wiring};

pub(super) fn library() -> Library {
    Library::new("hel-rs", Kind::Peer)
        .wired_threads::<Lanes<ShardSpsc>>("shard_spsc")
        .spsc_tasks::<ShardSpsc>("shard_spsc")
        .across::<ShardSpsc, ShardSpsc>("shard_spsc")
        .wired_batch_threads::<Lanes<ShardSpsc>>("shard_spsc")
        .wired_batch_tasks::<Lanes<ShardSpsc>>("shard_spsc")
        .wired_threads::<Lanes<RoundRobin>>("round_robin(1)")
        .wired_threads::<FanIn<RoundRobin>>("round_robin(1)")
        .mpsc_tasks::<RoundRobin>("round_robin(1)")
        .wired_threads::<Shared<RoundRobin>>("round_robin(1)")
        .wired_tasks::<Shared<RoundRobin>>("round_robin(1)")
        .wired_threads::<FanOut<RoundRobin>>("round_robin(1)")
        .wired_tasks::<FanOut<RoundRobin>>("round_robin(1)")
        .asking_threads::<Shared<RoundRobin>, Two>("round_robin(1)")
        .asking_tasks::<Shared<RoundRobin>, Two>("round_robin(1)")
        .mpmc_both::<RoundRobin>("round_robin(1)")
        .across::<RoundRobin, RoundRobin>("round_robin(1)")
        .wired_batch_threads::<Shared<RoundRobin>>("round_robin(1)")
        .wired_threads::<RoundRobin>("round_robin")
        .wired_tasks::<RoundRobin>("round_robin")
        .wired_batch_threads::<RoundRobin>("round_robin")
        .wired_threads::<ByKey>("shard_key")
        .wired_threads::<ByGroup>("shard_group")
        .wired_try_threads::<FanIn<RoundRobin>>("round_robin(1)")
        .wired_try_tasks::<FanIn<RoundRobin>>("round_robin(1)")
        .wired_try_threads::<RoundRobin>("round_robin")
        .wired_try_tasks::<RoundRobin>("round_robin")
        .wired_try_threads::<ByKey>("shard_key")
        .wired_try_tasks::<ByKey>("shard_key")
        .lacks(Lack::OneSlot, "its channels have two slots at least")
        .lacks(Lack::BatchTasks, "a batch from a task is sent out of order")
}

/// Its keys are strings. These are short ones, made beforehand.
static KEY_NAMES: LazyLock<Vec<String>> =
    LazyLock::new(|| (0..KEYS).map(|key| format!("{key:02x}")).collect());

/// The sender of `shard_key`, with the names of all keys.
struct KeySender<T: Message, const CAP: usize> {
    tx: ShardKey<T, CAP>,
    names: &'static [String],
}

/// The sender of `shard_group`, with the handles of all keys: it wants them looked up once.
struct GroupSender<T: Message, const CAP: usize> {
    tx: ShardGroup<T, CAP>,
    handles: Vec<SymbolHandle>,
}

// Derived, these would ask the values to be `Clone` too.
impl<T: Message, const CAP: usize> Clone for KeySender<T, CAP> {
    fn clone(&self) -> Self {
        Self { tx: self.tx.clone(), names: self.names }
    }
}

impl<T: Message, const CAP: usize> Clone for GroupSender<T, CAP> {
    fn clone(&self) -> Self {
        Self { tx: self.tx.clone(), handles: self.handles.clone() }
    }
}

adapter! {
    /// `shard_spsc`, a lane of it.
    ShardSpsc(SingleSender<T, CAP>, SingleReceiver<T, CAP>):
    channel() { shard_spsc(1).take_pair(0).expect("it has one pair") }
    send(tx, value) { tx.send(value).map_err(|_| Gone) }
    recv(rx) { rx.recv().ok() }
    send_async(tx, value) { tx.send_async(value).await.map_err(|_| Gone) }
    recv_async(rx) { rx.recv_async().await.ok() }
    batch(tx, rx, buffer, max) {
        send: tx.send_batch(buffer).map(drop).map_err(|_| Gone),
        receive: rx.recv_batch(buffer, max).0
    }
    batch_async(tx, rx, buffer, max) {
        // It says how many were sent; what remains, no receiver wants.
        send: {
            tx.send_batch_async(buffer).await;
            if buffer.is_empty() { Ok(()) } else { Err(Gone) }
        },
        receive: rx.recv_batch_async(buffer, max).await.0
    }
}

adapter! {
    /// `round_robin`: as a channel, with one shard; as a wiring, with one per consumer.
    RoundRobin(ShardRoundRobin<T, CAP>, Receiver<T, CAP>):
    channel() {
        let (tx, rx) = round_robin(1);
        (tx, shards(rx, 1).remove(0))
    }
    clone_tx(tx) { tx.clone() }
    clone_rx(rx) { rx.clone() }
    send(tx, value) { tx.send(value).map_err(|_| Gone) }
    recv(rx) { rx.recv().ok() }
    send_async(tx, value) { tx.send_async(value).await.map_err(|_| Gone) }
    recv_async(rx) { rx.recv_async().await.ok() }
    batch(tx, rx, buffer, max) {
        send: tx.send_batch(buffer).map(drop).map_err(|_| Gone),
        receive: rx.recv_batch(buffer, max).0
    }
    tries(tx, rx, value) {
        send: tx.try_send(value).map_err(|error| error.err.into_inner()),
        receive: rx.try_recv().ok()
    }
}

adapter! {
    /// `round_robin` with one shard of two slots, as it has no channel of one: for replies.
    Two(ShardRoundRobin<T, 2>, Receiver<T, 2>):
    channel() {
        let (tx, rx) = round_robin(1);
        (tx, shards(rx, 1).remove(0))
    }
    clone_tx(tx) { tx.clone() }
    send(tx, value) { tx.send(value).map_err(|_| Gone) }
    recv(rx) { rx.recv().ok() }
    send_async(tx, value) { tx.send_async(value).await.map_err(|_| Gone) }
    recv_async(rx) { rx.recv_async().await.ok() }
}

adapter! {
    /// `shard_key`, a shard per consumer.
    ByKey(KeySender<T, CAP>, Receiver<T, CAP>):
    send(tx, value) { tx.tx.send(&tx.names[value.key() as usize], value).map_err(|_| Gone) }
    recv(rx) { rx.recv().ok() }
    send_async(tx, value) { tx.tx.send_async(&tx.names[value.key() as usize], value).await.map_err(|_| Gone) }
    recv_async(rx) { rx.recv_async().await.ok() }
    tries(tx, rx, value) {
        send: {
            let name = &tx.names[value.key() as usize];
            tx.tx.try_send(name, value).map_err(|error| error.err.into_inner())
        },
        receive: rx.try_recv().ok()
    }
}

adapter! {
    /// `shard_group`, a shard per consumer.
    ByGroup(GroupSender<T, CAP>, Receiver<T, CAP>):
    send(tx, value) { tx.tx.send(tx.handles[value.key() as usize], value).map_err(|_| Gone) }
    recv(rx) { rx.recv().ok() }
    send_async(tx, value) { tx.tx.send_async(tx.handles[value.key() as usize], value).await.map_err(|_| Gone) }
    recv_async(rx) { rx.recv_async().await.ok() }
}

impl Wiring for RoundRobin {
    const LAYOUT: Layout = Layout::RoundRobin;
    type Ends = Self;

    fn open<T: Message, const CAP: usize>(producers: usize, consumers: usize) -> Opened<Self, T, CAP> {
        let (tx, rx) = round_robin(consumers);
        (vec![tx; producers], shards(rx, consumers))
    }
}

impl Wiring for ByKey {
    const LAYOUT: Layout = Layout::Keyed;
    type Ends = Self;

    fn open<T: Message, const CAP: usize>(producers: usize, consumers: usize) -> Opened<Self, T, CAP> {
        let (tx, rx) = shard_key(consumers);
        (vec![KeySender { tx, names: &KEY_NAMES }; producers], shards(rx, consumers))
    }
}

impl Wiring for ByGroup {
    const LAYOUT: Layout = Layout::Keyed;
    type Ends = Self;

    fn open<T: Message, const CAP: usize>(producers: usize, consumers: usize) -> Opened<Self, T, CAP> {
        // The keys are as frequent as each other: dealt out in turn, each shard gets its fair part.
        let map: HashMap<String, usize> = KEY_NAMES.iter().cloned().zip((0..consumers).cycle()).collect();
        let (tx, rx) = shard_group(ShardGroupCase::Map { map, num_groups: consumers });
        let handles = KEY_NAMES.iter().map(|name| tx.handle(name).expect("it is in the map")).collect();
        (vec![GroupSender { tx, handles }; producers], shards(rx, consumers))
    }
}

/// The receivers of the shards. The number of shards is rounded up to a power of two; there would be some that nobody
/// receives from.
fn shards<T: Message, const CAP: usize>(
    rx: ShardReceiver<T, CAP>,
    consumers: usize,
) -> Vec<Receiver<T, CAP>> {
    let receivers = rx.into_receivers();
    assert_eq!(receivers.len(), consumers, "hel-rs has powers of two of shards");
    receivers
}
