//! What an operation needs of the handle that it uses.
//!
//! An operation (`op/`) is written once, for any `H: SendHandle` or `H: RecvHandle`. `H` says whether the operation borrows the handle
//! or owns it, also in the types of futures that users name:
//!
//! | kinds | borrowed | owned |
//! | --- | --- | --- |
//! | `mpmc`: implements [`SharedSend`] or [`SharedRecv`] | `&S` | `S` |
//! | `spsc`: a lane has one producer and one consumer | `&mut S` | `S` |
//!
//! Between a user's `send` and a ring lie several thin methods, each with two or three callers. A call that is not inlined spills
//! the value; different widths of store and load then defeat store forwarding, and the load stalls. So all
//! that a push or a pop consists of when it succeeds at once is `inline(always)`; what comes after is in functions of its own.
//! (That makes a lane of 80-byte values 2.3 to 2.6 times as fast: `hel-bench/results/decisions.md`.)
//!
//! With debug assertions, `inline(always)` is off: without an optimiser, the temporaries of all inlined methods share one stack frame,
//! too big for large values. For the same reason a value is passed by reference, in a [`slot`](crate::slot).

use std::collections::VecDeque;

use hel_notify::{Notify, Wait};
use hel_ring::Closed;

use super::Budget;
use crate::errors::{TryRecvError, TrySendError};

pub(crate) mod sealed {
    use hel_notify::Wait;

    use super::Budget;

    /// When an operation should pause: while other threads of its side stream, or while the other side does. The defaults never
    /// pause.
    pub trait Paced {
        /// Whether an operation may begin without [`pause_first`](Self::pause_first): the calling thread was the last of this side. In a
        /// lane: it need not read the other side's line, or the last look there found no stream.
        #[inline]
        fn may_begin(&self) -> bool {
            true
        }

        /// Called before an operation that may wait, if [`may_begin`](Self::may_begin) is false. Pauses while another thread of this
        /// side streams. True if `operation_ended` is to be called after the operation. In a lane: pauses while the other side streams.
        fn pause_first(&self, _budget: Budget) -> bool {
            false
        }

        /// Called when an attempt found nothing or, in a lane, little. True if the calling thread streams: then it calls
        /// [`let_ahead`](Self::let_ahead) before each further attempt.
        fn found_nothing(&self) -> bool {
            false
        }

        /// If there is something, but little, pauses while the other side streams.
        fn let_ahead(&self, _budget: Budget) {}

        /// How threads wait.
        fn wait(&self) -> Wait;

        /// Called once when an attempt found nothing. If the other side waits although it could go on, the last wakeup may have gone to
        /// a future that is never polled, so this wakes one more. `false` if nobody waits.
        ///
        /// Lanes do nothing here: each side has one waiter at a time, apart from futures that were forgotten.
        fn nudge(&self) -> bool {
            false
        }
    }

    /// Keeps the handle traits to this crate's own handles.
    pub trait Sealed {}
    impl<H: Sealed + ?Sized> Sealed for &H {}
    impl<H: Sealed + ?Sized> Sealed for &mut H {}
}

/// A sender or a receiver of any kind, borrowed or owned.
///
/// Sealed: a bound of this crate's futures, streams and iterators, implemented by its handles alone.
pub trait Handle: sealed::Sealed {
    /// Whether no further send can succeed.
    #[doc(hidden)]
    fn has_ended(&self) -> bool;

    /// Notified when `has_ended` becomes true.
    #[doc(hidden)]
    fn end(&self) -> &Notify;
}

/// A sender of any kind, as an operation holds it. Sealed, see [`Handle`].
pub trait SendHandle: Handle + sealed::Paced {
    /// The values that the channel carries.
    type Item;

    /// Queues the value in `slot`, which must hold one, and wakes a receiver; never waits. On an error the value is still there.
    #[doc(hidden)]
    fn push(&mut self, slot: &mut Option<Self::Item>) -> Result<(), TrySendError<()>>;

    /// As [`push`](Self::push), but may wait for threads in the middle of a send or a receive. For senders that would wait for room
    /// anyhow, without a deadline.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn push_waiting(&mut self, slot: &mut Option<Self::Item>) -> Result<(), TrySendError<()>> {
        self.push(slot)
    }

    /// Queues as many values from the front as there is room for, and wakes as many receivers; never waits.
    #[doc(hidden)]
    fn push_batch(&mut self, items: &mut VecDeque<Self::Item>) -> Result<usize, Closed>;

    /// Notified when there may be room.
    #[doc(hidden)]
    fn room(&self) -> &Notify;

    /// Whether there is room for one more value.
    #[doc(hidden)]
    fn has_room(&self) -> bool;
}

/// A receiver of any kind, as an operation holds it. Sealed, see [`Handle`].
pub trait RecvHandle: Handle + sealed::Paced {
    /// The values that the channel carries.
    type Item;

    /// Moves the oldest value of a shard into `slot`, which must be empty, and wakes a sender; never waits. Returns the shard's
    /// index.
    #[doc(hidden)]
    fn pop(&mut self, slot: &mut Option<Self::Item>) -> Result<usize, TryRecvError>;

    /// Appends up to `max` values to `into`, and wakes as many senders; never waits. `Ok` is at least 1, unless `max` is 0.
    #[doc(hidden)]
    fn pop_batch(&mut self, into: &mut Vec<Self::Item>, max: usize) -> Result<usize, TryRecvError>;

    /// Notified when there may be a value.
    #[doc(hidden)]
    fn items(&self) -> &Notify;

    /// Whether there is a value.
    #[doc(hidden)]
    fn has_items(&self) -> bool;
}

impl<H: SendHandle> SendHandle for &mut H {
    type Item = H::Item;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn push(&mut self, slot: &mut Option<Self::Item>) -> Result<(), TrySendError<()>> {
        (**self).push(slot)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn push_waiting(&mut self, slot: &mut Option<Self::Item>) -> Result<(), TrySendError<()>> {
        (**self).push_waiting(slot)
    }

    #[inline]
    fn push_batch(&mut self, items: &mut VecDeque<Self::Item>) -> Result<usize, Closed> {
        (**self).push_batch(items)
    }

    fn room(&self) -> &Notify {
        (**self).room()
    }

    fn has_room(&self) -> bool {
        (**self).has_room()
    }
}

impl<H: RecvHandle> RecvHandle for &mut H {
    type Item = H::Item;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn pop(&mut self, slot: &mut Option<Self::Item>) -> Result<usize, TryRecvError> {
        (**self).pop(slot)
    }

    #[inline]
    fn pop_batch(&mut self, into: &mut Vec<Self::Item>, max: usize) -> Result<usize, TryRecvError> {
        (**self).pop_batch(into, max)
    }

    fn items(&self) -> &Notify {
        (**self).items()
    }

    fn has_items(&self) -> bool {
        (**self).has_items()
    }
}

/// A sender that several threads may use at once: the methods of [`SendHandle`], through a shared reference.
#[doc(hidden)]
pub trait SharedSend: Handle + sealed::Paced {
    type Item;
    fn push(&self, slot: &mut Option<Self::Item>) -> Result<(), TrySendError<()>>;
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn push_waiting(&self, slot: &mut Option<Self::Item>) -> Result<(), TrySendError<()>> {
        self.push(slot)
    }
    fn push_batch(&self, items: &mut VecDeque<Self::Item>) -> Result<usize, Closed>;
    fn room(&self) -> &Notify;
    fn has_room(&self) -> bool;
}

/// A receiver that several threads may use at once: the methods of [`RecvHandle`], through a shared reference.
#[doc(hidden)]
pub trait SharedRecv: Handle + sealed::Paced {
    type Item;
    fn pop(&self, slot: &mut Option<Self::Item>) -> Result<usize, TryRecvError>;
    fn pop_batch(&self, into: &mut Vec<Self::Item>, max: usize) -> Result<usize, TryRecvError>;
    fn items(&self) -> &Notify;
    fn has_items(&self) -> bool;
}

/// Implements `Handle` and `Paced` for references.
macro_rules! forward_handle {
    ($($held:ty => $handle:ident),*) => {$(
        impl<$handle: Handle> Handle for $held {
            fn has_ended(&self) -> bool {
                (**self).has_ended()
            }

            fn end(&self) -> &Notify {
                (**self).end()
            }
        }

        impl<$handle: sealed::Paced> sealed::Paced for $held {
            #[inline]
            fn may_begin(&self) -> bool {
                (**self).may_begin()
            }

            fn pause_first(&self, budget: Budget) -> bool {
                (**self).pause_first(budget)
            }

            fn found_nothing(&self) -> bool {
                (**self).found_nothing()
            }

            fn let_ahead(&self, budget: Budget) {
                (**self).let_ahead(budget);
            }

            fn wait(&self) -> Wait {
                (**self).wait()
            }

            fn nudge(&self) -> bool {
                (**self).nudge()
            }
        }
    )*};
}

forward_handle!(&H => H, &mut H => H);

/// Implements `SendHandle` for a shared sender, or for a reference to one.
macro_rules! send_by_sharing {
    ([$($generics:tt)*] $held:ty => $shared:ty) => {
        impl<$($generics)*> $crate::channel::SendHandle for $held {
            type Item = <$shared as $crate::channel::SharedSend>::Item;

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn push(&mut self, slot: &mut Option<Self::Item>) -> Result<(), $crate::errors::TrySendError<()>> {
                <$shared as $crate::channel::SharedSend>::push(self, slot)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn push_waiting(
                &mut self,
                slot: &mut Option<Self::Item>,
            ) -> Result<(), $crate::errors::TrySendError<()>> {
                <$shared as $crate::channel::SharedSend>::push_waiting(self, slot)
            }

            #[inline]
            fn push_batch(
                &mut self,
                items: &mut std::collections::VecDeque<Self::Item>,
            ) -> Result<usize, hel_ring::Closed> {
                <$shared as $crate::channel::SharedSend>::push_batch(self, items)
            }

            fn room(&self) -> &hel_notify::Notify {
                <$shared as $crate::channel::SharedSend>::room(self)
            }

            fn has_room(&self) -> bool {
                <$shared as $crate::channel::SharedSend>::has_room(self)
            }
        }
    };
}

/// Implements `RecvHandle` for a shared receiver, or for a reference to one.
macro_rules! recv_by_sharing {
    ([$($generics:tt)*] $held:ty => $shared:ty) => {
        impl<$($generics)*> $crate::channel::RecvHandle for $held {
            type Item = <$shared as $crate::channel::SharedRecv>::Item;

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn pop(&mut self, slot: &mut Option<Self::Item>) -> Result<usize, $crate::errors::TryRecvError> {
                <$shared as $crate::channel::SharedRecv>::pop(self, slot)
            }

            #[inline]
            fn pop_batch(
                &mut self,
                into: &mut Vec<Self::Item>,
                max: usize,
            ) -> Result<usize, $crate::errors::TryRecvError> {
                <$shared as $crate::channel::SharedRecv>::pop_batch(self, into, max)
            }

            fn items(&self) -> &hel_notify::Notify {
                <$shared as $crate::channel::SharedRecv>::items(self)
            }

            fn has_items(&self) -> bool {
                <$shared as $crate::channel::SharedRecv>::has_items(self)
            }
        }
    };
}

pub(crate) use {recv_by_sharing, send_by_sharing};

send_by_sharing!([S: SharedSend] &S => S);
recv_by_sharing!([S: SharedRecv] &S => S);
