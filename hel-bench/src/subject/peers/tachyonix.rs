//! tachyonix.

use ::tachyonix::{Receiver, Sender, TrySendError, channel};

use crate::catalog::{Kind, Lack, Library};
use crate::ends::adapter;
use crate::wiring::{ByHand, InTurn};

pub(super) fn library() -> Library {
    Library::new("tachyonix", Kind::Peer)
        .mpsc_tasks::<Mpsc>("mpsc")
        .tasks_by_hand::<Mpsc>("mpsc xN")
        .asking_tasks::<ByHand<Mpsc, InTurn>, Mpsc>("mpsc xN")
        .polls::<Mpsc>("mpsc")
        .lacks(Lack::Threads, "it has futures and does not block threads")
        .lacks(Lack::BatchTasks, "it sends one value at a time")
        .lacks(Lack::Consumers, "it has one consumer")
}

adapter! {
    /// `channel`.
    Mpsc(Sender<T>, Receiver<T>): clone_tx, send_await, recv_await;
    channel() { channel(CAP) }
    tries(tx, rx, value) {
        send: tx.try_send(value).map_err(|error| match error {
            TrySendError::Full(value) | TrySendError::Closed(value) => value,
        }),
        receive: rx.try_recv().ok()
    }
}
