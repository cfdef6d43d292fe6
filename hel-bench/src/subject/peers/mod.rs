//! The libraries of others, which are there with the feature `peers` alone.

mod async_channel;
mod concurrent_queue;
mod crossbeam_channel;
mod crossbeam_queue;
mod crossfire;
mod fibre;
mod flume;
mod futures;
mod hel_rs;
mod kanal;
mod loole;
pub(super) mod ringbuf;
pub(super) mod rtrb;
mod std;
mod tachyonix;
mod thingbuf;
mod tokio;

/// In the order in which they are listed.
pub(super) fn libraries() -> [crate::catalog::Library; 17] {
    [
        hel_rs::library(),
        crossbeam_channel::library(),
        flume::library(),
        kanal::library(),
        crossfire::library(),
        async_channel::library(),
        tokio::library(),
        fibre::library(),
        tachyonix::library(),
        std::library(),
        thingbuf::library(),
        loole::library(),
        futures::library(),
        rtrb::library(),
        ringbuf::library(),
        crossbeam_queue::library(),
        concurrent_queue::library(),
    ]
}
