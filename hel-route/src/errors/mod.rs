//! What can go wrong, and what is handed back.
//!
//! One error per way of asking: a call that never waits can meet a full channel ([`TrySendError`]), one that is bounded in
//! time can run out of it ([`SendError`]), a future can do neither ([`AsyncSendError`]). Each carries the value that was not
//! sent (but for `send_ref_async`, which leaves it in its slot); none is `#[non_exhaustive]`, so a `match` over one is complete.
//!
//! A `?` takes each of them into a wider one: the error of a `try_send` or of a future into that of a `send`. Where the value may
//! not go along, as into a boxed error when it is not `Sync`, `without_value` leaves it behind:
//!
//! ```
//! use std::cell::Cell;
//! use hel::channel::errors::TrySendError;
//! use hel::channel::mpmc::{Sender, bounded};
//!
//! fn report(tx: &Sender<Cell<u32>, 4>) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//!     Ok(tx.try_send(Cell::new(1)).map_err(TrySendError::without_value)?)
//! }
//!
//! let (tx, rx) = bounded();
//! drop(rx);
//! assert!(report(&tx).is_err());
//! ```
//!
//! | call | error |
//! | --- | --- |
//! | `try_send`, `force_send` | [`TrySendError`] |
//! | `send`, `send_timeout`, `send_deadline` | [`SendError`] |
//! | `send_async`, `into_send_async` | [`AsyncSendError`] |
//! | `send_ref_async`, which leaves the value where it is; a sink | [`AsyncSendRefError`] |
//! | every `send_batch` | [`BatchSendError`] |
//! | the same by group | [`GroupSendError`] around the above |
//! | `try_recv`, `try_recv_batch` | [`TryRecvError`] |
//! | `recv`, `recv_timeout`, `recv_deadline`, `recv_batch` | [`RecvError`] |
//! | `recv_async` and its kin | [`AsyncRecvError`] |

mod async_send;
mod batch;
mod group;
mod recv;
mod send;
mod try_send;

pub use async_send::{AsyncSendError, AsyncSendRefError};
pub use batch::{BatchErrorKind, BatchSendError};
pub use group::GroupSendError;
pub use recv::{AsyncRecvError, RecvError, TryRecvError};
pub use send::SendError;
pub use try_send::TrySendError;

const DISCONNECTED: &str = "sending into a channel, or a shard of one, that takes no more values";

/// The value that is still in `slot`.
#[cfg_attr(not(debug_assertions), inline(always))]
fn unsent<T>(slot: &mut Option<T>) -> T {
    slot.take().expect("hel: a value that was not sent is still in its slot")
}
