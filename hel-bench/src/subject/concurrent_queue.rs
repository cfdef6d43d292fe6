//! concurrent-queue, bounded.

use std::sync::Arc;

use ::concurrent_queue::{ConcurrentQueue, PushError};

use super::spinning::{self, Ring, SharedRing, Spinning};
use crate::catalog::{Kind, Lack, Library};
use crate::ends::Message;
use crate::wiring::Shared;

pub(super) fn library() -> Library {
    spinning::library("concurrent-queue", Kind::Ring)
        .spsc_threads::<Spinning<Bounded>>("mpmc")
        .wired_threads::<Shared<Spinning<Bounded>>>("mpmc")
        .threads_by_hand::<Spinning<Bounded>>("mpmc xN")
        .lacks(Lack::Batches, "it takes one value at a time")
}

struct Bounded;

impl Ring for Bounded {
    type Producer<T: Message, const CAP: usize> = Arc<ConcurrentQueue<T>>;
    type Consumer<T: Message, const CAP: usize> = Arc<ConcurrentQueue<T>>;

    fn ring<T: Message, const CAP: usize>() -> (Arc<ConcurrentQueue<T>>, Arc<ConcurrentQueue<T>>) {
        let queue = Arc::new(ConcurrentQueue::bounded(CAP));
        (Arc::clone(&queue), queue)
    }

    #[inline]
    fn push<T: Message, const CAP: usize>(queue: &mut Arc<ConcurrentQueue<T>>, value: T) -> Result<(), T> {
        queue.push(value).map_err(PushError::into_inner)
    }

    #[inline]
    fn pop<T: Message, const CAP: usize>(queue: &mut Arc<ConcurrentQueue<T>>) -> Option<T> {
        queue.pop().ok()
    }
}

impl SharedRing for Bounded {
    fn clone_producer<T: Message, const CAP: usize>(
        queue: &Arc<ConcurrentQueue<T>>,
    ) -> Arc<ConcurrentQueue<T>> {
        Arc::clone(queue)
    }

    fn clone_consumer<T: Message, const CAP: usize>(
        queue: &Arc<ConcurrentQueue<T>>,
    ) -> Arc<ConcurrentQueue<T>> {
        Arc::clone(queue)
    }
}
