//! A stress with real threads: rounds of random shape, as many as the time allows, each checked to the last value.
//!
//! `cargo test` runs it for two seconds, `cargo xtask stress --minutes 30` for long; `--help` lists its arguments.
//!
//! # What a round is
//!
//! All of it is drawn from the seed and the round's number: the ring, its capacity, where its positions begin (mostly so
//! that they wrap in the middle), the kind of values, the threads, the calls that each of them makes, and how the ring
//! ends. Only the interleaving is not. So `--seed S --round R` runs the same round again and again, until the same thing
//! happens.
//!
//! # What is checked
//!
//! * Each value that a push said Ok to is popped once, or evicted, taken back, or dropped with the ring; no other value
//!   comes out; a refused one comes back. Each carries a checksum, and each drop is counted for its value.
//! * The values of each producer reach each consumer in order.
//! * A close is exact, one call of it says `true`, and after `Closed` nothing is popped.
//! * The length never passes the capacity; `Full` and `Empty` are not said when they cannot be. That is known when one
//!   thread is alone with the ring, and between one producer and one consumer.
//! * Something happens: 30 seconds without any value are a failure.
//!
//! The checks stay out of the way: each thread keeps its books alone, and they are compared when the round is over.
//! A shared counter would order what the ring has to order.

#[cfg(not(hel_loom))]
mod program;

#[cfg(not(hel_loom))]
fn main() -> std::process::ExitCode {
    program::main()
}

/// The model checker has programs of its own, in `tests/loom`.
#[cfg(hel_loom)]
fn main() {}
