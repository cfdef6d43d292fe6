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
//! [`light`] is free: it keeps the compiler, but not the core, from moving the load before the store. [`heavy`] makes up for that:
//! between its begin and its end every thread of the process passes a full barrier.
//!
//! # The ladder of systems
//!
//! | system | [`heavy`] | may refuse |
//! | --- | --- | --- |
//! | Linux, Android | `membarrier(PRIVATE_EXPEDITED)`, since 4.14 | old kernels and system call filters, at the probe or later |
//! | Windows | `FlushProcessWriteBuffers` | no |
//! | others; any, built with `--cfg hel_no_membarrier` or run by Miri; any, run with `HEL_NO_MEMBARRIER=1` | none | - |
//!
//! The system is probed once. Where there is no heavy barrier, [`is_heavy_there`] is `false`, every event stays FENCED, and `heavy` is
//! not called. On cores that are kept for one undisturbed thread (`isolcpus`, `nohz_full`) the barrier's interrupt may be unwelcome:
//! the two switches in the table disable it.

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
    // Ordering: SeqCst, for the compiler alone. For the cores, it pairs with `heavy`.
    sync::compiler_fence(Ordering::SeqCst);
}

/// Either side in FENCED mode.
#[inline]
pub(crate) fn full() {
    // Ordering: SeqCst. Two such fences have one order, and the later thread's loads see the earlier thread's stores;
    // nothing weaker keeps a store before a later load.
    sync::fence(Ordering::SeqCst);
}
