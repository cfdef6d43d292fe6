//! kanal.
//!
//! Its blocking and its async ends are the same value under two types; `as_async` goes from one to the other for free.

use ::kanal::{Receiver, Sender, bounded};

use super::adapter::adapter;
use crate::catalog::{Kind, Library};
use crate::ends::Gone;

pub(super) fn library() -> Library {
    Library::new("kanal", Kind::Peer)
        .mpmc_threads::<Bounded>("bounded")
        .mpmc_tasks::<Bounded>("bounded")
        .mpmc_both::<Bounded>("bounded")
        .across::<Bounded, Bounded>("bounded")
        .threads_by_hand::<Bounded>("bounded xN")
        .tasks_by_hand::<Bounded>("bounded xN")
        .tries::<Bounded>("bounded")
        .polls::<Bounded>("bounded")
        .batch_threads::<Bounded>("bounded, one by one")
        .batch_tasks::<Bounded>("bounded, one by one")
}

adapter! {
    /// `bounded`.
    Bounded(Sender<T>, Receiver<T>):
    channel() { bounded(CAP) }
    clone_tx(tx) { tx.clone() }
    clone_rx(rx) { rx.clone() }
    send(tx, value) { tx.send(value).map_err(|_| Gone) }
    recv(rx) { rx.recv().ok() }
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
    one_by_one() {}
    one_by_one_async() {}
}
