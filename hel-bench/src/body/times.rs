//! Times that were measured one by one, and the points of their curve.

use std::time::{Duration, Instant};

use hdrhistogram::Histogram;

/// Times of single operations, in nanoseconds, to three digits.
#[derive(Clone, Debug)]
pub(crate) struct Times(Histogram<u64>);

impl Default for Times {
    fn default() -> Self {
        let upto = Duration::from_secs(60).as_nanos() as u64;
        Self(Histogram::new_with_max(upto, 3).expect("a minute with three digits is in its range"))
    }
}

impl Times {
    /// All of several.
    pub(crate) fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::default();
        parts.into_iter().for_each(|part| all.0.add(part.0).expect("they have one range"));
        all
    }

    /// Takes note of one.
    #[inline]
    pub(crate) fn note(&mut self, time: Duration) {
        self.0.saturating_record(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
    }

    /// Takes note of the time since then.
    #[inline]
    pub(crate) fn note_since(&mut self, then: Instant) {
        self.note(then.elapsed());
    }

    /// The time that the share `quantile` of them does not exceed, in nanoseconds; 0 without any.
    pub(crate) fn nanos(&self, quantile: f64) -> f64 {
        self.0.value_at_quantile(quantile) as f64
    }

    /// The points of [`Metric::curve`](crate::scenario::Metric::curve), in units of so many nanoseconds.
    pub(crate) fn figures(&self, unit: f64) -> Vec<f64> {
        [0.5, 0.9, 0.99, 0.999, 1.0].map(|quantile| self.nanos(quantile) / unit).to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_read_off_all_parts_together() {
        let part = |from: u64| {
            let mut times = Times::default();
            (from..from + 500).for_each(|micros| times.note(Duration::from_micros(micros)));
            times
        };
        let figures = Times::all([part(1), part(501)]).figures(1e3);
        for (figure, expected) in figures.iter().zip([500.0, 900.0, 990.0, 999.0, 1000.0]) {
            assert!((figure / expected - 1.0).abs() < 0.002, "{figures:?}");
        }
    }
}
