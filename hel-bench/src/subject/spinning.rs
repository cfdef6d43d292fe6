//! Rings alone, as channels: who finds one full or empty spins, and a count says when the producers are gone.
//!
//! It is the least that a user of a bare ring writes: no wakeups, a CPU at full load while waiting.

use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::catalog::{Kind, Lack, Library};
use crate::ends::{Batch, Channel, CloneRx, CloneTx, Ends, Gone, Message, RecvBlocking, SendBlocking};
use crate::payload::Payload;

/// A library of rings, which takes no part where waiting without spinning is what is measured.
pub(super) fn library(name: &'static str, kind: Kind) -> Library {
    Library::new(name, kind).lacks(Lack::Tasks, "a ring alone does not wait")
}

/// A bounded ring: neither operation waits.
pub(super) trait Ring: 'static {
    /// The end that pushes.
    type Producer<T: Message, const CAP: usize>: Send + Unpin + 'static;
    /// The end that pops.
    type Consumer<T: Message, const CAP: usize>: Send + 'static;

    /// A ring of `CAP` slots.
    fn ring<T: Message, const CAP: usize>() -> (Self::Producer<T, CAP>, Self::Consumer<T, CAP>);

    /// Pushes `value`, or hands it back when the ring is full.
    fn push<T: Message, const CAP: usize>(producer: &mut Self::Producer<T, CAP>, value: T) -> Result<(), T>;

    /// Pops the oldest value; none when the ring is empty.
    fn pop<T: Message, const CAP: usize>(consumer: &mut Self::Consumer<T, CAP>) -> Option<T>;
}

/// A ring with many producers and consumers.
pub(super) trait SharedRing: Ring {
    /// Another producer.
    fn clone_producer<T: Message, const CAP: usize>(
        producer: &Self::Producer<T, CAP>,
    ) -> Self::Producer<T, CAP>;

    /// Another consumer.
    fn clone_consumer<T: Message, const CAP: usize>(
        consumer: &Self::Consumer<T, CAP>,
    ) -> Self::Consumer<T, CAP>;
}

/// A ring that takes and gives many values at once.
pub(super) trait BatchRing: Ring {
    /// Pushes the first values of `buffer`, as many as there is room for, and removes them from it.
    fn push_some<T: Payload, const CAP: usize>(producer: &mut Self::Producer<T, CAP>, buffer: &mut Vec<T>);

    /// Pops what is there, at most `max`, and appends it to `buffer`. Returns how many.
    fn pop_some<T: Payload, const CAP: usize>(
        consumer: &mut Self::Consumer<T, CAP>,
        buffer: &mut Vec<T>,
        max: usize,
    ) -> usize;
}

/// The ring `R` as a channel.
pub(super) struct Spinning<R>(PhantomData<R>);

pub(super) struct SpinningTx<P> {
    producer: P,
    producers: Producers,
}

pub(super) struct SpinningRx<C> {
    consumer: C,
    producers: Arc<AtomicUsize>,
}

/// One of those that are counted.
struct Producers(Arc<AtomicUsize>);

impl Clone for Producers {
    fn clone(&self) -> Self {
        self.0.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(&self.0))
    }
}

impl Drop for Producers {
    fn drop(&mut self) {
        // Whoever sees the count without this one sees its last value too.
        self.0.fetch_sub(1, Ordering::Release);
    }
}

impl<R: Ring> Ends for Spinning<R> {
    type Tx<T: Message, const CAP: usize> = SpinningTx<R::Producer<T, CAP>>;
    type Rx<T: Message, const CAP: usize> = SpinningRx<R::Consumer<T, CAP>>;
}

impl<R: Ring> Channel for Spinning<R> {
    fn channel<T: Message, const CAP: usize>() -> (Self::Tx<T, CAP>, Self::Rx<T, CAP>) {
        let (producer, consumer) = R::ring();
        let producers = Arc::new(AtomicUsize::new(1));
        let rx = SpinningRx { consumer, producers: Arc::clone(&producers) };
        (SpinningTx { producer, producers: Producers(producers) }, rx)
    }
}

impl<R: SharedRing> CloneTx for Spinning<R> {
    fn clone_tx<T: Message, const CAP: usize>(tx: &Self::Tx<T, CAP>) -> Self::Tx<T, CAP> {
        SpinningTx { producer: R::clone_producer(&tx.producer), producers: tx.producers.clone() }
    }
}

impl<R: SharedRing> CloneRx for Spinning<R> {
    fn clone_rx<T: Message, const CAP: usize>(rx: &Self::Rx<T, CAP>) -> Self::Rx<T, CAP> {
        SpinningRx { consumer: R::clone_consumer(&rx.consumer), producers: Arc::clone(&rx.producers) }
    }
}

impl<R: Ring> SendBlocking for Spinning<R> {
    #[inline]
    fn send<T: Message, const CAP: usize>(tx: &mut Self::Tx<T, CAP>, mut value: T) -> Result<(), Gone> {
        let mut wait = Wait::default();
        loop {
            match R::push(&mut tx.producer, value) {
                Ok(()) => return Ok(()),
                Err(back) => value = back,
            }
            wait.a_little();
        }
    }
}

impl<R: Ring> RecvBlocking for Spinning<R> {
    #[inline]
    fn recv<T: Message, const CAP: usize>(rx: &mut Self::Rx<T, CAP>) -> Option<T> {
        let mut wait = Wait::default();
        loop {
            if let Some(value) = R::pop(&mut rx.consumer) {
                return Some(value);
            }
            if rx.producers.load(Ordering::Acquire) == 0 {
                return R::pop(&mut rx.consumer);
            }
            wait.a_little();
        }
    }
}

impl<R: BatchRing> Batch for Spinning<R> {
    #[inline]
    fn send_batch<T: Payload, const CAP: usize>(
        tx: &mut Self::Tx<T, CAP>,
        buffer: &mut Vec<T>,
    ) -> Result<(), Gone> {
        let mut wait = Wait::default();
        loop {
            let left = buffer.len();
            R::push_some(&mut tx.producer, buffer);
            if buffer.is_empty() {
                return Ok(());
            }
            if buffer.len() < left {
                wait = Wait::default();
            }
            wait.a_little();
        }
    }

    #[inline]
    fn recv_batch<T: Payload, const CAP: usize>(
        rx: &mut Self::Rx<T, CAP>,
        buffer: &mut Vec<T>,
        max: usize,
    ) -> usize {
        let mut wait = Wait::default();
        loop {
            let popped = R::pop_some(&mut rx.consumer, buffer, max);
            if popped > 0 {
                return popped;
            }
            if rx.producers.load(Ordering::Acquire) == 0 {
                return R::pop_some(&mut rx.consumer, buffer, max);
            }
            wait.a_little();
        }
    }
}

/// Spins at first; then gives the CPU away, as there may be more threads than CPUs.
#[derive(Default)]
struct Wait {
    looks: u32,
}

impl Wait {
    const SPINS: u32 = 128;

    fn a_little(&mut self) {
        if self.looks < Self::SPINS {
            self.looks += 1;
            std::hint::spin_loop();
        } else {
            std::thread::yield_now();
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::BatchRing;

    /// Batches wrap around the end of `R` at every place, and come through whole and in order.
    pub(in crate::subject) fn batches_wrap<R: BatchRing>() {
        const CAP: usize = 8;
        let (mut producer, mut consumer) = R::ring::<u64, CAP>();
        let (mut numbers, mut unsent, mut received) = (0_u64.., Vec::new(), Vec::new());
        for round in 0..1_000 {
            unsent.extend(numbers.by_ref().take(5));
            let (waiting, stored) = (unsent.len(), unsent[0] as usize - received.len());
            R::push_some::<u64, CAP>(&mut producer, &mut unsent);
            assert_eq!(waiting - unsent.len(), waiting.min(CAP - stored), "in round {round}");

            let stored = stored + waiting - unsent.len();
            let popped = R::pop_some::<u64, CAP>(&mut consumer, &mut received, 3 + round % 4);
            assert_eq!(popped, stored.min(3 + round % 4), "in round {round}");
            assert!((0..).zip(&received).all(|(number, &value)| number == value), "in round {round}");
        }
    }
}
