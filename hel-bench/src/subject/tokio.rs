//! tokio's `mpsc`.

use ::tokio::sync::mpsc::{Receiver, Sender, channel};

use super::adapter::adapter;
use crate::catalog::{Activity, Kind, Layout, Library};
use crate::ends::Gone;

pub(super) fn library() -> Library {
    let with_consumers = [
        Activity::StreamThreads,
        Activity::StreamTasks,
        Activity::BatchThreads,
        Activity::BatchTasks,
        Activity::BlockedReceivers,
    ];
    Library::new("tokio", Kind::Peer)
        .threads::<Mpsc>("mpsc")
        .tasks::<Mpsc>("mpsc")
        .across::<Mpsc, Mpsc>("mpsc")
        .threads_by_hand::<Mpsc>("mpsc xN")
        .tasks_by_hand::<Mpsc>("mpsc xN")
        .blocked_senders::<Mpsc>("mpsc")
        .batch_tasks::<Mpsc>("mpsc")
        .cannot_route(&[Layout::Shared], &with_consumers, "it has one consumer")
        .cannot_route(&[Layout::Lanes], &[Activity::BatchThreads], "threads send one value at a time")
}

adapter! {
    /// `mpsc::channel`.
    Mpsc(Sender<T>, Receiver<T>):
    channel() { channel(CAP) }
    clone_tx(tx) { tx.clone() }
    send(tx, value) { tx.blocking_send(value).map_err(|_| Gone) }
    recv(rx) { rx.blocking_recv() }
    send_async(tx, value) { tx.send(value).await.map_err(|_| Gone) }
    recv_async(rx) { rx.recv().await }
    batch_async(tx, rx, buffer, max) {
        // It waits for room for the whole batch: batches are smaller than any capacity.
        send: {
            let permits = tx.reserve_many(buffer.len()).await.map_err(|_| Gone)?;
            permits.zip(buffer.drain(..)).for_each(|(permit, value)| permit.send(value));
            Ok(())
        },
        receive: rx.recv_many(buffer, max).await
    }
}
