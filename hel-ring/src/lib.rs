#![doc = include_str!("../README.md")]
#![no_std]
#![allow(unsafe_code, reason = "slots are shared memory: this is the crate for it")]
#![deny(missing_docs)]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod array;
mod backoff;
mod error;
pub mod mpmc;
mod position;
mod prefetch;
mod reserve;
mod slot;
pub mod spsc;
mod sync;

pub use error::{Closed, PopError, PushError};
#[doc(hidden)]
pub use position::check_capacity;
pub use reserve::{CompareExchange, DefaultReserve, FetchAdd, Reserve};
