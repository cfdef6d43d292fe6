//! The symmetric barrier: a full fence on both sides.

use crate::sync::{self, Ordering};

/// The hot side: between publishing and reading the waiter count.
#[inline]
pub(crate) fn light() {
    // Ordering: SeqCst, pairs with the fence in `heavy`. Two such fences have one order, and the later thread's loads see
    // the earlier thread's stores; nothing weaker keeps a store before a later load.
    sync::fence(Ordering::SeqCst);
}

/// The cold side: between announcing a waiter and its second look.
#[inline]
pub(crate) fn heavy() {
    // Ordering: SeqCst, pairs with the fence in `light`, as said there.
    sync::fence(Ordering::SeqCst);
}
