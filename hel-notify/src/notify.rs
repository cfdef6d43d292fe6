//! The event that waiters announce themselves to and notifiers read.

use crate::list::{ALL, List, Woken};
use crate::seat::{Seat, Stay};
use crate::wakeup::Wakeup;
use crate::word::{Announced, Due, Ticket, Word};
use crate::{barrier, quiet};
use std::fmt;
use std::sync::Arc;

/// An event that threads and tasks wait for alike.
///
/// An event stores no notifications: one that finds no waiter has no effect. A waiter looks for what was done *before* the notification
/// itself, by [`Operation::attempt`](crate::Operation::attempt). So the notifying side always makes progress possible first, and then
/// notifies.
///
/// It is not padded to a cache line of its own: a notification without waiters only reads it.
///
/// # Examples
///
/// Waiters for *any* shard wait on a second event. It gets the notifications that find no waiter at a shard's own event:
///
/// ```
/// use hel_notify::Notify;
/// use std::sync::Arc;
///
/// let any = Arc::new(Notify::new());
/// let shards = [0, 1].map(|_| Notify::with_overflow(Arc::clone(&any)));
/// shards[0].notify(1); // to the oldest waiter of shard 0, or else of `any`
/// assert_eq!(any.waiters(), 0);
/// ```
pub struct Notify {
    /// The number of waiters that are announced and neither woken nor gone, never less than those in `seat` and `list`; and the mode.
    /// A waiter counts once more while it is in its heavy barrier. Read by every notification.
    word: Word,
    /// The waiter that came while nobody else waited, if there is one.
    seat: Seat,
    /// The other waiters, oldest first.
    list: List,
    /// Gets the notifications that find no waiter here.
    overflow: Option<Arc<Notify>>,
}

impl Notify {
    /// An event without waiters. Allocates nothing.
    #[cfg(not(hel_loom))]
    pub const fn new() -> Self {
        Self { word: Word::new(), seat: Seat::new(), list: List::new(), overflow: None }
    }

    /// An event without waiters.
    #[cfg(hel_loom)]
    pub fn new() -> Self {
        Self { word: Word::new(), seat: Seat::new(), list: List::new(), overflow: None }
    }

    /// An event without waiters. Notifications that find no waiter here go on to `overflow`.
    ///
    /// The overflow may itself have an overflow; each adds a load to every notification.
    pub fn with_overflow(overflow: Arc<Notify>) -> Self {
        Self { overflow: Some(overflow), ..Self::new() }
    }

    /// Wakes up to `n` waiters, the oldest first. If there are fewer here, the rest go to the overflow.
    ///
    /// Each call wakes waiters that no earlier call has woken: two calls with 1 wake as many as one call with 2. A waiter that comes
    /// later is not woken by this call and need not be: its own attempt sees what the caller stored before.
    ///
    /// # Memory ordering
    ///
    /// What the calling thread stored before the call is ordered before what it loads after the call, as by a full fence.
    /// This holds against the threads that run the other side of the barrier, that is waiters and callers of
    /// [`synchronize`](Self::synchronize), and against no others.
    ///
    /// # Cost
    ///
    /// Without waiters: one load; unless the event is LIGHT (see the crate's page), also a full fence and a second load. An overflow
    /// doubles the loads. With waiters: O(`n`). The wakers run on this thread; a panic in one is caught and dropped, after the panic
    /// hook has seen it. Never waits for another thread: if one holds the list of waiters, the wakeups are deferred to it, and it
    /// delivers them when it is done.
    #[inline]
    pub fn notify(&self, n: usize) {
        barrier::light();
        if self.is_light() {
            return;
        }
        barrier::full();
        if self.is_idle() {
            if quiet::is_check_due() {
                self.lighten();
            }
        } else {
            self.wake_up_to(n.min(ALL - 1));
        }
    }

    /// Wakes every waiter of this event, and none of the overflow's.
    ///
    /// Memory ordering and cost are those of [`notify`](Self::notify), without the overflow.
    #[inline]
    pub fn notify_all(&self) {
        barrier::light();
        if self.word.is_light() {
            return;
        }
        barrier::full();
        if self.waiters() != 0 {
            self.wake(ALL);
        }
    }

    /// Whether somebody waits here or in the overflow: a hint, without a barrier.
    #[inline]
    pub fn has_waiters(&self) -> bool {
        !self.is_idle()
    }

    /// Runs the waiter's side of the barrier without waiting: for a closer, which must know what its peers have done.
    ///
    /// Take a peer that stores, calls [`notify`](Self::notify) of this event (or of one that overflows to it) and loads; and a caller
    /// that stores, calls `synchronize` and loads. At least one of the two loads sees the other's store. So if a peer misses the
    /// caller's store, the caller sees the peer's; and every peer that notifies later sees the caller's store.
    ///
    /// May cost far more than a notification; never blocks on another thread.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel_notify::Notify;
    /// use std::sync::atomic::{AtomicBool, Ordering};
    ///
    /// let (event, closed, sent) = (Notify::new(), AtomicBool::new(false), AtomicBool::new(false));
    /// std::thread::scope(|scope| {
    ///     let sender = scope.spawn(|| {
    ///         sent.store(true, Ordering::Release);
    ///         event.notify(1);
    ///         closed.load(Ordering::Acquire)
    ///     });
    ///     closed.store(true, Ordering::Release);
    ///     event.synchronize();
    ///     let closer_saw_it = sent.load(Ordering::Acquire);
    ///     assert!(closer_saw_it || sender.join().unwrap());
    /// });
    /// ```
    pub fn synchronize(&self) {
        // The caller acts as a waiter that leaves right after its barrier.
        self.pass_barrier(self.word.announce().due);
        self.word.retire(1);
    }

    /// How many waiters are announced now and not woken yet.
    ///
    /// The number may be out of date as soon as it is returned. A waiter counts once more while it is in its heavy barrier.
    #[inline]
    pub fn waiters(&self) -> usize {
        self.word.count()
    }

    /// Announces a waiter: counts it, and takes a place unless another thread holds the list. Returns the barrier that is due before
    /// the second look, with or without a place. The caller runs it by [`pass_barrier`](Self::pass_barrier), or one barrier for several
    /// events.
    #[inline]
    pub(crate) fn announce(&self, wakeup: Wakeup, place: &mut Place) -> Due {
        debug_assert!(!place.is_taken(), "announced once");
        // Counted before it has a place, so that every waiter in a place is counted.
        let Announced { due, is_alone, ticket } = self.word.announce();
        let ticket = *place.ticket.get_or_insert(ticket);
        let seated = if is_alone { self.seat.take(wakeup) } else { Err(wakeup) };
        match seated {
            Ok(stay) => (place.stay, place.is_in_list) = (Some(stay), false),
            Err(wakeup) => self.join(wakeup, ticket, place),
        }
        due
    }

    /// Takes a place in the list, in a seat of the waiter's own.
    #[cold]
    fn join(&self, wakeup: Wakeup, ticket: Ticket, place: &mut Place) {
        let own = place.own.get_or_insert_default();
        let stay = own.take(wakeup).unwrap_or_else(|wakeup| {
            // A notifier still holds the old one.
            *own = Arc::default();
            own.take(wakeup).ok().expect("a new seat is empty")
        });
        if let Some(woken) = self.list.join(own, stay, ticket, &self.word) {
            (place.stay, place.is_in_list) = (Some(stay), true);
            self.settle(woken);
        } else {
            if let Some(unused) = own.empty(stay) {
                unused.discard();
            }
            self.word.retire(1);
        }
    }

    /// Runs the barrier that is due, for a waiter of this event alone.
    pub(crate) fn pass_barrier(&self, due: Due) {
        match due {
            Due::Fence => barrier::full(),
            Due::Heavy => {
                barrier::heavy();
                self.confirm();
            }
        }
    }

    /// To be called when the heavy barrier of a waiter of this event has ended.
    pub(crate) fn confirm(&self) {
        self.word.confirm();
    }

    /// Whether the waiter in `place` has been woken. If so, it has no place any more.
    #[inline]
    pub(crate) fn has_woken(&self, place: &mut Place) -> bool {
        let has_woken = place.stay.is_some_and(|stay| self.seat_of(place).has_woken(stay));
        if has_woken {
            place.stay = None;
        }
        has_woken
    }

    /// Replaces the wakeup in `place` by `newer`; the waiter must look again. `false` if the waiter has been woken.
    pub(crate) fn renew(&self, place: &mut Place, newer: Wakeup) -> bool {
        let Some(stay) = place.stay else { return false };
        let renewed = self.seat_of(place).renew(stay, newer);
        let is_renewed = renewed.is_ok();
        if let Some(unused) = renewed.unwrap_or_else(Some) {
            unused.discard();
        }
        if is_renewed {
            // A fence is enough: this waiter stayed counted, so the event cannot have become LIGHT since its own barrier.
            barrier::full();
        } else {
            place.stay = None;
        }
        is_renewed
    }

    /// Leaves the place. `true` if the waiter had been woken without noticing: that wakeup is now the caller's.
    #[inline]
    pub(crate) fn withdraw(&self, place: &mut Place) -> bool {
        self.has_woken(place) || self.leave(place)
    }

    /// As [`withdraw`](Self::withdraw), after [`has_woken`](Self::has_woken) has said no.
    #[cold]
    fn leave(&self, place: &mut Place) -> bool {
        let Some(stay) = place.stay.take() else { return false };
        let Some(wakeup) = self.seat_of(place).empty(stay) else { return true };
        self.word.retire(1);
        if place.is_in_list {
            self.settle(self.list.tidy(&self.word));
        }
        wakeup.discard();
        false
    }

    #[inline]
    fn seat_of<'a>(&'a self, place: &'a Place) -> &'a Seat {
        place.own.as_deref().filter(|_| place.is_in_list).unwrap_or(&self.seat)
    }

    /// Runs `meanwhile` while a thread is in the list.
    #[cfg(all(test, not(hel_loom)))]
    pub(crate) fn while_list_held(&self, meanwhile: impl FnOnce()) {
        self.list.while_held(&self.word, meanwhile);
    }

    /// Whether this event and the overflow are LIGHT: a notifier need not fence, and nobody waits.
    #[inline]
    fn is_light(&self) -> bool {
        self.word.is_light() && self.overflow.as_ref().is_none_or(|overflow| overflow.is_light())
    }

    /// Whether nobody waits here or in the overflow.
    #[inline]
    fn is_idle(&self) -> bool {
        self.waiters() == 0 && self.overflow.as_ref().is_none_or(|overflow| overflow.is_idle())
    }

    /// Switches to LIGHT, here and in the overflow.
    #[cold]
    fn lighten(&self) {
        if barrier::is_heavy_there() {
            self.word.lighten();
            if let Some(overflow) = &self.overflow {
                overflow.lighten();
            }
        }
    }

    /// Wakes up to `n` waiters here or in the overflow, after the caller's barrier.
    #[cold]
    fn wake_up_to(&self, n: usize) {
        if self.waiters() != 0 {
            self.wake(n);
        } else if let Some(overflow) = &self.overflow {
            overflow.wake_up_to(n);
        }
    }

    /// Wakes up to `n` waiters, first here and then in the overflow.
    #[cold]
    fn wake(&self, n: usize) {
        let seated = if n == 0 { None } else { self.seat.wake() };
        let left = if n == ALL { ALL } else { n - usize::from(seated.is_some()) };
        if let Some(wakeup) = seated {
            self.word.retire(1);
            wakeup.deliver();
        }
        if left > 0 {
            // If `None`, the thread that holds the list does it.
            if let Some(woken) = self.list.wake(left, &self.word) {
                self.settle(woken);
            }
        }
    }

    /// Completes a visit of the list: delivers its wakeups, and hands those that found no waiter to the overflow.
    fn settle(&self, woken: Woken) {
        let Woken { wakeups, missed } = woken;
        wakeups.into_iter().for_each(Wakeup::deliver);
        if missed > 0 {
            if let Some(overflow) = &self.overflow {
                overflow.wake_up_to(missed);
            }
        }
    }
}

/// A waiter's place, and what the waiter needs to get it back when it was woken in vain.
#[derive(Default)]
pub(crate) struct Place {
    /// Its stay in the event's seat or in its own, while it has a place.
    stay: Option<Stay>,
    /// Whether that is its own seat, in the list.
    is_in_list: bool,
    /// Drawn at its first announcement, and again after [`go_to_the_end`](Self::go_to_the_end).
    ticket: Option<Ticket>,
    /// The waiter's own seat, for the list.
    own: Option<Arc<Seat>>,
}

impl Place {
    /// Whether the waiter has a place, and has not noticed a wakeup since.
    pub(crate) fn is_taken(&self) -> bool {
        self.stay.is_some()
    }

    /// The next announcement draws a new ticket.
    pub(crate) fn go_to_the_end(&mut self) {
        self.ticket = None;
    }
}

impl Default for Notify {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Notify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notify")
            .field("word", &self.word)
            .field("has_overflow", &self.overflow.is_some())
            .finish_non_exhaustive()
    }
}
