//! The libraries that are measured: one file each.
//!
//! A file names the library's channels as adapters ([`crate::ends`]) and lists in which scenarios they take part
//! ([`Library`]). Where a library cannot take part, it says why: the tables show the reason in place of a figure.

mod hel;
mod hel_ring;
mod planted;
mod spinning;

#[cfg(feature = "peers")]
mod async_channel;
#[cfg(feature = "peers")]
mod concurrent_queue;
#[cfg(feature = "peers")]
mod crossbeam_channel;
#[cfg(feature = "peers")]
mod crossbeam_queue;
#[cfg(feature = "peers")]
mod crossfire;
#[cfg(feature = "peers")]
mod fibre;
#[cfg(feature = "peers")]
mod flume;
#[cfg(feature = "peers")]
mod hel_rs;
#[cfg(feature = "peers")]
mod kanal;
#[cfg(feature = "peers")]
mod ringbuf;
#[cfg(feature = "peers")]
mod rtrb;
#[cfg(feature = "peers")]
mod tokio;

use crate::catalog::Library;

/// All libraries, hel first. Those of others are there with the feature `peers` alone.
pub fn libraries() -> Vec<Library> {
    let mut libraries = vec![hel::library(), hel_ring::library()];
    #[cfg(feature = "peers")]
    libraries.extend([
        hel_rs::library(),
        crossbeam_channel::library(),
        flume::library(),
        kanal::library(),
        crossfire::library(),
        async_channel::library(),
        tokio::library(),
        fibre::library(),
        rtrb::library(),
        ringbuf::library(),
        crossbeam_queue::library(),
        concurrent_queue::library(),
    ]);
    libraries.push(planted::library());
    libraries
}
