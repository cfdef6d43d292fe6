//! What travels: a value that knows who made it, and whose drop is counted.

use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

use super::desk::DESK;
use super::plan::{MOST_EACH, MOST_PARTIES};
use super::rng::mix;

/// Which value: the sender, and its number among the sender's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Id {
    pub(crate) sender: usize,
    pub(crate) number: usize,
}

/// How often each value of the round was dropped.
static DROPS: [AtomicU8; MOST_PARTIES * MOST_EACH] = [const { AtomicU8::new(0) }; MOST_PARTIES * MOST_EACH];

/// A value. Not `Clone`: whoever has it is the only one.
#[derive(Debug)]
pub(crate) struct Value {
    id: Id,
    check: u64,
}

impl Value {
    pub(crate) fn new(id: Id) -> Self {
        Self { id, check: id.check() }
    }

    /// Which value it is.
    pub(crate) fn id(&self) -> Id {
        if self.check != self.id.check() {
            DESK.fail(&format!("a value is torn: {self:?}"));
        }
        self.id
    }

    /// What keyed channels send it by: a sender has values of a few keys.
    pub(crate) fn key(&self) -> u64 {
        self.id.key()
    }
}

impl Id {
    pub(crate) fn key(self) -> u64 {
        (self.number % 7) as u64
    }

    fn check(self) -> u64 {
        mix(self.place() as u64)
    }

    fn place(self) -> usize {
        self.sender * MOST_EACH + self.number
    }

    /// Whether the value was dropped once since the last such question, which ends its count.
    pub(crate) fn was_dropped_once(self) -> bool {
        DROPS[self.place()].swap(0, Relaxed) == 1
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        if DROPS[self.id().place()].fetch_add(1, Relaxed) != 0 {
            DESK.fail(&format!("a value was dropped twice: {:?}", self.id));
        }
    }
}
