//! What a library must say about a channel of its own, so that every scenario can drive it.
//!
//! An adapter is a type without values: it names the two ends ([`Ends`]), makes a channel ([`Channel`]), and says how
//! one sends and receives, in those of the ways below that the library has. What it has not, it leaves out; the
//! compiler then keeps it out of the scenarios that need it.

use crate::payload::{Payload, Stamp};

/// What a channel of an adapter can carry.
pub trait Message: Send + Sync + Sized + Unpin + 'static {
    /// Who sent it, as which of its messages, and under which key.
    fn stamp(&self) -> Stamp;

    /// The key under which it is sent, where a channel is routed by keys.
    #[inline]
    fn key(&self) -> u64 {
        self.stamp().key()
    }

    /// The same message once more, where it can be copied.
    fn twin(&self) -> Option<Self> {
        None
    }
}

/// The other side is gone for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

/// The types of the two ends.
///
/// `CAP` is the capacity of one channel or shard, a constant because hel's channels have it in their type; other
/// libraries take it as an argument.
pub trait Ends: 'static {
    /// The end that sends.
    type Tx<T: Message, const CAP: usize>: Send + Unpin + 'static;
    /// The end that receives.
    type Rx<T: Message, const CAP: usize>: Send + 'static;
}

/// How to make one channel.
pub trait Channel: Ends {
    /// A new channel of `CAP` slots.
    fn channel<T: Message, const CAP: usize>() -> (Self::Tx<T, CAP>, Self::Rx<T, CAP>);
}

/// A channel with many producers.
pub trait CloneTx: Ends {
    /// Another sender of the same channel.
    fn clone_tx<T: Message, const CAP: usize>(tx: &Self::Tx<T, CAP>) -> Self::Tx<T, CAP>;
}

/// A channel with many consumers.
pub trait CloneRx: Ends {
    /// Another receiver of the same channel.
    fn clone_rx<T: Message, const CAP: usize>(rx: &Self::Rx<T, CAP>) -> Self::Rx<T, CAP>;
}

/// A channel that carries the reply to a request.
pub trait Reply: Channel {
    /// A sender for one more reply; none where a channel is good for one alone.
    fn again<T: Message, const CAP: usize>(tx: &Self::Tx<T, CAP>) -> Option<Self::Tx<T, CAP>>;
}

impl<C: Channel + CloneTx> Reply for C {
    fn again<T: Message, const CAP: usize>(tx: &Self::Tx<T, CAP>) -> Option<Self::Tx<T, CAP>> {
        Some(C::clone_tx(tx))
    }
}

/// Sends from a thread.
pub trait SendBlocking: Ends {
    /// Sends `value`, waiting for room.
    ///
    /// # Errors
    ///
    /// When no receiver is left.
    fn send<T: Message, const CAP: usize>(tx: &mut Self::Tx<T, CAP>, value: T) -> Result<(), Gone>;
}

/// Receives in a thread.
pub trait RecvBlocking: Ends {
    /// Receives the next value, waiting for it; none when no sender is left and the channel is drained.
    fn recv<T: Message, const CAP: usize>(rx: &mut Self::Rx<T, CAP>) -> Option<T>;
}

/// Sends from a task.
pub trait SendAsync: Ends {
    /// Sends `value`, waiting for room.
    ///
    /// # Errors
    ///
    /// When no receiver is left.
    fn send_async<T: Message, const CAP: usize>(
        tx: &mut Self::Tx<T, CAP>,
        value: T,
    ) -> impl Future<Output = Result<(), Gone>> + Send;
}

/// Receives in a task.
pub trait RecvAsync: Ends {
    /// Receives the next value, waiting for it; none when no sender is left and the channel is drained.
    fn recv_async<T: Message, const CAP: usize>(
        rx: &mut Self::Rx<T, CAP>,
    ) -> impl Future<Output = Option<T>> + Send;
}

/// Sends and receives without waiting.
pub trait Try: Ends {
    /// Sends `value` if there is room right now.
    ///
    /// # Errors
    ///
    /// With the value, when there is none or no receiver is left.
    fn try_send<T: Message, const CAP: usize>(tx: &mut Self::Tx<T, CAP>, value: T) -> Result<(), T>;

    /// The next value, if there is one right now.
    fn try_recv<T: Message, const CAP: usize>(rx: &mut Self::Rx<T, CAP>) -> Option<T>;
}

/// Sends and receives many values at once, in threads. A channel without batches does the same job one by one.
pub trait Batch: SendBlocking + RecvBlocking {
    /// Sends all values of `buffer`, in order, waiting for room, and leaves it empty.
    ///
    /// # Errors
    ///
    /// When no receiver is left.
    #[inline]
    fn send_batch<T: Payload, const CAP: usize>(
        tx: &mut Self::Tx<T, CAP>,
        buffer: &mut Vec<T>,
    ) -> Result<(), Gone> {
        buffer.drain(..).try_for_each(|value| Self::send(tx, value))
    }

    /// Waits for a value, then appends what is there to `buffer`, at most `max`. Returns how many, 0 at the end.
    #[inline]
    fn recv_batch<T: Payload, const CAP: usize>(
        rx: &mut Self::Rx<T, CAP>,
        buffer: &mut Vec<T>,
        _max: usize,
    ) -> usize {
        let value = Self::recv(rx);
        buffer.extend(value);
        usize::from(value.is_some())
    }
}

/// Sends and receives many values at once, in tasks. A channel without batches does the same job one by one.
pub trait BatchAsync: SendAsync + RecvAsync {
    /// As [`Batch::send_batch`].
    ///
    /// # Errors
    ///
    /// When no receiver is left.
    #[inline]
    fn send_batch_async<T: Payload, const CAP: usize>(
        tx: &mut Self::Tx<T, CAP>,
        buffer: &mut Vec<T>,
    ) -> impl Future<Output = Result<(), Gone>> + Send {
        async move {
            for value in buffer.drain(..) {
                Self::send_async(tx, value).await?;
            }
            Ok(())
        }
    }

    /// As [`Batch::recv_batch`].
    #[inline]
    fn recv_batch_async<T: Payload, const CAP: usize>(
        rx: &mut Self::Rx<T, CAP>,
        buffer: &mut Vec<T>,
        _max: usize,
    ) -> impl Future<Output = usize> + Send {
        async move {
            let value = Self::recv_async(rx).await;
            buffer.extend(value);
            usize::from(value.is_some())
        }
    }
}
