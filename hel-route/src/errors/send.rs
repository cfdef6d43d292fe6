//! Errors of blocking sends.

use core::error::Error;
use core::fmt;

use super::{AsyncSendError, DISCONNECTED, TrySendError, unsent};

/// Why a blocking send failed. The value is inside.
///
/// `send` itself never returns [`TimeOut`](Self::TimeOut): it has no limit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SendError<T> {
    /// There was no room before the deadline.
    #[doc(alias = "Timeout")]
    TimeOut(T),
    /// No send can succeed any more: the channel is closed or its receivers are gone.
    Disconnected(T),
}

impl SendError<()> {
    /// The same error with the value, which is still in `slot`.
    pub(crate) fn give_back<R, T>(self, slot: &mut Option<T>) -> Result<R, SendError<T>> {
        let value = unsent(slot);
        Err(if self.is_timeout() { SendError::TimeOut(value) } else { SendError::Disconnected(value) })
    }
}

impl<T> SendError<T> {
    /// The value that was not sent.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 1>();
    /// drop(rx);
    /// assert_eq!(tx.send("kept").unwrap_err().into_inner(), "kept");
    /// ```
    pub fn into_inner(self) -> T {
        match self {
            Self::TimeOut(value) | Self::Disconnected(value) => value,
        }
    }

    /// The same error without the value, which is dropped.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::rc::Rc;
    /// use hel::channel::errors::SendError;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 1>();
    /// drop(rx);
    /// let error = tx.send(Rc::new(1)).unwrap_err().without_value();
    /// assert_eq!(error, SendError::Disconnected(()));
    /// let _boxed: Box<dyn std::error::Error + Send + Sync> = error.into(); // an `Rc` is not `Send`
    /// ```
    pub fn without_value(self) -> SendError<()> {
        match self {
            Self::TimeOut(_) => SendError::TimeOut(()),
            Self::Disconnected(_) => SendError::Disconnected(()),
        }
    }

    /// Always false: a blocking send times out instead.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::SendError;
    ///
    /// assert!(!SendError::TimeOut(1).is_full());
    /// assert!(!SendError::Disconnected(1).is_full());
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
    /// let (tx, _rx) = bounded::<_, 1>();
    /// tx.send(1).unwrap();
    /// assert!(tx.send_timeout(2, Duration::from_millis(1)).unwrap_err().is_timeout());
    /// ```
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::TimeOut(_))
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
    /// assert!(tx.send(1).unwrap_err().is_disconnected());
    /// ```
    pub fn is_disconnected(&self) -> bool {
        matches!(self, Self::Disconnected(_))
    }
}

// The narrowest error converts into the wider ones, for code that runs a future and returns a blocking call's error.
impl<T> From<AsyncSendError<T>> for SendError<T> {
    fn from(error: AsyncSendError<T>) -> Self {
        Self::Disconnected(error.into_inner())
    }
}

impl<T> From<TrySendError<T>> for SendError<T> {
    fn from(error: TrySendError<T>) -> Self {
        match error {
            TrySendError::Full(value) => Self::TimeOut(value),
            TrySendError::Disconnected(value) => Self::Disconnected(value),
        }
    }
}

impl<T> fmt::Debug for SendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TimeOut(_) => "TimeOut(..)",
            Self::Disconnected(_) => "Disconnected(..)",
        })
    }
}

impl<T> fmt::Display for SendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TimeOut(_) => "the channel stayed full until the deadline",
            Self::Disconnected(_) => DISCONNECTED,
        })
    }
}

impl<T> Error for SendError<T> {}
