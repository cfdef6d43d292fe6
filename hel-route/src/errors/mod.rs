//! The errors, and what they return to the caller.
//!
//! Each kind of call has its own error. A call that never waits can find the channel full ([`TrySendError`]), a call with a deadline can
//! time out ([`SendError`]), a future can do neither ([`AsyncSendError`]). Each contains the value that was not sent, except for
//! `send_ref_async`, which leaves it in its slot. None is `#[non_exhaustive]`, so a `match` can be complete.
//!
//! `?` converts the error of a `try_send` or of a future into that of a `send`. Where the value must not be inside, as in a boxed error
//! when it is not `Sync`, use `without_value`:
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
//! | `send_ref_async`, a sink | [`AsyncSendRefError`] |
//! | every form of `send_batch` | [`BatchSendError`] |
//! | sends by group | [`GroupSendError`] around the above |
//! | `try_recv`, `try_recv_batch` | [`TryRecvError`] |
//! | `recv`, `recv_timeout`, `recv_deadline`, `recv_batch` | [`RecvError`] |
//! | `recv_async` and the other async receives | [`AsyncRecvError`] |

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
