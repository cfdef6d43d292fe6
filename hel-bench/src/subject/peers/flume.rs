//! flume.

use ::flume::{Receiver, Sender, bounded};

use crate::catalog::{Kind, Library};
use crate::ends::adapter;

pub(super) fn library() -> Library {
    Library::new("flume", Kind::Peer).bounded::<Bounded>()
}

adapter! {
    /// `bounded`.
    Bounded(Sender<T>, Receiver<T>):
        clone_tx, clone_rx, send, recv, send_async, recv_async, tries, one_by_one, one_by_one_async;
    channel() { bounded(CAP) }
}
