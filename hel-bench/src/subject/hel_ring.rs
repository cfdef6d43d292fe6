//! hel-ring alone.

use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;

use hel_ring::{PushError, mpmc, spsc};

use super::spinning::{self, SpinningRx, SpinningTx};
use crate::catalog::{Kind, Library};
use crate::ends::adapter;
use crate::wiring::{Lanes, Shared};

pub(super) fn library() -> Library {
    spinning::library("hel-ring", Kind::HelRing)
        .spsc_threads::<Spsc>("spsc")
        .spsc_threads::<Mpmc>("mpmc")
        .wired_threads::<Shared<Mpmc>>("mpmc")
        .threads_by_hand::<Mpmc>("mpmc xN")
        .wired_batch_threads::<Lanes<Spsc>>("spsc")
        .wired_batch_threads::<Lanes<Mpmc>>("mpmc")
}

// A closed ring takes no batch, as a full one.
adapter! {
    /// `spsc::ring`.
    Spsc(SpinningTx<spsc::Producer<T, CAP>>, SpinningRx<spsc::Consumer<T, CAP>>);
    channel() { spinning::channel(spsc::ring()) }
    send(tx, value) { tx.send(value, |ring, value| ring.push(value).map_err(PushError::into_inner)) }
    recv(rx) { rx.recv(|ring| ring.pop().ok()) }
    batch(tx, rx, buffer, max) {
        send: tx.send_batch(buffer, |ring, buffer| {
            let pushed = ring.push_slice(buffer).unwrap_or(0);
            buffer.drain(..pushed);
        }),
        receive: rx.recv_batch(|ring| {
            let Ok(mut chunk) = ring.read_chunk(max) else { return 0 };
            spinning::append(buffer, chunk.as_slices());
            chunk.discard(usize::MAX)
        })
    }
}

adapter! {
    /// `mpmc::Ring`.
    Mpmc(SpinningTx<Arc<mpmc::Ring<T, CAP>>>, SpinningRx<Arc<mpmc::Ring<T, CAP>>>): clone_tx, clone_rx;
    channel() { spinning::shared(mpmc::Ring::new()) }
    send(tx, value) { tx.send(value, |ring, value| ring.push(value).map_err(PushError::into_inner)) }
    recv(rx) { rx.recv(|ring| ring.pop().ok()) }
    batch(tx, rx, buffer, max) {
        send: tx.send_batch(buffer, |ring, buffer| {
            // It takes a deque. Nothing is copied but what is left of a batch that did not fit.
            let mut items = VecDeque::from(mem::take(buffer));
            let _ = ring.push_batch(&mut items);
            *buffer = Vec::from(items);
        }),
        receive: rx.recv_batch(|ring| ring.pop_batch(buffer, max).unwrap_or(0))
    }
}
