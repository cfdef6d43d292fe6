//! What a waiter tries again and again.

use crate::{Notify, Wait};

/// An operation that may have to wait: it can be attempted, and it names the events that may let it succeed.
///
/// The same operation serves [`wait`](crate::wait()), [`wait_deadline`](crate::wait_deadline) and
/// [`Waiting`](crate::Waiting). They call [`attempt`](Self::attempt) until it succeeds, and wait after a
/// failure for the [`only`](Self::only) event, or for those that it [`watch`](Self::watch)es.
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

    /// The key of the only event that may let the next attempt succeed; `None` where there may be several, and
    /// [`watch`](Self::watch) names them. The same answer for the operation's whole life. By default the key is 0.
    fn only(&self) -> Option<usize> {
        Some(0)
    }

    /// Names, by key and each once, the events any of which may let the next attempt succeed. Asked only where there is no
    /// [`only`](Self::only) one.
    ///
    /// Called after a failed attempt, and again after each further one: the answer may change from call to call. Waiting on n
    /// events costs O(n) each time the waiter runs. With no event named, nothing will ever wake the waiter.
    fn watch(&self, watch: &mut dyn FnMut(usize)) {
        self.only().into_iter().for_each(watch);
    }

    /// The event of a key: the same one for the operation's whole life, for every key that [`watch`](Self::watch) named.
    fn event(&self, key: usize) -> &Notify;

    /// Asked for each key that had woken this waiter, after a success or once the key is no longer watched: has its event
    /// something left for another waiter? If so, that waiter is woken. A `true` without need costs a vain wakeup, a
    /// `false` against the facts may leave a waiter asleep beside an item.
    fn leaves_more(&self, key: usize) -> bool;

    /// How a thread waits. Asked once a wait.
    fn policy(&self) -> Wait {
        Wait::default()
    }

    /// Whether the calling thread streams, and leaves its peer alone by itself: then a wait only yields before it sleeps. Asked
    /// once a wait.
    fn is_in_stream(&self) -> bool {
        false
    }
}

impl<O: Operation + ?Sized> Operation for &mut O {
    type Output = O::Output;

    fn attempt(&mut self) -> Option<Self::Output> {
        (**self).attempt()
    }

    fn only(&self) -> Option<usize> {
        (**self).only()
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

    fn policy(&self) -> Wait {
        (**self).policy()
    }

    fn is_in_stream(&self) -> bool {
        (**self).is_in_stream()
    }
}
