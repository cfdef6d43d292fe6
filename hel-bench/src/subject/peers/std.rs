//! std's `sync_channel`.

use ::std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use crate::catalog::{Kind, Lack, Library};
use crate::ends::adapter;
use crate::wiring::{ByHand, InTurn};

pub(super) fn library() -> Library {
    Library::new("std", Kind::Peer)
        .mpsc_threads::<Mpsc>("sync_channel")
        .threads_by_hand::<Mpsc>("sync_channel xN")
        .asking_threads::<ByHand<Mpsc, InTurn>, Mpsc>("sync_channel xN")
        .tries::<Mpsc>("sync_channel")
        .lacks(Lack::Tasks, "it blocks threads and has no futures")
        .lacks(Lack::Consumers, "it has one consumer")
        .lacks(Lack::Batches, "it sends one value at a time")
}

adapter! {
    /// `sync_channel`.
    Mpsc(SyncSender<T>, Receiver<T>): clone_tx, send, recv;
    channel() { sync_channel(CAP) }
    tries(tx, rx, value) {
        send: tx.try_send(value).map_err(|error| match error {
            TrySendError::Full(value) | TrySendError::Disconnected(value) => value,
        }),
        receive: rx.try_recv().ok()
    }
}
