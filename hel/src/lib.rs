//! hel moves values between threads and tasks on one machine: a **sharded, bounded MPMC and SPSC channel with one sync and
//! async API**.
//!
//! A blocking thread and a task of any runtime stand on either side of the same channel, with no bridge. Instead of one ring
//! that all producers fight over there are N independent ones, and a policy routes each message. [`channel`] says which kinds
//! there are, [`guide`] which one to take, how many shards and slots, what may be cancelled, and what comes from where.
//!
//! ```
//! use hel::channel::mpmc::round_robin;
//!
//! let (tx, rx) = round_robin::<u64, 256>(2);
//! let workers: Vec<_> = rx
//!     .into_receivers()
//!     .into_iter()
//!     .map(|rx| std::thread::spawn(move || rx.iter().sum::<u64>()))
//!     .collect();
//!
//! for n in 1..=100 {
//!     tx.send(n)?;
//! }
//! drop(tx);
//! assert_eq!(workers.into_iter().map(|worker| worker.join().unwrap()).sum::<u64>(), 5050);
//! # Ok::<(), hel::channel::errors::SendError<u64>>(())
//! ```
//!
//! # Features
//!
//! * `budget` (default): after 128 ready operations in a row on one thread, one poll yields, with its waker woken already and
//!   its value untouched, so that a task that always finds work lets others run. Without the feature no poll ever does.
//! * `stream`: `stream()` and `into_stream()` on every receiver.
//! * `sink`: `sink()` and `into_sink()` on every sender that takes a value without a key.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod channel;
pub mod guide;

/// The README's examples, as tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
