//! Errors of receives.

use core::error::Error;
use core::fmt;
use core::time::Duration;

const DISCONNECTED: &str = "receiving from a channel that is drained and closed";

/// Why a receive that never waits failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TryRecvError {
    /// No value could be taken at the moment of the call.
    Empty,
    /// The channel is drained, and it is closed or its senders are gone.
    Disconnected,
}

/// Why a blocking receive failed.
///
/// `recv` itself never returns [`TimeOut`](Self::TimeOut): it has no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecvError {
    /// No value came before the deadline; the time waited is inside.
    #[doc(alias = "Timeout")]
    TimeOut(Duration),
    /// The channel is drained, and it is closed or its senders are gone.
    Disconnected,
}

/// Why an async receive failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AsyncRecvError {
    /// The channel is drained, and it is closed or its senders are gone.
    Disconnected,
}

impl TryRecvError {
    /// Whether no value could be taken at the moment of the call.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (_tx, rx) = bounded::<u8, 4>();
    /// assert!(rx.try_recv().unwrap_err().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// Always false: a receive needs no room. It is here so that every error has the same methods.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::TryRecvError;
    ///
    /// assert!(!TryRecvError::Empty.is_full());
    /// ```
    pub fn is_full(&self) -> bool {
        false
    }

    /// Always false: a `try_` call has no deadline.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::TryRecvError;
    ///
    /// assert!(!TryRecvError::Empty.is_timeout());
    /// ```
    pub fn is_timeout(&self) -> bool {
        false
    }

    /// Whether the channel is drained and no further send can succeed.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<u8, 4>();
    /// drop(tx);
    /// assert!(rx.try_recv().unwrap_err().is_disconnected());
    /// ```
    pub fn is_disconnected(&self) -> bool {
        matches!(self, Self::Disconnected)
    }
}

impl RecvError {
    /// Always false: a receive needs no room. It is here so that every error has the same methods.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::RecvError;
    ///
    /// assert!(!RecvError::Disconnected.is_full());
    /// ```
    pub fn is_full(&self) -> bool {
        false
    }

    /// Whether the deadline passed.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (_tx, rx) = bounded::<u8, 4>();
    /// assert!(rx.recv_timeout(Duration::from_millis(1)).unwrap_err().is_timeout());
    /// ```
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::TimeOut(_))
    }

    /// Whether the channel is drained and no further send can succeed.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<u8, 4>();
    /// drop(tx);
    /// assert!(rx.recv().unwrap_err().is_disconnected());
    /// ```
    pub fn is_disconnected(&self) -> bool {
        matches!(self, Self::Disconnected)
    }
}

impl AsyncRecvError {
    /// Always false: a receive needs no room. It is here so that every error has the same methods.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::AsyncRecvError;
    ///
    /// assert!(!AsyncRecvError::Disconnected.is_full());
    /// ```
    pub fn is_full(&self) -> bool {
        false
    }

    /// Always false: the runtime provides timeouts for async calls.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::AsyncRecvError;
    ///
    /// assert!(!AsyncRecvError::Disconnected.is_timeout());
    /// ```
    pub fn is_timeout(&self) -> bool {
        false
    }

    /// Always true: the channel is drained and no further send can succeed.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<u8, 4>();
    /// drop(tx);
    /// assert!(block_on(rx.recv_async()).unwrap_err().is_disconnected());
    /// ```
    pub fn is_disconnected(&self) -> bool {
        true
    }
}

impl From<AsyncRecvError> for RecvError {
    fn from(AsyncRecvError::Disconnected: AsyncRecvError) -> Self {
        Self::Disconnected
    }
}

impl From<AsyncRecvError> for TryRecvError {
    fn from(AsyncRecvError::Disconnected: AsyncRecvError) -> Self {
        Self::Disconnected
    }
}

impl fmt::Display for TryRecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "receiving from an empty channel",
            Self::Disconnected => DISCONNECTED,
        })
    }
}

impl fmt::Display for RecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimeOut(waited) => write!(f, "the channel stayed empty for {waited:?}"),
            Self::Disconnected => f.write_str(DISCONNECTED),
        }
    }
}

impl fmt::Display for AsyncRecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(DISCONNECTED)
    }
}

impl Error for TryRecvError {}
impl Error for RecvError {}
impl Error for AsyncRecvError {}
