//! hel itself.

use ::hel::channel::mpmc::{self, HomeSender, KeySender, LeastLoadedSender, RoundRobinSender, ShardReceiver};
use ::hel::channel::spsc;

use crate::catalog::{Kind, Library};
use crate::ends::{Gone, Message, adapter};
use crate::wiring::{FanIn, Jobs, Lanes, Shared};

pub(super) fn library() -> Library {
    Library::new("hel", Kind::Hel)
        .spsc_threads::<Spsc>("spsc")
        .spsc_tasks::<Spsc>("spsc")
        .wired_tasks::<ShardSpsc>("shard_spsc")
        .across::<Spsc, Spsc>("spsc")
        .wired_batches::<Lanes<Spsc>>("spsc")
        .mpmc_threads::<Bounded>("bounded")
        .mpmc_tasks::<Bounded>("bounded")
        .mpmc_both::<Bounded>("bounded")
        .asking_threads::<Shared<Bounded>, Spsc>("bounded, spsc replies")
        .asking_tasks::<Shared<Bounded>, Spsc>("bounded, spsc replies")
        .across::<Bounded, Bounded>("bounded")
        .wired_batches::<Lanes<Bounded>>("bounded")
        .wired_batches::<Shared<Bounded>>("bounded")
        .wired_tries::<FanIn<Bounded>>("bounded")
        .wired::<RoundRobin>("round_robin")
        .wired_batch_threads::<RoundRobin>("round_robin")
        .wired_tries::<RoundRobin>("round_robin")
        .wired::<HomeShard>("home_shard")
        .wired::<LeastLoaded>("least_loaded")
        .wired_threads::<Jobs<RoundRobin>>("round_robin")
        .wired_threads::<Jobs<HomeShard>>("home_shard")
        .wired_threads::<Jobs<LeastLoaded>>("least_loaded")
        .wired_threads::<Jobs<Workers>>("workers")
        .wired::<AnyShard>("any shard")
        .wired_threads::<ShardKey>("shard_key")
        .wired_batch_threads::<ShardKey>("shard_key")
        .wired_tries::<ShardKey>("shard_key")
}

adapter! {
    /// `mpmc::bounded`.
    Bounded(mpmc::Sender<T, CAP>, mpmc::Receiver<T, CAP>):
        clone_tx, clone_rx, send, recv, send_async, recv_async, tries, batch, batch_async;
    channel() { mpmc::bounded() }
}

adapter! {
    /// `spsc::spsc`.
    Spsc(spsc::Sender<T, CAP>, spsc::Receiver<T, CAP>):
        once, send, recv, send_async, recv_async, tries, batch, batch_async;
    channel() { spsc::spsc() }
}

adapter! {
    /// `mpmc::round_robin`, a shard per consumer.
    RoundRobin(RoundRobinSender<T, CAP>, mpmc::Receiver<T, CAP>):
        send, recv, send_async, recv_async, tries, batch, batch_async;
    open(RoundRobin, Self, producers, consumers) {
        let (tx, rx) = mpmc::round_robin(consumers);
        (vec![tx; producers], rx.into_receivers())
    }
}

adapter! {
    /// `mpmc::home_shard`, a shard per consumer.
    HomeShard(HomeSender<T, CAP>, mpmc::Receiver<T, CAP>):
        send, recv, send_async, recv_async, tries, batch, batch_async;
    open(RoundRobin, Self, producers, consumers) {
        let (tx, rx) = mpmc::home_shard(consumers);
        (vec![tx; producers], rx.into_receivers())
    }
}

adapter! {
    /// `mpmc::least_loaded`, a shard per consumer.
    LeastLoaded(LeastLoadedSender<T, CAP>, mpmc::Receiver<T, CAP>):
        send, recv, send_async, recv_async, tries, batch, batch_async;
    open(RoundRobin, Self, producers, consumers) {
        let (tx, rx) = mpmc::least_loaded(consumers);
        (vec![tx; producers], rx.into_receivers())
    }
}

adapter! {
    /// `mpmc::round_robin` with workers that help each other.
    Workers(RoundRobinSender<T, CAP>, ShardReceiver<T, CAP>):
        send, recv, send_async, recv_async, tries, batch, batch_async;
    open(RoundRobin, Self, producers, consumers) {
        let (tx, rx) = mpmc::round_robin(consumers);
        (vec![tx; producers], rx.into_workers(consumers))
    }
}

adapter! {
    /// A shard for each producer, and one receiver of them all.
    AnyShard(mpmc::Sender<T, CAP>, ShardReceiver<T, CAP>):
        send, recv, send_async, recv_async, tries, batch, batch_async;
    open(AnyShard, Self, producers, consumers) {
        let (tx, rx) = mpmc::round_robin(producers);
        let shard = |shard| tx.shard(shard).expect("a shard for each producer").clone();
        ((0..producers).map(shard).collect(), vec![rx; consumers])
    }
}

adapter! {
    /// `mpmc::shard_key`, a shard per consumer.
    ShardKey(KeySender<T, CAP>, mpmc::Receiver<T, CAP>): recv, recv_async;
    open(Keyed, Self, producers, consumers) {
        let (tx, rx) = mpmc::shard_key(consumers);
        (vec![tx; producers], rx.into_receivers())
    }
    send(tx, value) { tx.send(value.key(), value).map_err(|_| Gone) }
    send_async(tx, value) { tx.send_async(value.key(), value).await.map_err(|_| Gone) }
    tries(tx, rx, value) {
        send: tx.try_send(value.key(), value).map_err(::hel::channel::errors::TrySendError::into_inner),
        receive: rx.try_recv().ok()
    }
    batch(tx, rx, buffer, max) {
        send: tx.send_batch(buffer, Message::key).map(drop).map_err(|_| Gone),
        receive: rx.recv_batch(buffer, max).unwrap_or(0)
    }
}

/// `spsc::shard_spsc`: the lanes of [`Spsc`], made together.
struct ShardSpsc;

adapter! {
    impl [] ShardSpsc;
    open(Lanes, Spsc, producers, consumers) {
        assert_eq!(producers, consumers, "lanes join pairs");
        spsc::shard_spsc(producers).into_pairs().map(|(_, tx, rx)| (tx, rx)).unzip()
    }
}
