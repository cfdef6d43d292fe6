//! rtrb.

use ::rtrb::{Consumer, Producer, PushError, RingBuffer};

use super::spinning::{self, BatchRing, Ring, Spinning};
use crate::catalog::{Kind, Lack, Library};
use crate::ends::Message;
use crate::payload::Payload;
use crate::wiring::Lanes;

pub(super) fn library() -> Library {
    spinning::library("rtrb", Kind::Ring)
        .spsc_threads::<Spinning<Rtrb>>("spsc")
        .wired_batch_threads::<Lanes<Spinning<Rtrb>>>("spsc")
        .lacks(Lack::Producers, "it has one producer and one consumer")
}

struct Rtrb;

impl Ring for Rtrb {
    type Producer<T: Message, const CAP: usize> = Producer<T>;
    type Consumer<T: Message, const CAP: usize> = Consumer<T>;

    fn ring<T: Message, const CAP: usize>() -> (Producer<T>, Consumer<T>) {
        RingBuffer::new(CAP)
    }

    #[inline]
    fn push<T: Message, const CAP: usize>(producer: &mut Producer<T>, value: T) -> Result<(), T> {
        producer.push(value).map_err(|PushError::Full(value)| value)
    }

    #[inline]
    fn pop<T: Message, const CAP: usize>(consumer: &mut Consumer<T>) -> Option<T> {
        consumer.pop().ok()
    }
}

impl BatchRing for Rtrb {
    #[inline]
    fn push_some<T: Payload, const CAP: usize>(producer: &mut Producer<T>, buffer: &mut Vec<T>) {
        let pushed = producer.push_partial_slice(buffer).0.len();
        buffer.drain(..pushed);
    }

    #[inline]
    fn pop_some<T: Payload, const CAP: usize>(
        consumer: &mut Consumer<T>,
        buffer: &mut Vec<T>,
        max: usize,
    ) -> usize {
        let Ok(chunk) = consumer.read_chunk(max.min(consumer.slots())) else { return 0 };
        let (first, second) = chunk.as_slices();
        buffer.extend_from_slice(first);
        buffer.extend_from_slice(second);
        let popped = chunk.len();
        chunk.commit_all();
        popped
    }
}

#[cfg(test)]
mod tests {
    use super::super::spinning::tests::batches_wrap;
    use super::Rtrb;

    #[test]
    fn batches_may_wrap() {
        batches_wrap::<Rtrb>();
    }
}
