//! thingbuf. It keeps its slots filled, so each holds an option that is emptied when its value leaves.

use ::thingbuf::mpsc::{Receiver, Sender, blocking, errors::TrySendError, with_recycle};
use ::thingbuf::recycling::Recycle;

use crate::catalog::{Kind, Lack, Library};
use crate::ends::{Gone, adapter};
use crate::wiring::{ByHand, InTurn};

pub(super) fn library() -> Library {
    Library::new("thingbuf", Kind::Peer)
        .mpsc_threads::<Blocking>("blocking")
        .threads_by_hand::<Blocking>("blocking xN")
        .asking_threads::<ByHand<Blocking, InTurn>, Blocking>("blocking xN")
        .tries::<Blocking>("blocking")
        .mpsc_tasks::<Mpsc>("mpsc")
        .tasks_by_hand::<Mpsc>("mpsc xN")
        .asking_tasks::<ByHand<Mpsc, InTurn>, Mpsc>("mpsc xN")
        .polls::<Mpsc>("mpsc")
        .lacks(Lack::BothSides, "its ends block or await, not both")
        .lacks(Lack::Consumers, "it has one consumer")
        .lacks(Lack::Batches, "it sends one value at a time")
}

/// An empty slot is `None`.
#[derive(Debug)]
pub(in crate::subject) struct Emptied;

impl<T> Recycle<Option<T>> for Emptied {
    fn new_element(&self) -> Option<T> {
        None
    }

    fn recycle(&self, slot: &mut Option<T>) {
        *slot = None;
    }
}

adapter! {
    /// `mpsc`.
    Mpsc(Sender<Option<T>, Emptied>, Receiver<Option<T>, Emptied>): clone_tx;
    channel() { with_recycle(CAP, Emptied) }
    send_async(tx, value) { tx.send(Some(value)).await.map_err(|_| Gone) }
    recv_async(rx) { rx.recv().await.flatten() }
    tries(tx, rx, value) {
        send: tx.try_send(Some(value)).map_err(unsent),
        receive: rx.try_recv().ok().flatten()
    }
}

adapter! {
    /// `mpsc::blocking`.
    Blocking(blocking::Sender<Option<T>, Emptied>, blocking::Receiver<Option<T>, Emptied>): clone_tx;
    channel() { blocking::with_recycle(CAP, Emptied) }
    send(tx, value) { tx.send(Some(value)).map_err(|_| Gone) }
    recv(rx) { rx.recv().flatten() }
    tries(tx, rx, value) {
        send: tx.try_send(Some(value)).map_err(unsent),
        receive: rx.try_recv().ok().flatten()
    }
}

fn unsent<T>(error: TrySendError<Option<T>>) -> T {
    error.into_inner().expect("what is sent is a value")
}
