//! rtrb.

use ::rtrb::{Consumer, Producer, PushError, RingBuffer};

use crate::catalog::{Kind, Lack, Library};
use crate::ends::adapter;
use crate::subject::spinning::{self, SpinningRx, SpinningTx};
use crate::wiring::Lanes;

pub(super) fn library() -> Library {
    spinning::library("rtrb", Kind::Ring)
        .spsc_threads::<Rtrb>("spsc")
        .wired_batch_threads::<Lanes<Rtrb>>("spsc")
        .lacks(Lack::Producers, "it has one producer and one consumer")
}

adapter! {
    /// `RingBuffer`.
    Rtrb(SpinningTx<Producer<T>>, SpinningRx<Consumer<T>>);
    channel() { spinning::channel(RingBuffer::new(CAP)) }
    send(tx, value) { tx.send(value, |ring, value| ring.push(value).map_err(|PushError::Full(value)| value)) }
    recv(rx) { rx.recv(|ring| ring.pop().ok()) }
    batch(tx, rx, buffer, max) {
        send: tx.send_batch(buffer, |ring, buffer| {
            let pushed = ring.push_partial_slice(buffer).0.len();
            buffer.drain(..pushed);
        }),
        receive: rx.recv_batch(|ring| {
            let Ok(chunk) = ring.read_chunk(max.min(ring.slots())) else { return 0 };
            let popped = spinning::append(buffer, chunk.as_slices());
            chunk.commit_all();
            popped
        })
    }
}
