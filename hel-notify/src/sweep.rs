//! Changes the numbers of a wait while the program runs, to find the best.

use crate::policy::{Steps, Wait};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

/// Numbers that can be changed, with their defaults.
#[derive(Debug)]
pub struct Swept<N> {
    default: N,
    current: RwLock<N>,
}

impl<N: Copy> Swept<N> {
    /// Starts with the defaults.
    pub const fn new(default: N) -> Self {
        Self { default, current: RwLock::new(default) }
    }

    /// The current numbers.
    pub fn get(&self) -> N {
        *self.current.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Restores the defaults.
    pub fn reset(&self) {
        self.change(|numbers| *numbers = self.default);
    }

    /// Changes them.
    pub fn change<R>(&self, change: impl FnOnce(&mut N) -> R) -> R {
        change(&mut self.current.write().unwrap_or_else(PoisonError::into_inner))
    }
}

static BALANCED: Swept<Steps> = Swept::new(Wait::Balanced.steps());

/// Restores the numbers of [`Wait::Balanced`].
pub fn reset() {
    BALANCED.reset();
}

/// Sets a number of [`Wait::Balanced`], times in nanoseconds; `false` if there is none of that name.
pub fn set(name: &str, value: u32) -> bool {
    let time = Duration::from_nanos(value.into());
    BALANCED.change(|steps| {
        match name {
            "looking" => steps.looking = time,
            "hints" => steps.hints = value,
            "yielding" => steps.yielding = time,
            "counted" => steps.counted = time,
            "long" => steps.long = time,
            "tolerated" => steps.tolerated = value,
            "seldom" => steps.seldom = value,
            _ => return false,
        }
        true
    })
}

pub(crate) fn steps(wait: Wait) -> Steps {
    if wait == Wait::Balanced { BALANCED.get() } else { wait.steps() }
}
