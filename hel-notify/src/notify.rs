//! The event that waiters announce themselves to and notifiers read.

use crate::handoff::Wakeup;
use crate::seat::{Seat, Stay};
use crate::sync::contain;
use crate::waiter::Sleep;
use crate::word::{Due, Word};
use crate::{barrier, handoff, quiet};
use event_listener::{Event, EventListener, Listener};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Context;

/// An event that threads and tasks wait for alike.
///
/// An event keeps no notifications: one that finds no waiter is gone. What was done *before* the notification is what
/// counts, and a waiter looks for it itself, by [`Operation::attempt`](crate::Operation::attempt). So the order on the
/// notifying side is always: make progress possible, then notify.
///
/// An event is one word, the place of the first waiter, one pointer to a list that is made with the second, and the overflow.
/// It is not padded: threads that notify only read the word.
///
/// # Examples
///
/// A second event takes what the first has no use for, as waiters for *any* shard stand behind those of each shard:
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
    /// How many waits on this event have begun and were neither woken nor ended: never less than the number of un-notified
    /// waiters in `seat` and `list`. Read by every notification.
    word: Word,
    /// The oldest waiter, if nobody waited when it came.
    seat: Seat,
    /// The other waiters, oldest first.
    list: Event,
    /// Where a notification goes that finds no waiter here.
    overflow: Option<Arc<Notify>>,
}

impl Notify {
    /// An event without waiters. Allocates nothing.
    #[cfg(not(loom))]
    pub const fn new() -> Self {
        Self { word: Word::new(), seat: Seat::new(), list: Event::new(), overflow: None }
    }

    /// An event without waiters.
    #[cfg(loom)]
    pub fn new() -> Self {
        Self { word: Word::new(), seat: Seat::new(), list: Event::new(), overflow: None }
    }

    /// An event without waiters, whose notifications go on to `overflow` when they find no waiter here.
    ///
    /// The overflow may have an overflow in turn; each costs a notification one load more.
    pub fn with_overflow(overflow: Arc<Notify>) -> Self {
        Self { overflow: Some(overflow), ..Self::new() }
    }

    /// Wakes up to `n` waiters, the oldest first; where there are fewer here, the rest in the overflow.
    ///
    /// Each call wakes waiters that no earlier call has woken: two calls with 1 are one call with 2. A waiter that comes
    /// later is not woken by this call. It does not need to be, for its look sees what the caller stored before.
    ///
    /// # Memory ordering
    ///
    /// What the calling thread stored before the call is ordered before what it loads after the call, as by a full fence.
    /// This holds against the threads that run the other side of the barrier, that is waiters and callers of
    /// [`synchronize`](Self::synchronize), and against no others.
    ///
    /// # Cost
    ///
    /// Without waiters: one load, and a full fence and a second one unless the event is LIGHT (see the crate's page); twice the
    /// loads with an overflow. With waiters it takes the locks of seat and list for O(`n`) steps and then wakes them, outside
    /// of the locks. The wakers run on this thread; a panic in one is caught and dropped, after the panic hook has seen it.
    #[inline]
    pub fn notify(&self, n: usize) {
        barrier::light();
        if self.is_light() {
            return;
        }
        barrier::full();
        if self.is_idle() {
            if quiet::met_nobody() {
                self.lighten();
            }
        } else {
            self.wake_up_to(n);
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
            self.wake(usize::MAX);
        }
    }

    /// The waiter's side of the barrier, without waiting: for a closer, who must know what its peers have done.
    ///
    /// Take a peer that stores, calls [`notify`](Self::notify) of this event (or of one that overflows to it) and loads; and a
    /// caller that stores, calls `synchronize` and loads. At least one of the two loads sees the other's store. So a peer that
    /// has missed the caller's store is seen by the caller; and every peer that notifies later sees the caller's store.
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
        // A waiter that is gone as soon as it has run its barrier.
        let (due, _) = self.word.announce();
        self.pass_barrier(due);
        self.word.retire(1);
    }

    /// How many waiters are announced now and not woken yet.
    ///
    /// Other threads may change it before the caller looks at the answer.
    #[inline]
    pub fn waiters(&self) -> usize {
        self.word.count()
    }

    /// Takes a place, and says which barrier is due before the second look: by [`pass_barrier`](Self::pass_barrier), or together
    /// with those of other events. [`confirm`](Self::confirm) must follow a heavy one. The caller must end the wait by
    /// [`withdraw`](Self::withdraw), or by [`notice`](Self::notice) until it says `true`.
    ///
    /// `wakeup` is asked for only if the seat may be free; it runs before anything is counted here.
    pub(crate) fn announce(&self, wakeup: impl FnOnce() -> Option<Wakeup>) -> (Place, Due) {
        let wakeup = if self.waiters() == 0 { wakeup() } else { None };
        // Counted before it has a place, so that who has a place is always counted.
        let (due, is_alone) = self.word.announce();
        let stay = match wakeup {
            Some(wakeup) if is_alone => self.seat.take(wakeup),
            unused => {
                contain(|| drop(unused));
                None
            }
        };
        (stay.map_or_else(|| Place::Listed(self.list.listen()), Place::Seat), due)
    }

    /// Runs the barrier that is due to a waiter of this event alone.
    pub(crate) fn pass_barrier(&self, due: Due) {
        match due {
            Due::Fence => barrier::full(),
            Due::Heavy => {
                barrier::heavy();
                self.confirm();
            }
        }
    }

    /// The heavy barrier of a waiter of this event has ended.
    pub(crate) fn confirm(&self) {
        self.word.confirm();
    }

    /// Whether the waiter in `place` has been notified, which ends its wait. If not, a notification will end the next
    /// [`Sleep::sleep`] of `sleep`. For a seat, `is_known` may say that it holds a wakeup of `sleep` already.
    pub(crate) fn notice<S: Sleep>(
        &self,
        place: &mut Place,
        sleep: &mut S,
        kept: &mut S::Kept,
        is_known: bool,
    ) -> bool {
        match place {
            Place::Seat(stay) => self.notice_in_seat(*stay, sleep, is_known),
            Place::Listed(listener) => {
                let mut context = Context::from_waker(sleep.stand_in(kept));
                Pin::new(listener).poll(&mut context).is_ready()
            }
        }
    }

    /// As [`notice`](Self::notice), of the waiter in the seat.
    pub(crate) fn notice_in_seat<S: Sleep>(&self, stay: Stay, sleep: &S, is_known: bool) -> bool {
        if is_known {
            self.seat.has_woken(stay)
        } else {
            self.seat.renew(stay, |wakeup| sleep.is_woken_by(wakeup), || sleep.wakeup())
        }
    }

    /// Leaves the place; `true` if the waiter had been notified and not noticed. That wakeup is the caller's now.
    pub(crate) fn withdraw(&self, place: Place) -> bool {
        // Neither wakes anybody: a notification stays with us.
        let notified = match place {
            Place::Seat(stay) => self.seat.leave(stay),
            Place::Listed(listener) => listener.discard(),
        };
        if !notified {
            self.word.retire(1);
        }
        notified
    }

    /// Whether neither this event nor the overflow asks its notifiers for a fence; nobody waits then.
    #[inline]
    fn is_light(&self) -> bool {
        self.word.is_light() && self.overflow.as_ref().is_none_or(|overflow| overflow.is_light())
    }

    /// Whether nobody waits here or in the overflow.
    #[inline]
    fn is_idle(&self) -> bool {
        self.waiters() == 0 && self.overflow.as_ref().is_none_or(|overflow| overflow.is_idle())
    }

    /// Asks notifiers for no fence any more, here and in the overflow.
    #[cold]
    fn lighten(&self) {
        if barrier::is_heavy_there() {
            self.word.lighten();
            if let Some(overflow) = &self.overflow {
                overflow.lighten();
            }
        }
    }

    /// Wakes up to `n` waiters here and in the overflow, after a barrier of the caller.
    #[cold]
    fn wake_up_to(&self, n: usize) {
        quiet::met_somebody();
        let woken = if self.waiters() == 0 { 0 } else { self.wake(n) };
        if let Some(overflow) = &self.overflow {
            if woken < n {
                overflow.wake_up_to(n - woken);
            }
        }
    }

    /// Wakes up to `n` waiters that have not been notified yet, and says how many.
    #[cold]
    fn wake(&self, n: usize) -> usize {
        let seated = if n == 0 { None } else { self.seat.wake() };
        let left = n - usize::from(seated.is_some());
        // Relaxed: it would only repeat the barrier of the caller.
        let listed = if left == 0 { 0 } else { self.list.notify_additional_relaxed(left) };
        let woken = n - left + listed;
        if woken > 0 {
            self.word.retire(woken);
        }
        seated.into_iter().for_each(Wakeup::deliver);
        if listed > 0 {
            handoff::flush();
        }
        woken
    }
}

/// Where a waiter waits.
pub(crate) enum Place {
    /// In the [`Seat`].
    Seat(Stay),
    /// In the list, behind whoever sits in the seat.
    Listed(EventListener),
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
