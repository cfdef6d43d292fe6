//! kanal.
//!
//! Its blocking and its async ends are the same value under two types; `as_async` goes from one to the other for free.

use ::kanal::{Receiver, Sender, bounded};

use crate::catalog::{Kind, Library};
use crate::ends::{Gone, adapter};

pub(super) fn library() -> Library {
    Library::new("kanal", Kind::Peer).bounded::<Bounded>()
}

adapter! {
    /// `bounded`.
    Bounded(Sender<T>, Receiver<T>): clone_tx, clone_rx, send, recv, one_by_one, one_by_one_async;
    channel() { bounded(CAP) }
    send_async(tx, value) { tx.as_async().send(value).await.map_err(|_| Gone) }
    recv_async(rx) { rx.as_async().recv().await.ok() }
    tries(tx, rx, value) {
        send: {
            let mut value = Some(value);
            let sent = tx.try_send_option(&mut value);
            value.map_or(Ok(()), |value| if sent == Ok(true) { Ok(()) } else { Err(value) })
        },
        receive: rx.try_recv().ok().flatten()
    }
}
