//! Flows: senders that send one value after the other, and receivers that receive until the end.

use std::marker::PhantomData;
use std::time::Instant;

use super::crew::Outcome;
use super::{sleep_exactly, stream};
use crate::ends::Ends;
use crate::load::Load;
use crate::payload::Payload;
use crate::verify::{Failure, Tally};
use crate::wiring::{Opened, Wiring};

/// Who runs a flow: threads on a wiring, or tasks.
pub(crate) trait Crew<T: Payload> {
    /// What a sender has.
    type Tx;
    /// What a receiver has.
    type Rx;
    /// What one of them does.
    type Work<R: Send + 'static>;

    /// The ends that the load asks for.
    fn open(load: &Load) -> (Vec<Self::Tx>, Vec<Self::Rx>);

    /// Sends the producer's share of the run's messages as fast as it can.
    fn send_share(load: &Load, producer: usize, tx: Self::Tx) -> Self::Work<()>;

    /// Receives until the end.
    fn receive_all(rx: Self::Rx) -> Self::Work<Tally>;

    /// Sends `values` as fast as it can; then the iterator may have something to `tell`.
    fn send<I: Values<T>, R: Send + 'static>(tx: Self::Tx, values: I, tell: fn(I) -> R) -> Self::Work<R>;

    /// Sends `values`, each not before it is due, where it says when that is.
    fn send_on_time<I: Values<(Option<Instant>, T)>>(tx: Self::Tx, values: I) -> Self::Work<()>;

    /// As `receive_all`, but takes note of each value in what it made at the start.
    fn receive<R: Send + 'static>(rx: Self::Rx, start: fn() -> R, note: impl Note<R, T>) -> Self::Work<R>;

    /// Runs them all.
    fn run<P: Send + 'static, C: Send + 'static>(
        load: &Load,
        senders: Vec<Self::Work<P>>,
        receivers: Vec<Self::Work<C>>,
    ) -> Result<Outcome<P, C>, Failure>;

    /// Runs senders, which have numbers, and receivers on these ends.
    fn flow<P: Send + 'static, C: Send + 'static>(
        load: &Load,
        (txs, rxs): (Vec<Self::Tx>, Vec<Self::Rx>),
        send: impl Fn(usize, Self::Tx) -> Self::Work<P>,
        receive: impl Fn(Self::Rx) -> Self::Work<C>,
    ) -> Result<Outcome<P, C>, Failure> {
        let senders = txs.into_iter().enumerate().map(|(producer, tx)| send(producer, tx)).collect();
        Self::run(load, senders, rxs.into_iter().map(receive).collect())
    }
}

/// What a sender sends.
pub(crate) trait Values<T>: Iterator<Item = T> + Send + 'static {}
impl<T, I: Iterator<Item = T> + Send + 'static> Values<T> for I {}

/// How a receiver takes note of a value.
pub(crate) trait Note<R, T>: Fn(&mut R, &T) + Send + 'static {}
impl<R, T, N: Fn(&mut R, &T) + Send + 'static> Note<R, T> for N {}

halves! { [$half $Send $Recv $Batch $send $recv $send_batch $recv_batch $sleep $blocks $Work $run $work $wait]
    /// This half, on a wiring.
    pub(crate) struct Half<W, const CAP: usize>(PhantomData<W>);

    impl<W: Wiring<Ends: $Send + $Recv>, T: Payload, const CAP: usize> Crew<T> for Half<W, CAP> {
        type Tx = <W::Ends as Ends>::Tx<T, CAP>;
        type Rx = <W::Ends as Ends>::Rx<T, CAP>;
        type Work<R: Send + 'static> = $Work<R>;

        fn open(load: &Load) -> Opened<W::Ends, T, CAP> {
            W::open::<T, CAP>(load.producers, load.consumers)
        }

        fn send_share(load: &Load, producer: usize, tx: Self::Tx) -> $Work<()> {
            stream::$half::send_share::<W::Ends, T, CAP>(load, producer, tx)
        }

        fn receive_all(rx: Self::Rx) -> $Work<Tally> {
            stream::$half::receive_all::<W::Ends, T, CAP>(rx)
        }

        fn send<I: Values<T>, R: Send + 'static>(
            mut tx: Self::Tx,
            mut values: I,
            tell: fn(I) -> R,
        ) -> $Work<R> {
            $work!({
                while let Some(value) = values.next() {
                    if $wait!(<W::Ends>::$send(&mut tx, value)).is_err() {
                        break;
                    }
                }
                tell(values)
            })
        }

        fn send_on_time<I: Values<(Option<Instant>, T)>>(mut tx: Self::Tx, values: I) -> $Work<()> {
            $work!({
                if $blocks {
                    sleep_exactly();
                }
                for (due, value) in values {
                    if let Some(due) = due {
                        $wait!($sleep(due));
                    }
                    if $wait!(<W::Ends>::$send(&mut tx, value)).is_err() {
                        break;
                    }
                }
            })
        }

        fn receive<R: Send + 'static>(
            mut rx: Self::Rx,
            start: fn() -> R,
            note: impl Note<R, T>,
        ) -> $Work<R> {
            $work!({
                let mut told = start();
                while let Some(value) = $wait!(<W::Ends>::$recv(&mut rx)) {
                    note(&mut told, &value);
                }
                told
            })
        }

        fn run<P: Send + 'static, C: Send + 'static>(
            load: &Load,
            senders: Vec<$Work<P>>,
            receivers: Vec<$Work<C>>,
        ) -> Result<Outcome<P, C>, Failure> {
            $run(load, senders, receivers)
        }
    }
}

pub(crate) use tasks::Half as Tasks;
pub(crate) use threads::Half as Threads;
