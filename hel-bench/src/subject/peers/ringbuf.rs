//! ringbuf: with its capacity in the type, as hel's, and with a capacity on the heap.

use std::sync::Arc;

use ::ringbuf::traits::{Consumer, Producer, Split};
use ::ringbuf::{CachingCons, CachingProd, HeapRb, StaticRb};

use crate::catalog::{Kind, Lack, Library};
use crate::ends::adapter;
use crate::subject::spinning::{self, SpinningRx, SpinningTx};
use crate::wiring::Lanes;

pub(super) fn library() -> Library {
    spinning::library("ringbuf", Kind::Ring)
        .spsc_threads::<Static>("static")
        .spsc_threads::<Heap>("heap")
        .wired_batch_threads::<Lanes<Static>>("static")
        .wired_batch_threads::<Lanes<Heap>>("heap")
        .lacks(Lack::Producers, "it has one producer and one consumer")
}

macro_rules! ring {
    ($name:ident, $rb:ty, $new:expr) => {
        adapter! {
            $name(SpinningTx<CachingProd<Arc<$rb>>>, SpinningRx<CachingCons<Arc<$rb>>>);
            channel() { spinning::channel($new.split()) }
            send(tx, value) { tx.send(value, |ring, value| ring.try_push(value)) }
            recv(rx) { rx.recv(|ring| ring.try_pop()) }
            batch(tx, rx, buffer, max) {
                send: tx.send_batch(buffer, |ring, buffer| {
                    let pushed = ring.push_slice(buffer);
                    buffer.drain(..pushed);
                }),
                receive: rx.recv_batch(|ring| {
                    let (first, second) = ring.as_slices();
                    let first = &first[..first.len().min(max)];
                    let second = &second[..second.len().min(max - first.len())];
                    let popped = spinning::append(buffer, (first, second));
                    ring.skip(popped)
                })
            }
        }
    };
}

ring!(Static, StaticRb<T, CAP>, StaticRb::default());
ring!(Heap, HeapRb<T>, HeapRb::new(CAP));
