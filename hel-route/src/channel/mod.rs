//! The inside of a channel: rings with their signals, and what a pair of handles must offer to the operations.
//!
//! * [`crowd`]: leaving a peer alone while it moves;
//! * [`sides`]: where the two sides of a ring sleep, and what they know of each other;
//! * [`signals`]: the events of a shard, its counts, and the hub that the shards of one channel share;
//! * [`shard`]: one MPMC ring with its signals; how it ends;
//! * [`lane`](mod@lane): one SPSC ring with its signals; how it ends;
//! * [`handle`]: what every operation asks of the handle that it runs through.

mod crowd;
mod handle;
mod lane;
mod shard;
mod sides;
mod signals;

use std::any::Any;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use hel_ring::PopError;

use crate::errors::TryRecvError;

#[cfg(hel_wait_sweep)]
pub use crowd::sweep;
pub(crate) use crowd::{Budget, End, enough, found_nothing, let_ahead, turn_ended};
pub(crate) use handle::sealed;
pub use handle::{Handle, RecvHandle, SendHandle};
pub(crate) use handle::{SharedRecv, SharedSend, recv_by_sharing, send_by_sharing};
pub(crate) use lane::{LaneReceiver, LaneSender, lane};
pub(crate) use shard::Shard;
pub(crate) use sides::Sides;
pub(crate) use signals::{Hub, Signals, Tally};

/// What a ring's answer means to a receiver.
fn try_recv_error(error: PopError) -> TryRecvError {
    match error {
        PopError::Empty => TryRecvError::Empty,
        PopError::Closed => TryRecvError::Disconnected,
    }
}

/// Drops what `next` takes out of a ring, to the end, and counts it. A panicking `Drop` does not spare the others: the first
/// panic goes on once all are dropped, unless this thread is unwinding already.
fn discard<R, T>(
    ring: &mut R,
    next: impl Fn(&mut R, &mut Option<T>) -> Result<(), PopError>,
    tally: impl Fn(&R) -> &Tally,
) {
    let mut first_panic = None;
    let mut slot = None;
    while next(ring, &mut slot).is_ok() {
        tally(ring).add_discarded(1);
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| slot = None)) {
            if first_panic.is_none() {
                first_panic = Some(panic);
            } else {
                bury(panic);
            }
        }
    }
    if let Some(panic) = first_panic {
        if std::thread::panicking() {
            bury(panic);
        } else {
            resume_unwind(panic);
        }
    }
}

/// Drops a panic that goes no further. Its payload's own drop can panic too, and that may not keep others from theirs.
fn bury(panic: Box<dyn Any + Send>) {
    if let Err(another) = catch_unwind(AssertUnwindSafe(|| drop(panic))) {
        mem::forget(another);
    }
}
