//! hel moves values between threads and tasks on one machine: a **sharded, bounded MPMC and SPSC channel with one sync and
//! async API**.
//!
//! Threads that block and tasks of any runtime use the same channel, without a bridge. Instead of one ring for all producers, a channel
//! has N independent ones, and a policy routes each message. [`channel`] lists the kinds; [`guide`] helps to choose one, its number of
//! shards and slots, and covers cancellation and moving from other libraries.
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
//! * `budget` (default): after 128 ready operations in a row on one thread, one poll wakes its own waker and returns `Pending`
//!   without having sent or received, so that a task that always finds work lets others run. Without it no poll yields.
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
