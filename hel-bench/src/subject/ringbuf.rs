//! ringbuf: with its capacity in the type, as hel's, and with a capacity on the heap.

use std::sync::Arc;

use ::ringbuf::traits::{Consumer, Producer, Split};
use ::ringbuf::{CachingCons, CachingProd, HeapRb, StaticRb};

use super::spinning::{self, BatchRing, Ring, Spinning};
use crate::catalog::{Kind, Lack, Library};
use crate::ends::Message;
use crate::payload::Payload;
use crate::wiring::Lanes;

pub(super) fn library() -> Library {
    spinning::library("ringbuf", Kind::Ring)
        .spsc_threads::<Spinning<Static>>("static")
        .spsc_threads::<Spinning<Heap>>("heap")
        .wired_batch_threads::<Lanes<Spinning<Static>>>("static")
        .wired_batch_threads::<Lanes<Spinning<Heap>>>("heap")
        .lacks(Lack::Producers, "it has one producer and one consumer")
}

macro_rules! ring {
    ($name:ident, $rb:ty, $new:expr) => {
        struct $name;

        impl Ring for $name {
            type Producer<T: Message, const CAP: usize> = CachingProd<Arc<$rb>>;
            type Consumer<T: Message, const CAP: usize> = CachingCons<Arc<$rb>>;

            fn ring<T: Message, const CAP: usize>() -> (Self::Producer<T, CAP>, Self::Consumer<T, CAP>) {
                $new.split()
            }

            #[inline]
            fn push<T: Message, const CAP: usize>(
                producer: &mut Self::Producer<T, CAP>,
                value: T,
            ) -> Result<(), T> {
                producer.try_push(value)
            }

            #[inline]
            fn pop<T: Message, const CAP: usize>(consumer: &mut Self::Consumer<T, CAP>) -> Option<T> {
                consumer.try_pop()
            }
        }

        impl BatchRing for $name {
            #[inline]
            fn push_some<T: Payload, const CAP: usize>(
                producer: &mut Self::Producer<T, CAP>,
                buffer: &mut Vec<T>,
            ) {
                let pushed = producer.push_slice(buffer);
                buffer.drain(..pushed);
            }

            #[inline]
            fn pop_some<T: Payload, const CAP: usize>(
                consumer: &mut Self::Consumer<T, CAP>,
                buffer: &mut Vec<T>,
                max: usize,
            ) -> usize {
                let (first, second) = consumer.as_slices();
                let first = &first[..first.len().min(max)];
                let second = &second[..second.len().min(max - first.len())];
                buffer.extend_from_slice(first);
                buffer.extend_from_slice(second);
                let popped = first.len() + second.len();
                consumer.skip(popped)
            }
        }
    };
}

ring!(Static, StaticRb<T, CAP>, StaticRb::default());
ring!(Heap, HeapRb<T>, HeapRb::new(CAP));

#[cfg(test)]
mod tests {
    use super::super::spinning::tests::batches_wrap;
    use super::{Heap, Static};

    #[test]
    fn batches_may_wrap() {
        batches_wrap::<Static>();
        batches_wrap::<Heap>();
    }
}
