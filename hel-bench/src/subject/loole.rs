//! loole.

use ::loole::{Receiver, Sender, TrySendError, bounded};

use super::adapter::adapter;
use crate::catalog::{Kind, Library};
use crate::ends::Gone;

pub(super) fn library() -> Library {
    Library::new("loole", Kind::Peer)
        .mpmc_threads::<Bounded>("bounded")
        .mpmc_tasks::<Bounded>("bounded")
        .mpmc_both::<Bounded>("bounded")
        .across::<Bounded, Bounded>("bounded")
        .threads_by_hand::<Bounded>("bounded xN")
        .tasks_by_hand::<Bounded>("bounded xN")
        .tries::<Bounded>("bounded")
        .polls::<Bounded>("bounded")
        .batch_threads::<Bounded>("bounded, one by one")
        .batch_tasks::<Bounded>("bounded, one by one")
}

adapter! {
    /// `bounded`.
    Bounded(Sender<T>, Receiver<T>):
    channel() { bounded(CAP) }
    clone_tx(tx) { tx.clone() }
    clone_rx(rx) { rx.clone() }
    send(tx, value) { tx.send(value).map_err(|_| Gone) }
    recv(rx) { rx.recv().ok() }
    send_async(tx, value) { tx.send_async(value).await.map_err(|_| Gone) }
    recv_async(rx) { rx.recv_async().await.ok() }
    tries(tx, rx, value) {
        send: tx.try_send(value).map_err(|error| match error {
            TrySendError::Full(value) | TrySendError::Disconnected(value) => value,
        }),
        receive: rx.try_recv().ok()
    }
    one_by_one() {}
    one_by_one_async() {}
}
