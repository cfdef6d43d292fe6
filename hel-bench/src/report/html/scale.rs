//! Where values lie on an axis, and what stands beside it.

/// Where values lie on a line of pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    ends: [f64; 2],
    pixels: [f64; 2],
    is_logarithmic: bool,
}

impl Scale {
    /// From 0 to `most`.
    pub(super) fn linear(most: f64, pixels: [f64; 2]) -> Self {
        Self { ends: [0.0, if most > 0.0 { most } else { 1.0 }], pixels, is_logarithmic: false }
    }

    /// Over all positive `values`, by their logarithms.
    pub(super) fn logarithmic(values: impl Iterator<Item = f64>, pixels: [f64; 2]) -> Self {
        let none = [f64::INFINITY, f64::NEG_INFINITY];
        let [least, most] = values
            .filter(|value| *value > 0.0)
            .fold(none, |[least, most], value| [least.min(value), most.max(value)]);
        let [least, most] = if least > most { [1.0, 10.0] } else { [least, most] };
        // One value alone gets some air on both sides.
        let air = if most / least < 1.5 { 1.5 } else { 1.08 };
        Self { ends: [least / air, most * air], pixels, is_logarithmic: true }
    }

    /// The pixel of `value`; of what lies beyond an end, the end.
    pub(super) fn at(&self, value: f64) -> f64 {
        let map = |value: f64| if self.is_logarithmic { value.max(f64::MIN_POSITIVE).ln() } else { value };
        let [low, high] = self.ends.map(map);
        let share = ((map(value) - low) / (high - low)).clamp(0.0, 1.0);
        self.pixels[0] + share * (self.pixels[1] - self.pixels[0])
    }

    /// Round values within a logarithmic scale: powers of ten, and with little in between also 2 and 5 times those.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let [low, high] = self.ends;
        let digits: &[u32] = if (high / low).log10() < 2.5 { &[1, 2, 5] } else { &[1] };
        let all = (-6..13).flat_map(|power| digits.iter().map(move |digit| format!("{digit}e{power}")));
        all.filter_map(|tick| tick.parse().ok()).filter(|tick| (low..=high).contains(tick)).collect()
    }
}

/// `200`, `1k`, `2.5M`: a round value on an axis.
pub(super) fn short(value: f64) -> String {
    match value {
        1e6.. => format!("{}M", value / 1e6),
        1e3.. => format!("{}k", value / 1e3),
        _ => format!("{}", (value * 1e6).round() / 1e6),
    }
}

/// Moves labels at these heights apart, so that none is nearer than `gap` to the next; their order stays.
pub(super) fn apart(heights: &[f64], gap: f64, [top, bottom]: [f64; 2]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..heights.len()).collect();
    order.sort_by(|a, b| heights[*a].total_cmp(&heights[*b]));
    let mut placed = heights.to_vec();
    let mut least = top;
    for &label in &order {
        placed[label] = placed[label].max(least);
        least = placed[label] + gap;
    }
    let mut most = bottom;
    for &label in order.iter().rev() {
        placed[label] = placed[label].min(most);
        most = placed[label] - gap;
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_factors_are_equal_distances_and_nothing_leaves_the_picture() {
        let scale = Scale::logarithmic([1.0, 100.0].into_iter(), [0.0, 200.0]);
        let [one, ten, hundred] = [1.0, 10.0, 100.0].map(|value| scale.at(value));
        assert!((ten - one - (hundred - ten)).abs() < 1e-9 && one > 0.0 && hundred < 200.0);
        assert!((scale.at(1e9) - 200.0).abs() < 1e-9 && scale.at(0.0).abs() < 1e-9);
        assert_eq!(
            scale.ticks().into_iter().map(short).collect::<Vec<_>>(),
            ["1", "2", "5", "10", "20", "50", "100"]
        );
        assert!(Scale::logarithmic([].into_iter(), [0.0, 1.0]).at(5.0).is_finite());
    }

    #[test]
    fn labels_keep_their_order_and_their_distance() {
        let placed = apart(&[50.0, 51.0, 49.0, 99.0], 12.0, [0.0, 100.0]);
        assert_eq!(placed, [61.0, 73.0, 49.0, 99.0]);
        assert_eq!(apart(&[99.0, 98.0], 12.0, [0.0, 100.0]), [100.0, 88.0]);
    }
}
