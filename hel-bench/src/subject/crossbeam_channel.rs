//! crossbeam-channel.

use ::crossbeam_channel::{Receiver, Sender, bounded};

use super::adapter::adapter;
use crate::catalog::{Kind, Lack, Library};
use crate::ends::Gone;

pub(super) fn library() -> Library {
    Library::new("crossbeam-channel", Kind::Peer)
        .mpmc_threads::<Bounded>("bounded")
        .threads_by_hand::<Bounded>("bounded xN")
        .tries::<Bounded>("bounded")
        .batch_threads::<Bounded>("bounded, one by one")
        .lacks(Lack::Tasks, "it blocks threads and has no futures")
}

adapter! {
    /// `bounded`.
    Bounded(Sender<T>, Receiver<T>):
    channel() { bounded(CAP) }
    clone_tx(tx) { tx.clone() }
    clone_rx(rx) { rx.clone() }
    send(tx, value) { tx.send(value).map_err(|_| Gone) }
    recv(rx) { rx.recv().ok() }
    tries(tx, rx, value) {
        send: tx.try_send(value).map_err(::crossbeam_channel::TrySendError::into_inner),
        receive: rx.try_recv().ok()
    }
    one_by_one() {}
}
