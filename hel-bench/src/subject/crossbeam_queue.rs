//! crossbeam-queue: its `ArrayQueue`.

use std::sync::Arc;

use ::crossbeam_queue::ArrayQueue;

use super::adapter::ONE_AT_A_TIME;
use super::spinning::{self, Ring, SharedRing, Spinning};
use crate::catalog::{Activity, Kind, Library};
use crate::payload::Payload;

pub(super) fn library() -> Library {
    spinning::library("crossbeam-queue", Kind::Ring)
        .threads::<Spinning<Array>>("mpmc")
        .shared_threads::<Spinning<Array>>("mpmc")
        .threads_by_hand::<Spinning<Array>>("mpmc xN")
        .cannot(&[Activity::BatchThreads], ONE_AT_A_TIME)
}

struct Array;

impl Ring for Array {
    type Producer<T: Payload, const CAP: usize> = Arc<ArrayQueue<T>>;
    type Consumer<T: Payload, const CAP: usize> = Arc<ArrayQueue<T>>;

    fn ring<T: Payload, const CAP: usize>() -> (Arc<ArrayQueue<T>>, Arc<ArrayQueue<T>>) {
        let queue = Arc::new(ArrayQueue::new(CAP));
        (Arc::clone(&queue), queue)
    }

    #[inline]
    fn push<T: Payload, const CAP: usize>(queue: &mut Arc<ArrayQueue<T>>, value: T) -> Result<(), T> {
        queue.push(value)
    }

    #[inline]
    fn pop<T: Payload, const CAP: usize>(queue: &mut Arc<ArrayQueue<T>>) -> Option<T> {
        queue.pop()
    }
}

impl SharedRing for Array {
    fn clone_producer<T: Payload, const CAP: usize>(queue: &Arc<ArrayQueue<T>>) -> Arc<ArrayQueue<T>> {
        Arc::clone(queue)
    }

    fn clone_consumer<T: Payload, const CAP: usize>(queue: &Arc<ArrayQueue<T>>) -> Arc<ArrayQueue<T>> {
        Arc::clone(queue)
    }
}
