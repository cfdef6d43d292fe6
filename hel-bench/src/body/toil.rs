//! Work between messages: so many rounds of arithmetic as take a given time on an undisturbed core.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Work of a given length. It counts rounds and not time, so that it takes longer where the core is shared.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Toil {
    rounds: u32,
}

/// So many rounds are timed at once.
const SAMPLE: u32 = 20_000;

impl Toil {
    /// Work that takes `time` on this core, as it runs now: the shortest of a few tries counts.
    pub(crate) fn of(time: Duration) -> Self {
        let sample = Self { rounds: SAMPLE };
        let tries = (0..7).map(|_| {
            let start = Instant::now();
            sample.work();
            start.elapsed()
        });
        let shortest = tries.min().unwrap_or_default().max(Duration::from_nanos(1));
        Self { rounds: (time.as_secs_f64() / shortest.as_secs_f64() * f64::from(SAMPLE)).round() as u32 }
    }

    /// Does it.
    #[inline]
    pub(crate) fn work(self) {
        let mut word = black_box(1_u64);
        for _ in 0..self.rounds {
            word = black_box(word.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 1);
        }
        black_box(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_times_the_time_is_ten_times_the_work() {
        let [short, long] = [10, 100].map(|micros| f64::from(Toil::of(Duration::from_micros(micros)).rounds));
        // The clock of a shared machine is not to be trusted with more.
        assert!((3.0..30.0).contains(&(long / short)), "{short} {long}");
    }
}
