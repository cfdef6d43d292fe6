//! crossfire.
//!
//! Whether an end blocks or is async is in its type, so each kind of channel comes four times.

use ::crossfire::{
    AsyncRx, AsyncTx, MAsyncRx, MAsyncTx, MRx, MTx, Rx, TrySendError, Tx, detect_backoff_cfg, mpmc, mpsc,
    spsc,
};

use super::adapter::adapter;
use crate::catalog::{Kind, Lack, Library};
use crate::ends::Gone;
use crate::wiring::FanIn;

pub(super) fn library() -> Library {
    // Its users are told to call this as they start: without it, it spins on a machine with one CPU. It acts once.
    detect_backoff_cfg();
    Library::new("crossfire", Kind::Peer)
        .spsc_threads::<Spsc>("spsc")
        .spsc_tasks::<SpscAsync>("spsc")
        .across::<SpscThere, SpscBack>("spsc")
        .mpmc_threads::<Mpmc>("mpmc")
        .mpmc_tasks::<MpmcAsync>("mpmc")
        .across::<MpmcThere, MpmcBack>("mpmc")
        .wired_threads::<FanIn<Mpsc>>("mpsc")
        .wired_tasks::<FanIn<MpscAsync>>("mpsc")
        .meshed::<MpscAsync>("mpsc")
        .threads_by_hand::<Mpsc>("mpsc xN")
        .tasks_by_hand::<MpscAsync>("mpsc xN")
        .tries::<Mpsc>("mpsc")
        .polls::<MpscAsync>("mpsc")
        .batch_threads::<Mpmc>("mpmc, one by one")
        .batch_tasks::<MpmcAsync>("mpmc, one by one")
        .lacks(Lack::BothSides, "its ends block or await, not both")
}

adapter! {
    /// `spsc`, blocking.
    Spsc(Tx<spsc::Array<T>>, Rx<spsc::Array<T>>):
    channel() { spsc::bounded_blocking(CAP) }
    send(tx, value) { tx.send(value).map_err(|_| Gone) }
    recv(rx) { rx.recv().ok() }
}

adapter! {
    /// `spsc`, async.
    SpscAsync(AsyncTx<spsc::Array<T>>, AsyncRx<spsc::Array<T>>):
    channel() { spsc::bounded_async(CAP) }
    send_async(tx, value) { tx.send(value).await.map_err(|_| Gone) }
    recv_async(rx) { rx.recv().await.ok() }
}

adapter! {
    /// `spsc`, from a thread to a task.
    SpscThere(Tx<spsc::Array<T>>, AsyncRx<spsc::Array<T>>):
    channel() { spsc::bounded_blocking_async(CAP) }
    send(tx, value) { tx.send(value).map_err(|_| Gone) }
    recv_async(rx) { rx.recv().await.ok() }
}

adapter! {
    /// `spsc`, from a task to a thread.
    SpscBack(AsyncTx<spsc::Array<T>>, Rx<spsc::Array<T>>):
    channel() { spsc::bounded_async_blocking(CAP) }
    send_async(tx, value) { tx.send(value).await.map_err(|_| Gone) }
    recv(rx) { rx.recv().ok() }
}

adapter! {
    /// `mpsc`, blocking.
    Mpsc(MTx<mpsc::Array<T>>, Rx<mpsc::Array<T>>):
    channel() { mpsc::bounded_blocking(CAP) }
    clone_tx(tx) { tx.clone() }
    send(tx, value) { tx.send(value).map_err(|_| Gone) }
    recv(rx) { rx.recv().ok() }
    tries(tx, rx, value) {
        send: tx.try_send(value).map_err(|error| match error {
            TrySendError::Full(value) | TrySendError::Disconnected(value) => value,
        }),
        receive: rx.try_recv().ok()
    }
}

adapter! {
    /// `mpsc`, async.
    MpscAsync(MAsyncTx<mpsc::Array<T>>, AsyncRx<mpsc::Array<T>>):
    channel() { mpsc::bounded_async(CAP) }
    clone_tx(tx) { tx.clone() }
    send_async(tx, value) { tx.send(value).await.map_err(|_| Gone) }
    recv_async(rx) { rx.recv().await.ok() }
    tries(tx, rx, value) {
        send: tx.try_send(value).map_err(|error| match error {
            TrySendError::Full(value) | TrySendError::Disconnected(value) => value,
        }),
        receive: rx.try_recv().ok()
    }
}

adapter! {
    /// `mpmc`, blocking.
    Mpmc(MTx<mpmc::Array<T>>, MRx<mpmc::Array<T>>):
    channel() { mpmc::bounded_blocking(CAP) }
    clone_tx(tx) { tx.clone() }
    clone_rx(rx) { rx.clone() }
    send(tx, value) { tx.send(value).map_err(|_| Gone) }
    recv(rx) { rx.recv().ok() }
    one_by_one() {}
}

adapter! {
    /// `mpmc`, async.
    MpmcAsync(MAsyncTx<mpmc::Array<T>>, MAsyncRx<mpmc::Array<T>>):
    channel() { mpmc::bounded_async(CAP) }
    clone_tx(tx) { tx.clone() }
    clone_rx(rx) { rx.clone() }
    send_async(tx, value) { tx.send(value).await.map_err(|_| Gone) }
    recv_async(rx) { rx.recv().await.ok() }
    one_by_one_async() {}
}

adapter! {
    /// `mpmc`, from a thread to a task.
    MpmcThere(MTx<mpmc::Array<T>>, MAsyncRx<mpmc::Array<T>>):
    channel() { mpmc::bounded_blocking_async(CAP) }
    send(tx, value) { tx.send(value).map_err(|_| Gone) }
    recv_async(rx) { rx.recv().await.ok() }
}

adapter! {
    /// `mpmc`, from a task to a thread.
    MpmcBack(MAsyncTx<mpmc::Array<T>>, MRx<mpmc::Array<T>>):
    channel() { mpmc::bounded_async_blocking(CAP) }
    send_async(tx, value) { tx.send(value).await.map_err(|_| Gone) }
    recv(rx) { rx.recv().ok() }
}
