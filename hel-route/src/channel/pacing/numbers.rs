//! The numbers that decide when a thread pauses, and for how long.

use std::time::Duration;

/// All numbers of this module.
#[derive(Clone, Copy)]
pub(super) struct Numbers {
    /// The longest gap between two operations of a thread that streams, for each value of its run: more than an empty loop takes, less
    /// than a task switch.
    pub(super) at_once: Duration,
    /// The longest time per value of a peer that streams. Looks hardly disturb a slower peer, even where a line takes 0.3 us from
    /// core to core.
    pub(super) pace: Duration,
    /// The longest pause of a blocking call: a run of some thousand values, far below a time slice of the scheduler.
    pub(super) blocking: Duration,
    /// The longest pause of a poll: other tasks wait for its thread.
    pub(super) poll: Duration,
    /// Spin hints (10 to 45 ns each) between two looks, since each look takes the peer's line.
    pub(super) rest: u32,
    /// After n pauses in a row that saw no move, the next 2^n - 1 pauses are skipped. This is the greatest n.
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

/// Sets the numbers while the program runs, to find the best ones.
#[cfg(hel_wait_sweep)]
pub mod sweep {
    use super::{Duration, NUMBERS, Numbers};
    use hel_notify::sweep::Swept;

    static CURRENT: Swept<Numbers> = Swept::new(NUMBERS);

    /// Restores the default numbers.
    pub fn reset() {
        CURRENT.reset();
    }

    /// Sets a number, times in nanoseconds. `false` if no number has that name.
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
