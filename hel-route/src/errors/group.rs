//! Errors of sends by group.

use core::error::Error;
use core::fmt;

use super::{AsyncSendError, BatchSendError, SendError, TrySendError, unsent};

/// Why a send by group failed: the key belongs to no group, or the send to its shard failed with `E`.
///
/// For a single value, `T` is the value that was not sent. For a batch it is the number of items sent; all items left in the buffer have
/// unknown keys then.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum GroupSendError<T, E> {
    /// No group has this key.
    UnknownKey(T),
    /// The key is known, but the send failed.
    Send(E),
}

impl<T, E> GroupSendError<T, E> {
    /// Wraps the result of a send whose key is known. (Like `map_err`, but with fewer moves in unoptimised builds.)
    pub(crate) fn from_send<R>(sent: Result<R, E>) -> Result<R, Self> {
        match sent {
            Ok(sent) => Ok(sent),
            Err(error) => Err(Self::Send(error)),
        }
    }

    /// Returns the value in `slot`, whose key is unknown.
    pub(crate) fn unknown<R>(slot: &mut Option<T>) -> Result<R, Self> {
        Err(Self::UnknownKey(unsent(slot)))
    }
}

impl<T, E> GroupSendError<T, E> {
    /// Whether the key belongs to no group.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::shard_group;
    ///
    /// let (tx, _rx) = shard_group::<_, 8, _>([("orders", 0)]);
    /// assert!(tx.send("quotes", 1).unwrap_err().is_unknown_key());
    /// ```
    pub fn is_unknown_key(&self) -> bool {
        matches!(self, Self::UnknownKey(_))
    }

    /// The error of the send; `None` if the key is unknown.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::errors::SendError;
    /// use hel::channel::mpmc::shard_group;
    ///
    /// let (tx, rx) = shard_group::<_, 8, _>([("orders", 0)]);
    /// drop(rx);
    /// assert_eq!(tx.send("orders", 1).unwrap_err().send_error(), Some(&SendError::Disconnected(1)));
    /// assert_eq!(tx.send("quotes", 2).unwrap_err().send_error(), None);
    /// ```
    pub fn send_error(&self) -> Option<&E> {
        match self {
            Self::UnknownKey(_) => None,
            Self::Send(error) => Some(error),
        }
    }
}

/// `into_inner` and `without_value` for each kind of send that returns the value.
macro_rules! group_error_with_value {
    ($($error:ident),*) => {$(
        impl<T> GroupSendError<T, $error<T>> {
            /// The value that was not sent.
            ///
            /// # Examples
            ///
            /// ```
            /// use hel::channel::mpmc::shard_group;
            ///
            /// let (tx, _rx) = shard_group::<_, 1, _>([("orders", 0)]);
            /// tx.try_send("orders", 1).unwrap();
            /// assert_eq!(tx.try_send("orders", 2).unwrap_err().into_inner(), 2); // no room
            /// assert_eq!(tx.try_send("quotes", 3).unwrap_err().into_inner(), 3); // no group
            /// ```
            pub fn into_inner(self) -> T {
                match self {
                    Self::UnknownKey(value) => value,
                    Self::Send(error) => error.into_inner(),
                }
            }

            /// The same error without the value, which is dropped.
            ///
            /// # Examples
            ///
            /// ```
            /// use std::rc::Rc;
            /// use hel::channel::errors::GroupSendError;
            /// use hel::channel::mpmc::shard_group;
            ///
            /// let (tx, _rx) = shard_group::<_, 8, _>([("orders", 0)]);
            /// let error = tx.send("quotes", Rc::new(1)).unwrap_err().without_value();
            /// assert_eq!(error, GroupSendError::UnknownKey(()));
            /// let _boxed: Box<dyn std::error::Error + Send + Sync> = error.into(); // an `Rc` is not `Send`
            /// ```
            pub fn without_value(self) -> GroupSendError<(), $error<()>> {
                match self {
                    Self::UnknownKey(_) => GroupSendError::UnknownKey(()),
                    Self::Send(error) => GroupSendError::Send(error.without_value()),
                }
            }
        }
    )*};
}

group_error_with_value!(TrySendError, SendError, AsyncSendError);

/// `is_full`, `is_timeout` and `is_disconnected` for each kind of send.
macro_rules! group_error {
    ($($rejected:ty => $error:ty, [$($generics:tt)*];)*) => {$(
        impl<$($generics)*> GroupSendError<$rejected, $error> {
            /// Whether there was no room.
            ///
            /// # Examples
            ///
            /// ```
            /// use hel::channel::mpmc::shard_group;
            ///
            /// let (tx, _rx) = shard_group::<_, 1, _>([("orders", 0)]);
            /// tx.send("orders", 1).unwrap();
            /// assert!(tx.try_send("orders", 2).unwrap_err().is_full());
            /// assert!(!tx.try_send("quotes", 3).unwrap_err().is_full()); // the key is unknown
            /// ```
            pub fn is_full(&self) -> bool {
                self.send_error().is_some_and(<$error>::is_full)
            }

            /// Whether the deadline passed.
            ///
            /// # Examples
            ///
            /// ```
            /// use std::time::Duration;
            /// use hel::channel::mpmc::shard_group;
            ///
            /// let (tx, _rx) = shard_group::<_, 1, _>([("orders", 0)]);
            /// tx.send("orders", 1).unwrap();
            /// assert!(tx.send_timeout("orders", 2, Duration::from_millis(1)).unwrap_err().is_timeout());
            /// ```
            pub fn is_timeout(&self) -> bool {
                self.send_error().is_some_and(<$error>::is_timeout)
            }

            /// Whether no send can succeed any more.
            ///
            /// # Examples
            ///
            /// ```
            /// use hel::channel::mpmc::shard_group;
            ///
            /// let (tx, rx) = shard_group::<_, 1, _>([("orders", 0)]);
            /// drop(rx);
            /// assert!(tx.send("orders", 1).unwrap_err().is_disconnected());
            /// ```
            pub fn is_disconnected(&self) -> bool {
                self.send_error().is_some_and(<$error>::is_disconnected)
            }
        }
    )*};
}

group_error! {
    T => TrySendError<T>, [T];
    T => SendError<T>, [T];
    T => AsyncSendError<T>, [T];
    usize => BatchSendError, [];
}

impl<T, E> From<E> for GroupSendError<T, E> {
    fn from(error: E) -> Self {
        Self::Send(error)
    }
}

impl<T, E: fmt::Debug> fmt::Debug for GroupSendError<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey(_) => f.write_str("UnknownKey(..)"),
            Self::Send(error) => f.debug_tuple("Send").field(error).finish(),
        }
    }
}

impl<T, E: fmt::Display> fmt::Display for GroupSendError<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey(_) => f.write_str("the key belongs to no shard group"),
            Self::Send(error) => error.fmt(f),
        }
    }
}

impl<T, E: Error> Error for GroupSendError<T, E> {}
