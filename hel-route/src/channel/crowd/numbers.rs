//! The numbers of the controller.

use std::time::Duration;

/// The numbers. All that there are.
#[derive(Clone, Copy)]
pub(super) struct Numbers {
    /// What comes so soon after an operation of the same thread comes at once: more than a loop takes that does nothing else, less
    /// than a task switch.
    pub(super) at_once: Duration,
    /// A peer that takes longer for a value, also where a line takes 0.3 us from core to core, is not much disturbed by looks.
    pub(super) pace: Duration,
    /// The most that a blocking call leaves a peer alone: a run of some thousand values, far below a slice of the scheduler.
    pub(super) blocking: Duration,
    /// The most that a poll does: others of its runtime wait for the thread.
    pub(super) poll: Duration,
    /// Spin hints between two looks, of 10 to 45 ns: each look takes the peer's line.
    pub(super) rest: u32,
    /// The most pauses in a row that saw no move and count: after n of them, the next 2^n - 1 are left out.
    pub(super) in_vain: u32,
}

pub(super) const NUMBERS: Numbers = Numbers {
    at_once: Duration::from_nanos(150),
    pace: Duration::from_nanos(400),
    blocking: Duration::from_micros(100),
    poll: Duration::from_micros(10),
    rest: 16,
    in_vain: 2,
};

#[cfg(not(hel_wait_sweep))]
pub(super) fn numbers() -> Numbers {
    NUMBERS
}

#[cfg(hel_wait_sweep)]
pub(super) use sweep::numbers;

/// Numbers that are set while the program runs, to find the best.
#[cfg(hel_wait_sweep)]
pub mod sweep {
    use super::{Duration, NUMBERS, Numbers};
    use hel_notify::sweep::Swept;

    static CURRENT: Swept<Numbers> = Swept::new(NUMBERS);

    /// From here on, the numbers are the default again.
    pub fn reset() {
        CURRENT.reset();
    }

    /// Sets a number, times in nanoseconds; `false` if there is none of that name.
    pub fn set(name: &str, value: u32) -> bool {
        let time = Duration::from_nanos(value.into());
        CURRENT.change(|numbers| {
            match name {
                "at-once" => numbers.at_once = time,
                "pace" => numbers.pace = time,
                "blocking" => numbers.blocking = time,
                "poll" => numbers.poll = time,
                "rest" => numbers.rest = value,
                "in-vain" => numbers.in_vain = value,
                _ => return false,
            }
            true
        })
    }

    pub(in super::super) fn numbers() -> Numbers {
        CURRENT.get()
    }
}
