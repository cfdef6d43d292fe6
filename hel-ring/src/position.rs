//! Where a value stands: arithmetic on positions, laps and turns. Pure functions only.
//!
//! A *position* counts the values that passed one end of a ring since it was built. The *head* is the
//! position next to be popped, the *tail* the one next to be pushed; some libraries call the pushing side the
//! head, this one never does. Positions are two bits narrower than a word, since the words that hold them
//! also hold marks, and wrap at that width. As the capacity is a power of two,
//!
//! ```text
//!   position   ┌───────────── lap ─────────────┬── index ──┐     bits - 2 in all
//!              └───────────────────────────────┴─ log2 CAP ┘
//! ```
//!
//! a wrap is a lap like any other: lap and index never go out of step. At most `CAP` values lie between head
//! and tail, and `CAP` is at most half of all positions, so that the order of two positions of one ring is
//! never in doubt.

/// The width of a position in bits.
pub(crate) const BITS: u32 = usize::BITS - MARK_BITS;

/// The low bits of a word with a position in it that are free for marks.
pub(crate) const MARK_BITS: u32 = 2;

/// The greatest position; also the mask that wraps.
pub(crate) const MAX: usize = usize::MAX >> MARK_BITS;

/// Half of all positions: the greatest capacity.
const HALF: usize = 1 << (BITS - 1);

/// Stops the build where a ring's capacity cannot work. Each public constructor has it in a `const` block of its own, and calls no other
/// that has: so the compiler complains once, and names the user's line that calls it.
#[doc(hidden)]
#[track_caller]
pub const fn check_capacity(slots: usize) {
    assert!(
        slots.is_power_of_two() && slots <= HALF,
        "hel: CAP must be a power of two, at least 1 and at most 2^(bits of usize - 3): take the next one, as 128 for 100"
    );
}

/// Any number as a position.
#[inline]
pub(crate) const fn wrap(number: usize) -> usize {
    number & MAX
}

/// The position `count` steps on.
#[inline]
pub(crate) const fn advance(position: usize, count: usize) -> usize {
    position.wrapping_add(count) & MAX
}

/// The position `count` steps back.
#[inline]
pub(crate) const fn retreat(position: usize, count: usize) -> usize {
    position.wrapping_sub(count) & MAX
}

/// The number of steps from `from` on to `to`.
#[inline]
pub(crate) const fn distance(from: usize, to: usize) -> usize {
    to.wrapping_sub(from) & MAX
}

/// Whether `position` is past `other`, by no more than half of all positions.
#[inline]
pub(crate) const fn is_past(position: usize, other: usize) -> bool {
    position != other && distance(other, position) <= HALF
}

/// The number of values between a head and a tail that were not read at one instant: 0 when the tail is the
/// older of the two, `CAP` when it is the newer by more than that.
#[inline]
pub(crate) const fn len<const CAP: usize>(head: usize, tail: usize) -> usize {
    let len = if is_past(tail, head) { distance(head, tail) } else { 0 };
    if len < CAP { len } else { CAP }
}

/// The place in the array.
#[inline]
pub(crate) const fn index<const CAP: usize>(position: usize) -> usize {
    position & (CAP - 1)
}

/// The turn of a slot that waits for the push of `position`.
#[inline]
pub(crate) const fn free_turn<const CAP: usize>(position: usize) -> usize {
    2 * (position / CAP)
}

/// The turn of a slot that holds the value of `position`.
#[inline]
pub(crate) const fn full_turn<const CAP: usize>(position: usize) -> usize {
    free_turn::<CAP>(position) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_wrap_at_their_width() {
        assert_eq!(advance(MAX, 1), 0);
        assert_eq!(advance(MAX - 1, 4), 2);
        assert_eq!(retreat(0, 1), MAX);
        assert_eq!(retreat(3, 3), 0);
        assert_eq!(distance(MAX, 2), 3);
        assert_eq!(distance(5, 5), 0);
        assert_eq!(distance(5, 4), MAX);
    }

    #[test]
    fn order_survives_the_wrap() {
        assert!(is_past(1, MAX));
        assert!(!is_past(MAX, 1));
        assert!(!is_past(7, 7));
    }

    #[test]
    fn len_stays_between_zero_and_the_capacity() {
        assert_eq!(len::<4>(7, 7), 0);
        assert_eq!(len::<4>(MAX, 3), 4);
        assert_eq!(len::<4>(0, 5), 4);
        assert_eq!(len::<4>(1, 0), 0);
        assert_eq!(len::<4>(0, MAX), 0);
        assert_eq!(len::<HALF>(3, advance(3, HALF)), HALF);
        assert_eq!(len::<HALF>(3, 2), 0);
    }

    #[test]
    fn a_slot_is_free_then_full_then_free_for_the_next_lap() {
        fn check<const CAP: usize>(start: usize) {
            for offset in 0..3 * CAP {
                let position = advance(start, offset);
                let next_lap = advance(position, CAP);
                assert_eq!(index::<CAP>(position), index::<CAP>(next_lap));
                let turns = [
                    free_turn::<CAP>(position),
                    full_turn::<CAP>(position),
                    free_turn::<CAP>(next_lap),
                    full_turn::<CAP>(next_lap),
                ];
                for (i, turn) in turns.iter().enumerate() {
                    assert!(!turns[..i].contains(turn), "{turns:?} at {position}");
                }
            }
        }
        check::<1>(0);
        check::<1>(MAX - 1);
        check::<2>(MAX - 2);
        check::<8>(MAX - 11);
    }

    #[test]
    fn neighbours_never_share_an_index_within_one_lap() {
        for start in [0, 3, MAX - 3, MAX] {
            let mut seen = [false; 8];
            for offset in 0..8 {
                let index = index::<8>(advance(start, offset));
                assert!(!core::mem::replace(&mut seen[index], true));
            }
        }
    }

    #[test]
    fn a_capacity_that_cannot_work_is_refused() {
        for slots in [1, 2, 64, HALF] {
            check_capacity(slots);
        }
        for slots in [0, 3, 100, HALF + 1, HALF << 1] {
            let refused = std::panic::catch_unwind(|| check_capacity(slots));
            assert!(refused.is_err(), "{slots}");
        }
    }

    #[test]
    fn the_largest_capacity_has_two_laps() {
        assert_eq!(free_turn::<HALF>(0), 0);
        assert_eq!(full_turn::<HALF>(HALF - 1), 1);
        assert_eq!(free_turn::<HALF>(HALF), 2);
        assert_eq!(full_turn::<HALF>(MAX), 3);
        assert_eq!(free_turn::<HALF>(advance(MAX, 1)), 0);
    }
}
