//! tachyonix.

use ::tachyonix::{Receiver, Sender, channel};

use super::adapter::{ONE_AT_A_TIME, adapter};
use crate::catalog::{Activity, Kind, Layout, Library};
use crate::ends::Gone;

pub(super) fn library() -> Library {
    let of_threads = [
        Activity::StreamThreads,
        Activity::PingPongThreads,
        Activity::ThreadToTask,
        Activity::TaskToThread,
        Activity::PingPongAcross,
        Activity::BatchThreads,
        Activity::BlockedSenders,
        Activity::BlockedReceivers,
    ];
    Library::new("tachyonix", Kind::Peer)
        .tasks::<Mpsc>("mpsc")
        .tasks_by_hand::<Mpsc>("mpsc xN")
        .cannot(&of_threads, "it has futures and does not block threads")
        .cannot(&[Activity::BatchTasks], ONE_AT_A_TIME)
        .cannot_route(&[Layout::Shared], &[Activity::StreamTasks], "it has one consumer")
}

adapter! {
    /// `channel`.
    Mpsc(Sender<T>, Receiver<T>):
    channel() { channel(CAP) }
    clone_tx(tx) { tx.clone() }
    send_async(tx, value) { tx.send(value).await.map_err(|_| Gone) }
    recv_async(rx) { rx.recv().await.ok() }
}
