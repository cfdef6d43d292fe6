//! crossbeam-channel.

use ::crossbeam_channel::{Receiver, Sender, bounded};

use super::adapter::adapter;
use crate::catalog::{Activity, Kind, Library};
use crate::ends::Gone;

pub(super) fn library() -> Library {
    let of_tasks = [
        Activity::StreamTasks,
        Activity::ThreadToTask,
        Activity::TaskToThread,
        Activity::BatchTasks,
        Activity::PingPongTasks,
        Activity::PingPongAcross,
    ];
    Library::new("crossbeam-channel", Kind::Peer)
        .threads::<Bounded>("bounded")
        .shared_threads::<Bounded>("bounded")
        .threads_by_hand::<Bounded>("bounded xN")
        .blocked_senders::<Bounded>("bounded")
        .blocked_receivers::<Bounded>("bounded")
        .cannot(&of_tasks, "it blocks threads and has no futures")
        .one_by_one_threads::<Bounded>("bounded, one by one")
}

adapter! {
    /// `bounded`.
    Bounded(Sender<T>, Receiver<T>):
    channel() { bounded(CAP) }
    clone_tx(tx) { tx.clone() }
    clone_rx(rx) { rx.clone() }
    send(tx, value) { tx.send(value).map_err(|_| Gone) }
    recv(rx) { rx.recv().ok() }
}
