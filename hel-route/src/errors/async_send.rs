//! Errors of async sends.

use core::error::Error;
use core::fmt;

use super::DISCONNECTED;

/// Why an async send failed. The value is inside.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum AsyncSendError<T> {
    /// No send can succeed any more: the channel is closed or its receivers are gone.
    Disconnected(T),
}

/// Why `send_ref_async` or a sink failed. The value is still in the slot, or kept by the sink.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AsyncSendRefError {
    /// No send can succeed any more: the channel is closed or its receivers are gone.
    Disconnected,
}

impl<T> AsyncSendError<T> {
    /// The value that was not sent.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 1>();
    /// drop(rx);
    /// assert_eq!(block_on(tx.send_async("kept")).unwrap_err().into_inner(), "kept");
    /// ```
    pub fn into_inner(self) -> T {
        let Self::Disconnected(value) = self;
        value
    }

    /// The same error without the value, which is dropped.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::rc::Rc;
    /// use hel::channel::errors::AsyncSendError;
    ///
    /// let error = AsyncSendError::Disconnected(Rc::new(1)).without_value();
    /// assert_eq!(error, AsyncSendError::Disconnected(()));
    /// let _boxed: Box<dyn std::error::Error + Send + Sync> = error.into(); // an `Rc` is not `Send`
    /// ```
    pub fn without_value(self) -> AsyncSendError<()> {
        AsyncSendError::Disconnected(())
    }

    /// Always false: an async send waits for room.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::AsyncSendError;
    ///
    /// assert!(!AsyncSendError::Disconnected(1).is_full());
    /// ```
    pub fn is_full(&self) -> bool {
        false
    }

    /// Always false: the runtime provides timeouts for async calls.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::AsyncSendError;
    ///
    /// assert!(!AsyncSendError::Disconnected(1).is_timeout());
    /// ```
    pub fn is_timeout(&self) -> bool {
        false
    }

    /// Always true: no send can succeed any more.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 1>();
    /// drop(rx);
    /// assert!(block_on(tx.send_async(1)).unwrap_err().is_disconnected());
    /// ```
    pub fn is_disconnected(&self) -> bool {
        true
    }
}

impl AsyncSendRefError {
    /// Always false: an async send waits for room.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::AsyncSendRefError;
    ///
    /// assert!(!AsyncSendRefError::Disconnected.is_full());
    /// ```
    pub fn is_full(&self) -> bool {
        false
    }

    /// Always false: the runtime provides timeouts for async calls.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::AsyncSendRefError;
    ///
    /// assert!(!AsyncSendRefError::Disconnected.is_timeout());
    /// ```
    pub fn is_timeout(&self) -> bool {
        false
    }

    /// Always true: no send can succeed any more.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::future::block_on;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 1>();
    /// drop(rx);
    /// let mut slot = Some(1);
    /// assert!(block_on(tx.send_ref_async(&mut slot)).unwrap_err().is_disconnected());
    /// assert_eq!(slot, Some(1));
    /// ```
    pub fn is_disconnected(&self) -> bool {
        true
    }
}

impl<T> fmt::Debug for AsyncSendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Disconnected(..)")
    }
}

impl<T> fmt::Display for AsyncSendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(DISCONNECTED)
    }
}

impl fmt::Display for AsyncSendRefError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(DISCONNECTED)
    }
}

impl<T> Error for AsyncSendError<T> {}
impl Error for AsyncSendRefError {}
