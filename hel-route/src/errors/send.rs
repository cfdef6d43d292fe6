//! A single value that was not sent, with the reason.

use core::error::Error;
use core::fmt;

use super::BatchSendError;

const DISCONNECTED: &str = "sending into a channel, or a shard of one, that takes no more values";

/// Why a send that never waits did not send. The value is inside.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TrySendError<T> {
    /// There was no room at the moment of the call.
    Full(T),
    /// No send can succeed any more: the channel is closed or its receivers are gone.
    Disconnected(T),
}

/// Why a blocking send did not send. The value is inside.
///
/// `send` itself never returns [`TimeOut`](Self::TimeOut): it has no limit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SendError<T> {
    /// There was no room until the deadline.
    #[doc(alias = "Timeout")]
    TimeOut(T),
    /// No send can succeed any more: the channel is closed or its receivers are gone.
    Disconnected(T),
}

/// Why an asynchronous send did not send. The value is inside.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum AsyncSendError<T> {
    /// No send can succeed any more: the channel is closed or its receivers are gone.
    Disconnected(T),
}

/// Why an asynchronous send by reference did not send, or a sink; the value is in the slot still, or kept by the sink.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AsyncSendRefError {
    /// No send can succeed any more: the channel is closed or its receivers are gone.
    Disconnected,
}

/// Why a send by group did not send: the key belongs to no group, or the send to its shard failed with `E`.
///
/// `T` is what an unknown key gives back: the value itself, which was not sent; or, for a batch, the number of items that were sent,
/// and then nothing is left in the buffer but items of unknown keys.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum GroupSendError<T, E> {
    /// No group has this key.
    UnknownKey(T),
    /// The key is known, the send failed.
    Send(E),
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn unsent<T>(slot: &mut Option<T>) -> T {
    slot.take().expect("hel: a value that was not sent is still in its slot")
}

impl TrySendError<()> {
    /// The same with the value that is still in `slot`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn give_back<R, T>(self, slot: &mut Option<T>) -> Result<R, TrySendError<T>> {
        let value = unsent(slot);
        Err(if self.is_full() { TrySendError::Full(value) } else { TrySendError::Disconnected(value) })
    }
}

impl SendError<()> {
    /// The same with the value that is still in `slot`.
    pub(crate) fn give_back<R, T>(self, slot: &mut Option<T>) -> Result<R, SendError<T>> {
        let value = unsent(slot);
        Err(if self.is_timeout() { SendError::TimeOut(value) } else { SendError::Disconnected(value) })
    }
}

impl<T, E> GroupSendError<T, E> {
    /// What a send says whose key was known. (As `map_err`, with fewer moves where nothing is optimised.)
    pub(crate) fn from_send<R>(sent: Result<R, E>) -> Result<R, Self> {
        match sent {
            Ok(sent) => Ok(sent),
            Err(error) => Err(Self::Send(error)),
        }
    }

    /// Hands back the value in `slot`, whose key no group has.
    pub(crate) fn unknown<R>(slot: &mut Option<T>) -> Result<R, Self> {
        Err(Self::UnknownKey(unsent(slot)))
    }
}

impl<T> TrySendError<T> {
    /// The value that was not sent.
    pub fn into_inner(self) -> T {
        match self {
            Self::Full(value) | Self::Disconnected(value) => value,
        }
    }

    /// The same error without the value, which is dropped.
    pub fn without_value(self) -> TrySendError<()> {
        match self {
            Self::Full(_) => TrySendError::Full(()),
            Self::Disconnected(_) => TrySendError::Disconnected(()),
        }
    }

    /// Whether there was no room.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Full(_))
    }

    /// Whether a send that never waits ran out of time: never. Here so that every error answers the same questions.
    pub fn is_timeout(&self) -> bool {
        false
    }

    /// Whether no send can succeed any more.
    pub fn is_disconnected(&self) -> bool {
        matches!(self, Self::Disconnected(_))
    }
}

impl<T> SendError<T> {
    /// The value that was not sent.
    pub fn into_inner(self) -> T {
        match self {
            Self::TimeOut(value) | Self::Disconnected(value) => value,
        }
    }

    /// The same error without the value, which is dropped.
    pub fn without_value(self) -> SendError<()> {
        match self {
            Self::TimeOut(_) => SendError::TimeOut(()),
            Self::Disconnected(_) => SendError::Disconnected(()),
        }
    }

    /// Whether the channel was full at the only look: never, a blocking send times out instead.
    pub fn is_full(&self) -> bool {
        false
    }

    /// Whether the deadline passed.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::TimeOut(_))
    }

    /// Whether no send can succeed any more.
    pub fn is_disconnected(&self) -> bool {
        matches!(self, Self::Disconnected(_))
    }
}

impl<T> AsyncSendError<T> {
    /// The value that was not sent.
    pub fn into_inner(self) -> T {
        let Self::Disconnected(value) = self;
        value
    }

    /// The same error without the value, which is dropped.
    pub fn without_value(self) -> AsyncSendError<()> {
        AsyncSendError::Disconnected(())
    }

    /// Whether there was no room: never, a task waits for it.
    pub fn is_full(&self) -> bool {
        false
    }

    /// Whether the deadline passed: never, an asynchronous timeout is the runtime's own.
    pub fn is_timeout(&self) -> bool {
        false
    }

    /// Whether no send can succeed any more: always.
    pub fn is_disconnected(&self) -> bool {
        true
    }
}

impl AsyncSendRefError {
    /// Whether there was no room: never, a task waits for it.
    pub fn is_full(&self) -> bool {
        false
    }

    /// Whether the deadline passed: never, an asynchronous timeout is the runtime's own.
    pub fn is_timeout(&self) -> bool {
        false
    }

    /// Whether no send can succeed any more: always.
    pub fn is_disconnected(&self) -> bool {
        true
    }
}

impl<T, E> GroupSendError<T, E> {
    /// Whether the key belongs to no group.
    pub fn is_unknown_key(&self) -> bool {
        matches!(self, Self::UnknownKey(_))
    }

    /// The failure of the send, when the key was known.
    pub fn send_error(&self) -> Option<&E> {
        match self {
            Self::UnknownKey(_) => None,
            Self::Send(error) => Some(error),
        }
    }
}

/// The value out of a group error, for each kind of send that hands it back.
macro_rules! group_error_with_value {
    ($($error:ident),*) => {$(
        impl<T> GroupSendError<T, $error<T>> {
            /// The value that was not sent.
            pub fn into_inner(self) -> T {
                match self {
                    Self::UnknownKey(value) => value,
                    Self::Send(error) => error.into_inner(),
                }
            }

            /// The same error without the value, which is dropped.
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

/// The questions that every group error answers, for each kind of send below it.
macro_rules! group_error {
    ($($rejected:ty => $error:ty, [$($generics:tt)*];)*) => {$(
        impl<$($generics)*> GroupSendError<$rejected, $error> {
            /// Whether there was no room.
            pub fn is_full(&self) -> bool {
                self.send_error().is_some_and(<$error>::is_full)
            }

            /// Whether the deadline passed.
            pub fn is_timeout(&self) -> bool {
                self.send_error().is_some_and(<$error>::is_timeout)
            }

            /// Whether no send can succeed any more.
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

// A future's error is the narrowest: what runs it to its end for a blocking or a non-waiting caller widens it.
impl<T> From<AsyncSendError<T>> for SendError<T> {
    fn from(error: AsyncSendError<T>) -> Self {
        Self::Disconnected(error.into_inner())
    }
}

impl<T> From<AsyncSendError<T>> for TrySendError<T> {
    fn from(error: AsyncSendError<T>) -> Self {
        Self::Disconnected(error.into_inner())
    }
}

// What was not sent in time was not sent at once, and the other way round.
impl<T> From<SendError<T>> for TrySendError<T> {
    fn from(error: SendError<T>) -> Self {
        match error {
            SendError::TimeOut(value) => Self::Full(value),
            SendError::Disconnected(value) => Self::Disconnected(value),
        }
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

impl<T, E> From<E> for GroupSendError<T, E> {
    fn from(error: E) -> Self {
        Self::Send(error)
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

impl<T> fmt::Debug for SendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TimeOut(_) => "TimeOut(..)",
            Self::Disconnected(_) => "Disconnected(..)",
        })
    }
}

impl<T> fmt::Debug for AsyncSendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Disconnected(..)")
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

impl<T> fmt::Display for TrySendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full(_) => "sending into a full channel",
            Self::Disconnected(_) => DISCONNECTED,
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

impl<T, E: fmt::Display> fmt::Display for GroupSendError<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey(_) => f.write_str("the key belongs to no shard group"),
            Self::Send(error) => error.fmt(f),
        }
    }
}

impl<T> Error for TrySendError<T> {}
impl<T> Error for SendError<T> {}
impl<T> Error for AsyncSendError<T> {}
impl Error for AsyncSendRefError {}
impl<T, E: Error> Error for GroupSendError<T, E> {}
