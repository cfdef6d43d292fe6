#![doc = include_str!("../README.md")]
//!
//! # The protocol
//!
//! Each event has one word, the count of its waiters; a seat, for the one that comes while nobody else waits (`src/seat.rs`); and
//! a list of the others (`src/list.rs`). Time runs downwards; each side's steps keep their order, the two sides' mix in any way.
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
//! The barriers order N1 before N3 and W2 before W4. One of them is first: if N2, then W4 sees what N1 published; if W3,
//! then N3 sees the waiter that W2 counted, and N4 finds it in its place, which it took before W3. In both cases the
//! waiter does not sleep beside the item.
//!
//! What goes wrong when a step is left out, and the model that shows it:
//!
//! 1. *Without N2*: N3 reads 0, for the core runs it before N1 is visible; W2, W4 sees nothing, W5; N1 becomes visible.
//!    The item is there, the waiter asleep. `publish_against_announce`
//! 2. *Without W3*: W4 sees nothing, for the core runs it before W2 is visible; N1, N3 reads 0. The same end.
//!    `publish_against_announce`
//! 3. *Without W4*: W1 fails; N1, N2, N3 reads 0; W2, W5. `publish_against_announce`
//! 4. *Without passing on when a wait is cancelled*: N4 wakes waiter A; A is dropped before it runs; B, next in the list,
//!    sleeps beside the item. `cancel_against_notify`
//! 5. *Without passing on after a success*: item 1 is published while nobody waits. A and B announce themselves; A's
//!    second look is about to take item 1 when B's finds nothing, and B sleeps. Item 2 is published and N4 wakes the
//!    oldest, A, which has what it wanted. B sleeps beside item 2. `two_waiters`
//! 6. *The same with publishers out of order*: item 2 is published before item 1, which was claimed earlier. N4 wakes A,
//!    whose attempt finds nothing to take yet: a wakeup used up in vain. Item 1 is published and N4 wakes B, which takes
//!    it. Item 2 can be taken now, and only B knows. `two_publishers_out_of_order`
//!
//! A wakeup ends its waiter's place. A waiter remembers for its whole operation which events have woken it: after the success it
//! asks for each whether more is left ([`Operation::leaves_more`]); when it gives up, it passes on each wakeup that no attempt has
//! followed. The memory outlives a vain attempt, so that in schedule 6 it does not matter which wakeup the taker of item 1 has
//! had. A waiter that was woken in vain comes back with the ticket that it drew when it came: to the seat if nobody else waits, else
//! before all in the list that came later. (After eight times in vain it goes to the end: it always comes when a running one has
//! just taken what there was, and the next may be luckier.)
//!
//! # Nobody waits for anybody
//!
//! Seat and list are lent to one thread at a time (`src/lent.rs`), and who finds them held does something else. At a held seat,
//! a notifier goes on to the list: the one who is busy there is a waiter that looks again afterwards, or leaves, or another
//! notifier, which has that waiter. With a held list it leaves its wakeups, in the word that guards the list, with the thread that
//! holds it, which delivers them when it is done; a waiter that cannot join comes again (a task wakes itself, a thread yields).
//! What leaves a place needs no list: its seat is its own. So a thread that the system has stopped anywhere in here delays no
//! other, but for the wakeups that were left with it.
//!
//! The word is counted up before a place is taken and down after it is left, so it is never less than the number of
//! waiters in their places that are not woken yet. The proof needs that on neither end: a waiter on its way in looks again after
//! the barrier, one on its way out has no more use for a wakeup.
//!
//! # Who writes the word
//!
//! | who | when | change |
//! | --- | --- | --- |
//! | a waiter | announces itself, before it takes a place | +1; +2 if its barrier is heavy, and -1 after that |
//! | a notifier | has woken k waiters, after their places let them go | -k |
//! | a waiter that nobody woke | succeeds, gives up, or no longer watches the event; after it left its place | -1 |
//! | either | changes the mode | see below |
//!
//! The word has no waiters when nobody sleeps, and the hot path of a notification is the barrier and that one load (and one
//! more for an overflow). An overflow's word is a word of its own, read after the event's.
//!
//! # The mode
//!
//! The two barriers are either full fences, or free on the notifiers' side and dear on the waiters': each event finds out by
//! itself which suits its traffic. The mode is a part of the word; its states, who changes them when, and why nothing is
//! missed meanwhile are in `src/word.rs`, the barriers and the systems that have them in `src/barrier`.
//! `HEL_NO_MEMBARRIER=1` in the environment, or `--cfg hel_no_membarrier` in the build, keeps all events to fences.

#![deny(missing_docs)]
#![doc(test(attr(deny(warnings))))]

mod barrier;
mod budget;
mod cores;
mod few;
mod future;
mod lent;
mod list;
mod notify;
mod operation;
mod policy;
mod quiet;
mod seat;
#[cfg(hel_wait_sweep)]
pub mod sweep;
mod sync;
mod wait;
mod waiter;
mod wakeup;
mod word;
mod yields;

/// What the system of a model has: for models only.
#[cfg(hel_loom)]
pub use barrier::modelled as model;
pub use future::Waiting;
pub use notify::Notify;
pub use operation::Operation;
pub use policy::Wait;
pub use wait::{wait, wait_deadline};
pub use yields::Offer;

/// Asks the system what the first waits and notifications would ask otherwise: how many cores the process has, and whether
/// there is a process-wide barrier. Registering for that takes some 10 ms in a process that has threads.
///
/// Call it where something is made, so that no message waits for it. After the first time it costs two loads. In a model it
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
