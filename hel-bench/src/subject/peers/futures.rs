//! futures' `mpsc`. Its capacity is what it is given and one more for each sender.

use ::futures_channel::mpsc::{Receiver, Sender, channel};
use ::futures_util::{SinkExt, StreamExt};

use crate::catalog::{Kind, Lack, Library};
use crate::ends::adapter;
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
    Mpsc(Sender<T>, Receiver<T>): clone_tx, send_await, tries;
    channel() { channel(CAP) }
    recv_async(rx) { rx.next().await }
}
