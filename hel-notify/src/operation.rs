//! What a waiter tries again and again.

use crate::{Notify, Wait};

/// An operation that may have to wait: it can be attempted, and it names the events that may let it succeed.
///
/// The same operation serves [`wait`](crate::wait()), [`wait_deadline`](crate::wait_deadline) and [`Waiting`](crate::Waiting). They
/// call [`attempt`](Self::attempt) until it succeeds. After a failure they wait for the [`only`](Self::only) event, or for those that
/// [`watch`](Self::watch) names.
///
/// # The other side's part
///
/// Code that makes an attempt possible (publishes an item, frees a slot, closes) does that first, and then calls [`Notify::notify`] or
/// [`Notify::notify_all`] of a watched event. One notification is enough for one success: a waiter that was woken passes its wakeup on
/// if it leaves more behind ([`leaves_more`](Self::leaves_more)) or gives up.
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
    /// A failed attempt may have done a part. Then it must have used all that it can of the events that it still watches, and must no
    /// longer watch an event that it needs nothing more of.
    fn attempt(&mut self) -> Option<Self::Output>;

    /// The key of the only event that may let the next attempt succeed. `None` if there may be several: then [`watch`](Self::watch)
    /// names them. The answer must stay the same for the operation's whole life. By default the key is 0.
    fn only(&self) -> Option<usize> {
        Some(0)
    }

    /// Names the events any of which may let the next attempt succeed: by key, each once. Called only if [`only`](Self::only) is
    /// `None`.
    ///
    /// Called after each failed attempt; the answer may change from call to call. Waiting on n events costs O(n) each time the waiter
    /// runs. If no event is named, nothing will ever wake the waiter.
    fn watch(&self, watch: &mut dyn FnMut(usize)) {
        self.only().into_iter().for_each(watch);
    }

    /// The event of a key: the same one for the operation's whole life, for every key that [`watch`](Self::watch) named.
    fn event(&self, key: usize) -> &Notify;

    /// Whether the event has something left for another waiter, which is then woken. Asked for each key that has woken this waiter,
    /// after a success or once the key is no longer watched. A needless `true` costs a wakeup in vain; a wrong `false` may leave a
    /// waiter asleep although an item is there.
    fn leaves_more(&self, key: usize) -> bool;

    /// How a thread waits. Asked once per wait.
    fn policy(&self) -> Wait {
        Wait::default()
    }

    /// Whether the calling thread streams (operates back to back) and already pauses for its peer. Then a wait yields before it sleeps,
    /// but does not look. Asked once per wait.
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

#[cfg(all(test, not(any(hel_loom, hel_shuttle))))]
pub(crate) mod tests {
    use super::Operation;
    use crate::Notify;

    /// Waits for ever.
    pub(crate) struct Never<'a>(pub(crate) &'a Notify);

    impl Operation for Never<'_> {
        type Output = ();

        fn attempt(&mut self) -> Option<()> {
            None
        }
        fn event(&self, _key: usize) -> &Notify {
            self.0
        }
        fn leaves_more(&self, _key: usize) -> bool {
            false
        }
    }
}
