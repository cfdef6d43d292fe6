//! hel itself.

use hel::channel::mpmc::{self, KeySender, Receiver, RoundRobinSender, Sender};
use hel::channel::spsc;

use crate::catalog::{Kind, Layout, Library};
use crate::ends::{
    Batch, BatchAsync, Channel, CloneRx, CloneTx, Ends, Gone, RecvAsync, RecvBlocking, SendAsync,
    SendBlocking,
};
use crate::payload::Payload;
use crate::wiring::{Opened, Wiring};

pub(super) fn library() -> Library {
    Library::new("hel", Kind::Hel)
        .threads::<Spsc>("spsc")
        .tasks::<Spsc>("spsc")
        .routed_tasks::<ShardSpsc>("shard_spsc", Layout::Lanes)
        .across::<Spsc, Spsc>("spsc")
        .batch_threads::<Spsc>("spsc")
        .batch_tasks::<Spsc>("spsc")
        .threads::<Bounded>("bounded")
        .tasks::<Bounded>("bounded")
        .shared_threads::<Bounded>("bounded")
        .shared_tasks::<Bounded>("bounded")
        .across::<Bounded, Bounded>("bounded")
        .batch_threads::<Bounded>("bounded")
        .batch_tasks::<Bounded>("bounded")
        .shared_batch_threads::<Bounded>("bounded")
        .shared_batch_tasks::<Bounded>("bounded")
        .blocked_senders::<Bounded>("bounded")
        .blocked_receivers::<Bounded>("bounded")
        .routed_threads::<RoundRobin>("round_robin", Layout::RoundRobin)
        .routed_tasks::<RoundRobin>("round_robin", Layout::RoundRobin)
        .routed_threads::<ShardKey>("shard_key", Layout::Keyed)
}

/// `mpmc::bounded`.
struct Bounded;

/// `mpmc::round_robin`, a shard per consumer.
struct RoundRobin;

/// `mpmc::shard_key`, a shard per consumer.
struct ShardKey;

/// `spsc::spsc`.
struct Spsc;

/// `spsc::shard_spsc`: the lanes of [`Spsc`], made together.
struct ShardSpsc;

impl Ends for Bounded {
    type Tx<T: Payload, const CAP: usize> = Sender<T, CAP>;
    type Rx<T: Payload, const CAP: usize> = Receiver<T, CAP>;
}

impl Ends for RoundRobin {
    type Tx<T: Payload, const CAP: usize> = RoundRobinSender<T, CAP>;
    type Rx<T: Payload, const CAP: usize> = Receiver<T, CAP>;
}

impl Ends for ShardKey {
    type Tx<T: Payload, const CAP: usize> = KeySender<T, CAP>;
    type Rx<T: Payload, const CAP: usize> = Receiver<T, CAP>;
}

impl Ends for Spsc {
    type Tx<T: Payload, const CAP: usize> = spsc::Sender<T, CAP>;
    type Rx<T: Payload, const CAP: usize> = spsc::Receiver<T, CAP>;
}

impl Channel for Bounded {
    fn channel<T: Payload, const CAP: usize>() -> (Sender<T, CAP>, Receiver<T, CAP>) {
        mpmc::bounded()
    }
}

impl Channel for Spsc {
    fn channel<T: Payload, const CAP: usize>() -> (spsc::Sender<T, CAP>, spsc::Receiver<T, CAP>) {
        spsc::spsc()
    }
}

impl Wiring for RoundRobin {
    type Ends = Self;

    fn open<T: Payload, const CAP: usize>(producers: usize, consumers: usize) -> Opened<Self, T, CAP> {
        let (tx, rx) = mpmc::round_robin(consumers);
        (vec![tx; producers], rx.into_receivers())
    }
}

impl Wiring for ShardKey {
    type Ends = Self;

    fn open<T: Payload, const CAP: usize>(producers: usize, consumers: usize) -> Opened<Self, T, CAP> {
        let (tx, rx) = mpmc::shard_key(consumers);
        (vec![tx; producers], rx.into_receivers())
    }
}

impl Wiring for ShardSpsc {
    type Ends = Spsc;

    fn open<T: Payload, const CAP: usize>(producers: usize, consumers: usize) -> Opened<Spsc, T, CAP> {
        assert_eq!(producers, consumers, "lanes join pairs");
        spsc::shard_spsc(producers).into_pairs().map(|(_, tx, rx)| (tx, rx)).unzip()
    }
}

impl CloneTx for Bounded {
    fn clone_tx<T: Payload, const CAP: usize>(tx: &Sender<T, CAP>) -> Sender<T, CAP> {
        tx.clone()
    }
}

impl CloneRx for Bounded {
    fn clone_rx<T: Payload, const CAP: usize>(rx: &Receiver<T, CAP>) -> Receiver<T, CAP> {
        rx.clone()
    }
}

impl SendBlocking for ShardKey {
    #[inline]
    fn send<T: Payload, const CAP: usize>(tx: &mut KeySender<T, CAP>, value: T) -> Result<(), Gone> {
        tx.send(value.stamp().key(), value).map_err(|_| Gone)
    }
}

/// The operations that all kinds have under the same names.
macro_rules! operations {
    (send: $($sends:ty),+; receive: $($receives:ty),+; batch: $($batches:ty),+) => {
        $(impl SendBlocking for $sends {
            #[inline]
            fn send<T: Payload, const CAP: usize>(tx: &mut Self::Tx<T, CAP>, value: T) -> Result<(), Gone> {
                tx.send(value).map_err(|_| Gone)
            }
        }

        impl SendAsync for $sends {
            #[inline]
            async fn send_async<T: Payload, const CAP: usize>(
                tx: &mut Self::Tx<T, CAP>,
                value: T,
            ) -> Result<(), Gone> {
                tx.send_async(value).await.map_err(|_| Gone)
            }
        })+

        $(impl RecvBlocking for $receives {
            #[inline]
            fn recv<T: Payload, const CAP: usize>(rx: &mut Self::Rx<T, CAP>) -> Option<T> {
                rx.recv().ok()
            }
        }

        impl RecvAsync for $receives {
            #[inline]
            async fn recv_async<T: Payload, const CAP: usize>(rx: &mut Self::Rx<T, CAP>) -> Option<T> {
                rx.recv_async().await.ok()
            }
        })+

        $(impl Batch for $batches {
            #[inline]
            fn send_batch<T: Payload, const CAP: usize>(
                tx: &mut Self::Tx<T, CAP>,
                buffer: &mut Vec<T>,
            ) -> Result<(), Gone> {
                tx.send_batch(buffer).map(drop).map_err(|_| Gone)
            }

            #[inline]
            fn recv_batch<T: Payload, const CAP: usize>(
                rx: &mut Self::Rx<T, CAP>,
                buffer: &mut Vec<T>,
                max: usize,
            ) -> usize {
                rx.recv_batch(buffer, max).unwrap_or(0)
            }
        }

        impl BatchAsync for $batches {
            #[inline]
            async fn send_batch_async<T: Payload, const CAP: usize>(
                tx: &mut Self::Tx<T, CAP>,
                buffer: &mut Vec<T>,
            ) -> Result<(), Gone> {
                tx.send_batch_async(buffer).await.map(drop).map_err(|_| Gone)
            }

            #[inline]
            async fn recv_batch_async<T: Payload, const CAP: usize>(
                rx: &mut Self::Rx<T, CAP>,
                buffer: &mut Vec<T>,
                max: usize,
            ) -> usize {
                rx.recv_batch_async(buffer, max).await.unwrap_or(0)
            }
        })+
    };
}

operations! {
    send: Bounded, RoundRobin, Spsc;
    receive: Bounded, RoundRobin, ShardKey, Spsc;
    batch: Bounded, Spsc
}
