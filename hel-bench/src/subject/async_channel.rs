//! async-channel.

use ::async_channel::{Receiver, Sender, bounded};

use super::adapter::adapter;
use crate::catalog::{Kind, Library};
use crate::ends::Gone;

pub(super) fn library() -> Library {
    Library::new("async-channel", Kind::Peer)
        .threads::<Bounded>("bounded")
        .tasks::<Bounded>("bounded")
        .across::<Bounded, Bounded>("bounded")
        .shared_threads::<Bounded>("bounded")
        .shared_tasks::<Bounded>("bounded")
        .threads_by_hand::<Bounded>("bounded xN")
        .tasks_by_hand::<Bounded>("bounded xN")
        .blocked_senders::<Bounded>("bounded")
        .blocked_receivers::<Bounded>("bounded")
        .one_by_one_threads::<Bounded>("bounded, one by one")
        .one_by_one_tasks::<Bounded>("bounded, one by one")
}

adapter! {
    /// `bounded`.
    Bounded(Sender<T>, Receiver<T>):
    channel() { bounded(CAP) }
    clone_tx(tx) { tx.clone() }
    clone_rx(rx) { rx.clone() }
    send(tx, value) { tx.send_blocking(value).map_err(|_| Gone) }
    recv(rx) { rx.recv_blocking().ok() }
    send_async(tx, value) { tx.send(value).await.map_err(|_| Gone) }
    recv_async(rx) { rx.recv().await.ok() }
}
