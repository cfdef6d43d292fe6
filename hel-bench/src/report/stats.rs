//! Medians, how sure a ratio of two of them is, and how figures are written.
//!
//! A run that the system interrupts is slow by any amount, and would draw a mean after it; a median stays where most rounds
//! are. Round n of one subject ran beside round n of the others, so a slow moment of the machine is in the same round of
//! all. The bootstrap keeps that: it draws round numbers, and takes the figures of both subjects from the same rounds.

use std::fmt;

use fastrand::Rng;

/// How often the rounds are drawn anew for an interval.
const RESAMPLES: usize = 2000;

/// How many resamples lie on each side of a 95 % interval.
const OUTSIDE: usize = RESAMPLES / 40;

/// With fewer rounds there is no interval: two rounds can be drawn in three ways. From three to five the interval spans
/// all that was seen, and still holds the true median less often than 95 times in a hundred (93.75 with five rounds).
pub(super) const FEWEST_ROUNDS: usize = 3;

/// The same data give the same interval, in each run of the program.
const SEED: u64 = 0x6865_6c62_656e_6368;

/// A ratio, and between which bounds it lies with 95 % confidence; without bounds where the rounds do not tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ratio {
    /// The ratio of the medians.
    pub(super) value: f64,
    /// The lower and the upper bound.
    pub(super) interval: Option<[f64; 2]>,
}

/// Which way a ratio points, as far as the rounds can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The whole interval lies above 1.
    Ahead,
    /// Neither.
    Level,
    /// The whole interval lies below 1.
    Behind,
}

impl Ratio {
    /// Which way it points, by more than so many percent.
    pub(super) fn side(&self, percent: f64) -> Side {
        match self.interval {
            Some([low, _]) if low > 1.0 + percent / 100.0 => Side::Ahead,
            Some([_, high]) if high < 1.0 - percent / 100.0 => Side::Behind,
            _ => Side::Level,
        }
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&figure(self.value))?;
        match self.interval {
            Some([low, high]) => write!(f, " [{}, {}]", figure(low), figure(high)),
            None => Ok(()),
        }
    }
}

/// `value` with three significant digits, two below 1, and all before the point: 1180, 118, 22.4, 4.31, 0.87, 0.087.
pub(super) fn figure(value: f64) -> String {
    // The exponent is taken after rounding: 9.996 becomes 10.0, not 10.00.
    let rounded = if value.abs() < 1.0 { format!("{value:.1e}") } else { format!("{value:.2e}") };
    let exponent: i32 = rounded.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
    let decimals = match exponent {
        _ if value == 0.0 => 0,
        0.. => 2 - exponent,
        _ => 1 - exponent,
    };
    format!("{value:.*}", usize::try_from(decimals).unwrap_or(0))
}

/// The figure in the middle, or the mean of the two in the middle; none of none.
pub(super) fn median(figures: &[f64]) -> Option<f64> {
    middle(figures.to_vec())
}

/// The median absolute deviation from the median, as it is: not scaled to what normal noise would have.
pub(super) fn deviation(figures: &[f64]) -> Option<f64> {
    let median = median(figures)?;
    middle(figures.iter().map(|figure| (figure - median).abs()).collect())
}

/// The geometric mean; none of none, and none where a figure is not above 0.
pub(super) fn geometric_mean(figures: &[f64]) -> Option<f64> {
    let positive = !figures.is_empty() && figures.iter().all(|&figure| figure > 0.0);
    positive.then(|| (figures.iter().map(|figure| figure.ln()).sum::<f64>() / figures.len() as f64).exp())
}

/// How many times better `a` is than `b`, by their medians: where less is better the ratio is turned over.
///
/// There is no ratio to a median of 0, nor of one; and no interval when that happens in a resample.
pub(super) fn advantage(a: &[f64], b: &[f64], more_is_better: bool) -> Option<Ratio> {
    let (above, below) = if more_is_better { (a, b) } else { (b, a) };
    let ratio = |rounds: &[usize]| {
        let (above, below) = (median_of_rounds(above, rounds)?, median_of_rounds(below, rounds)?);
        (above > 0.0 && below > 0.0).then(|| above / below)
    };
    let rounds: Vec<usize> = (0..a.len().min(b.len())).collect();
    Some(Ratio { value: ratio(&rounds)?, interval: bootstrap(rounds.len(), ratio) })
}

/// Between which bounds the median of `figures` lies with 95 % confidence.
pub(super) fn interval(figures: &[f64]) -> Option<[f64; 2]> {
    bootstrap(figures.len(), |rounds| median_of_rounds(figures, rounds))
}

/// Between the 2.5 and the 97.5 percentile of what `statistic` says of rounds that are drawn with replacement. None with too
/// few rounds, and none when the statistic does not exist for all of them.
fn bootstrap(rounds: usize, statistic: impl Fn(&[usize]) -> Option<f64>) -> Option<[f64; 2]> {
    if rounds < FEWEST_ROUNDS {
        return None;
    }
    let (mut rng, mut drawn) = (Rng::with_seed(SEED), vec![0; rounds]);
    let resample = |_| {
        drawn.fill_with(|| rng.usize(..rounds));
        statistic(&drawn)
    };
    let mut found = (0..RESAMPLES).map(resample).collect::<Option<Vec<f64>>>()?;
    found.sort_unstable_by(f64::total_cmp);
    Some([found[OUTSIDE], found[RESAMPLES - 1 - OUTSIDE]])
}

/// The median of the figures of `rounds`, some of which may stand there more than once.
fn median_of_rounds(figures: &[f64], rounds: &[usize]) -> Option<f64> {
    middle(rounds.iter().map(|&round| figures[round]).collect())
}

fn middle(mut figures: Vec<f64>) -> Option<f64> {
    figures.sort_unstable_by(f64::total_cmp);
    let half = figures.len() / 2;
    let upper = *figures.get(half)?;
    Some(if figures.len().is_multiple_of(2) { f64::midpoint(figures[half - 1], upper) } else { upper })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `rounds` figures around `centre`, off by up to a tenth of it.
    fn noisy(rng: &mut Rng, centre: f64, rounds: usize) -> Vec<f64> {
        (0..rounds).map(|_| centre * (0.9 + 0.2 * rng.f64())).collect()
    }

    #[test]
    fn figures_have_three_significant_digits_and_two_below_one() {
        let values = [123_456.7, 1180.2, 22.44, 1.0, 0.874, 0.000_874, 0.0];
        assert_eq!(values.map(figure), ["123457", "1180", "22.4", "1.00", "0.87", "0.00087", "0"]);
        let rounded_up = [999.6, 99.96, 9.996, 9.96, 0.996, 0.0996];
        assert_eq!(rounded_up.map(figure), ["1000", "100", "10.0", "9.96", "1.00", "0.10"]);
    }

    #[test]
    fn the_middle_of_rounds_and_of_their_distances_from_it() {
        let both = |figures: &[f64]| median(figures).zip(deviation(figures));
        assert_eq!(both(&[9.0, 1.0, 2.0, 3.0, 100.0]), Some((3.0, 2.0)));
        assert_eq!(both(&[4.0, 1.0, 2.0, 8.0]), Some((3.0, 1.5)));
        assert_eq!(both(&[]), None);
        assert!((geometric_mean(&[0.5, 2.0, 8.0]).unwrap() - 2.0).abs() < 1e-12);
        assert_eq!((geometric_mean(&[0.5, 0.0]), geometric_mean(&[])), (None, None));
    }

    #[test]
    fn what_slows_both_in_the_same_round_does_not_widen_the_interval() {
        // The machine runs at five speeds; the subjects differ by a factor of 2 in each of them.
        let b = [10.0, 3.0, 18.0, 7.0, 12.0];
        let a = b.map(|figure| figure * 2.0);
        assert_eq!(advantage(&a, &b, true), Some(Ratio { value: 2.0, interval: Some([2.0, 2.0]) }));
        let other_rounds = [a[1], a[2], a[3], a[4], a[0]];
        let [low, high] = advantage(&other_rounds, &b, true).unwrap().interval.unwrap();
        assert!(low < 1.0 && high > 3.0, "[{low}, {high}]");
    }

    #[test]
    fn the_interval_contains_the_ratio_and_turns_over_with_it() {
        let mut rng = Rng::with_seed(1);
        for rounds in 3..30 {
            let (a, b) = (noisy(&mut rng, 30.0, rounds), noisy(&mut rng, 20.0, rounds));
            let Ratio { value, interval } = advantage(&a, &b, true).unwrap();
            let [low, high] = interval.unwrap();
            assert!(low <= value && value <= high && low < high, "{value} [{low}, {high}]");
            let turned = advantage(&a, &b, false).unwrap();
            let close = |x: f64, y: f64| (x - y).abs() < 1e-12;
            assert!(close(turned.value, 1.0 / value));
            assert!(turned.interval.is_some_and(|[l, h]| close(l, 1.0 / high) && close(h, 1.0 / low)));
        }
    }

    #[test]
    fn nineteen_of_twenty_intervals_contain_the_truth() {
        let mut rng = Rng::with_seed(2);
        let covered = (0..200).filter(|_| {
            let (a, b) = (noisy(&mut rng, 30.0, 15), noisy(&mut rng, 20.0, 15));
            let [low, high] = advantage(&a, &b, true).unwrap().interval.unwrap();
            low <= 1.5 && 1.5 <= high
        });
        let covered = covered.count();
        assert!((180..=199).contains(&covered), "{covered} of 200");
    }

    #[test]
    fn where_the_rounds_do_not_tell_there_is_no_interval_and_without_a_figure_no_ratio() {
        let some = [2.0, 2.0, 2.0];
        for (a, interval) in [(&[3.0, 5.0][..], None), (&[0.0, 4.0, 4.0], None), (&[4.0; 7], Some([2.0; 2]))]
        {
            let ratio = advantage(a, &some, true).unwrap();
            assert_eq!((ratio.value, ratio.interval), (2.0, interval), "{a:?}");
        }
        for nothing in [&[0.0, 0.0, 1.0][..], &[]] {
            let ratios = [(nothing, &some[..]), (&some, nothing)].map(|(a, b)| advantage(a, b, true));
            assert_eq!(ratios, [None, None]);
        }
    }
}
