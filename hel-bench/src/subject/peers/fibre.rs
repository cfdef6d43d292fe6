//! fibre.
//!
//! Whether an end blocks or is async is in its type, so each kind of channel comes several times. Where a blocking
//! and an async end meet, the channel is made as its receiver wants it.
//!
//! `mpmc_exp` is its `mpmc` without locks, which its documents name but do not recommend yet. It rounds its capacity up
//! to a power of two; 256 and 1024 are.

use ::fibre::{mpmc, mpmc_exp, mpsc, spsc};

use crate::catalog::{Kind, Lack, Library};
use crate::ends::{Gone, adapter};
use crate::wiring::{FanIn, Lanes, Shared};

pub(super) fn library() -> Library {
    Library::new("fibre", Kind::Peer)
        .spsc_threads::<Spsc>("spsc")
        .spsc_tasks::<SpscAsync>("spsc")
        .across::<SpscThere, SpscBack>("spsc")
        .wired_batch_threads::<Lanes<Spsc>>("spsc")
        .wired_batch_tasks::<Lanes<SpscAsync>>("spsc")
        .mpmc_threads::<Mpmc>("mpmc")
        .mpmc_tasks::<MpmcAsync>("mpmc")
        .across::<MpmcThere, MpmcBack>("mpmc")
        .wired_batch_threads::<Shared<Mpmc>>("mpmc")
        .wired_batch_tasks::<Shared<MpmcAsync>>("mpmc")
        .batches_by_hand::<Mpmc>("mpmc xN")
        .wired_threads::<Shared<MpmcExp>>("mpmc_exp")
        .wired_tasks::<Shared<MpmcExpAsync>>("mpmc_exp")
        .asking_threads::<Shared<MpmcExp>, MpmcExp>("mpmc_exp")
        .asking_tasks::<Shared<MpmcExpAsync>, MpmcExpAsync>("mpmc_exp")
        .across::<MpmcExpThere, MpmcExpBack>("mpmc_exp")
        .wired_batch_threads::<Shared<MpmcExp>>("mpmc_exp")
        .wired_batch_tasks::<Shared<MpmcExpAsync>>("mpmc_exp")
        .wired_threads::<FanIn<Mpsc>>("mpsc")
        .wired_tasks::<FanIn<MpscAsync>>("mpsc")
        .meshed::<MpscAsync>("mpsc")
        .threads_by_hand::<Mpsc>("mpsc xN")
        .tasks_by_hand::<MpscAsync>("mpsc xN")
        .tries::<Mpsc>("mpsc")
        .polls::<MpscAsync>("mpsc")
        .lacks(Lack::BothSides, "its ends block or await, not both")
}

/// The adapters of a kind of channel: two blocking ends, two async ends, and one of each both ways. Then come the names
/// of what those with equal ends have besides.
macro_rules! kind {
    (
        $sync:path, $async:path;
        $sync_tx:ty, $sync_rx:ty, $async_tx:ty, $async_rx:ty;
        $threads:ident, $tasks:ident, $there:ident, $back:ident;
        $($clone:ident),*
    ) => {
        adapter! {
            $threads($sync_tx, $sync_rx): send, recv $(, $clone)*;
            channel() { $sync(CAP) }
            batch(tx, rx, buffer, max) {
                send: tx.send_batch_mut(buffer).map(drop).map_err(|_| Gone),
                receive: rx.recv_batch_mut(buffer, max).unwrap_or(0)
            }
        }

        adapter! {
            $tasks($async_tx, $async_rx): send_await, recv_await $(, $clone)*;
            channel() { $async(CAP) }
            batch_async(tx, rx, buffer, max) {
                send: tx.send_batch_mut(buffer).await.map(drop).map_err(|_| Gone),
                receive: rx.recv_batch_mut(buffer, max).await.unwrap_or(0)
            }
        }

        adapter! {
            $there($sync_tx, $async_rx): send, recv_await;
            channel() {
                let (tx, rx) = $async(CAP);
                (tx.to_sync(), rx)
            }
        }

        adapter! {
            $back($async_tx, $sync_rx): send_await, recv;
            channel() {
                let (tx, rx) = $sync(CAP);
                (tx.to_async(), rx)
            }
        }
    };
}

kind! {
    spsc::bounded_sync, spsc::bounded_async;
    spsc::BoundedSyncSender<T>, spsc::BoundedSyncReceiver<T>,
    spsc::BoundedAsyncSender<T>, spsc::BoundedAsyncReceiver<T>;
    Spsc, SpscAsync, SpscThere, SpscBack;
}

kind! {
    mpmc::bounded, mpmc::bounded_async;
    mpmc::Sender<T>, mpmc::Receiver<T>, mpmc::AsyncSender<T>, mpmc::AsyncReceiver<T>;
    Mpmc, MpmcAsync, MpmcThere, MpmcBack;
    clone_tx, clone_rx
}

kind! {
    mpmc_exp::bounded, mpmc_exp::bounded_async;
    mpmc_exp::Sender<T>, mpmc_exp::Receiver<T>, mpmc_exp::AsyncSender<T>, mpmc_exp::AsyncReceiver<T>;
    MpmcExp, MpmcExpAsync, MpmcExpThere, MpmcExpBack;
    clone_tx, clone_rx
}

adapter! {
    Mpsc(mpsc::BoundedSyncSender<T>, mpsc::BoundedSyncReceiver<T>): clone_tx, send, recv, tries;
    channel() { mpsc::bounded(CAP) }
}

adapter! {
    MpscAsync(mpsc::BoundedAsyncSender<T>, mpsc::BoundedAsyncReceiver<T>): clone_tx, send_await, recv_await, tries;
    channel() { mpsc::bounded_async(CAP) }
}
