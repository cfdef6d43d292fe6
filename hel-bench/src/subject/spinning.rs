//! Rings alone, as channels: who finds one full or empty spins, and a count says when the producers are gone.
//!
//! It is the least that a user of a bare ring writes: no wakeups, a CPU at full load while waiting.

use std::sync::atomic::{Ordering, fence};
use std::sync::{Arc, Weak};

use crate::catalog::{Kind, Lack, Library};
use crate::ends::Gone;

/// A library of rings, which takes no part where waiting without spinning is what is measured.
pub(super) fn library(name: &'static str, kind: Kind) -> Library {
    Library::new(name, kind).lacks(Lack::Tasks, "a ring alone does not wait")
}

/// The end of a ring that pushes.
#[derive(Clone)]
pub(super) struct SpinningTx<P> {
    producer: P,
    /// Held to be counted, by those that receive.
    _counted: Arc<()>,
}

/// The end of a ring that pops.
#[derive(Clone)]
pub(super) struct SpinningRx<C> {
    consumer: C,
    producers: Weak<()>,
}

/// The ends of a ring as those of a channel.
pub(super) fn channel<P, C>((producer, consumer): (P, C)) -> (SpinningTx<P>, SpinningRx<C>) {
    let counted = Arc::new(());
    let rx = SpinningRx { consumer, producers: Arc::downgrade(&counted) };
    (SpinningTx { producer, _counted: counted }, rx)
}

/// The same, of a ring with many producers and consumers.
pub(super) fn shared<R>(ring: Arc<R>) -> (SpinningTx<Arc<R>>, SpinningRx<Arc<R>>) {
    channel((Arc::clone(&ring), ring))
}

impl<P> SpinningTx<P> {
    /// Sends `value`. `push` hands it back when the ring is full.
    #[inline]
    pub(super) fn send<T>(
        &mut self,
        mut value: T,
        push: impl Fn(&mut P, T) -> Result<(), T>,
    ) -> Result<(), Gone> {
        let mut wait = Wait::default();
        loop {
            match push(&mut self.producer, value) {
                Ok(()) => return Ok(()),
                Err(back) => value = back,
            }
            wait.a_little();
        }
    }

    /// Sends all of `buffer`. `push_some` pushes its first values, as many as there is room for, and removes them.
    #[inline]
    pub(super) fn send_batch<T>(
        &mut self,
        buffer: &mut Vec<T>,
        push_some: impl Fn(&mut P, &mut Vec<T>),
    ) -> Result<(), Gone> {
        let mut wait = Wait::default();
        loop {
            let left = buffer.len();
            push_some(&mut self.producer, buffer);
            if buffer.is_empty() {
                return Ok(());
            }
            if buffer.len() < left {
                wait = Wait::default();
            }
            wait.a_little();
        }
    }
}

impl<C> SpinningRx<C> {
    /// What `pop` takes from the ring; none when it is empty and the producers are gone.
    #[inline]
    pub(super) fn recv<T>(&mut self, mut pop: impl FnMut(&mut C) -> Option<T>) -> Option<T> {
        let mut wait = Wait::default();
        loop {
            if let Some(value) = pop(&mut self.consumer) {
                return Some(value);
            }
            if self.producers.strong_count() == 0 {
                // Whoever sees the last one gone sees its last value too.
                fence(Ordering::Acquire);
                return pop(&mut self.consumer);
            }
            wait.a_little();
        }
    }

    /// How many values `pop_some` takes from the ring.
    #[inline]
    pub(super) fn recv_batch(&mut self, mut pop_some: impl FnMut(&mut C) -> usize) -> usize {
        self.recv(|consumer| Some(pop_some(consumer)).filter(|popped| *popped > 0)).unwrap_or(0)
    }
}

/// Appends values that lie in two pieces, as they do at the end of a ring, and says how many.
#[inline]
pub(super) fn append<T: Copy>(buffer: &mut Vec<T>, (first, second): (&[T], &[T])) -> usize {
    buffer.extend_from_slice(first);
    buffer.extend_from_slice(second);
    first.len() + second.len()
}

/// Spins at first; then gives the CPU away, as there may be more threads than CPUs.
#[derive(Default)]
struct Wait(u32);

impl Wait {
    const SPINS: u32 = 128;

    fn a_little(&mut self) {
        if self.0 < Self::SPINS {
            self.0 += 1;
            std::hint::spin_loop();
        } else {
            std::thread::yield_now();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::super::hel_ring;
    #[cfg(feature = "peers")]
    use super::super::peers::{ringbuf, rtrb};
    use crate::ends::{Batch, Channel};

    #[test]
    fn batches_wrap_around_the_end_of_a_ring_and_come_through_whole_and_in_order() {
        batches_wrap::<hel_ring::Spsc>();
        batches_wrap::<hel_ring::Mpmc>();
        #[cfg(feature = "peers")]
        {
            batches_wrap::<rtrb::Rtrb>();
            batches_wrap::<ringbuf::Static>();
            batches_wrap::<ringbuf::Heap>();
        }
    }

    fn batches_wrap<C: Channel + Batch>() {
        let (mut tx, mut rx) = C::channel::<u64, 8>();
        thread::spawn(move || {
            for first in (0..5_000).step_by(5) {
                let mut batch = (first..first + 5).collect();
                C::send_batch::<u64, 8>(&mut tx, &mut batch).expect("the ring takes it");
                assert!(batch.is_empty());
            }
        });
        let mut received = Vec::new();
        for max in (3..7).cycle() {
            let before = received.len();
            let popped = C::recv_batch::<u64, 8>(&mut rx, &mut received, max);
            assert!(popped == received.len() - before && popped <= max);
            if popped == 0 {
                break;
            }
        }
        assert!(received.into_iter().eq(0..5_000));
    }
}
