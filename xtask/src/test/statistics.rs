//! The spread of a binary's times.

use std::time::Duration;

/// The shortest, the middle and the longest of some times.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Spread {
    pub(crate) min: Duration,
    pub(crate) median: Duration,
    pub(crate) max: Duration,
}

impl Spread {
    /// Of `times`, in any order; none without times. Of an even number the median is the mean of the middle two.
    pub(crate) fn of(times: &[Duration]) -> Option<Self> {
        let mut sorted = times.to_vec();
        sorted.sort_unstable();
        let (min, max) = (*sorted.first()?, *sorted.last()?);
        let upper = sorted.len() / 2;
        let median =
            if sorted.len() % 2 == 1 { sorted[upper] } else { (sorted[upper - 1] + sorted[upper]) / 2 };
        Some(Self { min, median, max })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(seconds: &[u64]) -> Option<Spread> {
        Spread::of(&seconds.iter().map(|s| Duration::from_secs(*s)).collect::<Vec<_>>())
    }

    #[test]
    fn odd_even_and_empty() {
        let seconds = Duration::from_secs;
        assert_eq!(spread(&[3, 1, 2]), Some(Spread { min: seconds(1), median: seconds(2), max: seconds(3) }));
        assert_eq!(spread(&[4, 1]).unwrap().median, Duration::from_millis(2500));
        assert_eq!(spread(&[7]), Some(Spread { min: seconds(7), median: seconds(7), max: seconds(7) }));
        assert_eq!(spread(&[]), None);
    }
}
