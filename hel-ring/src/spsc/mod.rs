//! The ring for one producer and one consumer.
//!
//! ```text
//!                    head                    tail             limit of the producer: head + CAP
//!   Consumer ─────────┐                       ┌───────── Producer
//!   { head, limit }   ▼                       ▼          { tail, limit }
//!         ┌─────┬─────┬─────┬─────┬─────┬─────┬─────┬─────┐
//!         │     │     │  c  │  d  │  e  │  f  │     │     │
//!         └─────┴─────┴─────┴─────┴─────┴─────┴─────┴─────┘
//!           the producer's  the consumer's      the producer's
//!
//!   lines   │ tail │ head │ closing, extra │ slots ...
//!   writer  │ prod │ cons │ seldom anybody │
//! ```
//!
//! Each position has one writer, so a plain store moves it. Each half keeps its own position and the *limit* up to which it may go,
//! which follows from the other's position. It reads that position again only when the ring looks full or empty. While values flow,
//! each half writes one line that the other seldom reads.
//!
//! # Who owns a slot
//!
//! | slots at positions | hold | are |
//! | --- | --- | --- |
//! | from the head to the tail, or to the end of a settled ring | values | the consumer's |
//! | from the tail to the head + `CAP` | nothing | the producer's |
//! | from the end of a settled ring to the tail | values | the producer's, which takes them back |
//!
//! A slot goes from the producer to the consumer by the tail (stored with `Release` after the write, loaded with `Acquire` before the
//! read), and back by the head in the same way. `&mut self` ensures that one thread at a time uses a half.
//!
//! # Each atomic and its pair
//!
//! | word | stored by | loaded by | so that |
//! | --- | --- | --- | --- |
//! | tail | the producer, `Release`, after it wrote the slots before it | the consumer, `Acquire`, when the ring looks empty, and when it closes | values are written before they are read |
//! | head | the consumer, `Release`, after it read the slots before it | the producer, `Acquire`, when the ring looks full | values are read before their slots are written again |
//! | closing | either half, by a compare-exchange, `AcqRel`, once or twice in all | the producer, `Relaxed`, after each push, and `Acquire` when it is not open; the consumer, `Acquire`, after the tail | both obey one end; a half that sees a close sees what came before it |
//!
//! # Streams
//!
//! Each half prefetches slots (`prefetch`), and looks at the other's position only when it has used up what it knows of
//! ([`Producer::known`], [`Consumer::known`]). A caller that streams should leave the other half alone for a moment before such a look,
//! so that each look brings many values: no operation of the ring pauses by itself.
//!
//! # Closing
//!
//! The tail moves by a plain store, so a close cannot be a mark in it. Instead both halves settle where the ring *ends*, in a separate
//! word (`Open`, `Requested` or `Settled(end)`): values before the end count, those from the end on are handed back.
//!
//! ```text
//!   producer                                consumer
//!   publish: write, store the tail          close_with: closing := Requested
//!   ── barrier ──                           ── barrier ──
//!   retract: look at closing                load the tail; closing := Settled(that tail), unless settled
//!     Open          the value counts
//!     Requested     Settled(own tail), unless settled: the value counts
//!     Settled(end)  take back the values from the end on
//! ```
//!
//! The two barriers are a store-load pair: either the producer sees that the ring is no longer open, or the consumer sees the new tail,
//! or both. In the first case both go through the one compare-exchange that settles the word, and obey what it says. In the second, the
//! end is after the value. So every value is drained or handed back, and when `retract` returns the producer knows which.
//! [`Producer::push`] leaves the barrier out and is less exact, see there.
//!
//! * **The consumer never reads from the end on.** It settles the ring itself only while it is not popping (`close` borrows what `pop`
//!   borrows mutably), at a tail no smaller than any it had seen. The producer settles at its own tail. If it publishes a value after
//!   that, a consumer that sees the value also sees the end, since it loads the tail first and the closing word second.
//! * **`Closed` is exact.** Once an end is settled, the consumer does not read the tail any more, and returns `Closed` when its head is
//!   at the end. A producer that is dropped settles the ring; from then on no pop returns `Empty`.
//!
//! # Sources
//!
//! L. Lamport, *Specifying Concurrent Program Modules* (TOPLAS 1983), for the ring; P. Lee, T. Bu and G.
//! Chandranmenon, *A Lock-Free, Cache-Efficient Multi-Core Synchronization Mechanism for Line-Rate Network
//! Traffic Monitoring* (`MCRingBuffer`, IPDPS 2010) and J. Giacomoni, T. Moseley and M. Vachharajani,
//! *`FastForward` for Efficient Pipeline Parallelism* (PPOPP 2008), for leaving the other's position alone.

mod closing;
mod consumer;
mod producer;
mod publish;
mod read_chunk;
mod shared;
mod spans;
mod write_chunk;

// Behind the halves, so that the documentation shows what moves a value first.
mod figures;
mod observer;

pub use consumer::Consumer;
pub use observer::Observer;
pub use producer::Producer;
pub use read_chunk::ReadChunk;
pub use write_chunk::WriteChunk;

use crate::position;
use alloc::sync::Arc;
use shared::Shared;

/// An empty ring, built in place on the heap: one allocation, linear in `CAP`.
///
/// `CAP` is a power of two, from 1 to 2^(bits of `usize` - 3); anything else does not compile:
///
/// ```compile_fail
/// hel_ring::spsc::ring::<u8, 0>();
/// ```
///
/// ```
/// hel_ring::spsc::ring::<u8, 1>();
/// ```
///
/// # Examples
///
/// ```
/// use hel_ring::{PopError, spsc};
///
/// let (mut tx, mut rx) = spsc::ring::<_, 256>();
/// std::thread::spawn(move || {
///     tx.push("hello")?;
///     tx.push("world")
/// })
/// .join()
/// .unwrap()?;
/// assert_eq!([rx.pop(), rx.pop()], [Ok("hello"), Ok("world")]);
/// assert_eq!(rx.pop(), Err(PopError::Closed));
/// # Ok::<(), hel_ring::PushError<&str>>(())
/// ```
pub fn ring<T, const CAP: usize>() -> (Producer<T, CAP>, Consumer<T, CAP>) {
    const { crate::check_capacity(CAP) };
    starting_at(0, ())
}

/// An empty ring that keeps `extra` for the caller, on a line that the ring seldom writes, and lends it to
/// both halves.
///
/// ```
/// use hel_ring::spsc;
///
/// let (tx, rx) = spsc::with_extra::<u32, 8, _>("prices");
/// assert_eq!((*tx.extra(), *rx.extra()), ("prices", "prices"));
/// ```
pub fn with_extra<T, const CAP: usize, X>(extra: X) -> (Producer<T, CAP, X>, Consumer<T, CAP, X>) {
    const { crate::check_capacity(CAP) };
    starting_at(0, extra)
}

/// An empty ring whose first position is `position`, wrapped. For tests of the wrap.
#[doc(hidden)]
pub fn starting_at<T, const CAP: usize, X>(
    position: usize,
    extra: X,
) -> (Producer<T, CAP, X>, Consumer<T, CAP, X>) {
    let start = position::wrap(position);
    let shared = Shared::starting_at(start, extra);
    (Producer::new(Arc::clone(&shared), start), Consumer::new(shared, start))
}
