//! One channel, every runtime: the same bodies on threads, tokio, async-std, smol and a bare executor.
#![cfg(not(any(hel_loom, hel_shuttle)))]

#[path = "../common/mod.rs"]
mod common;

mod async_std;
mod bare;
mod bodies;
mod smol;
mod threads;
mod tokio_current;
mod tokio_multi;
