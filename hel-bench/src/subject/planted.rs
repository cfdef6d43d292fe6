//! Channels with one error each, to see the instrument catch it: `cargo xtask bench --subject 'planted/*'`.
//!
//! They are hel's plain channel, but for what happens to value number [`AT`] of the first producer.

use std::thread;
use std::time::Duration;

use hel::channel::mpmc::{self, Receiver, Sender};

use super::hel::Bounded;
use crate::catalog::{Kind, Library};
use crate::ends::{Ends, Gone, Message, adapter};
use crate::wiring::{ByHand, InTurn};

/// The number of the value that suffers.
const AT: u64 = 10;

const LOSS: u8 = 0;
const DOUBLING: u8 = 1;
const REORDERING: u8 = 2;
const HANG: u8 = 3;
const PANIC: u8 = 4;

pub(super) fn library() -> Library {
    let library = Library::new("planted", Kind::Planted);
    // A key must stay with one consumer; in turn, it does not.
    let library = library.wired_threads::<SplitKeys>("key-split");
    let library = everywhere::<LOSS>(library, "loss");
    let library = everywhere::<DOUBLING>(library, "doubling");
    let library = everywhere::<REORDERING>(library, "reordering");
    let library = everywhere::<HANG>(library, "hang");
    everywhere::<PANIC>(library, "panic")
}

fn everywhere<const ERROR: u8>(library: Library, variant: &'static str) -> Library {
    library
        .mpmc_threads::<Planted<ERROR>>(variant)
        .mpmc_tasks::<Planted<ERROR>>(variant)
        .across::<Planted<ERROR>, Planted<ERROR>>(variant)
}

/// Routed in turn, and given out as routed by key.
struct SplitKeys;

type RoutedInTurn = ByHand<Bounded, InTurn>;

adapter! {
    impl [] SplitKeys;
    open(Keyed, RoutedInTurn, producers, consumers) { RoutedInTurn::open(producers, consumers) }
}

/// hel's plain channel with an error.
struct Planted<const ERROR: u8>;

struct PlantedTx<T, const CAP: usize> {
    tx: Sender<T, CAP>,
    held: Option<T>,
}

impl<const ERROR: u8> Ends for Planted<ERROR> {
    type Tx<T: Message, const CAP: usize> = PlantedTx<T, CAP>;
    type Rx<T: Message, const CAP: usize> = Receiver<T, CAP>;
}

adapter! {
    impl [const ERROR: u8] Planted<ERROR>: clone_rx, recv, recv_async;
    channel() {
        let (tx, rx) = mpmc::bounded();
        (PlantedTx { tx, held: None }, rx)
    }
    clone_tx(tx) { PlantedTx { tx: tx.tx.clone(), held: None } }
    send(tx, value) {
        let values = befalls::<T, ERROR>(value, &mut tx.held);
        values.into_iter().flatten().try_for_each(|value| tx.tx.send(value).map_err(|_| Gone))
    }
    send_async(tx, value) {
        for value in befalls::<T, ERROR>(value, &mut tx.held).into_iter().flatten() {
            tx.tx.send_async(value).await.map_err(|_| Gone)?;
        }
        Ok(())
    }
}

/// The values to send in the place of `value`, in order. `held` is kept from one call to the next.
fn befalls<T: Message, const ERROR: u8>(value: T, held: &mut Option<T>) -> [Option<T>; 2] {
    if value.stamp().producer() != 0 || value.stamp().sequence() != AT {
        return [Some(value), held.take()];
    }
    match ERROR {
        LOSS => [None, None],
        DOUBLING => {
            let twin = value.twin();
            [Some(value), twin]
        }
        REORDERING => {
            *held = Some(value);
            [None, None]
        }
        HANG => loop {
            thread::sleep(Duration::MAX);
        },
        _ => panic!("a planted panic"),
    }
}
