//! The one loop of every wait: attempt, announce, look again, sleep.

mod alone;
mod places;

use crate::Operation;
use crate::handoff::Wakeup;
use crate::notify::Place;
use crate::rhythm::attempt_in_rhythm;
use crate::spin::are_cores_few;
use alone::Alone;
use places::Places;
use std::mem;
use std::task::Waker;

/// How a waiter sleeps: the one thing in which a blocked thread, a timed one and a task differ.
pub(crate) trait Sleep {
    /// Why a wait ended without an output.
    type GaveUp;

    /// Whether a wait may pause before it announces itself, for a stream to run ahead: where nothing else has seen to that.
    const LINGERS: bool = false;

    /// What is kept between two runs of the loop, beside the announcements and as long as they.
    type Kept: Default;

    /// What ends the next [`sleep`](Self::sleep), for a [`Seat`](crate::seat::Seat). May run foreign code.
    fn wakeup(&self) -> Wakeup;

    /// Whether `wakeup` ends the next [`sleep`](Self::sleep). Runs no foreign code.
    fn is_woken_by(&self, wakeup: &Wakeup) -> bool;

    /// The waker for the lists of events: it must end the next [`sleep`](Self::sleep).
    fn stand_in<'a>(&'a mut self, kept: &'a mut Self::Kept) -> &'a Waker;

    /// Sleeps until woken, or less long; an error ends this run of the loop.
    fn sleep(&mut self) -> Result<(), Self::GaveUp>;
}

/// An operation under way, with what it has announced and what it was woken for.
///
/// Dropped before the operation succeeded, it leaves every list and passes on a wakeup that it has not used.
///
/// It is little more than the operation: an attempt that succeeds at once has nothing to move or to look through. And most
/// waits are for one event where nobody else waits: they need a few words, and nothing on the heap.
pub(crate) struct Waiter<O: Operation, K> {
    /// `None` only after [`into_operation`](Self::into_operation).
    operation: Option<O>,
    wait: Wait<K>,
}

/// What a waiter has to remember.
enum Wait<K> {
    /// It does not wait: no attempt has failed, or one has succeeded since.
    No,
    /// It sits in the seat of the one event that it watches, and nothing has woken it that it knows of.
    Alone(Alone),
    /// Or anything else: it stands in a list, or watches several events or another than at first, or was woken in vain.
    Anyhow(Box<Places<K>>),
}

impl<O: Operation, K> Waiter<O, K> {
    pub(crate) const fn new(operation: O) -> Self {
        Self { operation: Some(operation), wait: Wait::No }
    }

    /// Runs the loop until the operation succeeds or `sleep` gives up.
    #[inline(always)]
    pub(crate) fn run<S>(&mut self, sleep: &mut S) -> Result<O::Output, S::GaveUp>
    where
        K: Default,
        S: Sleep<Kept = K>,
    {
        // Whether all announcements are made in this run, so that every seat has the wakeup of `sleep`.
        let is_known = !self.is_waiting();
        loop {
            if let Some(output) = self.operation.as_mut().expect(PRESENT).attempt() {
                self.finish();
                return Ok(output);
            }
            if let Some(output) = self.wait(sleep, is_known)? {
                return Ok(output);
            }
        }
    }

    /// What comes after an attempt in vain: the announcement and the second look, or a sleep, or after a wakeup nothing.
    #[inline(never)]
    fn wait<S>(&mut self, sleep: &mut S, is_known: bool) -> Result<Option<O::Output>, S::GaveUp>
    where
        K: Default,
        S: Sleep<Kept = K>,
    {
        if self.is_waiting() {
            return self.go_on(sleep, is_known);
        }
        let operation = self.operation.as_mut().expect(PRESENT);
        if S::LINGERS && !are_cores_few() {
            if let Some(output) = attempt_in_rhythm(operation) {
                return Ok(Some(output)); // nothing is announced yet
            }
        }
        let Some(key) = only_key(operation) else {
            self.wait = Wait::Anyhow(Box::default());
            return self.go_on(sleep, is_known);
        };
        let event = operation.event(key);
        let (place, due) = event.announce(|| Some(sleep.wakeup()));
        event.pass_barrier(due);
        let Place::Seat(stay) = place else {
            self.wait = Wait::Anyhow(Box::new(Places::of(key, place)));
            return Ok(None);
        };
        self.wait = Wait::Alone(Alone { key, stay });
        // The second look.
        if let Some(output) = operation.attempt() {
            self.finish();
            return Ok(Some(output));
        }
        self.go_on(sleep, is_known)
    }

    /// The same, once something is announced: a sleep, unless there is a reason to look again.
    ///
    /// Whether there was a wakeup is asked of the event, last before the sleep. The attempt may have run foreign wakers, and one
    /// that parks the thread for reasons of its own has taken the end of our sleep for the end of its own.
    fn go_on<S>(&mut self, sleep: &mut S, is_known: bool) -> Result<Option<O::Output>, S::GaveUp>
    where
        K: Default,
        S: Sleep<Kept = K>,
    {
        let operation = self.operation.as_ref().expect(PRESENT);
        if let Wait::Alone(alone) = &self.wait {
            if alone.stays(operation, sleep, is_known) {
                return sleep.sleep().map(|()| None);
            }
            self.wait = Wait::Anyhow(Box::new(Places::of(alone.key, Place::Seat(alone.stay))));
        }
        if let Wait::Anyhow(places) = &mut self.wait {
            if places.go_on(operation, sleep, is_known) {
                return Ok(None);
            }
        }
        sleep.sleep().map(|()| None)
    }

    /// The operation.
    pub(crate) fn operation(&self) -> &O {
        self.operation.as_ref().expect(PRESENT)
    }

    /// Gives up the wait and gives the operation back.
    pub(crate) fn into_operation(mut self) -> O {
        self.cancel();
        self.operation.take().expect(PRESENT)
    }

    /// Whether an attempt has failed and none has succeeded since.
    #[inline]
    pub(crate) fn is_waiting(&self) -> bool {
        !matches!(self.wait, Wait::No)
    }

    /// After a success: leaves the lists, and passes the wakeups on that leave more behind.
    #[inline]
    fn finish(&mut self) {
        if self.is_waiting() {
            mem::replace(&mut self.wait, Wait::No).finish(self.operation());
        }
    }

    /// Without a success: leaves the lists, and passes on every wakeup that no attempt has followed.
    #[inline]
    fn cancel(&mut self) {
        if self.is_waiting() {
            mem::replace(&mut self.wait, Wait::No).cancel(self.operation());
        }
    }
}

impl<O: Operation, K> Drop for Waiter<O, K> {
    #[inline]
    fn drop(&mut self) {
        self.cancel();
    }
}

impl<K> Wait<K> {
    /// See [`Waiter::finish`].
    #[inline(never)]
    fn finish<O: Operation>(self, operation: &O) {
        match self {
            Self::No => {}
            Self::Alone(alone) => alone.finish(operation),
            Self::Anyhow(mut places) => places.finish(operation),
        }
    }

    /// See [`Waiter::cancel`].
    #[inline(never)]
    fn cancel<O: Operation>(self, operation: &O) {
        match self {
            Self::No => {}
            Self::Alone(alone) => alone.cancel(operation),
            Self::Anyhow(mut places) => places.cancel(operation),
        }
    }
}

/// The key of the only event that `operation` watches, if it is only one.
fn only_key<O: Operation>(operation: &O) -> Option<usize> {
    let (mut only, mut count) = (0, 0_usize);
    operation.watch(&mut |key| (only, count) = (key, count + 1));
    (count == 1).then_some(only)
}

/// Why `expect` on [`Waiter::operation`] never fails.
const PRESENT: &str = "only `into_operation` takes it, and ends the waiter";
