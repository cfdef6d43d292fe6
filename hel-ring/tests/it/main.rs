//! What the rings promise, by topic; one binary.
#![cfg(not(hel_loom))]

mod auto_traits;
mod batch;
mod big_values;
mod bounds;
mod capacity;
mod chunk;
mod close;
mod counted;
mod drops;
mod errors;
mod fifo;
mod figures;
mod force;
mod lent;
mod model;
mod panics;
mod retract;
mod tickets;
mod wraparound;
