//! Getting a slot's lines before they are needed.
//!
//! A claim is a read-modify-write, which waits until all that was stored before it is visible. So the misses of one push or
//! pop never overlap with those of the next, and with values of a line or more each push is a miss or two in a row. Asking
//! for the slot some claims ahead makes them overlap: streams of 80-byte values became 2 to 3 times as fast. Smaller slots
//! share lines, and gain nothing. (The SPSC ring has no claims; there, too, it gained nothing.)
//!
//! The request is for the line as this core's own, since both sides write to a slot. That is `prefetchw`, which 64-bit
//! x86 executes everywhere (as no operation where it is not known), and `prfm pst` on `aarch64`; elsewhere it is nothing.

use crate::{array::Slots, position};

/// How far ahead, in lines.
const AHEAD: usize = 8;

/// The size of a line, in bytes.
const LINE: usize = 64;

/// The largest slot that is asked for. The hardware follows a longer copy by itself.
const LARGEST: usize = 512;

/// Asks for the slot that is claimed a few claims after `position`.
#[inline]
pub(crate) fn ahead_of<S, const CAP: usize>(slots: &Slots<S, CAP>, position: usize) {
    let size = size_of::<S>();
    let ahead = const { (AHEAD * LINE).div_ceil(if size_of::<S>() == 0 { 1 } else { size_of::<S>() }) };
    // In a short ring that slot is the other side's.
    if size < LINE || size > LARGEST || ahead > CAP / 4 {
        return;
    }
    let slot: *const S = slots.at(position::advance(position, ahead));
    let mut offset = 0;
    while offset < size {
        line(slot.cast::<u8>().wrapping_add(offset));
        offset += LINE;
    }
}

/// Asks for the line of `place`.
#[inline]
fn line(place: *const u8) {
    #[cfg(all(target_arch = "x86_64", not(loom)))]
    // SAFETY: a hint. It accesses no memory and cannot fault, whatever the address.
    unsafe {
        core::arch::asm!("prefetchw [{}]", in(reg) place, options(nomem, nostack, preserves_flags));
    }
    #[cfg(all(target_arch = "aarch64", not(loom)))]
    // SAFETY: as above.
    unsafe {
        core::arch::asm!("prfm pstl1keep, [{}]", in(reg) place, options(nomem, nostack, preserves_flags));
    }
    let _ = place;
}
