//! What an operation asks of the handle that it runs through.
//!
//! An operation (`op/`) is written once, over any `H: SendHandle` or `H: RecvHandle`. What `H` can be says how the operation
//! holds its channel, and so does the type of a future that a user names:
//!
//! | kinds | borrowed | moved in |
//! | --- | --- | --- |
//! | `mpmc`: what is [`SharedSend`] or [`SharedRecv`] | `&S` | `S` |
//! | `spsc`: a lane has one producer and one consumer | `&mut S` | `S` |
//!
//! Between a user's `send` and a ring lie several thin methods, each of which is called from two or three others. What the
//! compiler leaves a call passes its value through memory, copied in other pieces than it is read in, and that stalls. So all
//! that a push or a pop consists of when it succeeds at once is `inline(always)`; what comes after is in functions of its own.
//! (Measured on a lane of 80-byte values, two threads: 23 M/s by calls, 52 to 59 inlined; the bare ring has 65. One shared
//! channel gains a twentieth.)
//!
//! Not with debug assertions: without an optimiser, all that is inlined has its temporaries in one frame, which large values fill. For
//! their sake a value travels by reference, in a [`slot`](crate::slot).

use std::collections::VecDeque;

use hel_notify::{Notify, Wait};
use hel_ring::Closed;

use super::Budget;
use crate::errors::{TryRecvError, TrySendError};

pub(crate) mod sealed {
    use hel_notify::Wait;

    use super::Budget;

    /// When a handle is better not used at once: while others of its side stream, or the other side does.
    ///
    /// By default it has its side for itself, and looks as often as it likes.
    pub trait Paced {
        /// Whether the calling thread was the last of this side; of a lane, whether it need not look at the other side.
        #[inline]
        fn has_turn(&self) -> bool {
            true
        }

        /// To be called without the turn, before an operation that may take time: lets another thread of this side finish its
        /// run, and says whether the end of the operation is of interest. Of a lane, lets the other side get ahead.
        fn take_turn(&self, _budget: Budget) -> bool {
            false
        }

        /// To be called when there was nothing to be had, or, of a lane, little: whether the calling thread streams, and does well
        /// to [`let_ahead`](Self::let_ahead) before each further attempt.
        fn found_nothing(&self) -> bool {
            false
        }

        /// Lets the other side get ahead, if there is something to be had.
        fn let_ahead(&self, _budget: Budget) {}

        /// How threads wait.
        fn wait(&self) -> Wait;

        /// To be called once when there was nothing to be had. If the other side waits all the same, one that was woken may be
        /// kept and never look: one more is woken. `false` if nobody waits.
        ///
        /// A lane has one waiter at a time (but for one that was forgotten), and need not.
        fn nudge(&self) -> bool {
            false
        }
    }

    /// Keeps the handle traits to this crate's own handles.
    pub trait Sealed {}
    impl<H: Sealed + ?Sized> Sealed for &H {}
    impl<H: Sealed + ?Sized> Sealed for &mut H {}
}

/// A sender or a receiver of any kind, by reference or moved in.
///
/// Sealed: a bound of this crate's futures, streams and iterators, implemented by its handles alone.
pub trait Handle: sealed::Sealed {
    /// Whether no further send can succeed.
    #[doc(hidden)]
    fn has_ended(&self) -> bool;

    /// Notified when that becomes so.
    #[doc(hidden)]
    fn end(&self) -> &Notify;
}

/// A sender of any kind, as an operation holds it. Sealed, see [`Handle`].
pub trait SendHandle: Handle + sealed::Paced {
    /// What goes through the channel.
    type Item;

    /// Queues the value in `slot`, which must hold one, and tells the other side; never waits. If it fails, the value is still there.
    #[doc(hidden)]
    fn push(&mut self, slot: &mut Option<Self::Item>) -> Result<(), TrySendError<()>>;

    /// As [`push`](Self::push), but may wait for others of its side that are in the middle of theirs: for a sender that would wait for
    /// room anyhow, and has no deadline.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn push_in_turn(&mut self, slot: &mut Option<Self::Item>) -> Result<(), TrySendError<()>> {
        self.push(slot)
    }

    /// Queues from the front as many values as there is room for and tells the other side; never waits.
    #[doc(hidden)]
    fn push_batch(&mut self, items: &mut VecDeque<Self::Item>) -> Result<usize, Closed>;

    /// Notified when there may be room.
    #[doc(hidden)]
    fn room(&self) -> &Notify;

    /// Whether a further value would find room.
    #[doc(hidden)]
    fn has_room(&self) -> bool;
}

/// A receiver of any kind, as an operation holds it. Sealed, see [`Handle`].
pub trait RecvHandle: Handle + sealed::Paced {
    /// What comes out of the channel.
    type Item;

    /// Takes the oldest value of a shard into `slot`, which must be empty, and tells the other side; never waits. Gives the shard's
    /// index.
    #[doc(hidden)]
    fn pop(&mut self, slot: &mut Option<Self::Item>) -> Result<usize, TryRecvError>;

    /// Appends up to `max` values and tells the other side; never waits. `Ok` has at least one, unless `max` is 0.
    #[doc(hidden)]
    fn pop_batch(&mut self, into: &mut Vec<Self::Item>, max: usize) -> Result<usize, TryRecvError>;

    /// Notified when there may be something.
    #[doc(hidden)]
    fn items(&self) -> &Notify;

    /// Whether there is something left.
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
    fn push_in_turn(&mut self, slot: &mut Option<Self::Item>) -> Result<(), TrySendError<()>> {
        (**self).push_in_turn(slot)
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

/// A sender that many may use at once: the methods of [`SendHandle`], through a shared reference.
#[doc(hidden)]
pub trait SharedSend: Handle + sealed::Paced {
    type Item;
    fn push(&self, slot: &mut Option<Self::Item>) -> Result<(), TrySendError<()>>;
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn push_in_turn(&self, slot: &mut Option<Self::Item>) -> Result<(), TrySendError<()>> {
        self.push(slot)
    }
    fn push_batch(&self, items: &mut VecDeque<Self::Item>) -> Result<usize, Closed>;
    fn room(&self) -> &Notify;
    fn has_room(&self) -> bool;
}

/// A receiver that many may use at once: the methods of [`RecvHandle`], through a shared reference.
#[doc(hidden)]
pub trait SharedRecv: Handle + sealed::Paced {
    type Item;
    fn pop(&self, slot: &mut Option<Self::Item>) -> Result<usize, TryRecvError>;
    fn pop_batch(&self, into: &mut Vec<Self::Item>, max: usize) -> Result<usize, TryRecvError>;
    fn items(&self) -> &Notify;
    fn has_items(&self) -> bool;
}

/// Forwards `Handle` and `Paced` from a reference to the handle itself.
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
            fn has_turn(&self) -> bool {
                (**self).has_turn()
            }

            fn take_turn(&self, budget: Budget) -> bool {
                (**self).take_turn(budget)
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

/// `SendHandle` for a shared sender, moved in or by a shared reference.
macro_rules! send_by_sharing {
    ([$($generics:tt)*] $held:ty => $shared:ty) => {
        impl<$($generics)*> $crate::channel::SendHandle for $held {
            type Item = <$shared as $crate::channel::SharedSend>::Item;

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn push(&mut self, slot: &mut Option<Self::Item>) -> Result<(), $crate::errors::TrySendError<()>> {
                <$shared as $crate::channel::SharedSend>::push(self, slot)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn push_in_turn(
                &mut self,
                slot: &mut Option<Self::Item>,
            ) -> Result<(), $crate::errors::TrySendError<()>> {
                <$shared as $crate::channel::SharedSend>::push_in_turn(self, slot)
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

/// `RecvHandle` for a shared receiver, moved in or by a shared reference.
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
