//! Channels with one error each, to see the instrument catch it: `cargo xtask bench --subject 'planted/*'`.
//!
//! They are hel's plain channel, but for what happens to value number [`AT`] of the first producer.

use std::marker::PhantomData;
use std::thread;
use std::time::Duration;

use hel::channel::mpmc::{self, Receiver, Sender};

use crate::catalog::{Kind, Library};
use crate::ends::{
    Channel, CloneRx, CloneTx, Ends, Gone, Message, RecvAsync, RecvBlocking, SendAsync, SendBlocking,
};
use crate::wiring::{ByHand, InTurn, Layout, Opened, Wiring};

/// The number of the value that suffers.
const AT: u64 = 10;

pub(super) fn library() -> Library {
    let library = Library::new("planted", Kind::Planted);
    // A key must stay with one consumer; in turn, it does not.
    let library = library.wired_threads::<SplitKeys>("key-split");
    let library = everywhere::<Loss>(library, "loss");
    let library = everywhere::<Doubling>(library, "doubling");
    let library = everywhere::<Reordering>(library, "reordering");
    let library = everywhere::<Hang>(library, "hang");
    everywhere::<Panic>(library, "panic")
}

fn everywhere<E: Error>(library: Library, variant: &'static str) -> Library {
    library
        .mpmc_threads::<Planted<E>>(variant)
        .mpmc_tasks::<Planted<E>>(variant)
        .across::<Planted<E>, Planted<E>>(variant)
}

/// Routed in turn, and given out as routed by key.
struct SplitKeys;

impl Wiring for SplitKeys {
    const LAYOUT: Layout = Layout::Keyed;
    type Ends = ByHand<Planted<Nothing>, InTurn>;

    fn open<T: Message, const CAP: usize>(producers: usize, consumers: usize) -> Opened<Self::Ends, T, CAP> {
        <Self::Ends as Wiring>::open(producers, consumers)
    }
}

/// What happens to a value on its way.
trait Error: 'static {
    /// The values to send in the place of `value`, in order. `held` is kept from one call to the next.
    fn befalls<T: Message>(value: T, held: &mut Option<T>) -> [Option<T>; 2];
}

struct Nothing;

impl Error for Nothing {
    fn befalls<T: Message>(value: T, _: &mut Option<T>) -> [Option<T>; 2] {
        [Some(value), None]
    }
}

struct Loss;

impl Error for Loss {
    fn befalls<T: Message>(value: T, _: &mut Option<T>) -> [Option<T>; 2] {
        [Some(value).filter(|value| !is_the_one(value)), None]
    }
}

struct Doubling;

impl Error for Doubling {
    fn befalls<T: Message>(value: T, _: &mut Option<T>) -> [Option<T>; 2] {
        let twin = value.twin().filter(is_the_one);
        [Some(value), twin]
    }
}

struct Reordering;

impl Error for Reordering {
    fn befalls<T: Message>(value: T, held: &mut Option<T>) -> [Option<T>; 2] {
        if is_the_one(&value) {
            *held = Some(value);
            return [None, None];
        }
        [Some(value), held.take()]
    }
}

struct Hang;

impl Error for Hang {
    fn befalls<T: Message>(value: T, _: &mut Option<T>) -> [Option<T>; 2] {
        while is_the_one(&value) {
            thread::sleep(Duration::MAX);
        }
        [Some(value), None]
    }
}

struct Panic;

impl Error for Panic {
    fn befalls<T: Message>(value: T, _: &mut Option<T>) -> [Option<T>; 2] {
        assert!(!is_the_one(&value), "a planted panic");
        [Some(value), None]
    }
}

fn is_the_one<T: Message>(value: &T) -> bool {
    value.stamp().producer() == 0 && value.stamp().sequence() == AT
}

/// hel's plain channel with the error `E`.
struct Planted<E>(PhantomData<E>);

struct PlantedTx<T, const CAP: usize> {
    tx: Sender<T, CAP>,
    held: Option<T>,
}

impl<E: Error> Ends for Planted<E> {
    type Tx<T: Message, const CAP: usize> = PlantedTx<T, CAP>;
    type Rx<T: Message, const CAP: usize> = Receiver<T, CAP>;
}

impl<E: Error> Channel for Planted<E> {
    fn channel<T: Message, const CAP: usize>() -> (PlantedTx<T, CAP>, Receiver<T, CAP>) {
        let (tx, rx) = mpmc::bounded();
        (PlantedTx { tx, held: None }, rx)
    }
}

impl<E: Error> CloneTx for Planted<E> {
    fn clone_tx<T: Message, const CAP: usize>(tx: &PlantedTx<T, CAP>) -> PlantedTx<T, CAP> {
        PlantedTx { tx: tx.tx.clone(), held: None }
    }
}

impl<E: Error> CloneRx for Planted<E> {
    fn clone_rx<T: Message, const CAP: usize>(rx: &Receiver<T, CAP>) -> Receiver<T, CAP> {
        rx.clone()
    }
}

impl<E: Error> SendBlocking for Planted<E> {
    fn send<T: Message, const CAP: usize>(tx: &mut PlantedTx<T, CAP>, value: T) -> Result<(), Gone> {
        E::befalls(value, &mut tx.held)
            .into_iter()
            .flatten()
            .try_for_each(|value| tx.tx.send(value).map_err(|_| Gone))
    }
}

impl<E: Error> SendAsync for Planted<E> {
    async fn send_async<T: Message, const CAP: usize>(
        tx: &mut PlantedTx<T, CAP>,
        value: T,
    ) -> Result<(), Gone> {
        for value in E::befalls(value, &mut tx.held).into_iter().flatten() {
            tx.tx.send_async(value).await.map_err(|_| Gone)?;
        }
        Ok(())
    }
}

impl<E: Error> RecvBlocking for Planted<E> {
    fn recv<T: Message, const CAP: usize>(rx: &mut Receiver<T, CAP>) -> Option<T> {
        rx.recv().ok()
    }
}

impl<E: Error> RecvAsync for Planted<E> {
    async fn recv_async<T: Message, const CAP: usize>(rx: &mut Receiver<T, CAP>) -> Option<T> {
        rx.recv_async().await.ok()
    }
}
