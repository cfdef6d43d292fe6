//! crossbeam-queue: its `ArrayQueue`.

use std::sync::Arc;

use ::crossbeam_queue::ArrayQueue;

use crate::catalog::{Kind, Lack, Library};
use crate::ends::adapter;
use crate::subject::spinning::{self, SpinningRx, SpinningTx};
use crate::wiring::Shared;

pub(super) fn library() -> Library {
    spinning::library("crossbeam-queue", Kind::Ring)
        .spsc_threads::<Array>("mpmc")
        .wired_threads::<Shared<Array>>("mpmc")
        .threads_by_hand::<Array>("mpmc xN")
        .lacks(Lack::Batches, "it takes one value at a time")
}

adapter! {
    /// `ArrayQueue`.
    Array(SpinningTx<Arc<ArrayQueue<T>>>, SpinningRx<Arc<ArrayQueue<T>>>): clone_tx, clone_rx;
    channel() { spinning::shared(Arc::new(ArrayQueue::new(CAP))) }
    send(tx, value) { tx.send(value, |queue, value| queue.push(value)) }
    recv(rx) { rx.recv(|queue| queue.pop()) }
}
