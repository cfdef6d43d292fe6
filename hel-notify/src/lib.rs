#![doc = include_str!("../README.md")]
//!
//! # The protocol
//!
//! An event has three parts: a word with the count of its waiters and its mode; a seat, for a waiter that comes while nobody else waits
//! (`src/seat.rs`); and a list of the other waiters (`src/list.rs`). A waiter's *place* is the seat or an entry in the list. Below,
//! time runs downwards. Each side takes its steps in order; the steps of the two sides interleave in any way.
//!
//! ```text
//!   notifier                             waiter
//!   ────────                             ──────
//!   N1  publish                          W1  attempt: fails
//!   N2  light barrier                    W2  announce: count itself in the word, take a place
//!   N3  read the word; 0: done           W3  heavy barrier
//!   N4  wake the oldest                  W4  second look: attempt again
//!                                        W5  sleep until woken, then from W1
//! ```
//!
//! The barriers order N1 before N3, and W2 before W4, and one of N2 and W3 comes first. If N2 is first, W4 sees what N1 published. If
//! W3 is first, N3 sees the waiter that W2 counted, and N4 finds it in its place, which it took before W3. In both cases the waiter
//! does not sleep while the item is there.
//!
//! What goes wrong when a step is left out, and the model that shows it:
//!
//! 1. *Without N2*: the core may run N3 before N1 is visible. N3 reads 0; W2, W4 sees nothing, W5; then N1 becomes visible. The item is
//!    there, the waiter asleep. `publish_against_announce`
//! 2. *Without W3*: the core may run W4 before W2 is visible. W4 sees nothing; N1, N3 reads 0; W5. The same end.
//!    `publish_against_announce`
//! 3. *Without W4*: W1 fails; N1, N2, N3 reads 0; W2, W5. `publish_against_announce`
//! 4. *Without passing on when a wait is cancelled*: N4 wakes waiter A; A is dropped before it runs. B, next in the list, sleeps
//!    although the item is there. `cancel_against_notify`
//! 5. *Without passing on after a success*: item 1 is published while nobody waits. A and B announce themselves. A's second look takes
//!    item 1; B's finds nothing, and B sleeps. Before A leaves its place, item 2 is published and N4 wakes the oldest, A, which already
//!    has its item. B sleeps although item 2 is there. `two_waiters`
//! 6. *The same with publishers out of order*: item 2 is published before item 1, which was claimed earlier and must be taken first. N4
//!    wakes A, whose attempt fails: that wakeup is used up in vain. Item 1 is published and N4 wakes B, which takes it. Now item 2 can
//!    be taken, and only B knows. `two_publishers_out_of_order_to_two_sleepers`
//!
//! A wakeup takes the waiter out of its place. A waiter remembers for its whole operation which events have woken it. After a success
//! it asks for each of them whether more is left ([`Operation::leaves_more`]), and if so wakes another waiter. When it gives up, it
//! passes on each wakeup that no attempt has followed. It remembers wakeups across failed attempts, so in schedule 6 it does not matter
//! which of the two wakeups the taker of item 1 has had.
//!
//! A waiter that was woken in vain comes back with the ticket that it drew when it first came: to the seat if nobody else waits, else
//! to the list, ahead of all that came later. Every eighth time it goes to the end instead: some running thread or task keeps taking
//! the item before it, and the next waiter may be luckier.
//!
//! # No call waits for another thread
//!
//! A try-lock guards the seat, and another the list (`src/try_lock.rs`). A thread that finds one held does not wait for it:
//!
//! * A notifier that finds the seat held goes on to the list (`src/seat.rs` says why that is enough).
//! * A notifier that finds the list held defers its wakeups to the holder, which delivers them when it is done.
//! * A waiter that finds the list held tries again: a task wakes itself, a thread yields.
//! * A waiter that leaves its place does not need the list: it empties the seat that it is in.
//!
//! So a thread that the system has stopped anywhere in here delays no other thread, only the wakeups that were deferred to it.
//!
//! A waiter is counted before it takes a place, and until after it has left that place or was taken out of it. So the count is never
//! less than the number of waiters in their places. The proof above does not rest on this: a waiter that is joining looks again after
//! the barrier, and one that is leaving needs no wakeup.
//!
//! # Who writes the word
//!
//! | who | when | change |
//! | --- | --- | --- |
//! | a waiter | announces itself, before it takes a place | +1; or +2 if its barrier is heavy, and -1 after the barrier |
//! | a notifier | has taken k waiters out of their places, before it wakes them | -k |
//! | a waiter that nobody woke | has left its place: it succeeded, gave up, or no longer watches the event | -1 |
//! | either | changes the mode | see below |
//!
//! An overflow has a word of its own, which is read after the event's.
//!
//! # The mode
//!
//! In FENCED mode both barriers are full fences. In LIGHT mode the notifier's is free, and the waiter's is process-wide and expensive.
//! The mode is a part of the word: `src/word.rs` has its states, who changes them when, and why nothing is missed meanwhile;
//! `src/barrier` has the barriers and the systems that support them. `HEL_NO_MEMBARRIER=1` in the environment, or `--cfg
//! hel_no_membarrier` in the build, keeps all events FENCED.

#![deny(missing_docs)]
#![doc(test(attr(deny(warnings))))]

mod barrier;
mod budget;
mod cores;
mod few;
mod future;
mod list;
mod notify;
mod operation;
mod policy;
mod quiet;
mod seat;
#[cfg(hel_wait_sweep)]
pub mod sweep;
mod sync;
mod try_lock;
mod wait;
mod waiter;
mod wakeup;
mod word;
mod yields;

/// Sets what the modelled system offers. For models only.
#[cfg(hel_loom)]
pub use barrier::modelled as model;
pub use future::Waiting;
pub use notify::Notify;
pub use operation::Operation;
pub use policy::Wait;
pub use wait::{wait, wait_deadline};
pub use yields::Offer;

/// Asks the system now what the first wait or notification would ask otherwise: how many cores the process has, and whether there is a
/// process-wide barrier. Registering for that barrier takes some 10 ms in a process that has threads.
///
/// Call it when a channel or the like is made, so that no message waits for it. After the first call it costs two loads. In a model it
/// does nothing.
///
/// # Examples
///
/// ```
/// let event = hel_notify::Notify::new();
/// hel_notify::prepare();
/// assert_eq!(event.waiters(), 0);
/// ```
#[inline]
pub fn prepare() {
    #[cfg(not(any(hel_loom, hel_shuttle)))]
    {
        barrier::is_heavy_there();
        cores::cores();
    }
}
