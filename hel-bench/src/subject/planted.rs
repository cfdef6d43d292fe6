//! Channels with one error each, to see the instrument catch it: `cargo xtask bench --subject 'planted/*'`.
//!
//! They are hel's plain channel, but for what happens to value number [`AT`] of the first producer.

use std::marker::PhantomData;
use std::thread;
use std::time::Duration;

use hel::channel::mpmc::{self, Receiver, Sender};

use crate::catalog::{Kind, Layout, Library};
use crate::ends::{Channel, CloneRx, CloneTx, Ends, Gone, RecvAsync, RecvBlocking, SendAsync, SendBlocking};
use crate::payload::Payload;
use crate::wiring::{ByHand, InTurn};

/// The number of the value that suffers.
const AT: u64 = 10;

pub(super) fn library() -> Library {
    let library = Library::new("planted", Kind::Planted);
    // A key must stay with one consumer; in turn, it does not.
    let library = library.routed_threads::<ByHand<Planted<Nothing>, InTurn>>("key-split", Layout::Keyed);
    let library = everywhere::<Loss>(library, "loss");
    let library = everywhere::<Doubling>(library, "doubling");
    let library = everywhere::<Reordering>(library, "reordering");
    let library = everywhere::<Hang>(library, "hang");
    everywhere::<Panic>(library, "panic")
}

fn everywhere<E: Error>(library: Library, variant: &'static str) -> Library {
    library
        .threads::<Planted<E>>(variant)
        .tasks::<Planted<E>>(variant)
        .shared_threads::<Planted<E>>(variant)
        .shared_tasks::<Planted<E>>(variant)
        .across::<Planted<E>, Planted<E>>(variant)
}

/// What happens to a value on its way.
trait Error: 'static {
    /// The values to send in the place of `value`, in order. `held` is kept from one call to the next.
    fn befalls<T: Payload>(value: T, held: &mut Option<T>) -> [Option<T>; 2];
}

struct Nothing;

impl Error for Nothing {
    fn befalls<T: Payload>(value: T, _: &mut Option<T>) -> [Option<T>; 2] {
        [Some(value), None]
    }
}

struct Loss;

impl Error for Loss {
    fn befalls<T: Payload>(value: T, _: &mut Option<T>) -> [Option<T>; 2] {
        [(!is_the_one(&value)).then_some(value), None]
    }
}

struct Doubling;

impl Error for Doubling {
    fn befalls<T: Payload>(value: T, _: &mut Option<T>) -> [Option<T>; 2] {
        [Some(value), is_the_one(&value).then_some(value)]
    }
}

struct Reordering;

impl Error for Reordering {
    fn befalls<T: Payload>(value: T, held: &mut Option<T>) -> [Option<T>; 2] {
        if is_the_one(&value) {
            *held = Some(value);
            return [None, None];
        }
        [Some(value), held.take()]
    }
}

struct Hang;

impl Error for Hang {
    fn befalls<T: Payload>(value: T, _: &mut Option<T>) -> [Option<T>; 2] {
        while is_the_one(&value) {
            thread::sleep(Duration::MAX);
        }
        [Some(value), None]
    }
}

struct Panic;

impl Error for Panic {
    fn befalls<T: Payload>(value: T, _: &mut Option<T>) -> [Option<T>; 2] {
        assert!(!is_the_one(&value), "a planted panic");
        [Some(value), None]
    }
}

fn is_the_one<T: Payload>(value: &T) -> bool {
    value.stamp().producer() == 0 && value.stamp().sequence() == AT
}

/// hel's plain channel with the error `E`.
struct Planted<E>(PhantomData<E>);

struct PlantedTx<T, const CAP: usize> {
    tx: Sender<T, CAP>,
    held: Option<T>,
}

impl<E: Error> Ends for Planted<E> {
    type Tx<T: Payload, const CAP: usize> = PlantedTx<T, CAP>;
    type Rx<T: Payload, const CAP: usize> = Receiver<T, CAP>;
}

impl<E: Error> Channel for Planted<E> {
    fn channel<T: Payload, const CAP: usize>() -> (PlantedTx<T, CAP>, Receiver<T, CAP>) {
        let (tx, rx) = mpmc::bounded();
        (PlantedTx { tx, held: None }, rx)
    }
}

impl<E: Error> CloneTx for Planted<E> {
    fn clone_tx<T: Payload, const CAP: usize>(tx: &PlantedTx<T, CAP>) -> PlantedTx<T, CAP> {
        PlantedTx { tx: tx.tx.clone(), held: None }
    }
}

impl<E: Error> CloneRx for Planted<E> {
    fn clone_rx<T: Payload, const CAP: usize>(rx: &Receiver<T, CAP>) -> Receiver<T, CAP> {
        rx.clone()
    }
}

impl<E: Error> SendBlocking for Planted<E> {
    fn send<T: Payload, const CAP: usize>(tx: &mut PlantedTx<T, CAP>, value: T) -> Result<(), Gone> {
        E::befalls(value, &mut tx.held)
            .into_iter()
            .flatten()
            .try_for_each(|value| tx.tx.send(value).map_err(|_| Gone))
    }
}

impl<E: Error> SendAsync for Planted<E> {
    async fn send_async<T: Payload, const CAP: usize>(
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
    fn recv<T: Payload, const CAP: usize>(rx: &mut Receiver<T, CAP>) -> Option<T> {
        rx.recv().ok()
    }
}

impl<E: Error> RecvAsync for Planted<E> {
    async fn recv_async<T: Payload, const CAP: usize>(rx: &mut Receiver<T, CAP>) -> Option<T> {
        rx.recv_async().await.ok()
    }
}
