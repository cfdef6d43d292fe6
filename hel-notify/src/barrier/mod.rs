//! The barriers between publishing and sleeping.
//!
//! The notifying side runs one between a store ("the item is there") and a load ("does anybody wait?"); the waiting side
//! runs one between a store ("I wait") and a load ("is there an item?"). The guarantee is about each *pair*, one of each
//! side:
//!
//! > One of the two is first. What was stored before the first is seen by the loads after the second.
//!
//! So either the notifier sees the waiter or the waiter sees the item, or both. Which pairs have it:
//!
//! | | [`full`] | [`heavy`] |
//! | --- | --- | --- |
//! | [`light`] | no | yes |
//! | [`full`] | yes | yes |
//!
//! [`light`] is free: it keeps the compiler from moving the load before the store, and leaves the core to it. [`heavy`]
//! makes up for that, by having every thread of the process pass a full barrier at a point between its begin and its end.
//! Which of the two pairs an event uses is in its [word](crate::word).
//!
//! # The ladder of systems
//!
//! | system | [`heavy`] | may refuse |
//! | --- | --- | --- |
//! | Linux, Android | `membarrier(PRIVATE_EXPEDITED)`, since 4.14 | old kernels and system call filters, at the probe or later |
//! | Windows | `FlushProcessWriteBuffers` | no |
//! | others; any, built with `--cfg hel_no_membarrier` or run by Miri; any, run with `HEL_NO_MEMBARRIER=1` | none | - |
//!
//! It is probed once. Where there is none, [`is_heavy_there`] is `false`, no event ever leaves FENCED, and `heavy` is not
//! called. On cores that run one thread undisturbed (`isolcpus`, `nohz_full`) the barrier's interrupt may be unwelcome:
//! that is what the two switches are for.

#[cfg(not(any(hel_loom, hel_shuttle)))]
mod ladder;
#[cfg(all(
    any(target_os = "linux", target_os = "android"),
    not(any(hel_no_membarrier, miri)),
    not(any(hel_loom, hel_shuttle))
))]
mod linux;
#[cfg(hel_loom)]
pub mod modelled;
#[cfg(all(
    any(hel_no_membarrier, miri, not(any(target_os = "linux", target_os = "android", windows))),
    not(any(hel_loom, hel_shuttle))
))]
mod none;
#[cfg(hel_shuttle)]
mod sequential;
#[cfg(all(windows, not(any(hel_no_membarrier, miri)), not(any(hel_loom, hel_shuttle))))]
mod windows;

use crate::sync::{self, Ordering};

#[cfg(not(any(hel_loom, hel_shuttle)))]
pub(crate) use ladder::{heavy, is_heavy_there};
#[cfg(hel_loom)]
pub(crate) use modelled::{heavy, is_heavy_there, light};
#[cfg(hel_shuttle)]
pub(crate) use sequential::{heavy, is_heavy_there};

/// The hot side in LIGHT mode.
#[cfg(not(hel_loom))]
#[inline]
pub(crate) fn light() {
    // Ordering: SeqCst for the compiler alone; for the cores, `heavy` is the other half.
    sync::compiler_fence(Ordering::SeqCst);
}

/// Either side in FENCED mode.
#[inline]
pub(crate) fn full() {
    // Ordering: SeqCst. Two such fences have one order, and the later thread's loads see the earlier thread's stores;
    // nothing weaker keeps a store before a later load.
    sync::fence(Ordering::SeqCst);
}
