//! What a library must say about a channel of its own, so that every scenario can drive it.
//!
//! An adapter is a type without values: it names the two ends ([`Ends`]), makes a channel ([`Channel`]), and says how
//! one sends and receives, in those of the ways below that the library has. What it has not, it leaves out; the
//! compiler then keeps it out of the scenarios that need it.
#![allow(clippy::missing_errors_doc, reason = "`Gone` says it, and a value that comes back was not sent")]

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

/// No end of the other side is left.
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
    fn try_send<T: Message, const CAP: usize>(tx: &mut Self::Tx<T, CAP>, value: T) -> Result<(), T>;

    /// The next value, if there is one right now.
    fn try_recv<T: Message, const CAP: usize>(rx: &mut Self::Rx<T, CAP>) -> Option<T>;
}

/// Sends and receives many values at once, in threads. A channel without batches does the same job one by one.
pub trait Batch: SendBlocking + RecvBlocking {
    /// Sends all values of `buffer`, in order, waiting for room, and leaves it empty.
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

/// Says what a library's channel can do, without the signatures, which would be the same again and again.
///
/// ```text
/// adapter! {
///     /// `their::bounded`.
///     Bounded(their::Sender<T>, their::Receiver<T>): clone_tx, clone_rx, send, recv;
///     channel() { their::bounded(CAP) }
///     recv_async(rx) { rx.receive().await.ok() }
/// }
/// ```
///
/// It makes a type `Bounded` with those ends, which are types of the payload `T` and the capacity `CAP`. For the traits
/// named behind the colon it calls the methods that most libraries have; a trait with a line of its own does what that
/// says. A line names the arguments of the trait's method, or of both its methods, and gives the body or both bodies.
///
/// `impl [generics] Type: names; lines` adds to a type that is there.
macro_rules! adapter {
    ($(#[$doc:meta])* $name:ident($tx:ty, $rx:ty) $($rest:tt)+) => {
        $(#[$doc])*
        pub(in crate::subject) struct $name;

        impl $crate::ends::Ends for $name {
            type Tx<T: $crate::ends::Message, const CAP: usize> = $tx;
            type Rx<T: $crate::ends::Message, const CAP: usize> = $rx;
        }

        adapter! { impl [] $name $($rest)+ }
    };
    (
        impl $generics:tt $name:ty $(: $($usual:ident),+)?;
        $($way:ident($($argument:ident),*) $body:tt)*
    ) => {
        $($(adapter! { @$usual $generics $name })+)?
        $(adapter! { @$way $generics $name, ($($argument),*) $body })*
    };

    (@clone_tx $generics:tt $name:ty) => { adapter! { @clone_tx $generics $name, (tx) { tx.clone() } } };
    (@clone_rx $generics:tt $name:ty) => { adapter! { @clone_rx $generics $name, (rx) { rx.clone() } } };
    (@send $generics:tt $name:ty) => {
        adapter! { @send $generics $name, (tx, value) { tx.send(value).map_err(|_| $crate::ends::Gone) } }
    };
    (@recv $generics:tt $name:ty) => { adapter! { @recv $generics $name, (rx) { rx.recv().ok() } } };
    (@send_async $generics:tt $name:ty) => {
        adapter! {
            @send_async $generics $name, (tx, value) {
                tx.send_async(value).await.map_err(|_| $crate::ends::Gone)
            }
        }
    };
    (@recv_async $generics:tt $name:ty) => {
        adapter! { @recv_async $generics $name, (rx) { rx.recv_async().await.ok() } }
    };
    // Where the methods that give futures are called `send` and `recv`.
    (@send_await $generics:tt $name:ty) => {
        adapter! {
            @send_async $generics $name, (tx, value) { tx.send(value).await.map_err(|_| $crate::ends::Gone) }
        }
    };
    (@recv_await $generics:tt $name:ty) => {
        adapter! { @recv_async $generics $name, (rx) { rx.recv().await.ok() } }
    };
    (@tries $generics:tt $name:ty) => {
        adapter! {
            @tries $generics $name, (tx, rx, value) {
                send: tx.try_send(value).map_err(|error| error.into_inner()),
                receive: rx.try_recv().ok()
            }
        }
    };
    (@batch $generics:tt $name:ty) => {
        adapter! {
            @batch $generics $name, (tx, rx, buffer, max) {
                send: tx.send_batch(buffer).map(drop).map_err(|_| $crate::ends::Gone),
                receive: rx.recv_batch(buffer, max).unwrap_or(0)
            }
        }
    };
    (@batch_async $generics:tt $name:ty) => {
        adapter! {
            @batch_async $generics $name, (tx, rx, buffer, max) {
                send: tx.send_batch_async(buffer).await.map(drop).map_err(|_| $crate::ends::Gone),
                receive: rx.recv_batch_async(buffer, max).await.unwrap_or(0)
            }
        }
    };
    (@one_by_one $generics:tt $name:ty) => { impl $crate::ends::Batch for $name {} };
    (@one_by_one_async $generics:tt $name:ty) => { impl $crate::ends::BatchAsync for $name {} };
    // A channel that is good for one value.
    (@once $generics:tt $name:ty) => {
        impl $crate::ends::Reply for $name {
            fn again<T: $crate::ends::Message, const CAP: usize>(_: &Self::Tx<T, CAP>) -> Option<Self::Tx<T, CAP>> {
                None
            }
        }
    };

    (@channel [$($generics:tt)*] $name:ty, () $body:block) => {
        impl<$($generics)*> $crate::ends::Channel for $name {
            fn channel<T: $crate::ends::Message, const CAP: usize>() -> (Self::Tx<T, CAP>, Self::Rx<T, CAP>) $body
        }
    };
    (@open [$($generics:tt)*] $name:ty, ($layout:ident, $ends:ident, $producers:ident, $consumers:ident) $body:block) => {
        impl<$($generics)*> $crate::wiring::Wiring for $name {
            const LAYOUT: $crate::wiring::Layout = $crate::wiring::Layout::$layout;
            type Ends = $ends;

            fn open<T: $crate::ends::Message, const CAP: usize>(
                $producers: usize,
                $consumers: usize,
            ) -> $crate::wiring::Opened<$ends, T, CAP> $body
        }
    };
    (@clone_tx [$($generics:tt)*] $name:ty, ($tx:ident) $body:block) => {
        impl<$($generics)*> $crate::ends::CloneTx for $name {
            fn clone_tx<T: $crate::ends::Message, const CAP: usize>($tx: &Self::Tx<T, CAP>) -> Self::Tx<T, CAP> $body
        }
    };
    (@clone_rx [$($generics:tt)*] $name:ty, ($rx:ident) $body:block) => {
        impl<$($generics)*> $crate::ends::CloneRx for $name {
            fn clone_rx<T: $crate::ends::Message, const CAP: usize>($rx: &Self::Rx<T, CAP>) -> Self::Rx<T, CAP> $body
        }
    };
    (@send [$($generics:tt)*] $name:ty, ($tx:ident, $value:ident) $body:block) => {
        impl<$($generics)*> $crate::ends::SendBlocking for $name {
            #[inline]
            fn send<T: $crate::ends::Message, const CAP: usize>(
                $tx: &mut Self::Tx<T, CAP>,
                $value: T,
            ) -> Result<(), $crate::ends::Gone> $body
        }
    };
    (@recv [$($generics:tt)*] $name:ty, ($rx:ident) $body:block) => {
        impl<$($generics)*> $crate::ends::RecvBlocking for $name {
            #[inline]
            fn recv<T: $crate::ends::Message, const CAP: usize>($rx: &mut Self::Rx<T, CAP>) -> Option<T> $body
        }
    };
    (@send_async [$($generics:tt)*] $name:ty, ($tx:ident, $value:ident) $body:block) => {
        impl<$($generics)*> $crate::ends::SendAsync for $name {
            #[inline]
            async fn send_async<T: $crate::ends::Message, const CAP: usize>(
                $tx: &mut Self::Tx<T, CAP>,
                $value: T,
            ) -> Result<(), $crate::ends::Gone> $body
        }
    };
    (@recv_async [$($generics:tt)*] $name:ty, ($rx:ident) $body:block) => {
        impl<$($generics)*> $crate::ends::RecvAsync for $name {
            #[inline]
            async fn recv_async<T: $crate::ends::Message, const CAP: usize>(
                $rx: &mut Self::Rx<T, CAP>,
            ) -> Option<T> $body
        }
    };
    (
        @tries [$($generics:tt)*] $name:ty, ($tx:ident, $rx:ident, $value:ident)
        { send: $send:expr, receive: $receive:expr }
    ) => {
        impl<$($generics)*> $crate::ends::Try for $name {
            #[inline]
            fn try_send<T: $crate::ends::Message, const CAP: usize>(
                $tx: &mut Self::Tx<T, CAP>,
                $value: T,
            ) -> Result<(), T> {
                $send
            }

            #[inline]
            fn try_recv<T: $crate::ends::Message, const CAP: usize>($rx: &mut Self::Rx<T, CAP>) -> Option<T> {
                $receive
            }
        }
    };
    (@batch $generics:tt $name:ty, $arguments:tt $bodies:tt) => {
        adapter! { @batches $generics $name, Batch, [], send_batch, recv_batch, $arguments $bodies }
    };
    (@batch_async $generics:tt $name:ty, $arguments:tt $bodies:tt) => {
        adapter! {
            @batches $generics $name, BatchAsync, [async], send_batch_async, recv_batch_async, $arguments $bodies
        }
    };
    (
        @batches [$($generics:tt)*] $name:ty, $trait:ident, [$($async:tt)?], $send_batch:ident, $recv_batch:ident,
        ($tx:ident, $rx:ident, $buffer:ident, $max:ident) { send: $send:expr, receive: $receive:expr }
    ) => {
        impl<$($generics)*> $crate::ends::$trait for $name {
            #[inline]
            $($async)? fn $send_batch<T: $crate::payload::Payload, const CAP: usize>(
                $tx: &mut Self::Tx<T, CAP>,
                $buffer: &mut Vec<T>,
            ) -> Result<(), $crate::ends::Gone> {
                $send
            }

            #[inline]
            $($async)? fn $recv_batch<T: $crate::payload::Payload, const CAP: usize>(
                $rx: &mut Self::Rx<T, CAP>,
                $buffer: &mut Vec<T>,
                $max: usize,
            ) -> usize {
                $receive
            }
        }
    };
}

pub(crate) use adapter;
