//! How producers and consumers are joined: by one channel, by one each, or by many with a route chosen by hand.

use std::marker::PhantomData;

use crate::ends::{
    Batch, Channel, CloneRx, CloneTx, Ends, Gone, Message, RecvAsync, RecvBlocking, SendAsync, SendBlocking,
    Try,
};
use crate::payload::Payload;

/// The ends of a wiring, one per producer and one per consumer.
pub type Opened<E, T, const CAP: usize> = (Vec<<E as Ends>::Tx<T, CAP>>, Vec<<E as Ends>::Rx<T, CAP>>);

/// How values find their way from producers to consumers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layout {
    /// A channel of its own for each pair.
    Lanes,
    /// One channel for all.
    Shared,
    /// One channel from many producers to one consumer.
    FanIn,
    /// One channel from one producer to many consumers.
    FanOut,
    /// A shard for each producer, and one consumer of any shard.
    AnyShard,
    /// A channel or shard per consumer; each value to the next.
    RoundRobin,
    /// A channel or shard per consumer; the value's key chooses.
    Keyed,
}

/// A way to join producers and consumers.
pub trait Wiring: 'static {
    /// How values are routed.
    const LAYOUT: Layout;

    /// What the producers and consumers hold.
    type Ends: Ends;

    /// Ends for that many producers and consumers.
    fn open<T: Message, const CAP: usize>(producers: usize, consumers: usize) -> Opened<Self::Ends, T, CAP>;
}

/// A channel of its own for each pair of a producer and a consumer.
#[derive(Debug)]
pub struct Lanes<C>(PhantomData<C>);

impl<C: Channel> Wiring for Lanes<C> {
    const LAYOUT: Layout = Layout::Lanes;
    type Ends = C;

    fn open<T: Message, const CAP: usize>(producers: usize, consumers: usize) -> Opened<C, T, CAP> {
        assert_eq!(producers, consumers, "lanes join pairs");
        (0..producers).map(|_| C::channel::<T, CAP>()).unzip()
    }
}

/// One channel, shared by all.
#[derive(Debug)]
pub struct Shared<C>(PhantomData<C>);

impl<C: Channel + CloneTx + CloneRx> Wiring for Shared<C> {
    const LAYOUT: Layout = Layout::Shared;
    type Ends = C;

    fn open<T: Message, const CAP: usize>(producers: usize, consumers: usize) -> Opened<C, T, CAP> {
        let (tx, rx) = C::channel::<T, CAP>();
        (senders::<C, T, CAP>(tx, producers), receivers::<C, T, CAP>(rx, consumers))
    }
}

/// One channel into which all producers send.
#[derive(Debug)]
pub struct FanIn<C>(PhantomData<C>);

impl<C: Channel + CloneTx> Wiring for FanIn<C> {
    const LAYOUT: Layout = Layout::FanIn;
    type Ends = C;

    fn open<T: Message, const CAP: usize>(producers: usize, consumers: usize) -> Opened<C, T, CAP> {
        assert_eq!(consumers, 1, "all flows into one");
        let (tx, rx) = C::channel::<T, CAP>();
        (senders::<C, T, CAP>(tx, producers), vec![rx])
    }
}

/// One channel from which all consumers receive.
#[derive(Debug)]
pub struct FanOut<C>(PhantomData<C>);

impl<C: Channel + CloneRx> Wiring for FanOut<C> {
    const LAYOUT: Layout = Layout::FanOut;
    type Ends = C;

    fn open<T: Message, const CAP: usize>(producers: usize, consumers: usize) -> Opened<C, T, CAP> {
        assert_eq!(producers, 1, "all flows from one");
        let (tx, rx) = C::channel::<T, CAP>();
        (vec![tx], receivers::<C, T, CAP>(rx, consumers))
    }
}

fn senders<C: CloneTx, T: Message, const CAP: usize>(tx: C::Tx<T, CAP>, count: usize) -> Vec<C::Tx<T, CAP>> {
    let mut txs: Vec<_> = (1..count).map(|_| C::clone_tx(&tx)).collect();
    txs.push(tx);
    txs
}

fn receivers<C: CloneRx, T: Message, const CAP: usize>(
    rx: C::Rx<T, CAP>,
    count: usize,
) -> Vec<C::Rx<T, CAP>> {
    let mut rxs: Vec<_> = (1..count).map(|_| C::clone_rx(&rx)).collect();
    rxs.push(rx);
    rxs
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
    type Tx<T: Message, const CAP: usize> = Routed<C::Tx<T, CAP>, P>;
    type Rx<T: Message, const CAP: usize> = C::Rx<T, CAP>;
}

impl<C: Channel + CloneTx, P: Pick> Wiring for ByHand<C, P> {
    const LAYOUT: Layout = P::LAYOUT;
    type Ends = Self;

    fn open<T: Message, const CAP: usize>(producers: usize, consumers: usize) -> Opened<Self, T, CAP> {
        let (txs, rxs): (Vec<_>, Vec<_>) = (0..consumers).map(|_| C::channel::<T, CAP>()).unzip();
        let routed =
            |producer| Routed { channels: txs.iter().map(C::clone_tx).collect(), pick: P::start(producer) };
        ((0..producers).map(routed).collect(), rxs)
    }
}

impl<Tx, P: Pick> Routed<Tx, P> {
    #[inline]
    fn pick<T: Message>(&mut self, value: &T) -> &mut Tx {
        let index = self.pick.pick(value, self.channels.len());
        &mut self.channels[index]
    }
}

impl<C: SendBlocking, P: Pick> SendBlocking for ByHand<C, P> {
    #[inline]
    fn send<T: Message, const CAP: usize>(tx: &mut Self::Tx<T, CAP>, value: T) -> Result<(), Gone> {
        C::send(tx.pick(&value), value)
    }
}

impl<C: SendAsync, P: Pick> SendAsync for ByHand<C, P> {
    #[inline]
    fn send_async<T: Message, const CAP: usize>(
        tx: &mut Self::Tx<T, CAP>,
        value: T,
    ) -> impl Future<Output = Result<(), Gone>> + Send {
        C::send_async(tx.pick(&value), value)
    }
}

impl<C: RecvBlocking, P: Pick> RecvBlocking for ByHand<C, P> {
    #[inline]
    fn recv<T: Message, const CAP: usize>(rx: &mut Self::Rx<T, CAP>) -> Option<T> {
        C::recv(rx)
    }
}

impl<C: RecvAsync, P: Pick> RecvAsync for ByHand<C, P> {
    #[inline]
    fn recv_async<T: Message, const CAP: usize>(
        rx: &mut Self::Rx<T, CAP>,
    ) -> impl Future<Output = Option<T>> + Send {
        C::recv_async(rx)
    }
}

impl<C: Try, P: Pick> Try for ByHand<C, P> {
    #[inline]
    fn try_send<T: Message, const CAP: usize>(tx: &mut Self::Tx<T, CAP>, value: T) -> Result<(), T> {
        C::try_send(tx.pick(&value), value)
    }

    #[inline]
    fn try_recv<T: Message, const CAP: usize>(rx: &mut Self::Rx<T, CAP>) -> Option<T> {
        C::try_recv(rx)
    }
}

/// In turn, a batch goes to one channel; by key, its values go one by one, as they may go anywhere.
impl<C: Batch, P: Pick> Batch for ByHand<C, P> {
    #[inline]
    fn send_batch<T: Payload, const CAP: usize>(
        tx: &mut Self::Tx<T, CAP>,
        buffer: &mut Vec<T>,
    ) -> Result<(), Gone> {
        if P::LAYOUT == Layout::Keyed {
            return buffer.drain(..).try_for_each(|value| C::send(tx.pick(&value), value));
        }
        match buffer.first() {
            Some(first) => C::send_batch(tx.pick(first), buffer),
            None => Ok(()),
        }
    }

    #[inline]
    fn recv_batch<T: Payload, const CAP: usize>(
        rx: &mut Self::Rx<T, CAP>,
        buffer: &mut Vec<T>,
        max: usize,
    ) -> usize {
        C::recv_batch(rx, buffer, max)
    }
}

/// Which of `channels` a value goes to.
pub trait Pick: Send + Unpin + 'static {
    /// [`Layout::RoundRobin`] or [`Layout::Keyed`].
    const LAYOUT: Layout;

    /// The picker of producer number `producer`.
    fn start(producer: usize) -> Self;

    /// The index of a channel, below `channels`.
    fn pick<T: Message>(&mut self, value: &T, channels: usize) -> usize;
}

/// The next channel for every value. Producers start at different ones.
#[derive(Debug)]
pub struct InTurn {
    next: usize,
}

impl Pick for InTurn {
    const LAYOUT: Layout = Layout::RoundRobin;

    fn start(producer: usize) -> Self {
        Self { next: producer }
    }

    #[inline]
    fn pick<T: Message>(&mut self, _: &T, channels: usize) -> usize {
        let index = if self.next < channels { self.next } else { self.next % channels };
        self.next = index + 1;
        index
    }
}

/// A hash of the value's key: one multiplication, as good as it gets for small integers.
#[derive(Debug)]
pub struct ByKey;

impl Pick for ByKey {
    const LAYOUT: Layout = Layout::Keyed;

    fn start(_: usize) -> Self {
        Self
    }

    #[inline]
    fn pick<T: Message>(&mut self, value: &T, channels: usize) -> usize {
        let hash = value.key().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
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
