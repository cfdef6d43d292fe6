//! The pair for shuttle, whose memory is sequentially consistent.
//!
//! No store is ever late there, so barriers have nothing to do, and a missing one shows no error: the models under loom check that. The
//! modes exist all the same, so that shuttle runs what waiters and notifiers do to the word of an event.

use crate::sync::draw;

/// `true` every other time, by a random draw that is part of the schedule: an event that could become LIGHT does so, or stays FENCED.
pub(crate) fn is_heavy_there() -> bool {
    draw(2)
}

pub(crate) fn heavy() {}
