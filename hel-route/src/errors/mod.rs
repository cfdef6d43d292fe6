//! What can go wrong, and what is handed back.
//!
//! One error per way of asking: a call that never waits can meet a full channel ([`TrySendError`]), one that is bounded in
//! time can run out of it ([`SendError`]), a future can do neither ([`AsyncSendError`]). Each carries the value that was not
//! sent; none is `#[non_exhaustive]`, so a `match` over one is complete.
//!
//! | call | error |
//! | --- | --- |
//! | `try_send`, `force_send` | [`TrySendError`] |
//! | `send`, `send_timeout`, `send_deadline` | [`SendError`] |
//! | `send_async` and its kin | [`AsyncSendError`] |
//! | every `send_batch` | [`BatchSendError`] |
//! | the same by group | [`GroupSendError`] around the above |
//! | `try_recv`, `try_recv_batch` | [`TryRecvError`] |
//! | `recv`, `recv_timeout`, `recv_deadline`, `recv_batch` | [`RecvError`] |
//! | `recv_async` and its kin | [`AsyncRecvError`] |

mod batch;
mod recv;
mod send;

pub use batch::{BatchErrorKind, BatchSendError};
pub use recv::{AsyncRecvError, RecvError, TryRecvError};
pub use send::{AsyncSendError, GroupSendError, SendError, TrySendError};
