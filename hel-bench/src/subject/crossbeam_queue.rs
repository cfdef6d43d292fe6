//! crossbeam-queue: its `ArrayQueue`.

use std::sync::Arc;

use ::crossbeam_queue::ArrayQueue;

use super::spinning::{self, Ring, SharedRing, Spinning};
use crate::catalog::{Kind, Lack, Library};
use crate::ends::Message;
use crate::wiring::Shared;

pub(super) fn library() -> Library {
    spinning::library("crossbeam-queue", Kind::Ring)
        .spsc_threads::<Spinning<Array>>("mpmc")
        .wired_threads::<Shared<Spinning<Array>>>("mpmc")
        .threads_by_hand::<Spinning<Array>>("mpmc xN")
        .lacks(Lack::Batches, "it takes one value at a time")
}

struct Array;

impl Ring for Array {
    type Producer<T: Message, const CAP: usize> = Arc<ArrayQueue<T>>;
    type Consumer<T: Message, const CAP: usize> = Arc<ArrayQueue<T>>;

    fn ring<T: Message, const CAP: usize>() -> (Arc<ArrayQueue<T>>, Arc<ArrayQueue<T>>) {
        let queue = Arc::new(ArrayQueue::new(CAP));
        (Arc::clone(&queue), queue)
    }

    #[inline]
    fn push<T: Message, const CAP: usize>(queue: &mut Arc<ArrayQueue<T>>, value: T) -> Result<(), T> {
        queue.push(value)
    }

    #[inline]
    fn pop<T: Message, const CAP: usize>(queue: &mut Arc<ArrayQueue<T>>) -> Option<T> {
        queue.pop()
    }
}

impl SharedRing for Array {
    fn clone_producer<T: Message, const CAP: usize>(queue: &Arc<ArrayQueue<T>>) -> Arc<ArrayQueue<T>> {
        Arc::clone(queue)
    }

    fn clone_consumer<T: Message, const CAP: usize>(queue: &Arc<ArrayQueue<T>>) -> Arc<ArrayQueue<T>> {
        Arc::clone(queue)
    }
}
