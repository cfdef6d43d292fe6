//! Errors of sends that never wait.

use core::error::Error;
use core::fmt;

use super::{AsyncSendError, DISCONNECTED, SendError, unsent};

/// Why a send that never waits failed. The value is inside.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TrySendError<T> {
    /// There was no room during the call.
    Full(T),
    /// No send can succeed any more: the channel is closed or its receivers are gone.
    Disconnected(T),
}

impl TrySendError<()> {
    /// The same error with the value, which is still in `slot`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn give_back<R, T>(self, slot: &mut Option<T>) -> Result<R, TrySendError<T>> {
        let value = unsent(slot);
        Err(if self.is_full() { TrySendError::Full(value) } else { TrySendError::Disconnected(value) })
    }
}

impl<T> TrySendError<T> {
    /// The value that was not sent.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, _rx) = bounded::<_, 1>();
    /// tx.try_send("first").unwrap();
    /// assert_eq!(tx.try_send("second").unwrap_err().into_inner(), "second");
    /// ```
    pub fn into_inner(self) -> T {
        match self {
            Self::Full(value) | Self::Disconnected(value) => value,
        }
    }

    /// The same error without the value, which is dropped.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::rc::Rc;
    /// use hel::channel::errors::TrySendError;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, _rx) = bounded::<_, 1>();
    /// tx.try_send(Rc::new(1)).unwrap();
    /// let error = tx.try_send(Rc::new(2)).unwrap_err().without_value();
    /// assert_eq!(error, TrySendError::Full(()));
    /// let _boxed: Box<dyn std::error::Error + Send + Sync> = error.into(); // an `Rc` is not `Send`
    /// ```
    pub fn without_value(self) -> TrySendError<()> {
        match self {
            Self::Full(_) => TrySendError::Full(()),
            Self::Disconnected(_) => TrySendError::Disconnected(()),
        }
    }

    /// Whether there was no room.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, _rx) = bounded::<_, 1>();
    /// tx.try_send(1).unwrap();
    /// assert!(tx.try_send(2).unwrap_err().is_full());
    /// ```
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Full(_))
    }

    /// Always false: a `try_` call has no deadline. It is here so that every error has the same methods.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::TrySendError;
    ///
    /// assert!(!TrySendError::Full(1).is_timeout());
    /// assert!(!TrySendError::Disconnected(1).is_timeout());
    /// ```
    pub fn is_timeout(&self) -> bool {
        false
    }

    /// Whether no send can succeed any more.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 1>();
    /// drop(rx);
    /// assert!(tx.try_send(1).unwrap_err().is_disconnected());
    /// ```
    pub fn is_disconnected(&self) -> bool {
        matches!(self, Self::Disconnected(_))
    }
}

impl<T> From<AsyncSendError<T>> for TrySendError<T> {
    fn from(error: AsyncSendError<T>) -> Self {
        Self::Disconnected(error.into_inner())
    }
}

// `TimeOut` and `Full` convert into each other: both mean that there was no room.
impl<T> From<SendError<T>> for TrySendError<T> {
    fn from(error: SendError<T>) -> Self {
        match error {
            SendError::TimeOut(value) => Self::Full(value),
            SendError::Disconnected(value) => Self::Disconnected(value),
        }
    }
}

impl<T> fmt::Debug for TrySendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full(_) => "Full(..)",
            Self::Disconnected(_) => "Disconnected(..)",
        })
    }
}

impl<T> fmt::Display for TrySendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full(_) => "sending into a full channel",
            Self::Disconnected(_) => DISCONNECTED,
        })
    }
}

impl<T> Error for TrySendError<T> {}
