//! How producers and consumers are joined: by one channel, by one each, or by many with a route chosen by hand.

use std::marker::PhantomData;

use crate::ends::{Channel, CloneRx, CloneTx, Ends, Gone, RecvAsync, RecvBlocking, SendAsync, SendBlocking};
use crate::payload::Payload;

/// The ends of a wiring, one per producer and one per consumer.
pub type Opened<E, T, const CAP: usize> = (Vec<<E as Ends>::Tx<T, CAP>>, Vec<<E as Ends>::Rx<T, CAP>>);

/// A way to join producers and consumers.
pub trait Wiring: 'static {
    /// What the producers and consumers hold.
    type Ends: Ends;

    /// Ends for that many producers and consumers.
    fn open<T: Payload, const CAP: usize>(producers: usize, consumers: usize) -> Opened<Self::Ends, T, CAP>;
}

/// A channel of its own for each pair of a producer and a consumer.
#[derive(Debug)]
pub struct Lanes<C>(PhantomData<C>);

impl<C: Channel> Wiring for Lanes<C> {
    type Ends = C;

    fn open<T: Payload, const CAP: usize>(producers: usize, consumers: usize) -> Opened<C, T, CAP> {
        assert_eq!(producers, consumers, "lanes join pairs");
        (0..producers).map(|_| C::channel::<T, CAP>()).unzip()
    }
}

/// One channel, shared by all.
#[derive(Debug)]
pub struct Shared<C>(PhantomData<C>);

impl<C: Channel + CloneTx + CloneRx> Wiring for Shared<C> {
    type Ends = C;

    fn open<T: Payload, const CAP: usize>(producers: usize, consumers: usize) -> Opened<C, T, CAP> {
        let (tx, rx) = C::channel::<T, CAP>();
        let mut txs: Vec<_> = (1..producers).map(|_| C::clone_tx(&tx)).collect();
        let mut rxs: Vec<_> = (1..consumers).map(|_| C::clone_rx(&rx)).collect();
        txs.push(tx);
        rxs.push(rx);
        (txs, rxs)
    }
}

/// One channel per consumer; each producer holds a sender into each and picks one for every value.
///
/// It is what users of a library without routing write.
#[derive(Debug)]
pub struct ByHand<C, P>(PhantomData<(C, P)>);

/// The senders that a producer of [`ByHand`] holds.
#[derive(Debug)]
pub struct Routed<Tx, P> {
    channels: Vec<Tx>,
    pick: P,
}

impl<C: Ends, P: Pick> Ends for ByHand<C, P> {
    type Tx<T: Payload, const CAP: usize> = Routed<C::Tx<T, CAP>, P>;
    type Rx<T: Payload, const CAP: usize> = C::Rx<T, CAP>;
}

impl<C: Channel + CloneTx, P: Pick> Wiring for ByHand<C, P> {
    type Ends = Self;

    fn open<T: Payload, const CAP: usize>(producers: usize, consumers: usize) -> Opened<Self, T, CAP> {
        let (txs, rxs): (Vec<_>, Vec<_>) = (0..consumers).map(|_| C::channel::<T, CAP>()).unzip();
        let routed =
            |producer| Routed { channels: txs.iter().map(C::clone_tx).collect(), pick: P::start(producer) };
        ((0..producers).map(routed).collect(), rxs)
    }
}

impl<C: SendBlocking, P: Pick> SendBlocking for ByHand<C, P> {
    #[inline]
    fn send<T: Payload, const CAP: usize>(tx: &mut Self::Tx<T, CAP>, value: T) -> Result<(), Gone> {
        let index = tx.pick.pick(&value, tx.channels.len());
        C::send(&mut tx.channels[index], value)
    }
}

impl<C: SendAsync, P: Pick> SendAsync for ByHand<C, P> {
    #[inline]
    fn send_async<T: Payload, const CAP: usize>(
        tx: &mut Self::Tx<T, CAP>,
        value: T,
    ) -> impl Future<Output = Result<(), Gone>> + Send {
        let index = tx.pick.pick(&value, tx.channels.len());
        C::send_async(&mut tx.channels[index], value)
    }
}

impl<C: RecvBlocking, P: Pick> RecvBlocking for ByHand<C, P> {
    #[inline]
    fn recv<T: Payload, const CAP: usize>(rx: &mut Self::Rx<T, CAP>) -> Option<T> {
        C::recv(rx)
    }
}

impl<C: RecvAsync, P: Pick> RecvAsync for ByHand<C, P> {
    #[inline]
    fn recv_async<T: Payload, const CAP: usize>(
        rx: &mut Self::Rx<T, CAP>,
    ) -> impl Future<Output = Option<T>> + Send {
        C::recv_async(rx)
    }
}

/// Which of `channels` a value goes to.
pub trait Pick: Send + 'static {
    /// The picker of producer number `producer`.
    fn start(producer: usize) -> Self;

    /// The index of a channel, below `channels`.
    fn pick<T: Payload>(&mut self, value: &T, channels: usize) -> usize;
}

/// The next channel for every value. Producers start at different ones.
#[derive(Debug)]
pub struct InTurn {
    next: usize,
}

impl Pick for InTurn {
    fn start(producer: usize) -> Self {
        Self { next: producer }
    }

    #[inline]
    fn pick<T: Payload>(&mut self, _: &T, channels: usize) -> usize {
        let index = if self.next < channels { self.next } else { self.next % channels };
        self.next = index + 1;
        index
    }
}

/// A hash of the value's key: one multiplication, as good as it gets for small integers.
#[derive(Debug)]
pub struct ByKey;

impl Pick for ByKey {
    fn start(_: usize) -> Self {
        Self
    }

    #[inline]
    fn pick<T: Payload>(&mut self, value: &T, channels: usize) -> usize {
        let hash = value.stamp().key().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        ((hash * channels as u64) >> 32) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::Stamp;

    fn picks<P: Pick>(producer: usize, channels: usize, count: u64) -> Vec<usize> {
        let mut pick = P::start(producer);
        (0..count).map(|n| pick.pick(&u64::new(Stamp::new(producer, n)), channels)).collect()
    }

    #[test]
    fn in_turn_visits_all_and_starts_apart() {
        assert_eq!(picks::<InTurn>(0, 3, 7), [0, 1, 2, 0, 1, 2, 0]);
        assert_eq!(picks::<InTurn>(4, 3, 4), [1, 2, 0, 1]);
        assert_eq!(picks::<InTurn>(0, 1, 3), [0, 0, 0]);
    }

    #[test]
    fn a_key_always_goes_to_the_same_channel_and_all_channels_get_some() {
        for channels in [1, 2, 4, 8] {
            let mut counts = vec![0; channels];
            let mut of_key = std::collections::HashMap::new();
            for producer in [0, 5] {
                for (number, index) in picks::<ByKey>(producer, channels, 10_000).into_iter().enumerate() {
                    counts[index] += 1;
                    assert_eq!(
                        *of_key.entry(Stamp::new(producer, number as u64).key()).or_insert(index),
                        index
                    );
                }
            }
            let fair = 20_000 / channels;
            assert!(counts.iter().all(|count| (fair / 2..=fair * 3 / 2).contains(count)), "{counts:?}");
        }
    }
}
