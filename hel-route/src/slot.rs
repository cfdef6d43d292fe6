//! How a value is passed: by `&mut Option<T>`, a slot, so that it moves only once, between that slot and the ring.
//!
//! Passed by value it would move with every call, and without an optimiser each move takes stack: values of 32 KiB needed 1.3 MiB.
//! (`hel/tests/it/large.rs` limits blocking calls that succeed to 256 KiB; refusals and futures move their value more often, and need
//! up to 640 KiB.)

/// Values of more bytes (two cache lines) are in memory anyhow.
const MOST_MOVED: usize = 128;

/// Calls `cold`, which is not inlined, with a new slot that holds the value of `slot`; then moves the value back.
///
/// A slot whose reference goes to such a call cannot stay in registers. Without the new slot, each send would store its value once
/// more for the few that wait: 21 % more instructions for a send and receive through a lane. For a large value, or without an
/// optimiser, the new slot gains nothing and costs two moves, so `cold` gets `slot` itself.
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
