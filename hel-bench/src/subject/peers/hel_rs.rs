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

use crate::catalog::{Kind, Lack, Library};
use crate::ends::{Gone, Message, adapter};
use crate::payload::KEYS;
use crate::wiring::{FanIn, FanOut, Lanes, Shared};

pub(super) fn library() -> Library {
    Library::new("hel-rs", Kind::Peer)
        .wired_threads::<Lanes<ShardSpsc>>("shard_spsc")
        .spsc_tasks::<ShardSpsc>("shard_spsc")
        .across::<ShardSpsc, ShardSpsc>("shard_spsc")
        .wired_batches::<Lanes<ShardSpsc>>("shard_spsc")
        .wired_threads::<Lanes<RoundRobin>>("round_robin(1)")
        .wired_threads::<FanIn<RoundRobin>>("round_robin(1)")
        .mpsc_tasks::<RoundRobin>("round_robin(1)")
        .wired::<Shared<RoundRobin>>("round_robin(1)")
        .wired::<FanOut<RoundRobin>>("round_robin(1)")
        .asking_threads::<Shared<RoundRobin>, Two>("round_robin(1)")
        .asking_tasks::<Shared<RoundRobin>, Two>("round_robin(1)")
        .mpmc_both::<RoundRobin>("round_robin(1)")
        .across::<RoundRobin, RoundRobin>("round_robin(1)")
        .wired_batch_threads::<Shared<RoundRobin>>("round_robin(1)")
        .wired::<RoundRobin>("round_robin")
        .wired_batch_threads::<RoundRobin>("round_robin")
        .wired_threads::<ByKey>("shard_key")
        .wired_threads::<ByGroup>("shard_group")
        .wired_tries::<FanIn<RoundRobin>>("round_robin(1)")
        .wired_tries::<RoundRobin>("round_robin")
        .wired_tries::<ByKey>("shard_key")
        .lacks(Lack::OneSlot, "its channels have two slots at least")
        .lacks(Lack::BatchTasks, "a batch from a task is sent out of order")
}

/// Its keys are strings. These are short ones, made beforehand.
static KEY_NAMES: LazyLock<Vec<String>> =
    LazyLock::new(|| (0..KEYS).map(|key| format!("{key:02x}")).collect());

/// The sender of `shard_key`, with the names of all keys.
type KeySender<T, const CAP: usize> = (ShardKey<T, CAP>, &'static [String]);

/// The sender of `shard_group`, with the handles of all keys: it wants them looked up once.
type GroupSender<T, const CAP: usize> = (ShardGroup<T, CAP>, Vec<SymbolHandle>);

adapter! {
    /// `shard_spsc`, a lane of it.
    ShardSpsc(SingleSender<T, CAP>, SingleReceiver<T, CAP>): send, recv, send_async, recv_async;
    channel() { shard_spsc(1).take_pair(0).expect("it has one pair") }
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
        clone_tx, clone_rx, send, recv, send_async, recv_async;
    channel() { one_shard() }
    open(RoundRobin, Self, producers, consumers) {
        let (tx, rx) = round_robin(consumers);
        (vec![tx; producers], shards(rx, consumers))
    }
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
    Two(ShardRoundRobin<T, 2>, Receiver<T, 2>): clone_tx, send, recv, send_async, recv_async;
    channel() { one_shard() }
}

adapter! {
    /// `shard_key`, a shard per consumer.
    ByKey(KeySender<T, CAP>, Receiver<T, CAP>): recv, recv_async;
    open(Keyed, Self, producers, consumers) {
        let (tx, rx) = shard_key(consumers);
        (vec![(tx, &KEY_NAMES[..]); producers], shards(rx, consumers))
    }
    send(tx, value) { tx.0.send(&tx.1[value.key() as usize], value).map_err(|_| Gone) }
    send_async(tx, value) { tx.0.send_async(&tx.1[value.key() as usize], value).await.map_err(|_| Gone) }
    tries(tx, rx, value) {
        send: {
            let name = &tx.1[value.key() as usize];
            tx.0.try_send(name, value).map_err(|error| error.err.into_inner())
        },
        receive: rx.try_recv().ok()
    }
}

adapter! {
    /// `shard_group`, a shard per consumer.
    ByGroup(GroupSender<T, CAP>, Receiver<T, CAP>): recv, recv_async;
    open(Keyed, Self, producers, consumers) {
        // The keys are as frequent as each other: dealt out in turn, each shard gets its fair part.
        let map: HashMap<String, usize> = KEY_NAMES.iter().cloned().zip((0..consumers).cycle()).collect();
        let (tx, rx) = shard_group(ShardGroupCase::Map { map, num_groups: consumers });
        let handles = KEY_NAMES.iter().map(|name| tx.handle(name).expect("it is in the map")).collect();
        (vec![(tx, handles); producers], shards(rx, consumers))
    }
    send(tx, value) { tx.0.send(tx.1[value.key() as usize], value).map_err(|_| Gone) }
    send_async(tx, value) { tx.0.send_async(tx.1[value.key() as usize], value).await.map_err(|_| Gone) }
}

/// A round-robin channel with one shard.
fn one_shard<T: Message, const CAP: usize>() -> (ShardRoundRobin<T, CAP>, Receiver<T, CAP>) {
    let (tx, rx) = round_robin(1);
    (tx, shards(rx, 1).remove(0))
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
