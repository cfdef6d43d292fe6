//! The error of batch sends.

use core::error::Error;
use core::fmt;

/// Why a batch was not sent completely. The items that were not sent are in the caller's buffer, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BatchSendError {
    /// How many items of this call were sent.
    pub sent: usize,
    /// Why the others were not: the first that applies of disconnected, timed out, full.
    pub kind: BatchErrorKind,
}

/// Why a batch was not sent completely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BatchErrorKind {
    /// There was no room for the rest during the call.
    Full,
    /// There was no room for the rest before the deadline.
    #[doc(alias = "Timeout")]
    TimeOut,
    /// An item was left over because its channel or shard is closed or its receivers are gone.
    Disconnected,
}

impl BatchSendError {
    /// Whether there was no room for the rest.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, _rx) = bounded::<_, 2>();
    /// assert!(tx.try_send_batch(&mut vec![1, 2, 3]).unwrap_err().is_full());
    /// ```
    pub fn is_full(&self) -> bool {
        self.kind == BatchErrorKind::Full
    }

    /// Whether the deadline passed.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, _rx) = bounded::<_, 2>();
    /// let error = tx.send_batch_timeout(&mut vec![1, 2, 3], Duration::from_millis(1)).unwrap_err();
    /// assert!(error.is_timeout());
    /// ```
    pub fn is_timeout(&self) -> bool {
        self.kind == BatchErrorKind::TimeOut
    }

    /// Whether the rest can never be sent.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::bounded;
    ///
    /// let (tx, rx) = bounded::<_, 2>();
    /// drop(rx);
    /// assert!(tx.send_batch(&mut vec![1, 2, 3]).unwrap_err().is_disconnected());
    /// ```
    pub fn is_disconnected(&self) -> bool {
        self.kind == BatchErrorKind::Disconnected
    }
}

impl fmt::Display for BatchSendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.kind {
            BatchErrorKind::Full => "the channel is full",
            BatchErrorKind::TimeOut => "the channel stayed full until the deadline",
            BatchErrorKind::Disconnected => "the channel takes no more values",
        };
        write!(f, "{} of a batch sent, then {why}", self.sent)
    }
}

impl Error for BatchSendError {}
