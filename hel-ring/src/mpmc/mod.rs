//! The ring for many producers and many consumers.
//!
//! ```text
//!                       head              tail
//!                        ▼                 ▼
//!   index    0     1     2     3     4     5     6     7
//!         ┌─────┬─────┬─────┬─────┬─────┬─────┬─────┬─────┐
//!   value │     │     │  c  │  d  │ ... │     │     │     │   e is claimed and not yet published
//!   turn  │  2  │  2  │  1  │  1  │  0  │  0  │  0  │  0  │   (lap 0; the first two slots are free for lap 1)
//!         └─────┴─────┴─────┴─────┴─────┴─────┴─────┴─────┘
//! ```
//!
//! A producer checks that the slot at the tail is free for that position, *claims* it by moving the tail past it, writes the value, and
//! *publishes* it by storing the slot's next turn. A consumer does the same at the head. A batch does it for several slots in a row,
//! with one claim.
//!
//! # Why it is right
//!
//! * **A slot has one user at a time.** Each position is claimed once, since head and tail only move by read-modify-writes. Successive
//!   users of a slot are kept apart by its turn: one stores it with `Release` when it is done, the next loads it with `Acquire` before
//!   it claims. No turn changes between that load and the claim, since only the claimer may change it.
//! * **Claims need no order of head and tail.** A claim only decides which thread uses a slot; one from a stale position fails the
//!   compare-exchange. If a turn is newer than the position expects, its `Acquire` load makes the claim before it visible, so the
//!   reload of the position sees that it moved. So if a turn does not fit and the position has not changed, the ring is full, or empty.
//! * **A close is exact.** It is a mark in the tail word itself, and a claim compares the whole word. So every push comes before the
//!   mark and counts, or sees the mark and returns its value. A pop says `Closed` only if it finds nothing at the head and the marked
//!   tail is there, too: nothing is left, in flight or still to come.
//! * **The length is in bounds.** The tail moves only past free slots, the head only past full ones, and an eviction moves the head
//!   first. ([Tickets](crate::FetchAdd) may move the tail too far for a moment; they are given back, and `len` does not show them.)
//! * **An observer sees only states that existed.** Both ends move with `Release`, and an observer loads the first of the two with
//!   `Acquire`. So it calls a ring empty, or full, only if it was so at some moment. (With tickets, one that will be given back is
//!   counted while it is out.)
//!
//! # Each atomic and its pair
//!
//! | word | changed by | loaded by | so that |
//! | --- | --- | --- | --- |
//! | turn of a slot | the thread that filled it, `Release`, after the write | a consumer, `Acquire`, before it claims the head | the value is written before it is read |
//! | turn of a slot | the thread that took from it, `Release`, after the read | a producer, `Acquire`, before it claims the tail (or uses its ticket) | the value is read before the next is written |
//! | tail | a claim, `Release` | a claim, `Relaxed`; `is_full`, `Acquire` | a claim takes what it saw or fails; the head that `is_full` reads next is no older |
//! | tail | `close`, `AcqRel` | a thread that sees the close, `Acquire` | it sees what the closer did before |
//! | head | a claim, `Release` | a claim, `Relaxed`; `len`, `Acquire` | as for the tail |
//! | closing | `close`, `Relaxed`, before it marks the tail | a pop that finds nothing, `Relaxed`; if set, it loads the tail | while nobody closes, such a pop leaves the tail's line to producers; a thread that saw the close in the tail sees this word set |
//!
//! # Streams
//!
//! Slots of a line or more are prefetched some claims ahead (`prefetch`).
//!
//! A thread that loses a race for a claim pauses, longer with each race lost in a row, up to 32 spin hints: the winner has the cache
//! line, and asking for it again at once would take it away (`backoff`).
//!
//! # Progress
//!
//! No operation waits for another thread, except [`push_waiting`](Ring::push_waiting); all others are lock-free. A thread that is
//! stopped in the middle of its push or pop delays no other beyond its own slot: the others get `Full` or `Empty` when they come to it.
//!
//! **Positions wrap**, here as in every ring of this family, after 2^(bits of `usize` - 2) claims. Take a thread that stops between its
//! look at a slot and its compare-exchange. If exactly a multiple of that many claims are made meanwhile, it takes the position for the
//! one that it saw, and may claim a slot that has changed. With 64 bits that takes lifetimes. With 32 bits it takes k * 2^30 claims,
//! seconds or minutes of them, and not one more or less.
//!
//! # Blocking on a ring
//!
//! `Full` and `Empty` may also mean that a peer is in the middle of its operation. A caller that sleeps on such an answer must be woken
//! when that peer is done: one waiter of the other side after each push, each pop, and each [`force_push`](Ring::force_push) whatever
//! it returned (a batch: one for each value); all after [`close`](Ring::close). Two more rules:
//!
//! * **A wake is passed on.** Values become poppable, and slots free, out of order, so one wake for each is not enough:
//!
//!   ```text
//!     P1 claims p                              P1 publishes p, wakes R1
//!     P2      claims and publishes p + 1, wakes R2
//!     R2                                 Empty: sleeps again             asleep, though p + 1 is there
//!     R1                                                        pops p
//!   ```
//!
//!   A waiter that was woken, even if earlier and in vain, and then succeeds must wake another one while values (for a producer: free
//!   slots) remain.
//! * **The end of a closed ring.** A closed ring says [`Empty`](crate::PopError::Empty) only while a push, a
//!   [`push_waiting`](Ring::push_waiting) that will be refused, or an eviction is in progress. So a thread that published, or tried to
//!   evict, must check after a store-load fence whether the ring was closed meanwhile, and if so wake *all* poppers. A pop that leaves
//!   the ring [drained](Ring::is_drained) need wake nobody for that.
//!
//! # Sources
//!
//! The turn of a slot is Dmitry Vyukov's (*Bounded MPMC queue*, 1024cores.net); here it counts two steps a
//! lap, as the rings of R. Nikolaev (*A Scalable, Portable, and Memory-Efficient Lock-Free FIFO Queue*, DISC
//! 2019) do with cycles, so that one slot is enough. Claim and publish are the words of the LMAX Disruptor.

mod head;
mod tail;

// The documentation shows them in this order; the lines between keep it from being sorted.
mod push;

mod pop;

mod batch;

mod force;

use head::Head;
pub(crate) use tail::{Tail, TailWord};

use crate::{
    array::{Slots, drop_span},
    position,
    reserve::{DefaultReserve, Reserve},
    slot::TurnSlot,
};
use alloc::sync::Arc;
use core::{
    fmt,
    marker::PhantomData,
    panic::{RefUnwindSafe, UnwindSafe},
};
use crossbeam_utils::CachePadded;

/// A bounded queue of `CAP` slots for any number of producers and consumers.
///
/// It is shared by reference, mostly through the [`Arc`] that the constructors give: one allocation holds the
/// positions, the caller's `extra`, and the slots. `R` is the [strategy](Reserve) by which producers claim.
///
/// `CAP` is a power of two, from 1 to 2^(bits of `usize` - 3); anything else does not compile:
///
/// ```compile_fail
/// hel_ring::mpmc::Ring::<u8, 3>::new();
/// ```
///
/// ```
/// hel_ring::mpmc::Ring::<u8, 4>::new();
/// ```
///
/// A ring of values that may not leave their thread stays there, too:
///
/// ```compile_fail
/// let ring = hel_ring::mpmc::Ring::<std::rc::Rc<u8>, 4>::new();
/// std::thread::spawn(move || ring.pop().is_ok());
/// ```
///
/// ```
/// let ring = hel_ring::mpmc::Ring::<std::sync::Arc<u8>, 4>::new();
/// std::thread::spawn(move || ring.pop().is_ok());
/// ```
///
/// Dropping the ring drops what is left in it, each value once. When one of them panics, the others are
/// dropped and the panic goes on.
///
/// # Examples
///
/// ```
/// use hel_ring::mpmc::Ring;
/// use std::thread;
///
/// let ring = Ring::<u32, 64>::new();
/// thread::scope(|scope| {
///     for value in 0..4 {
///         let ring = &ring;
///         scope.spawn(move || ring.push(value));
///     }
/// });
/// ring.close();
/// let mut values = Vec::new();
/// ring.pop_batch(&mut values, usize::MAX).unwrap();
/// values.sort();
/// assert_eq!(values, [0, 1, 2, 3]);
/// ```
#[repr(C)]
pub struct Ring<T, const CAP: usize, X = (), R: Reserve = DefaultReserve> {
    slots: Slots<TurnSlot<T>, CAP>,
    /// The position next to be pushed, on a line of the producers.
    tail: CachePadded<Tail>,
    /// The position next to be popped, on a line of the consumers. Between 0 and `CAP` behind the tail.
    head: CachePadded<Head>,
    /// The caller's own; the ring only keeps it.
    extra: CachePadded<X>,
    reserve: PhantomData<fn() -> R>,
}

// SAFETY: a shared ring moves values from one thread to another and gives out no reference to one, so `T: Send` is enough. Each slot is
// accessed by one thread at a time (the table in `slot`). `extra` is shared by all threads, hence `X: Sync`.
unsafe impl<T: Send, const CAP: usize, X: Sync, R: Reserve> Sync for Ring<T, CAP, X, R> {}

// No operation leaves a ring half changed when it unwinds.
impl<T, const CAP: usize, X: UnwindSafe, R: Reserve> UnwindSafe for Ring<T, CAP, X, R> {}
impl<T, const CAP: usize, X: RefUnwindSafe, R: Reserve> RefUnwindSafe for Ring<T, CAP, X, R> {}

impl<T, const CAP: usize> Ring<T, CAP> {
    /// An empty ring, built in place on the heap.
    ///
    /// Linear in `CAP`.
    ///
    /// ```
    /// let ring = hel_ring::mpmc::Ring::<u32, 8>::new();
    /// assert!(ring.is_empty());
    /// ```
    pub fn new() -> Arc<Self> {
        const { crate::check_capacity(CAP) };
        Self::starting_at(0, ())
    }
}

impl<T, const CAP: usize, X, R: Reserve> Ring<T, CAP, X, R> {
    /// An empty ring that keeps `extra` for the caller, on lines of its own, and [lends](Self::extra) it.
    ///
    /// ```
    /// use hel_ring::mpmc::Ring;
    ///
    /// let ring = Ring::<u32, 8, _>::with_extra("prices");
    /// assert_eq!(*ring.extra(), "prices");
    /// ```
    pub fn with_extra(extra: X) -> Arc<Self> {
        const { crate::check_capacity(CAP) };
        Self::starting_at(0, extra)
    }

    /// An empty ring whose first position is `position`, wrapped. For tests of the wrap.
    #[doc(hidden)]
    pub fn starting_at(position: usize, extra: X) -> Arc<Self> {
        // Not at compile time: the public constructors check that, each for its caller.
        crate::check_capacity(CAP);
        let start = position::wrap(position);
        let mut ring = Arc::<Self>::new_uninit();
        let place = Arc::get_mut(&mut ring).expect("a new Arc has one owner").as_mut_ptr();
        // SAFETY: the place is the Arc's own, and every field is written before it is taken as initialized
        // (`reserve` has no bytes).
        unsafe {
            (&raw mut (*place).tail).write(CachePadded::new(Tail::new(start)));
            (&raw mut (*place).head).write(CachePadded::new(Head::new(start)));
            (&raw mut (*place).extra).write(CachePadded::new(extra));
            Slots::place(&raw mut (*place).slots, start, |slot, position| {
                TurnSlot::place_free::<CAP>(slot, position);
            });
            ring.assume_init()
        }
    }

    /// What the ring keeps for the caller: see [`with_extra`](Self::with_extra).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::atomic::{AtomicU32, Ordering};
    ///
    /// let ring = hel_ring::mpmc::Ring::<u32, 8, _>::with_extra(AtomicU32::new(0));
    /// ring.extra().fetch_add(1, Ordering::Relaxed); // for the caller to use, the ring never does
    /// assert_eq!(ring.extra().load(Ordering::Relaxed), 1);
    /// ```
    #[inline]
    pub fn extra(&self) -> &X {
        &self.extra
    }

    /// Closes the ring; `true` for the one call that did.
    ///
    /// Exact: no later push succeeds, and every push that returned `Ok` counts. Queued values can still be popped. A call that returns
    /// `false` sees what the closer did before it closed. One read-modify-write; never waits.
    ///
    /// ```
    /// use hel_ring::{PushError, mpmc::Ring};
    ///
    /// let ring = Ring::<u32, 8>::new();
    /// ring.push(1)?;
    /// assert!(ring.close());
    /// assert!(!ring.close());
    /// assert_eq!(ring.push(2), Err(PushError::Closed(2)));
    /// assert_eq!(ring.pop(), Ok(1));
    /// # Ok::<(), PushError<u32>>(())
    /// ```
    pub fn close(&self) -> bool {
        self.head.announce_close();
        self.tail.close()
    }

    /// Whether the ring is closed. If so it stays so; if not, another thread may close it at any time.
    ///
    /// ```
    /// let ring = hel_ring::mpmc::Ring::<u32, 8>::new();
    /// assert!(!ring.is_closed());
    /// ring.close();
    /// assert!(ring.is_closed());
    /// ```
    #[inline]
    pub fn is_closed(&self) -> bool {
        self.tail.load_acquire().is_closed()
    }

    /// Whether the ring is closed and nothing is queued or in flight. If so, nothing will come any more, and every pop says `Closed`.
    /// (While a [`push_waiting`](Self::push_waiting) is about to be refused, this may return `false` once more, and a pop `Empty`.)
    ///
    /// ```
    /// let ring = hel_ring::mpmc::Ring::<u32, 8>::new();
    /// ring.push(1)?;
    /// ring.close();
    /// assert!(!ring.is_drained());
    /// ring.pop().unwrap();
    /// assert!(ring.is_drained());
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    pub fn is_drained(&self) -> bool {
        let word = self.tail.load_acquire();
        // The tail is final, and the head cannot pass it.
        word.is_final() && self.head.load() == word.position()
    }

    /// The number of values in the ring, those included that are claimed and not yet published: 0 to `CAP`.
    ///
    /// The number may be out of date when the caller looks at it. If other threads both push and pop while the two ends are read, one
    /// after the other, it may be greater than it was at any moment. But it is 0 only if the ring was empty at some moment.
    ///
    /// ```
    /// let ring = hel_ring::mpmc::Ring::<u32, 8>::new();
    /// ring.push(1)?;
    /// assert_eq!((ring.len(), ring.capacity()), (1, 8));
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    pub fn len(&self) -> usize {
        // The head first, and with Acquire: the tail read next is no older than what the head's claimer saw or
        // did, so that "empty" was true when it was read.
        let head = self.head.load_acquire();
        position::len::<CAP>(head, self.pushed())
    }

    /// Whether the ring has no value, claimed ones included. It was so at some moment of the call; another thread may push at any time.
    ///
    /// ```
    /// assert!(hel_ring::mpmc::Ring::<u32, 8>::new().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the ring has `CAP` values, claimed ones included. It was so at some moment of the call; another thread may pop at any
    /// time.
    ///
    /// ```
    /// let ring = hel_ring::mpmc::Ring::<u32, 1>::new();
    /// ring.push(1)?;
    /// assert!(ring.is_full());
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    pub fn is_full(&self) -> bool {
        // The tail first, and with Acquire: the head read next is no older than what the tail's claimer saw
        // or did, so that "full" was true when it was read.
        let tail = self.tail.load_acquire().position();
        position::len::<CAP>(self.popped(), tail) == CAP
    }

    /// The number of slots, `CAP`.
    ///
    /// # Examples
    ///
    /// ```
    /// let ring = hel_ring::mpmc::Ring::<u32, 8>::new();
    /// assert_eq!(ring.capacity(), 8);
    /// ```
    pub const fn capacity(&self) -> usize {
        CAP
    }

    /// The tail: how many values were ever claimed for pushing, modulo 2^(bits of `usize` - 2). One load.
    ///
    /// ```
    /// let ring = hel_ring::mpmc::Ring::<u32, 1>::new();
    /// ring.force_push(1)?;
    /// ring.force_push(2)?;
    /// assert_eq!((ring.pushed(), ring.popped()), (2, 1));
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    #[inline]
    pub fn pushed(&self) -> usize {
        self.tail.load().position()
    }

    /// The head: how many values were ever claimed for popping, evicted ones included, modulo 2^(bits of
    /// `usize` - 2). One load. See [`pushed`](Self::pushed).
    ///
    /// # Examples
    ///
    /// ```
    /// let ring = hel_ring::mpmc::Ring::<u32, 8>::new();
    /// ring.push(1)?;
    /// ring.push(2)?;
    /// assert_eq!(ring.pop(), Ok(1));
    /// assert_eq!((ring.pushed(), ring.popped()), (2, 1));
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    #[inline]
    pub fn popped(&self) -> usize {
        self.head.load()
    }
}

impl<T, const CAP: usize, X, R: Reserve> Drop for Ring<T, CAP, X, R> {
    fn drop(&mut self) {
        drop_span::<T>(self.popped(), self.pushed(), |position| {
            // SAFETY: nobody else has the ring any more, so nothing is in flight: every slot between head and
            // tail holds a value. `drop_span` passes each position once.
            unsafe { self.slots.at(position).drop_in_place() };
        });
    }
}

impl<T, const CAP: usize, X, R: Reserve> fmt::Debug for Ring<T, CAP, X, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ring")
            .field("len", &self.len())
            .field("capacity", &CAP)
            .field("is_closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}
