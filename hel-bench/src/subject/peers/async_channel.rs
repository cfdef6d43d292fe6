//! async-channel.

use ::async_channel::{Receiver, Sender, bounded};

use crate::catalog::{Kind, Library};
use crate::ends::{Gone, adapter};

pub(super) fn library() -> Library {
    Library::new("async-channel", Kind::Peer).bounded::<Bounded>()
}

adapter! {
    /// `bounded`.
    Bounded(Sender<T>, Receiver<T>):
        clone_tx, clone_rx, send_await, recv_await, tries, one_by_one, one_by_one_async;
    channel() { bounded(CAP) }
    send(tx, value) { tx.send_blocking(value).map_err(|_| Gone) }
    recv(rx) { rx.recv_blocking().ok() }
}
