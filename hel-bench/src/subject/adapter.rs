//! How the files of the peers say what their channels can do: one line for each trait of [`crate::ends`].
//!
//! Channels of different libraries differ in their names and types, not in their shape. Written out, the adapters
//! would be the same signatures again and again, with the one expression that matters lost between them.
//!
//! ```text
//! adapter! {
//!     /// `their::bounded`.
//!     Bounded(their::Sender<T>, their::Receiver<T>):
//!     channel() { their::bounded(CAP) }
//!     clone_tx(tx) { tx.clone() }
//!     send(tx, value) { tx.send(value).map_err(|_| Gone) }
//!     recv_async(rx) { rx.recv_async().await.ok() }
//! }
//! ```
//!
//! It makes a type `Bounded` with those ends, which are types of the payload `T` and the capacity `CAP`, and implements
//! the traits that have a line. A line names the arguments of the trait's method and gives its body. The two traits of
//! batches and that of tries have two methods each, so theirs name the arguments of both and give both bodies;
//! `one_by_one() {}` and `one_by_one_async() {}` stand where a library has no batches.

macro_rules! adapter {
    ($(#[$doc:meta])* $name:ident($tx:ty, $rx:ty): $($way:ident($($argument:ident),*) $body:tt)+) => {
        $(#[$doc])*
        struct $name;

        impl $crate::ends::Ends for $name {
            type Tx<T: $crate::ends::Message, const CAP: usize> = $tx;
            type Rx<T: $crate::ends::Message, const CAP: usize> = $rx;
        }

        $(adapter! { @$way $name ($($argument),*) $body })+
    };
    (@channel $name:ident () $body:block) => {
        impl $crate::ends::Channel for $name {
            fn channel<T: $crate::ends::Message, const CAP: usize>() -> (Self::Tx<T, CAP>, Self::Rx<T, CAP>) $body
        }
    };
    (@clone_tx $name:ident ($tx:ident) $body:block) => {
        impl $crate::ends::CloneTx for $name {
            fn clone_tx<T: $crate::ends::Message, const CAP: usize>($tx: &Self::Tx<T, CAP>) -> Self::Tx<T, CAP> $body
        }
    };
    (@clone_rx $name:ident ($rx:ident) $body:block) => {
        impl $crate::ends::CloneRx for $name {
            fn clone_rx<T: $crate::ends::Message, const CAP: usize>($rx: &Self::Rx<T, CAP>) -> Self::Rx<T, CAP> $body
        }
    };
    (@send $name:ident ($tx:ident, $value:ident) $body:block) => {
        impl $crate::ends::SendBlocking for $name {
            #[inline]
            fn send<T: $crate::ends::Message, const CAP: usize>(
                $tx: &mut Self::Tx<T, CAP>,
                $value: T,
            ) -> Result<(), $crate::ends::Gone> $body
        }
    };
    (@recv $name:ident ($rx:ident) $body:block) => {
        impl $crate::ends::RecvBlocking for $name {
            #[inline]
            fn recv<T: $crate::ends::Message, const CAP: usize>($rx: &mut Self::Rx<T, CAP>) -> Option<T> $body
        }
    };
    (@send_async $name:ident ($tx:ident, $value:ident) $body:block) => {
        impl $crate::ends::SendAsync for $name {
            #[inline]
            async fn send_async<T: $crate::ends::Message, const CAP: usize>(
                $tx: &mut Self::Tx<T, CAP>,
                $value: T,
            ) -> Result<(), $crate::ends::Gone> $body
        }
    };
    (@recv_async $name:ident ($rx:ident) $body:block) => {
        impl $crate::ends::RecvAsync for $name {
            #[inline]
            async fn recv_async<T: $crate::ends::Message, const CAP: usize>(
                $rx: &mut Self::Rx<T, CAP>,
            ) -> Option<T> $body
        }
    };
    (
        @tries $name:ident ($tx:ident, $rx:ident, $value:ident)
        { send: $send:expr, receive: $receive:expr }
    ) => {
        impl $crate::ends::Try for $name {
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
    (@one_by_one $name:ident () $body:block) => {
        impl $crate::ends::Batch for $name {}
    };
    (@one_by_one_async $name:ident () $body:block) => {
        impl $crate::ends::BatchAsync for $name {}
    };
    (
        @batch $name:ident ($tx:ident, $rx:ident, $buffer:ident, $max:ident)
        { send: $send:expr, receive: $receive:expr }
    ) => {
        impl $crate::ends::Batch for $name {
            #[inline]
            fn send_batch<T: $crate::payload::Payload, const CAP: usize>(
                $tx: &mut Self::Tx<T, CAP>,
                $buffer: &mut Vec<T>,
            ) -> Result<(), $crate::ends::Gone> {
                $send
            }

            #[inline]
            fn recv_batch<T: $crate::payload::Payload, const CAP: usize>(
                $rx: &mut Self::Rx<T, CAP>,
                $buffer: &mut Vec<T>,
                $max: usize,
            ) -> usize {
                $receive
            }
        }
    };
    (
        @batch_async $name:ident ($tx:ident, $rx:ident, $buffer:ident, $max:ident)
        { send: $send:expr, receive: $receive:expr }
    ) => {
        impl $crate::ends::BatchAsync for $name {
            #[inline]
            async fn send_batch_async<T: $crate::payload::Payload, const CAP: usize>(
                $tx: &mut Self::Tx<T, CAP>,
                $buffer: &mut Vec<T>,
            ) -> Result<(), $crate::ends::Gone> {
                $send
            }

            #[inline]
            async fn recv_batch_async<T: $crate::payload::Payload, const CAP: usize>(
                $rx: &mut Self::Rx<T, CAP>,
                $buffer: &mut Vec<T>,
                $max: usize,
            ) -> usize {
                $receive
            }
        }
    };
}

pub(super) use adapter;
