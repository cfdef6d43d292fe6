//! tokio's `mpsc`.

use ::tokio::sync::mpsc::{Receiver, Sender, channel};
use ::tokio::sync::oneshot;

use crate::catalog::{Kind, Lack, Library};
use crate::ends::{Gone, adapter};
use crate::wiring::{ByHand, FanIn, InTurn, Lanes};

pub(super) fn library() -> Library {
    Library::new("tokio", Kind::Peer)
        .mpsc_threads::<Mpsc>("mpsc")
        .mpsc_tasks::<Mpsc>("mpsc")
        .across::<Mpsc, Mpsc>("mpsc")
        .wired_both::<FanIn<Mpsc>>("mpsc")
        .threads_by_hand::<Mpsc>("mpsc xN")
        .tasks_by_hand::<Mpsc>("mpsc xN")
        .asking_threads::<ByHand<Mpsc, InTurn>, Oneshot>("mpsc xN, oneshot")
        .asking_tasks::<ByHand<Mpsc, InTurn>, Oneshot>("mpsc xN, oneshot")
        .asking_threads::<ByHand<Mpsc, InTurn>, Mpsc>("mpsc xN")
        .asking_tasks::<ByHand<Mpsc, InTurn>, Mpsc>("mpsc xN")
        .tries::<Mpsc>("mpsc")
        .polls::<Mpsc>("mpsc")
        .wired_batch_tasks::<Lanes<Mpsc>>("mpsc")
        .lacks(Lack::Consumers, "it has one consumer")
        .lacks(Lack::Batches, "threads send one value at a time")
}

adapter! {
    /// `mpsc::channel`.
    Mpsc(Sender<T>, Receiver<T>): clone_tx, send_await, tries;
    channel() { channel(CAP) }
    send(tx, value) { tx.blocking_send(value).map_err(|_| Gone) }
    recv(rx) { rx.blocking_recv() }
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

adapter! {
    /// `oneshot::channel`: its ends are used up by one value.
    Oneshot(Option<oneshot::Sender<T>>, Option<oneshot::Receiver<T>>): once;
    channel() {
        let (tx, rx) = oneshot::channel();
        (Some(tx), Some(rx))
    }
    send(tx, value) { tx.take().ok_or(Gone)?.send(value).map_err(|_| Gone) }
    recv(rx) { rx.take()?.blocking_recv().ok() }
    send_async(tx, value) { tx.take().ok_or(Gone)?.send(value).map_err(|_| Gone) }
    recv_async(rx) { rx.take()?.await.ok() }
}
