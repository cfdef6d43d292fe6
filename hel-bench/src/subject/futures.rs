//! futures' `mpsc`. Its capacity is what it is given and one more for each sender.

use ::futures_channel::mpsc::{Receiver, Sender, TrySendError, channel};
use ::futures_util::{SinkExt, StreamExt};

use super::adapter::adapter;
use crate::catalog::{Kind, Lack, Library};
use crate::ends::Gone;
use crate::wiring::{ByHand, InTurn};

pub(super) fn library() -> Library {
    Library::new("futures", Kind::Peer)
        .mpsc_tasks::<Mpsc>("mpsc")
        .tasks_by_hand::<Mpsc>("mpsc xN")
        .asking_tasks::<ByHand<Mpsc, InTurn>, Mpsc>("mpsc xN")
        .polls::<Mpsc>("mpsc")
        .lacks(Lack::Threads, "it has futures and does not block threads")
        .lacks(Lack::Consumers, "it has one consumer")
        .lacks(Lack::BatchTasks, "it sends one value at a time")
}

adapter! {
    /// `mpsc::channel`.
    Mpsc(Sender<T>, Receiver<T>):
    channel() { channel(CAP) }
    clone_tx(tx) { tx.clone() }
    send_async(tx, value) { tx.send(value).await.map_err(|_| Gone) }
    recv_async(rx) { rx.next().await }
    tries(tx, rx, value) {
        send: tx.try_send(value).map_err(TrySendError::into_inner),
        receive: rx.try_recv().ok()
    }
}
