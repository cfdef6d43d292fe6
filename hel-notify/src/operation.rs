//! What a waiter tries again and again.

use crate::{Lead, Notify, Rhythm};

/// An operation that may have to wait: it can be attempted, and it names the events that may let it succeed.
///
/// The same operation serves [`wait`](crate::wait()), [`wait_deadline`](crate::wait_deadline) and
/// [`Waiting`](crate::Waiting). They call [`attempt`](Self::attempt) until it succeeds; after a failure they call
/// [`watch`](Self::watch) and wait on the events it named.
///
/// # The other side's part
///
/// Whoever makes an attempt possible (publishes an item, frees a slot, closes) does so first and calls
/// [`Notify::notify`] or [`Notify::notify_all`] of a watched event afterwards. A single notification is enough for a
/// single success: a waiter that was woken and leaves more behind ([`leaves_more`](Self::leaves_more)), or gives up,
/// passes its wakeup on.
///
/// # Panics
///
/// `attempt` may panic: the waiter withdraws and passes on what it was woken for. The other methods must not.
///
/// # Examples
///
/// Taking one permit from a counter:
///
/// ```
/// use hel_notify::{Notify, Operation};
/// use std::sync::atomic::{AtomicUsize, Ordering};
///
/// struct Permits {
///     free: AtomicUsize,
///     freed: Notify,
/// }
///
/// struct Acquire<'a>(&'a Permits);
///
/// impl Operation for Acquire<'_> {
///     type Output = ();
///
///     fn attempt(&mut self) -> Option<()> {
///         let less = |free: usize| free.checked_sub(1);
///         self.0.free.fetch_update(Ordering::AcqRel, Ordering::Acquire, less).ok().map(drop)
///     }
///
///     fn watch(&self, watch: &mut dyn FnMut(usize)) {
///         watch(0);
///     }
///
///     fn event(&self, _key: usize) -> &Notify {
///         &self.0.freed
///     }
///
///     fn leaves_more(&self, _key: usize) -> bool {
///         self.0.free.load(Ordering::Acquire) > 0
///     }
/// }
///
/// let permits = Permits { free: AtomicUsize::new(1), freed: Notify::new() };
/// hel_notify::wait(&mut Acquire(&permits));
/// assert_eq!(permits.free.load(Ordering::Relaxed), 0);
/// ```
pub trait Operation {
    /// What a successful attempt gives.
    type Output;

    /// Tries once, without waiting for any other thread. `None` says that the operation cannot be completed now.
    ///
    /// It may have done a part then. It must no longer watch an event that it needs nothing more of, and must have used all
    /// that it can of the others.
    fn attempt(&mut self) -> Option<Self::Output>;

    /// Names, by key and each once, the events any of which may let the next attempt succeed.
    ///
    /// Called after a failed attempt, and again after each further one: the answer may change from call to call. Usually
    /// it is one key. Waiting on n events costs O(n) each time the waiter runs. With no event named, nothing will ever
    /// wake the waiter.
    fn watch(&self, watch: &mut dyn FnMut(usize));

    /// The event of a key: the same one for the operation's whole life, for every key that [`watch`](Self::watch) named.
    fn event(&self, key: usize) -> &Notify;

    /// Asked for each key that had woken this waiter, after a success or once the key is no longer watched: has its event
    /// something left for another waiter? If so, that waiter is woken. A `true` without need costs a vain wakeup, a
    /// `false` against the facts may leave a waiter asleep beside an item.
    fn leaves_more(&self, key: usize) -> bool;

    /// Whether an attempt now would be worth the disturbance of the other side.
    ///
    /// Asked only by a blocking wait that shares its core with others, before it announces itself. The attempt is made in any
    /// case once the others bring no more ([`lead`](Self::lead)), and after 10 us. An operation of which many may
    /// follow, one by one, says `false` while there is little for them. By default every attempt is worth it.
    fn is_worth_while(&self) -> bool {
        true
    }

    /// What the waits of this kind know of the stream that they wait for, if it may be one.
    ///
    /// With it, a wait may pause for up to some 40 us before it looks again, as long as pauses bring a good [`lead`](Self::lead):
    /// several successes in a row. So may a poll, where there are four cores or more. By default there are no such pauses.
    fn rhythm(&self) -> Option<&Rhythm> {
        None
    }

    /// How far the other side has got ahead. Asked in the middle of pauses and after them, where there is a
    /// [`rhythm`](Self::rhythm), and by a wait that holds out until an attempt [`is_worth_while`](Self::is_worth_while),
    /// or has yielded for long.
    fn lead(&self) -> Lead {
        Lead::default()
    }
}

impl<O: Operation + ?Sized> Operation for &mut O {
    type Output = O::Output;

    fn attempt(&mut self) -> Option<Self::Output> {
        (**self).attempt()
    }

    fn watch(&self, watch: &mut dyn FnMut(usize)) {
        (**self).watch(watch);
    }

    fn event(&self, key: usize) -> &Notify {
        (**self).event(key)
    }

    fn leaves_more(&self, key: usize) -> bool {
        (**self).leaves_more(key)
    }

    fn is_worth_while(&self) -> bool {
        (**self).is_worth_while()
    }

    fn rhythm(&self) -> Option<&Rhythm> {
        (**self).rhythm()
    }

    fn lead(&self) -> Lead {
        (**self).lead()
    }
}
