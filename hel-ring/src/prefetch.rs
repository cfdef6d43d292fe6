//! Requests a slot's cache lines before they are needed.
//!
//! The other side touched a slot last, so its lines are in another core's cache, and each one that is first requested when it is needed
//! costs a trip there. Requested some slots ahead, these trips overlap with each other and with the work between. The request is for
//! writing, since both sides write to slots, or to the turns in them: after a request for reading, the first write would make a second
//! trip, which was slower than no request.
//!
//! Gains in streams of single values, 8 and 80 bytes: 1.2 to 1.9 in the SPSC ring; none and 2.5 to 3 in the MPMC ring
//! (`hel-bench/results/decisions.md`). So small slots of an MPMC ring are only requested for a producer that
//! [asks](crate::mpmc::Ring::prefetch_push), because it goes through several rings.
//!
//! The instruction is `prefetchw` on 64-bit x86 (a no-operation where it is not known; the very first such processors, of 2004 and
//! 2005, may refuse it), and `prfm pst` on `aarch64`; elsewhere there is none.

use crate::{array::Slots, position};

/// The size of a line, in bytes.
const LINE: usize = 64;

/// The largest slot that is requested. The hardware follows a longer copy by itself.
const LARGEST: usize = 512;

/// How far ahead, in lines, for slots that share a line and for others. Found by measuring.
const fn ahead<S>() -> usize {
    if size_of::<S>() < LINE { 4 } else { 8 }
}

/// Requests the slot that comes some lines after that of `position`, if it is one of the `count` from there on that are known to be
/// this side's. The other side's lines are better left where they are.
#[inline]
pub(crate) fn ahead_of<S, const CAP: usize>(slots: &Slots<S, CAP>, position: usize, count: usize) {
    let size = size_of::<S>();
    if size == 0 || size > LARGEST {
        return;
    }
    let steps = (ahead::<S>() * LINE).div_ceil(size);
    // In a short ring that slot is the other side's, even if this side does not know yet.
    if steps > CAP / 4 || steps >= count {
        return;
    }
    let slot: *const S = slots.at(position::advance(position, steps));
    let mut offset = 0;
    while offset < size {
        line(slot.cast::<u8>().wrapping_add(offset));
        offset += LINE;
    }
}

/// The same, even if it may be the other side's, for slots of at least a line.
#[inline]
pub(crate) fn large_ahead_of<S, const CAP: usize>(slots: &Slots<S, CAP>, position: usize) {
    if size_of::<S>() >= LINE {
        ahead_of(slots, position, CAP);
    }
}

/// Requests the line after that of `position`, even if it may be the other side's, for slots that share lines.
#[inline]
pub(crate) fn next_line<S, const CAP: usize>(slots: &Slots<S, CAP>, position: usize) {
    let steps = LINE.div_ceil(size_of::<S>().max(1));
    if size_of::<S>() < LINE && steps <= CAP / 4 {
        let slot: *const S = slots.at(position::advance(position, steps));
        line(slot.cast::<u8>());
    }
}

/// Requests the line of `place`.
#[inline]
fn line(place: *const u8) {
    #[cfg(all(target_arch = "x86_64", not(any(hel_loom, miri))))]
    // SAFETY: a hint. It accesses no memory and cannot fault, whatever the address.
    unsafe {
        core::arch::asm!("prefetchw [{}]", in(reg) place.addr(), options(nomem, nostack, preserves_flags));
    }
    #[cfg(all(target_arch = "aarch64", not(any(hel_loom, miri))))]
    // SAFETY: as above.
    unsafe {
        core::arch::asm!("prfm pstl1keep, [{}]", in(reg) place.addr(), options(nomem, nostack, preserves_flags));
    }
    let _ = place;
}
