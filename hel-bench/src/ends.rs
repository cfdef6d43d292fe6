//! What a library must say about a channel of its own, so that every scenario can drive it.
//!
//! An adapter is a type without values: it names the two ends ([`Ends`]), makes a channel ([`Channel`]), and says how
//! one sends and receives, in those of the ways below that the library has. What it has not, it leaves out; the
//! compiler then keeps it out of the scenarios that need it.

use crate::payload::Payload;

/// The other side is gone for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

/// The types of the two ends.
///
/// `CAP` is the capacity of one channel or shard, a constant because hel's channels have it in their type; other
/// libraries take it as an argument.
pub trait Ends: 'static {
    /// The end that sends.
    type Tx<T: Payload, const CAP: usize>: Send + 'static;
    /// The end that receives.
    type Rx<T: Payload, const CAP: usize>: Send + 'static;
}

/// How to make one channel.
pub trait Channel: Ends {
    /// A new channel of `CAP` slots.
    fn channel<T: Payload, const CAP: usize>() -> (Self::Tx<T, CAP>, Self::Rx<T, CAP>);
}

/// A channel with many producers.
pub trait CloneTx: Ends {
    /// Another sender of the same channel.
    fn clone_tx<T: Payload, const CAP: usize>(tx: &Self::Tx<T, CAP>) -> Self::Tx<T, CAP>;
}

/// A channel with many consumers.
pub trait CloneRx: Ends {
    /// Another receiver of the same channel.
    fn clone_rx<T: Payload, const CAP: usize>(rx: &Self::Rx<T, CAP>) -> Self::Rx<T, CAP>;
}

/// Sends from a thread.
pub trait SendBlocking: Ends {
    /// Sends `value`, waiting for room.
    ///
    /// # Errors
    ///
    /// When no receiver is left.
    fn send<T: Payload, const CAP: usize>(tx: &mut Self::Tx<T, CAP>, value: T) -> Result<(), Gone>;
}

/// Receives in a thread.
pub trait RecvBlocking: Ends {
    /// Receives the next value, waiting for it; none when no sender is left and the channel is drained.
    fn recv<T: Payload, const CAP: usize>(rx: &mut Self::Rx<T, CAP>) -> Option<T>;
}

/// Sends from a task.
pub trait SendAsync: Ends {
    /// Sends `value`, waiting for room.
    ///
    /// # Errors
    ///
    /// When no receiver is left.
    fn send_async<T: Payload, const CAP: usize>(
        tx: &mut Self::Tx<T, CAP>,
        value: T,
    ) -> impl Future<Output = Result<(), Gone>> + Send;
}

/// Receives in a task.
pub trait RecvAsync: Ends {
    /// Receives the next value, waiting for it; none when no sender is left and the channel is drained.
    fn recv_async<T: Payload, const CAP: usize>(
        rx: &mut Self::Rx<T, CAP>,
    ) -> impl Future<Output = Option<T>> + Send;
}

/// Sends and receives many values at once, in threads.
pub trait Batch: Ends {
    /// Sends all values of `buffer`, in order, waiting for room, and leaves it empty.
    ///
    /// # Errors
    ///
    /// When no receiver is left.
    fn send_batch<T: Payload, const CAP: usize>(
        tx: &mut Self::Tx<T, CAP>,
        buffer: &mut Vec<T>,
    ) -> Result<(), Gone>;

    /// Waits for a value, then appends what is there to `buffer`, at most `max`. Returns how many, 0 at the end.
    fn recv_batch<T: Payload, const CAP: usize>(
        rx: &mut Self::Rx<T, CAP>,
        buffer: &mut Vec<T>,
        max: usize,
    ) -> usize;
}

/// Sends and receives many values at once, in tasks.
pub trait BatchAsync: Ends {
    /// As [`Batch::send_batch`].
    ///
    /// # Errors
    ///
    /// When no receiver is left.
    fn send_batch_async<T: Payload, const CAP: usize>(
        tx: &mut Self::Tx<T, CAP>,
        buffer: &mut Vec<T>,
    ) -> impl Future<Output = Result<(), Gone>> + Send;

    /// As [`Batch::recv_batch`].
    fn recv_batch_async<T: Payload, const CAP: usize>(
        rx: &mut Self::Rx<T, CAP>,
        buffer: &mut Vec<T>,
        max: usize,
    ) -> impl Future<Output = usize> + Send;
}
