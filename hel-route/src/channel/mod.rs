//! The inside of a channel: rings with their events and counts, and the traits that the operations need of a handle.
//!
//! * [`pacing`]: pauses that let a peer go on while it streams;
//! * [`sides`]: for each side of a ring, the event of the other side and the thread that used it last;
//! * [`signals`]: the events of a shard, its counts, and the hub that all shards of a channel share;
//! * [`shard`]: one MPMC ring with its signals; how it ends;
//! * [`lane`](mod@lane): one SPSC ring with its signals; how it ends;
//! * [`handle`]: the traits of handles.

mod handle;
mod lane;
mod pacing;
mod shard;
mod sides;
mod signals;

use std::any::Any;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use hel_ring::PopError;

use crate::errors::TryRecvError;

pub(crate) use handle::sealed;
pub use handle::{Handle, RecvHandle, SendHandle};
pub(crate) use handle::{SharedRecv, SharedSend, recv_by_sharing, send_by_sharing};
pub(crate) use lane::{LaneReceiver, LaneSender, lane};
#[cfg(hel_wait_sweep)]
pub use pacing::sweep;
pub(crate) use pacing::{Budget, Owner, enough, found_nothing, let_ahead, operation_ended};
pub(crate) use shard::Shard;
pub(crate) use sides::Sides;
pub(crate) use signals::{Hub, Signals, Tally};

/// The receiver's error for a ring's error.
fn try_recv_error(error: PopError) -> TryRecvError {
    match error {
        PopError::Empty => TryRecvError::Empty,
        PopError::Closed => TryRecvError::Disconnected,
    }
}

/// Drops and counts all values that `next` takes out of a ring, also if the `Drop` of some panics. Then resumes the first panic,
/// unless this thread is unwinding already.
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
                drop_panic(panic);
            }
        }
    }
    if let Some(panic) = first_panic {
        if std::thread::panicking() {
            drop_panic(panic);
        } else {
            resume_unwind(panic);
        }
    }
}

/// Drops a panic that is not resumed. If the drop of its payload panics, the payload of that second panic is forgotten.
fn drop_panic(panic: Box<dyn Any + Send>) {
    if let Err(another) = catch_unwind(AssertUnwindSafe(|| drop(panic))) {
        mem::forget(another);
    }
}
