//! crossfire.
//!
//! Whether an end blocks or is async is in its type, so each kind of channel comes four times.

use ::crossfire::{
    AsyncRx, AsyncTx, MAsyncRx, MAsyncTx, MRx, MTx, Rx, Tx, detect_backoff_cfg, mpmc, mpsc, spsc,
};

use crate::catalog::{Kind, Lack, Library};
use crate::ends::adapter;
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

/// The adapters of a kind of channel: two blocking ends, two async ends, and one of each both ways.
macro_rules! kind {
    (
        $kind:ident($tx:ident, $rx:ident, $async_tx:ident, $async_rx:ident):
        $threads:ident, $tasks:ident, $there:ident, $back:ident
        $(, $clone:ident)*
    ) => {
        adapter! {
            $threads($tx<$kind::Array<T>>, $rx<$kind::Array<T>>): send, recv, one_by_one $(, $clone)*;
            channel() { $kind::bounded_blocking(CAP) }
        }

        adapter! {
            $tasks($async_tx<$kind::Array<T>>, $async_rx<$kind::Array<T>>):
                send_await, recv_await, one_by_one_async $(, $clone)*;
            channel() { $kind::bounded_async(CAP) }
        }

        adapter! {
            $there($tx<$kind::Array<T>>, $async_rx<$kind::Array<T>>): send, recv_await;
            channel() { $kind::bounded_blocking_async(CAP) }
        }

        adapter! {
            $back($async_tx<$kind::Array<T>>, $rx<$kind::Array<T>>): send_await, recv;
            channel() { $kind::bounded_async_blocking(CAP) }
        }
    };
}

kind!(spsc(Tx, Rx, AsyncTx, AsyncRx): Spsc, SpscAsync, SpscThere, SpscBack);
kind!(mpmc(MTx, MRx, MAsyncTx, MAsyncRx): Mpmc, MpmcAsync, MpmcThere, MpmcBack, clone_tx, clone_rx);

adapter! {
    /// `mpsc`, blocking.
    Mpsc(MTx<mpsc::Array<T>>, Rx<mpsc::Array<T>>): clone_tx, send, recv, tries;
    channel() { mpsc::bounded_blocking(CAP) }
}

adapter! {
    /// `mpsc`, async.
    MpscAsync(MAsyncTx<mpsc::Array<T>>, AsyncRx<mpsc::Array<T>>): clone_tx, send_await, recv_await, tries;
    channel() { mpsc::bounded_async(CAP) }
}
