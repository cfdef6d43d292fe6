//! Who may go to which thread, and what cannot be had at all.

use hel_ring::{
    Closed, PopError, PushError,
    mpmc::Ring,
    spsc::{Consumer, Producer, ReadChunk, WriteChunk},
};
use static_assertions::{assert_impl_all, assert_not_impl_any};
use std::{
    cell::Cell,
    error::Error,
    fmt::Debug,
    hash::Hash,
    panic::{RefUnwindSafe, UnwindSafe},
    rc::Rc,
};

/// `Send`, and nothing else.
type OnlySend = Cell<u8>;
type NotSend = Rc<u8>;
type NotDebug = fn(&mut dyn FnMut());

assert_impl_all!(Ring<OnlySend, 4>: Send, Sync, Debug, UnwindSafe, RefUnwindSafe);
assert_impl_all!(Producer<OnlySend, 4>: Send, Sync, Debug, Unpin, UnwindSafe, RefUnwindSafe);
assert_impl_all!(Consumer<OnlySend, 4>: Send, Sync, Debug, Unpin, UnwindSafe, RefUnwindSafe);
assert_impl_all!(Producer<std::marker::PhantomPinned, 4>: Unpin);
assert_impl_all!(Consumer<std::marker::PhantomPinned, 4>: Unpin);

assert_not_impl_any!(Ring<NotSend, 4>: Send, Sync);
assert_not_impl_any!(Producer<NotSend, 4>: Send, Sync);
assert_not_impl_any!(Consumer<NotSend, 4>: Send, Sync);
assert_not_impl_any!(Producer<u8, 4>: Clone);
assert_not_impl_any!(Consumer<u8, 4>: Clone);

// An extra that may not be shared, or not be sent, keeps the halves where they are.
assert_not_impl_any!(Ring<u8, 4, Cell<u8>>: Sync);
assert_not_impl_any!(Ring<u8, 4, Rc<u8>>: Send, Sync);
assert_not_impl_any!(Producer<u8, 4, Cell<u8>>: Send, Sync);
assert_not_impl_any!(Consumer<u8, 4, Rc<u8>>: Send, Sync);

// A chunk to read lends values, so that it may be shared only if they may.
assert_impl_all!(ReadChunk<'static, u8, 4>: Send, Sync, Debug);
assert_impl_all!(ReadChunk<'static, OnlySend, 4>: Send);
assert_not_impl_any!(ReadChunk<'static, OnlySend, 4>: Sync, Clone);
assert_not_impl_any!(ReadChunk<'static, NotSend, 4>: Send, Sync);
assert_impl_all!(WriteChunk<'static, OnlySend, 4>: Send, Debug);
assert_not_impl_any!(WriteChunk<'static, NotSend, 4>: Send, Sync, Clone);

assert_impl_all!(PushError<NotDebug>: Error, Copy);
assert_impl_all!(PopError: Error, Copy, Eq, Hash, Send, Sync);
assert_impl_all!(Closed: Error, Copy, Eq, Hash, Send, Sync);
