//! Arrivals in an open loop, how to wait for them, and work of a given length.

use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

use fastrand::Rng;

/// The same arrivals in every run, for every subject.
const SEED: u64 = 0x6172_7269_7661_6c73;

/// When a producer's messages are due, counted from the start of the run: at random, as if from many independent callers
/// (a Poisson process, so the gaps have an exponential distribution).
#[derive(Clone, Debug)]
pub(crate) struct Arrivals(pub(crate) Vec<Duration>);

impl Arrivals {
    /// Those of one of `producers`, which together send `per_second`, until `window` is over; at least one.
    pub(crate) fn new(per_second: u64, producers: usize, producer: usize, window: Duration) -> Self {
        let mut rng = Rng::with_seed(SEED + producer as u64);
        let mean = producers as f64 / per_second as f64;
        let mut due = Vec::new();
        let mut at = 0.0;
        loop {
            at += -(1.0 - rng.f64()).ln() * mean;
            if at >= window.as_secs_f64() && !due.is_empty() {
                return Self(due);
            }
            due.push(Duration::from_secs_f64(at));
        }
    }
}

/// Lets the thread sleep until `due`, as exactly as the system can; it may be late, never early.
pub(crate) fn sleep_until(due: Instant) {
    let left = due.saturating_duration_since(Instant::now());
    if !left.is_zero() {
        thread::sleep(left);
    }
}

/// Has the calling thread woken from its sleeps as soon as they are over: the system may add 50 us otherwise.
pub(crate) fn sleep_exactly() {
    #[cfg(target_os = "linux")]
    // Where it is not allowed, sleeps are a little longer, for all subjects alike.
    let _ = nix::sys::prctl::set_timerslack(1);
}

/// Lets the task sleep until `due`. The timer is the same on every runtime: tokio's own goes by milliseconds.
pub(crate) async fn sleep_until_async(due: Instant) {
    if due > Instant::now() {
        smol::Timer::at(due).await;
    }
}

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
    fn arrivals_come_at_the_rate_that_was_asked_for_and_at_random() {
        let window = Duration::from_secs(1);
        let all: Vec<Arrivals> = (0..4).map(|producer| Arrivals::new(10_000, 4, producer, window)).collect();
        let count: usize = all.iter().map(|arrivals| arrivals.0.len()).sum();
        assert!((9_500..10_500).contains(&count), "{count}");
        let Arrivals(due) = &all[0];
        assert!(due.windows(2).all(|pair| pair[0] <= pair[1]));
        let gaps = due.windows(2).map(|pair| pair[1].saturating_sub(pair[0]));
        let short = gaps.filter(|gap| *gap < Duration::from_micros(100)).count();
        let share = short as f64 / due.len() as f64;
        assert!((0.17..0.27).contains(&share), "of gaps of 400 us on average, 22 % are under 100: {share}");
        assert_eq!(Arrivals::new(1, 1, 0, Duration::from_nanos(1)).0.len(), 1, "there is always one");
    }

    #[test]
    fn ten_times_the_time_is_ten_times_the_work() {
        let [short, long] = [10, 100].map(|micros| f64::from(Toil::of(Duration::from_micros(micros)).rounds));
        // The clock of a shared machine is not to be trusted with more.
        assert!((3.0..30.0).contains(&(long / short)), "{short} {long}");
    }
}
