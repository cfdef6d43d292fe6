//! How producers and consumers are joined: by one channel, by one each, or by many with a route chosen by hand.

use std::marker::PhantomData;

use crate::ends::{
    Batch, Channel, CloneRx, CloneTx, Ends, Gone, Message, RecvAsync, RecvBlocking, SendAsync, SendBlocking,
    Try, adapter,
};

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
    /// A shard per consumer, each value to any; who takes it does not matter.
    Jobs,
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

/// One channel, shared by all.
#[derive(Debug)]
pub struct Shared<C>(PhantomData<C>);

/// One channel into which all producers send.
#[derive(Debug)]
pub struct FanIn<C>(PhantomData<C>);

/// One channel from which all consumers receive.
#[derive(Debug)]
pub struct FanOut<C>(PhantomData<C>);

adapter! {
    impl [C: Channel] Lanes<C>;
    open(Lanes, C, producers, consumers) {
        assert_eq!(producers, consumers, "lanes join pairs");
        (0..producers).map(|_| C::channel::<T, CAP>()).unzip()
    }
}

adapter! {
    impl [C: Channel + CloneTx + CloneRx] Shared<C>;
    open(Shared, C, producers, consumers) {
        let (tx, rx) = C::channel::<T, CAP>();
        (copies(tx, producers, C::clone_tx::<T, CAP>), copies(rx, consumers, C::clone_rx::<T, CAP>))
    }
}

adapter! {
    impl [C: Channel + CloneTx] FanIn<C>;
    open(FanIn, C, producers, consumers) {
        assert_eq!(consumers, 1, "all flows into one");
        let (tx, rx) = C::channel::<T, CAP>();
        (copies(tx, producers, C::clone_tx::<T, CAP>), vec![rx])
    }
}

adapter! {
    impl [C: Channel + CloneRx] FanOut<C>;
    open(FanOut, C, producers, consumers) {
        assert_eq!(producers, 1, "all flows from one");
        let (tx, rx) = C::channel::<T, CAP>();
        (vec![tx], copies(rx, consumers, C::clone_rx::<T, CAP>))
    }
}

/// A wiring whose values may be taken by anybody, in any order.
#[derive(Debug)]
pub struct Jobs<W>(PhantomData<W>);

impl<W: Wiring> Wiring for Jobs<W> {
    const LAYOUT: Layout = Layout::Jobs;
    type Ends = W::Ends;

    fn open<T: Message, const CAP: usize>(producers: usize, consumers: usize) -> Opened<W::Ends, T, CAP> {
        W::open(producers, consumers)
    }
}

/// That many of the same end.
fn copies<E>(end: E, count: usize, copy: impl Fn(&E) -> E) -> Vec<E> {
    let mut ends: Vec<_> = (1..count).map(|_| copy(&end)).collect();
    ends.push(end);
    ends
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

impl<C: SendAsync, P: Pick> SendAsync for ByHand<C, P> {
    #[inline]
    fn send_async<T: Message, const CAP: usize>(
        tx: &mut Self::Tx<T, CAP>,
        value: T,
    ) -> impl Future<Output = Result<(), Gone>> + Send {
        C::send_async(tx.pick(&value), value)
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

adapter! {
    impl [C: SendBlocking, P: Pick] ByHand<C, P>;
    send(tx, value) { C::send(tx.pick(&value), value) }
}

adapter! {
    impl [C: RecvBlocking, P: Pick] ByHand<C, P>;
    recv(rx) { C::recv(rx) }
}

adapter! {
    impl [C: Try, P: Pick] ByHand<C, P>;
    tries(tx, rx, value) { send: C::try_send(tx.pick(&value), value), receive: C::try_recv(rx) }
}

adapter! {
    impl [C: Batch, P: Pick] ByHand<C, P>;
    batch(tx, rx, buffer, max) {
        // In turn, a batch goes to one channel; by key, its values go one by one, as they may go anywhere.
        send: {
            if P::LAYOUT == Layout::Keyed {
                return buffer.drain(..).try_for_each(|value| C::send(tx.pick(&value), value));
            }
            match buffer.first() {
                Some(first) => C::send_batch(tx.pick(first), buffer),
                None => Ok(()),
            }
        },
        receive: C::recv_batch(rx, buffer, max)
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
    use crate::payload::{Payload, Stamp};

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
