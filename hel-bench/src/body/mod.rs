//! What several scenarios do alike: crews of threads and tasks, streams, batches, times and arrivals.

pub(crate) mod batch;
pub(crate) mod crew;
mod pace;
pub(crate) mod party;
pub(crate) mod stream;
mod times;
mod toil;

pub(crate) use pace::{Arrivals, sleep_exactly, sleep_until, sleep_until_async};
pub(crate) use times::Times;
pub(crate) use toil::Toil;
