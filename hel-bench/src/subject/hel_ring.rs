//! hel-ring alone.

use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;

use hel_ring::{Closed, mpmc, spsc};

use super::spinning::{self, BatchRing, Ring, SharedRing, Spinning};
use crate::catalog::{Kind, Library};
use crate::ends::Message;
use crate::payload::Payload;
use crate::wiring::{Lanes, Shared};

pub(super) fn library() -> Library {
    spinning::library("hel-ring", Kind::HelRing)
        .spsc_threads::<Spinning<Spsc>>("spsc")
        .spsc_threads::<Spinning<Mpmc>>("mpmc")
        .wired_threads::<Shared<Spinning<Mpmc>>>("mpmc")
        .threads_by_hand::<Spinning<Mpmc>>("mpmc xN")
        .wired_batch_threads::<Lanes<Spinning<Spsc>>>("spsc")
        .wired_batch_threads::<Lanes<Spinning<Mpmc>>>("mpmc")
}

struct Spsc;

impl Ring for Spsc {
    type Producer<T: Message, const CAP: usize> = spsc::Producer<T, CAP>;
    type Consumer<T: Message, const CAP: usize> = spsc::Consumer<T, CAP>;

    fn ring<T: Message, const CAP: usize>() -> (spsc::Producer<T, CAP>, spsc::Consumer<T, CAP>) {
        spsc::ring()
    }

    #[inline]
    fn push<T: Message, const CAP: usize>(producer: &mut spsc::Producer<T, CAP>, value: T) -> Result<(), T> {
        producer.push(value).map_err(hel_ring::PushError::into_inner)
    }

    #[inline]
    fn pop<T: Message, const CAP: usize>(consumer: &mut spsc::Consumer<T, CAP>) -> Option<T> {
        consumer.pop().ok()
    }
}

impl BatchRing for Spsc {
    #[inline]
    fn push_some<T: Payload, const CAP: usize>(producer: &mut spsc::Producer<T, CAP>, buffer: &mut Vec<T>) {
        // A closed ring takes nothing, as a full one.
        let pushed = producer.push_slice(buffer).unwrap_or(0);
        buffer.drain(..pushed);
    }

    #[inline]
    fn pop_some<T: Payload, const CAP: usize>(
        consumer: &mut spsc::Consumer<T, CAP>,
        buffer: &mut Vec<T>,
        max: usize,
    ) -> usize {
        let Ok(mut chunk) = consumer.read_chunk(max) else { return 0 };
        let (first, second) = chunk.as_slices();
        buffer.extend_from_slice(first);
        buffer.extend_from_slice(second);
        chunk.discard(usize::MAX)
    }
}

struct Mpmc;

impl Ring for Mpmc {
    type Producer<T: Message, const CAP: usize> = Arc<mpmc::Ring<T, CAP>>;
    type Consumer<T: Message, const CAP: usize> = Arc<mpmc::Ring<T, CAP>>;

    fn ring<T: Message, const CAP: usize>() -> (Arc<mpmc::Ring<T, CAP>>, Arc<mpmc::Ring<T, CAP>>) {
        let ring = mpmc::Ring::new();
        (Arc::clone(&ring), ring)
    }

    #[inline]
    fn push<T: Message, const CAP: usize>(ring: &mut Arc<mpmc::Ring<T, CAP>>, value: T) -> Result<(), T> {
        ring.push(value).map_err(hel_ring::PushError::into_inner)
    }

    #[inline]
    fn pop<T: Message, const CAP: usize>(ring: &mut Arc<mpmc::Ring<T, CAP>>) -> Option<T> {
        ring.pop().ok()
    }
}

impl SharedRing for Mpmc {
    fn clone_producer<T: Message, const CAP: usize>(
        ring: &Arc<mpmc::Ring<T, CAP>>,
    ) -> Arc<mpmc::Ring<T, CAP>> {
        Arc::clone(ring)
    }

    fn clone_consumer<T: Message, const CAP: usize>(
        ring: &Arc<mpmc::Ring<T, CAP>>,
    ) -> Arc<mpmc::Ring<T, CAP>> {
        Arc::clone(ring)
    }
}

impl BatchRing for Mpmc {
    #[inline]
    fn push_some<T: Payload, const CAP: usize>(ring: &mut Arc<mpmc::Ring<T, CAP>>, buffer: &mut Vec<T>) {
        as_deque(buffer, |items| ring.push_batch(items));
    }

    #[inline]
    fn pop_some<T: Payload, const CAP: usize>(
        ring: &mut Arc<mpmc::Ring<T, CAP>>,
        buffer: &mut Vec<T>,
        max: usize,
    ) -> usize {
        ring.pop_batch(buffer, max).unwrap_or(0)
    }
}

/// Lends `buffer` as the deque that a batch comes in. Nothing is copied but what is left of a batch that did not fit.
#[inline]
fn as_deque<T>(buffer: &mut Vec<T>, push: impl FnOnce(&mut VecDeque<T>) -> Result<usize, Closed>) {
    let mut items = VecDeque::from(mem::take(buffer));
    // A closed ring takes nothing, as a full one.
    let _ = push(&mut items);
    *buffer = Vec::from(items);
}

#[cfg(test)]
mod tests {
    use super::super::spinning::tests::batches_wrap;
    use super::{Mpmc, Spsc};

    #[test]
    fn batches_may_wrap() {
        batches_wrap::<Spsc>();
        batches_wrap::<Mpmc>();
    }
}
