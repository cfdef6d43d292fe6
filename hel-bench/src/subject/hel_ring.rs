//! hel-ring alone.

use std::sync::Arc;

use hel_ring::{mpmc, spsc};

use super::spinning::{self, Ring, SharedRing, Spinning};
use crate::catalog::{Kind, Library};
use crate::payload::Payload;

pub(super) fn library() -> Library {
    spinning::library("hel-ring", Kind::HelRing)
        .threads::<Spinning<Spsc>>("spsc")
        .threads::<Spinning<Mpmc>>("mpmc")
        .shared_threads::<Spinning<Mpmc>>("mpmc")
        .threads_by_hand::<Spinning<Mpmc>>("mpmc xN")
}

struct Spsc;

impl Ring for Spsc {
    type Producer<T: Payload, const CAP: usize> = spsc::Producer<T, CAP>;
    type Consumer<T: Payload, const CAP: usize> = spsc::Consumer<T, CAP>;

    fn ring<T: Payload, const CAP: usize>() -> (spsc::Producer<T, CAP>, spsc::Consumer<T, CAP>) {
        spsc::ring()
    }

    #[inline]
    fn push<T: Payload, const CAP: usize>(producer: &mut spsc::Producer<T, CAP>, value: T) -> Result<(), T> {
        producer.push(value).map_err(hel_ring::PushError::into_inner)
    }

    #[inline]
    fn pop<T: Payload, const CAP: usize>(consumer: &mut spsc::Consumer<T, CAP>) -> Option<T> {
        consumer.pop().ok()
    }
}

struct Mpmc;

impl Ring for Mpmc {
    type Producer<T: Payload, const CAP: usize> = Arc<mpmc::Ring<T, CAP>>;
    type Consumer<T: Payload, const CAP: usize> = Arc<mpmc::Ring<T, CAP>>;

    fn ring<T: Payload, const CAP: usize>() -> (Arc<mpmc::Ring<T, CAP>>, Arc<mpmc::Ring<T, CAP>>) {
        let ring = mpmc::Ring::new();
        (Arc::clone(&ring), ring)
    }

    #[inline]
    fn push<T: Payload, const CAP: usize>(ring: &mut Arc<mpmc::Ring<T, CAP>>, value: T) -> Result<(), T> {
        ring.push(value).map_err(hel_ring::PushError::into_inner)
    }

    #[inline]
    fn pop<T: Payload, const CAP: usize>(ring: &mut Arc<mpmc::Ring<T, CAP>>) -> Option<T> {
        ring.pop().ok()
    }
}

impl SharedRing for Mpmc {
    fn clone_producer<T: Payload, const CAP: usize>(ring: &Arc<mpmc::Ring<T, CAP>>) -> Arc<mpmc::Ring<T, CAP>> {
        Arc::clone(ring)
    }

    fn clone_consumer<T: Payload, const CAP: usize>(ring: &Arc<mpmc::Ring<T, CAP>>) -> Arc<mpmc::Ring<T, CAP>> {
        Arc::clone(ring)
    }
}
