//! The public handles, with their documentation. Each method picks an operation of `op/` and a way to run it.

pub(crate) mod future;
pub(crate) mod group;
mod group_batch;
pub(crate) mod iter;
pub(crate) mod keyed;
mod lane_clone;
pub(crate) mod lane_receiver;
pub(crate) mod lane_sender;
pub(crate) mod receiver;
pub(crate) mod sender;
pub(crate) mod shard_receiver;
pub(crate) mod shard_sender;
#[cfg(feature = "sink")]
pub(crate) mod sink;
pub(crate) mod spread;
#[cfg(feature = "stream")]
pub(crate) mod stream;
pub(crate) mod weak;
pub(crate) mod workers;
