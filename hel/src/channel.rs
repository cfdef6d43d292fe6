//! Channels.

/// What can go wrong, and what is handed back.
pub mod errors {
    pub use hel_route::errors::{
        AsyncRecvError, AsyncSendError, BatchErrorKind, BatchSendError, GroupSendError, RecvError, SendError,
        TryRecvError, TrySendError,
    };
}

#[doc(inline)]
pub use hel_route::{mpmc, spsc};
