//! The one loop of every wait: attempt, announce, look again, sleep.

mod one;
mod several;

use crate::Operation;
use crate::wakeup::{Target, Wakeup};
use one::One;
use several::Several;

/// How a waiter sleeps: the one thing in which a blocked thread, a timed one and a task differ.
pub(crate) trait Sleep {
    /// Why a wait ended without an output.
    type GaveUp;

    /// What ends the next [`sleep`](Self::sleep). May run foreign code, which may panic.
    fn wakeup(&self) -> Wakeup;

    /// What that wakeup wakes.
    fn target(&self) -> Target;

    /// Sleeps until woken; may return early. An error ends this run of the loop.
    fn sleep(&mut self) -> Result<(), Self::GaveUp>;

    /// Lets other threads run for a moment, while this waiter has no place and nobody will wake it. An error ends this run of the loop.
    fn give_way(&mut self) -> Result<(), Self::GaveUp>;
}

/// What comes after a failed attempt.
enum Next {
    /// Another attempt.
    Look,
    /// A sleep: the waiter has its places, so a notification will end it.
    Sleep,
    /// Another attempt, after a moment for the thread that holds the list.
    GiveWay,
}

/// An operation in progress, with its places and the wakeups that it has had.
///
/// If it is dropped before the operation has succeeded, it leaves every place and passes on each wakeup that it has not used.
pub(crate) struct Waiter<O: Operation> {
    /// `None` only after [`into_operation`](Self::into_operation).
    operation: Option<O>,
    wait: Wait,
}

/// How a wait ends.
#[derive(Clone, Copy)]
enum End {
    /// With a success.
    Finished,
    /// Without one.
    Cancelled,
}

/// What a waiter has to remember.
enum Wait {
    /// It does not wait: no attempt has failed, or one has succeeded since.
    No,
    /// It waits for the one event that its operation names.
    One(One),
    /// It waits for several.
    Several(Box<Several>),
}

impl<O: Operation> Waiter<O> {
    pub(crate) const fn new(operation: O) -> Self {
        Self { operation: Some(operation), wait: Wait::No }
    }

    /// Runs the loop until the operation succeeds or `sleep` gives up.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn run<S: Sleep>(&mut self, sleep: &mut S) -> Result<O::Output, S::GaveUp> {
        // Whether every place holds a wakeup of this `sleep`: those of earlier polls may have been of other tasks.
        let mut is_known = false;
        loop {
            if let Some(output) = self.operation.as_mut().expect(PRESENT).attempt() {
                if self.is_waiting() {
                    self.leave(End::Finished);
                }
                return Ok(output);
            }
            self.wait(sleep, &mut is_known)?;
        }
    }

    /// Everything between a failed attempt and the next one.
    ///
    /// Before it sleeps, the waiter asks the event whether it was woken. The unpark token alone does not tell: a foreign waker that the
    /// attempt ran may have parked this thread and consumed it.
    #[inline(never)]
    fn wait<S: Sleep>(&mut self, sleep: &mut S, is_known: &mut bool) -> Result<(), S::GaveUp> {
        let operation = self.operation.as_ref().expect(PRESENT);
        if let Wait::No = self.wait {
            self.wait = match operation.only() {
                Some(key) => Wait::One(One::new(key)),
                None => Wait::Several(Box::default()),
            };
        }
        let next = match &mut self.wait {
            Wait::No => unreachable!("set above"),
            Wait::One(one) => one.go_on(operation.event(one.key()), sleep, is_known),
            Wait::Several(several) => several.go_on(operation, sleep, is_known),
        };
        match next {
            Next::Look => Ok(()),
            Next::Sleep => sleep.sleep(),
            Next::GiveWay => sleep.give_way(),
        }
    }

    /// The operation.
    pub(crate) fn operation(&self) -> &O {
        self.operation.as_ref().expect(PRESENT)
    }

    /// Mutable access to the operation; not while it waits.
    pub(crate) fn operation_mut(&mut self) -> &mut O {
        debug_assert!(!self.is_waiting());
        self.operation.as_mut().expect(PRESENT)
    }

    /// Gives up the wait and gives the operation back.
    pub(crate) fn into_operation(mut self) -> O {
        self.leave(End::Cancelled);
        self.operation.take().expect(PRESENT)
    }

    /// Whether an attempt has failed and none has succeeded since.
    #[inline]
    pub(crate) fn is_waiting(&self) -> bool {
        !matches!(self.wait, Wait::No)
    }

    /// Leaves every place, and passes on each wakeup that has not been used.
    #[inline(never)]
    fn leave(&mut self, end: End) {
        let Some(operation) = &self.operation else { return };
        match &mut self.wait {
            Wait::No => {}
            Wait::One(one) => one.leave(operation, end),
            Wait::Several(several) => several.leave(operation, end),
        }
        self.wait = Wait::No;
    }
}

impl<O: Operation> Drop for Waiter<O> {
    #[inline]
    fn drop(&mut self) {
        if self.is_waiting() {
            self.leave(End::Cancelled);
        }
    }
}

/// Why `expect` on [`Waiter::operation`] never fails.
const PRESENT: &str = "only `into_operation` takes it, and ends the waiter";
