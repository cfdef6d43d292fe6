//! Medians, and how sure a ratio of two of them is.
//!
//! A run that the system interrupts is slow by any amount, and would draw a mean after it; a median stays where most rounds
//! are. For the same reason the spread is the median absolute deviation, as it is: not multiplied by 1.48, which would make
//! it comparable to a standard deviation if the noise were normal, and it is not.
//!
//! Round n of one subject ran beside round n of the others, so a slow moment of the machine is in the same round of all. The
//! bootstrap keeps that: it draws round numbers, and takes the figures of both subjects from the same rounds.

use std::fmt;

use fastrand::Rng;

use super::figure::figure;

/// How often the rounds are drawn anew for an interval.
const RESAMPLES: usize = 2000;

/// How many resamples lie on each side of a 95 % interval.
const OUTSIDE: usize = RESAMPLES / 40;

/// With fewer rounds there is no interval: two rounds can be drawn in three ways. From three to five the interval spans
/// all that was seen, and still holds the true median less often than 95 times in a hundred (93.75 with five rounds).
const FEWEST_ROUNDS: usize = 3;

/// The same data give the same interval, in each run of the program.
const SEED: u64 = 0x6865_6c62_656e_6368;

/// What the rounds of one subject came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// Half of the rounds are below it.
    pub median: f64,
    /// The median absolute deviation from the median, unscaled.
    pub mad: f64,
}

impl Summary {
    /// The summary of `figures`, one for each round; none without rounds.
    pub fn of(figures: &[f64]) -> Option<Self> {
        let median = median(figures)?;
        let deviations: Vec<f64> = figures.iter().map(|figure| (figure - median).abs()).collect();
        Some(Self { median, mad: self::median(&deviations)? })
    }
}

/// A ratio, and between which bounds it lies with 95 % confidence; without bounds where the rounds do not tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// The ratio of the medians.
    pub value: f64,
    /// The lower and the upper bound.
    pub interval: Option<[f64; 2]>,
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

/// The figure in the middle, or the mean of the two in the middle; none of none.
pub fn median(figures: &[f64]) -> Option<f64> {
    middle(&mut figures.to_vec())
}

/// The geometric mean; none of none, and none where a figure is not above 0.
pub fn geometric_mean(figures: &[f64]) -> Option<f64> {
    let positive = !figures.is_empty() && figures.iter().all(|&figure| figure > 0.0);
    positive.then(|| (figures.iter().map(|figure| figure.ln()).sum::<f64>() / figures.len() as f64).exp())
}

/// How many times better `a` is than `b`, by their medians. Where less is better the ratio is turned over: above 1 always
/// means that `a` is the better one.
///
/// There is no ratio to a median of 0, nor of one; and no interval when that happens in a resample, or when there are fewer
/// than 3 rounds.
pub fn advantage(a: &[f64], b: &[f64], more_is_better: bool) -> Option<Ratio> {
    let (above, below) = if more_is_better { (a, b) } else { (b, a) };
    let mut scratch = Vec::new();
    let mut ratio = |rounds: &[usize]| {
        let above = median_of_rounds(above, rounds, &mut scratch)?;
        let below = median_of_rounds(below, rounds, &mut scratch)?;
        (above > 0.0 && below > 0.0).then(|| above / below)
    };
    let mut rounds: Vec<usize> = (0..a.len().min(b.len())).collect();
    let value = ratio(&rounds)?;
    let interval = bootstrap(rounds.len(), |rng| {
        draw(rng, &mut rounds);
        ratio(&rounds)
    });
    Some(Ratio { value, interval })
}

/// Between which bounds the median of `figures` lies with 95 % confidence; none with fewer than 3.
pub fn interval(figures: &[f64]) -> Option<[f64; 2]> {
    let mut rounds: Vec<usize> = (0..figures.len()).collect();
    let mut scratch = Vec::new();
    bootstrap(rounds.len(), |rng| {
        draw(rng, &mut rounds);
        median_of_rounds(figures, &rounds, &mut scratch)
    })
}

/// A 95 % interval: `resampled` gives the statistic for rounds that it draws from the generator; between the 2.5 and the 97.5
/// percentile of 2000 of them. None with fewer than 3 rounds, and none when the statistic does not exist for all of them.
fn bootstrap(rounds: usize, mut resampled: impl FnMut(&mut Rng) -> Option<f64>) -> Option<[f64; 2]> {
    if rounds < FEWEST_ROUNDS {
        return None;
    }
    let mut rng = Rng::with_seed(SEED);
    let mut found = (0..RESAMPLES).map(|_| resampled(&mut rng)).collect::<Option<Vec<f64>>>()?;
    found.sort_unstable_by(f64::total_cmp);
    Some([found[OUTSIDE], found[RESAMPLES - 1 - OUTSIDE]])
}

/// Draws as many round numbers as there are rounds, with replacement.
fn draw(rng: &mut Rng, rounds: &mut [usize]) {
    let count = rounds.len();
    rounds.fill_with(|| rng.usize(..count));
}

/// The median of the figures of `rounds`, some of which may stand there more than once.
fn median_of_rounds(figures: &[f64], rounds: &[usize], scratch: &mut Vec<f64>) -> Option<f64> {
    scratch.clear();
    scratch.extend(rounds.iter().map(|&round| figures[round]));
    middle(scratch)
}

fn middle(figures: &mut [f64]) -> Option<f64> {
    figures.sort_unstable_by(f64::total_cmp);
    let half = figures.len() / 2;
    let upper = *figures.get(half)?;
    Some(if figures.len().is_multiple_of(2) { f64::midpoint(figures[half - 1], upper) } else { upper })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::made_up::noisy;

    #[test]
    fn a_summary_is_made_of_order_statistics() {
        let summary = Summary::of(&[9.0, 1.0, 2.0, 3.0, 100.0]).unwrap();
        assert_eq!(summary, Summary { median: 3.0, mad: 2.0 });
    }

    #[test]
    fn an_even_number_of_rounds_has_its_median_between_two() {
        let summary = Summary::of(&[4.0, 1.0, 2.0, 8.0]).unwrap();
        assert_eq!(summary, Summary { median: 3.0, mad: 1.5 });
    }

    #[test]
    fn nothing_has_no_summary_no_mean_and_no_advantage() {
        assert_eq!(Summary::of(&[]), None);
        assert_eq!(geometric_mean(&[]), None);
        assert_eq!(advantage(&[], &[], true), None);
        assert_eq!(advantage(&[1.0], &[], true), None);
    }

    #[test]
    fn a_geometric_mean_is_a_mean_of_factors() {
        assert!((geometric_mean(&[0.5, 2.0, 8.0]).unwrap() - 2.0).abs() < 1e-12);
        assert_eq!(geometric_mean(&[0.5, 0.0]), None);
    }

    #[test]
    fn above_one_is_better_in_both_directions() {
        let value = |ratio: Option<Ratio>| ratio.map(|ratio| ratio.value);
        let (fast, slow) = ([20.0, 22.0, 21.0], [10.0, 11.0, 10.5]);
        assert_eq!(value(advantage(&fast, &slow, true)), Some(2.0));
        assert_eq!(value(advantage(&fast, &slow, false)), Some(0.5));
        assert_eq!(value(advantage(&slow, &fast, false)), Some(2.0));
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
            let (a, b) = (noisy(&mut rng, 30.0, 0.1, rounds), noisy(&mut rng, 20.0, 0.1, rounds));
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
            let (a, b) = (noisy(&mut rng, 30.0, 0.1, 15), noisy(&mut rng, 20.0, 0.1, 15));
            let [low, high] = advantage(&a, &b, true).unwrap().interval.unwrap();
            low <= 1.5 && 1.5 <= high
        });
        let covered = covered.count();
        assert!((180..=199).contains(&covered), "{covered} of 200");
    }

    #[test]
    fn the_same_data_give_the_same_interval() {
        let mut rng = Rng::with_seed(3);
        let (a, b) = (noisy(&mut rng, 30.0, 0.2, 9), noisy(&mut rng, 20.0, 0.2, 9));
        assert_eq!(advantage(&a, &b, true), advantage(&a, &b, true));
        assert_ne!(advantage(&a, &b, true), advantage(&b, &a, true));
    }

    #[test]
    fn an_interval_leaves_out_one_fortieth_on_each_side() {
        let mut resample = 0.0;
        let interval = bootstrap(3, |_| {
            resample += 1.0;
            Some(resample)
        });
        assert_eq!(interval, Some([51.0, 1950.0]));
    }

    #[test]
    fn each_round_is_drawn_as_often_as_the_others_in_each_place() {
        let mut rng = Rng::with_seed(4);
        let mut counts = [[0; 4]; 4];
        for _ in 0..4000 {
            let mut rounds = [0; 4];
            draw(&mut rng, &mut rounds);
            rounds.iter().zip(&mut counts).for_each(|(&round, counts)| counts[round] += 1);
        }
        assert!(counts.iter().flatten().all(|count| (900..1100).contains(count)), "{counts:?}");
    }

    #[test]
    fn two_rounds_have_a_ratio_without_an_interval() {
        assert_eq!(advantage(&[3.0, 5.0], &[2.0, 2.0], true), Some(Ratio { value: 2.0, interval: None }));
        assert_eq!(advantage(&[3.0], &[2.0], true).unwrap().to_string(), "1.50");
    }

    #[test]
    fn there_is_no_ratio_to_a_median_of_zero() {
        let (zero, some) = ([0.0, 0.0, 1.0], [2.0, 2.0, 2.0]);
        for more_is_better in [true, false] {
            assert_eq!(advantage(&zero, &some, more_is_better), None);
            assert_eq!(advantage(&some, &zero, more_is_better), None);
        }
        // Zero in one round of three: it is the median of some resamples.
        let ratio = advantage(&[0.0, 4.0, 4.0], &some, true);
        assert_eq!(ratio, Some(Ratio { value: 2.0, interval: None }));
    }

    #[test]
    fn rounds_without_a_partner_do_not_count() {
        let ratio = advantage(&[2.0, 2.0, 2.0, 9.0, 9.0, 9.0, 9.0], &[1.0, 1.0, 1.0], true);
        assert_eq!(ratio, Some(Ratio { value: 2.0, interval: Some([2.0, 2.0]) }));
    }
}
