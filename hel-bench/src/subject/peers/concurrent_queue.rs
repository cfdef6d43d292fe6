//! concurrent-queue, bounded.

use std::sync::Arc;

use ::concurrent_queue::{ConcurrentQueue, PushError};

use crate::catalog::{Kind, Lack, Library};
use crate::ends::adapter;
use crate::subject::spinning::{self, SpinningRx, SpinningTx};
use crate::wiring::Shared;

pub(super) fn library() -> Library {
    spinning::library("concurrent-queue", Kind::Ring)
        .spsc_threads::<Bounded>("mpmc")
        .wired_threads::<Shared<Bounded>>("mpmc")
        .threads_by_hand::<Bounded>("mpmc xN")
        .lacks(Lack::Batches, "it takes one value at a time")
}

adapter! {
    /// `ConcurrentQueue::bounded`.
    Bounded(SpinningTx<Arc<ConcurrentQueue<T>>>, SpinningRx<Arc<ConcurrentQueue<T>>>): clone_tx, clone_rx;
    channel() { spinning::shared(Arc::new(ConcurrentQueue::bounded(CAP))) }
    send(tx, value) { tx.send(value, |queue, value| queue.push(value).map_err(PushError::into_inner)) }
    recv(rx) { rx.recv(|queue| queue.pop().ok()) }
}
