//! How a value travels: in a slot that is lent from call to call, so that it moves once, from there to the ring or from the ring to it.
//!
//! By value it would move with every call, and where nothing is optimised each of those moves takes its room on the stack: values of
//! 32 KiB needed 1.3 MiB of it. (`hel/tests/it/large.rs` holds blocking calls that succeed to 256 KiB; refusals and futures, which
//! hand their value on, need up to 640.)

/// A value of more than two cache lines, in bytes, is in memory anyhow.
const MOST_MOVED: usize = 128;

/// Lends what is in `slot` to `cold`, which is not inlined.
///
/// In a slot of its own: one that is lent to a call cannot be kept in registers, and then each send would store its value once more
/// for the sake of the few that wait. (By a lent slot, a send and receive through a lane took 21 % more instructions.) For a large
/// value, and where nothing is optimised, that gains nothing, and costs two moves.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn lend_apart<T, R>(slot: &mut Option<T>, cold: impl FnOnce(&mut Option<T>) -> R) -> R {
    if cfg!(debug_assertions) || size_of::<T>() > MOST_MOVED {
        return cold(slot);
    }
    let mut apart = slot.take();
    let result = cold(&mut apart);
    *slot = apart;
    result
}
