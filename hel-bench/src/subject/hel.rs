//! hel itself.

use ::hel::channel::errors::TrySendError;
use ::hel::channel::mpmc::{self, KeySender, RoundRobinSender, ShardReceiver};
use ::hel::channel::spsc;

use super::adapter::adapter;
use crate::catalog::{Kind, Library};
use crate::ends::{Gone, Message, Reply};
use crate::wiring::{FanIn, Lanes, Layout, Opened, Shared, Wiring};

pub(super) fn library() -> Library {
    Library::new("hel", Kind::Hel)
        .spsc_threads::<Spsc>("spsc")
        .spsc_tasks::<Spsc>("spsc")
        .wired_tasks::<ShardSpsc>("shard_spsc")
        .across::<Spsc, Spsc>("spsc")
        .wired_batch_threads::<Lanes<Spsc>>("spsc")
        .wired_batch_tasks::<Lanes<Spsc>>("spsc")
        .mpmc_threads::<Bounded>("bounded")
        .mpmc_tasks::<Bounded>("bounded")
        .mpmc_both::<Bounded>("bounded")
        .asking_threads::<Shared<Bounded>, Spsc>("bounded, spsc replies")
        .asking_tasks::<Shared<Bounded>, Spsc>("bounded, spsc replies")
        .across::<Bounded, Bounded>("bounded")
        .wired_batch_threads::<Lanes<Bounded>>("bounded")
        .wired_batch_tasks::<Lanes<Bounded>>("bounded")
        .wired_batch_threads::<Shared<Bounded>>("bounded")
        .wired_batch_tasks::<Shared<Bounded>>("bounded")
        .wired_try_threads::<FanIn<Bounded>>("bounded")
        .wired_try_tasks::<FanIn<Bounded>>("bounded")
        .wired_threads::<RoundRobin>("round_robin")
        .wired_tasks::<RoundRobin>("round_robin")
        .wired_batch_threads::<RoundRobin>("round_robin")
        .wired_try_threads::<RoundRobin>("round_robin")
        .wired_try_tasks::<RoundRobin>("round_robin")
        .wired_threads::<AnyShard>("any shard")
        .wired_tasks::<AnyShard>("any shard")
        .wired_threads::<ShardKey>("shard_key")
        .wired_batch_threads::<ShardKey>("shard_key")
        .wired_try_threads::<ShardKey>("shard_key")
        .wired_try_tasks::<ShardKey>("shard_key")
}

/// An error's value, as [`Try`](crate::ends::Try) wants it.
fn unsent<T>(error: TrySendError<T>) -> T {
    error.into_inner()
}

/// An adapter whose ends have all operations under their usual names.
macro_rules! plain {
    ($(#[$doc:meta])* $name:ident($tx:ty, $rx:ty): $($rest:tt)*) => {
        adapter! {
            $(#[$doc])*
            $name($tx, $rx):
            $($rest)*
            send(tx, value) { tx.send(value).map_err(|_| Gone) }
            recv(rx) { rx.recv().ok() }
            send_async(tx, value) { tx.send_async(value).await.map_err(|_| Gone) }
            recv_async(rx) { rx.recv_async().await.ok() }
            tries(tx, rx, value) {
                send: tx.try_send(value).map_err(unsent),
                receive: rx.try_recv().ok()
            }
            batch(tx, rx, buffer, max) {
                send: tx.send_batch(buffer).map(drop).map_err(|_| Gone),
                receive: rx.recv_batch(buffer, max).unwrap_or(0)
            }
            batch_async(tx, rx, buffer, max) {
                send: tx.send_batch_async(buffer).await.map(drop).map_err(|_| Gone),
                receive: rx.recv_batch_async(buffer, max).await.unwrap_or(0)
            }
        }
    };
}

plain! {
    /// `mpmc::bounded`.
    Bounded(mpmc::Sender<T, CAP>, mpmc::Receiver<T, CAP>):
    channel() { mpmc::bounded() }
    clone_tx(tx) { tx.clone() }
    clone_rx(rx) { rx.clone() }
}

plain! {
    /// `spsc::spsc`.
    Spsc(spsc::Sender<T, CAP>, spsc::Receiver<T, CAP>):
    channel() { spsc::spsc() }
}

plain! {
    /// `mpmc::round_robin`, a shard per consumer.
    RoundRobin(RoundRobinSender<T, CAP>, mpmc::Receiver<T, CAP>):
}

plain! {
    /// A shard for each producer, and one receiver of them all.
    AnyShard(mpmc::Sender<T, CAP>, ShardReceiver<T, CAP>):
}

adapter! {
    /// `mpmc::shard_key`, a shard per consumer.
    ShardKey(KeySender<T, CAP>, mpmc::Receiver<T, CAP>):
    send(tx, value) { tx.send(value.key(), value).map_err(|_| Gone) }
    recv(rx) { rx.recv().ok() }
    send_async(tx, value) { tx.send_async(value.key(), value).await.map_err(|_| Gone) }
    recv_async(rx) { rx.recv_async().await.ok() }
    tries(tx, rx, value) {
        send: tx.try_send(value.key(), value).map_err(unsent),
        receive: rx.try_recv().ok()
    }
    batch(tx, rx, buffer, max) {
        send: tx.send_batch(buffer, Message::key).map(drop).map_err(|_| Gone),
        receive: rx.recv_batch(buffer, max).unwrap_or(0)
    }
}

/// `spsc::shard_spsc`: the lanes of [`Spsc`], made together.
struct ShardSpsc;

impl Reply for Spsc {
    fn again<T: Message, const CAP: usize>(_: &Self::Tx<T, CAP>) -> Option<Self::Tx<T, CAP>> {
        None
    }
}

impl Wiring for RoundRobin {
    const LAYOUT: Layout = Layout::RoundRobin;
    type Ends = Self;

    fn open<T: Message, const CAP: usize>(producers: usize, consumers: usize) -> Opened<Self, T, CAP> {
        let (tx, rx) = mpmc::round_robin(consumers);
        (vec![tx; producers], rx.into_receivers())
    }
}

impl Wiring for AnyShard {
    const LAYOUT: Layout = Layout::AnyShard;
    type Ends = Self;

    fn open<T: Message, const CAP: usize>(producers: usize, consumers: usize) -> Opened<Self, T, CAP> {
        let (tx, rx) = mpmc::round_robin(producers);
        let shard = |shard| tx.shard(shard).expect("a shard for each producer").clone();
        ((0..producers).map(shard).collect(), vec![rx; consumers])
    }
}

impl Wiring for ShardKey {
    const LAYOUT: Layout = Layout::Keyed;
    type Ends = Self;

    fn open<T: Message, const CAP: usize>(producers: usize, consumers: usize) -> Opened<Self, T, CAP> {
        let (tx, rx) = mpmc::shard_key(consumers);
        (vec![tx; producers], rx.into_receivers())
    }
}

impl Wiring for ShardSpsc {
    const LAYOUT: Layout = Layout::Lanes;
    type Ends = Spsc;

    fn open<T: Message, const CAP: usize>(producers: usize, consumers: usize) -> Opened<Spsc, T, CAP> {
        assert_eq!(producers, consumers, "lanes join pairs");
        spsc::shard_spsc(producers).into_pairs().map(|(_, tx, rx)| (tx, rx)).unzip()
    }
}
