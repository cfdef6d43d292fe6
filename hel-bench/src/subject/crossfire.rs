//! crossfire.
//!
//! Whether an end blocks or is async is in its type, so each kind of channel comes four times.

use ::crossfire::{
    AsyncRx, AsyncTx, MAsyncRx, MAsyncTx, MRx, MTx, Rx, Tx, detect_backoff_cfg, mpmc, mpsc, spsc,
};

use super::adapter::adapter;
use crate::catalog::{Kind, Library};
use crate::ends::Gone;

pub(super) fn library() -> Library {
    // Its users are told to call this as they start: without it, it spins on a machine with one CPU. It acts once.
    detect_backoff_cfg();
    Library::new("crossfire", Kind::Peer)
        .threads::<Spsc>("spsc")
        .tasks::<SpscAsync>("spsc")
        .across::<SpscThere, SpscBack>("spsc")
        .threads::<Mpmc>("mpmc")
        .tasks::<MpmcAsync>("mpmc")
        .across::<MpmcThere, MpmcBack>("mpmc")
        .shared_threads::<Mpmc>("mpmc")
        .shared_tasks::<MpmcAsync>("mpmc")
        .threads_by_hand::<Mpsc>("mpsc xN")
        .tasks_by_hand::<MpscAsync>("mpsc xN")
        .blocked_senders::<Mpmc>("mpmc")
        .blocked_receivers::<Mpmc>("mpmc")
        .one_by_one_threads::<Mpmc>("mpmc, one by one")
        .one_by_one_tasks::<MpmcAsync>("mpmc, one by one")
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
}

adapter! {
    /// `mpsc`, async.
    MpscAsync(MAsyncTx<mpsc::Array<T>>, AsyncRx<mpsc::Array<T>>):
    channel() { mpsc::bounded_async(CAP) }
    clone_tx(tx) { tx.clone() }
    send_async(tx, value) { tx.send(value).await.map_err(|_| Gone) }
    recv_async(rx) { rx.recv().await.ok() }
}

adapter! {
    /// `mpmc`, blocking.
    Mpmc(MTx<mpmc::Array<T>>, MRx<mpmc::Array<T>>):
    channel() { mpmc::bounded_blocking(CAP) }
    clone_tx(tx) { tx.clone() }
    clone_rx(rx) { rx.clone() }
    send(tx, value) { tx.send(value).map_err(|_| Gone) }
    recv(rx) { rx.recv().ok() }
}

adapter! {
    /// `mpmc`, async.
    MpmcAsync(MAsyncTx<mpmc::Array<T>>, MAsyncRx<mpmc::Array<T>>):
    channel() { mpmc::bounded_async(CAP) }
    clone_tx(tx) { tx.clone() }
    clone_rx(rx) { rx.clone() }
    send_async(tx, value) { tx.send(value).await.map_err(|_| Gone) }
    recv_async(rx) { rx.recv().await.ok() }
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
