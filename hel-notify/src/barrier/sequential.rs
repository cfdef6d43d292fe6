//! The pair for the checker of schedules, whose memory is sequentially consistent.
//!
//! No store is ever late there, so no barrier has anything to do, and what only a barrier prevents is not to be seen: that is
//! what the models under loom are for. The modes are there all the same, and with them what waiters and notifiers do to the
//! word of an event.

use crate::sync::draw;

/// Every other time, by a draw that belongs to the schedule: an event that could turn to LIGHT does so, or stays FENCED.
pub(crate) fn is_heavy_there() -> bool {
    draw(2)
}

pub(crate) fn heavy() {}
