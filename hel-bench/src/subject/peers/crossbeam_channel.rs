//! crossbeam-channel.

use ::crossbeam_channel::{Receiver, Sender, bounded};

use crate::catalog::{Kind, Lack, Library};
use crate::ends::adapter;

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
    Bounded(Sender<T>, Receiver<T>): clone_tx, clone_rx, send, recv, tries, one_by_one;
    channel() { bounded(CAP) }
}
