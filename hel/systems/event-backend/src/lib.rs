//! A server that takes events over WebSocket and notifies who subscribed, with every step in between a channel of hel.
//!
//! Read [`pipeline`] first: it holds both sharded channels. Then [`socket`], for how their pressure reaches a client, and the
//! end of [`server`], for the order in which everything ends.

pub mod connections;
pub mod event;
pub mod figures;
pub mod load;
pub mod pipeline;
pub mod server;
pub mod socket;
