//! Channels: which kind to use.
//!
//! | kind | senders | receivers | each message goes to | use it when |
//! | --- | --- | --- | --- | --- |
//! | [`mpmc::bounded`] | many | many | the one ring | a plain channel is enough |
//! | [`mpmc::round_robin`] | many | many | the next shard with room | work is uniform, order does not matter |
//! | [`mpmc::home_shard`] | many | many | the sender's own shard | there are as many producers as shards, all equally busy |
//! | [`mpmc::least_loaded`] | many | many | the emptier of two random shards | some jobs take far longer than others |
//! | [`mpmc::shard_key`] | many | many | the shard of its key's hash | a key's messages must stay in order |
//! | [`mpmc::shard_group`], [`mpmc::shard_group_with_shards`] | many | many | the shard that a map names | you know better than a hash |
//! | [`spsc::spsc`] | one | one | the one lane | one producer, one consumer |
//! | [`spsc::shard_spsc`] | one per lane | one per lane | its lane | fixed pairs of workers |
//!
//! All kinds have the same operations under the same names:
//!
//! | | blocks | blocks until a deadline | async | never waits |
//! | --- | --- | --- | --- | --- |
//! | send one | `send` | `send_timeout`, `send_deadline` | `send_async`, `send_ref_async`, `into_send_async` | `try_send`, `force_send` |
//! | send many | `send_batch` | `send_batch_timeout`, `send_batch_deadline` | `send_batch_async` | `try_send_batch` |
//! | receive one | `recv` | `recv_timeout`, `recv_deadline` | `recv_async`, `into_recv_async` | `try_recv` |
//! | receive many | `recv_batch` | `recv_batch_timeout`, `recv_batch_deadline` | `recv_batch_async` | `try_recv_batch` |
//! | from any shard | `recv_any` | `recv_any_timeout`, `recv_any_deadline` | `recv_any_async` | `try_recv_any` |
//!
//! Keyed sends take the key first: `send(key, value)`. If the key is a part of the value: `tx.to(&value.symbol).send(value)`. For
//! operations without a keyed form, use the plain sender that `to` returns.
//!
//! A [`Monitor`] reads a channel's statistics without being a handle of it.
//!
//! # The calls in two examples
//!
//! ```
//! use hel::channel::errors::*;
//! use hel::channel::mpmc::{bounded, round_robin, shard_group, shard_key};
//! use hel::channel::spsc::{SpscShard, shard_spsc, spsc};
//! use std::time::Duration;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let num_shards = 4;
//! # let value = 7;
//! let (tx, rx) = round_robin::<u64, 256>(num_shards);   // next shard in sequence
//! # drop((tx, rx));
//! let (tx, rx) = shard_key::<u64, 256>(num_shards);     // hash(key) -> shard
//! tx.send("AAPL", value)?;
//! # assert_eq!(rx.recv(), Ok(7));
//! let ch = shard_spsc::<u64, 256>(num_shards);          // N independent SPSC lanes
//! let (shard_id, mut tx, mut rx) = ch.into_pairs().next().unwrap();
//! # assert_eq!(shard_id, 0);
//!
//! tx.send(value)?;                                      // sync
//! tx.send_timeout(value, Duration::from_millis(100))?;
//! let v = rx.recv()?;
//! # assert_eq!(v, 7);
//! # let mut buf = vec![1, 2, 3];
//! tx.send_batch(&mut buf)?;                             // batch
//! rx.recv_batch(&mut buf, 64)?;
//! # assert_eq!(buf, [7, 1, 2, 3]);
//! tx.try_send(value)?;                                  // non-blocking
//! rx.try_recv()?;
//! # Ok(())
//! # }
//! ```
//!
//! ```
//! # use hel::channel::errors::*;
//! # use hel::channel::mpmc::round_robin;
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! # let (tx, rx) = round_robin::<u64, 256>(2);
//! # let value = 7;
//! tx.send_async(value).await?;                          // async
//! let v = rx.recv_async().await?;
//! # assert_eq!(v, 7);
//! # drop(tx);
//! for r in rx.into_receivers() {                        // one receiver per shard, each to its own worker
//!     loop {
//!         match r.recv() {
//!             Ok(v) => println!("{v}"),
//!             Err(RecvError::Disconnected) => break,
//!             Err(RecvError::TimeOut(_)) => continue,
//!         }
//!     }
//!     loop {
//!         match r.recv_async().await {
//!             Ok(v) => println!("{v}"),
//!             Err(AsyncRecvError::Disconnected) => break, // exhaustive
//!         }
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```

#[doc(inline)]
pub use hel_route::{Monitor, Options, Wait, errors, mpmc, spsc};
