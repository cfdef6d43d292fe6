//! concurrent-queue, bounded.

use std::sync::Arc;

use ::concurrent_queue::{ConcurrentQueue, PushError};

use super::adapter::ONE_AT_A_TIME;
use super::spinning::{self, Ring, SharedRing, Spinning};
use crate::catalog::{Activity, Kind, Library};
use crate::payload::Payload;

pub(super) fn library() -> Library {
    spinning::library("concurrent-queue", Kind::Ring)
        .threads::<Spinning<Bounded>>("mpmc")
        .shared_threads::<Spinning<Bounded>>("mpmc")
        .threads_by_hand::<Spinning<Bounded>>("mpmc xN")
        .cannot(&[Activity::BatchThreads], ONE_AT_A_TIME)
}

struct Bounded;

impl Ring for Bounded {
    type Producer<T: Payload, const CAP: usize> = Arc<ConcurrentQueue<T>>;
    type Consumer<T: Payload, const CAP: usize> = Arc<ConcurrentQueue<T>>;

    fn ring<T: Payload, const CAP: usize>() -> (Arc<ConcurrentQueue<T>>, Arc<ConcurrentQueue<T>>) {
        let queue = Arc::new(ConcurrentQueue::bounded(CAP));
        (Arc::clone(&queue), queue)
    }

    #[inline]
    fn push<T: Payload, const CAP: usize>(queue: &mut Arc<ConcurrentQueue<T>>, value: T) -> Result<(), T> {
        queue.push(value).map_err(PushError::into_inner)
    }

    #[inline]
    fn pop<T: Payload, const CAP: usize>(queue: &mut Arc<ConcurrentQueue<T>>) -> Option<T> {
        queue.pop().ok()
    }
}

impl SharedRing for Bounded {
    fn clone_producer<T: Payload, const CAP: usize>(
        queue: &Arc<ConcurrentQueue<T>>,
    ) -> Arc<ConcurrentQueue<T>> {
        Arc::clone(queue)
    }

    fn clone_consumer<T: Payload, const CAP: usize>(
        queue: &Arc<ConcurrentQueue<T>>,
    ) -> Arc<ConcurrentQueue<T>> {
        Arc::clone(queue)
    }
}
