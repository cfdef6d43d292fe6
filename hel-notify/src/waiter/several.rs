//! The wait for several events.

use super::one::One;
use super::{End, Next, Sleep};
use crate::wakeup::Wakeup;
use crate::word::Due;
use crate::{Notify, Operation, barrier};

/// What a waiter has to remember of each event that it watches.
#[derive(Default)]
pub(super) struct Several(Vec<One>);

impl Several {
    /// After a failed attempt.
    #[cold]
    pub(super) fn go_on<O: Operation, S: Sleep>(
        &mut self,
        operation: &O,
        sleep: &S,
        is_known: &mut bool,
    ) -> Next {
        self.0.iter_mut().for_each(One::note_vain_attempt);
        self.watch(operation);
        let away = self.0.iter().filter(|one| one.is_away()).count();
        if away > 0 {
            return self.announce(operation, (0..away).map(|_| sleep.wakeup()).collect());
        }
        let mut next = Next::Sleep;
        for one in &mut self.0 {
            if let Next::Look = one.check(operation.event(one.key()), sleep, *is_known) {
                next = Next::Look;
            }
        }
        *is_known = true;
        next
    }

    /// Brings the events in line with what the operation watches now.
    fn watch<O: Operation>(&mut self, operation: &O) {
        let mut before = std::mem::take(&mut self.0);
        operation.watch(&mut |key| {
            let known = before.iter().position(|one| one.key() == key);
            self.0.push(known.map_or_else(|| One::new(key), |index| before.swap_remove(index)));
        });
        // The operation is done with these events. They are left now, since the rest of the wait may take for ever.
        for mut one in before {
            one.leave(operation, End::Finished);
        }
    }

    /// Announces the waiter at each event where it has no place, and runs one barrier for all: the heaviest that is due. The caller
    /// makes the wakeups first, because that may panic.
    fn announce<O: Operation>(&mut self, operation: &O, wakeups: Vec<Wakeup>) -> Next {
        let mut next = Next::Look;
        let mut heavy = Vec::new();
        let away = self.0.iter_mut().filter(|one| one.is_away());
        for (one, wakeup) in away.zip(wakeups) {
            let event = operation.event(one.key());
            if one.announce(event, wakeup) == Due::Heavy {
                heavy.push(event);
            }
            if one.is_away() {
                next = Next::GiveWay;
            }
        }
        if heavy.is_empty() {
            barrier::full();
        } else {
            barrier::heavy();
            heavy.into_iter().for_each(Notify::confirm);
        }
        next
    }

    /// Leaves every event.
    #[cold]
    pub(super) fn leave<O: Operation>(&mut self, operation: &O, end: End) {
        self.0.iter_mut().for_each(|one| one.leave(operation, end));
    }
}
