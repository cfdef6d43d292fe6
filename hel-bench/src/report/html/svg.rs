//! A case's figures, drawn: a bar for each subject, and curves of times by percentile or by offered load.

use super::{attribute, escaped};
use crate::catalog::Kind;
use crate::report::headline::{Headline, grouped};
use crate::report::stats::{figure, interval};
use crate::report::{CaseReport, Row};

const WIDTH: f64 = 360.0;
/// The height of the curves' picture, and the plot within it; labels of curves stand to its right.
const HEIGHT: f64 = 230.0;
const LEFT: f64 = 40.0;
const RIGHT: f64 = 236.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 200.0;
/// The height of a line of text with its bar below, and of that bar.
const ROW: f64 = 27.0;
const BAR: f64 = 8.0;

/// The classes of hel's curve and of its rivals'.
const CLASSES: [&str; 5] = ["hel", "c1", "c2", "c3", "c4"];

/// A picture with a sentence above; `label` is for those who do not see it.
fn picture(caption: &str, label: &str, height: f64, content: &str) -> String {
    format!(
        "<figure><figcaption>{}</figcaption>\n<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{}\">\n\
         {content}</svg></figure>\n",
        escaped(caption),
        escaped(label)
    )
}

/// A text that starts at a point, or has its `anchor` there: its middle or its end.
fn text(class: &str, [x, y]: [f64; 2], anchor: &str, content: &str) -> String {
    let looks = attribute("class", class) + &attribute("text-anchor", anchor);
    format!("<text{looks} x=\"{x:.1}\" y=\"{y:.1}\">{}</text>\n", escaped(content))
}

/// A line from point to point; nothing without points.
fn path(class: &str, points: impl IntoIterator<Item = [f64; 2]>) -> String {
    let points: Vec<String> = points.into_iter().map(|[x, y]| format!("{x:.1} {y:.1}")).collect();
    if points.is_empty() {
        return String::new();
    }
    format!("<path class=\"{class}\" d=\"M{}\"/>\n", points.join("L"))
}

/// Where the logarithms of values lie on a line of pixels.
#[derive(Clone, Copy, Debug)]
struct Scale {
    ends: [f64; 2],
    pixels: [f64; 2],
}

impl Scale {
    /// Over all positive `values`.
    fn of(values: impl Iterator<Item = f64>, pixels: [f64; 2]) -> Self {
        let none = [f64::INFINITY, f64::NEG_INFINITY];
        let [least, most] = values
            .filter(|value| *value > 0.0)
            .fold(none, |[least, most], value| [least.min(value), most.max(value)]);
        let [least, most] = if least > most { [1.0, 10.0] } else { [least, most] };
        // One value alone gets some air on both sides.
        let air = if most / least < 1.5 { 1.5 } else { 1.08 };
        Self { ends: [least / air, most * air], pixels }
    }

    /// The pixel of `value`; of what lies beyond an end, the end.
    fn at(&self, value: f64) -> f64 {
        let [low, high] = self.ends.map(f64::ln);
        let share = ((value.max(f64::MIN_POSITIVE).ln() - low) / (high - low)).clamp(0.0, 1.0);
        self.pixels[0] + share * (self.pixels[1] - self.pixels[0])
    }

    /// Round values within it: powers of ten, and with little in between also 2 and 5 times those.
    fn ticks(&self) -> Vec<f64> {
        let [low, high] = self.ends;
        let digits: &[u32] = if (high / low).log10() < 2.5 { &[1, 2, 5] } else { &[1] };
        let all = (-6..13).flat_map(|power| digits.iter().map(move |digit| format!("{digit}e{power}")));
        all.filter_map(|tick| tick.parse().ok()).filter(|tick| (low..=high).contains(tick)).collect()
    }
}

/// `200`, `1k`, `2.5M`: a round value on an axis.
fn short(value: f64) -> String {
    match value {
        1e6.. => format!("{}M", value / 1e6),
        1e3.. => format!("{}k", value / 1e3),
        _ => format!("{}", (value * 1e6).round() / 1e6),
    }
}

/// Moves labels at these heights apart, so that none is nearer than `gap` to the next; their order stays.
fn apart(heights: &[f64], gap: f64, [top, bottom]: [f64; 2]) -> Vec<f64> {
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

/// A figure of a case, subject by subject: a bar for the median, a whisker for its interval.
pub(super) fn bars(of: Headline<'_>) -> String {
    let measured = |row| Some((row, of.median(row)?, interval(&row.figures(of.number)?)));
    let rows: Vec<(&Row, f64, Option<[f64; 2]>)> = of.ranked().into_iter().filter_map(measured).collect();
    let reach = |(_, median, bounds): &(_, f64, Option<[f64; 2]>)| {
        bounds.map_or(*median, |[_, high]| high.min(median * 1.6).max(*median))
    };
    let mut reaches: Vec<f64> = rows.iter().map(reach).collect();
    reaches.sort_by(f64::total_cmp);
    let Some(longest) = reaches.last() else { return String::new() };
    // One subject that is ten times slower must not make all others look alike.
    let typical = reaches[(reaches.len() * 3 / 4).min(reaches.len() - 1)];
    let metric = of.metric;
    let most = if metric.more_is_better { *longest } else { longest.min(typical * 4.0) };
    let end = Some(most.max(metric.floor)).filter(|end| *end > 0.0).unwrap_or(1.0);
    let x = |value: f64| (value / end).clamp(0.0, 1.0) * (WIDTH - 8.0);
    let height = rows.len() as f64 * ROW + 4.0;

    let mut content = String::new();
    for (place, (row, median, bounds)) in rows.into_iter().enumerate() {
        let y = place as f64 * ROW;
        let bold = if row.subject == of.case.hel { "bold" } else { "" };
        let colour = match row.kind {
            Kind::Hel | Kind::HelRing => "hel",
            Kind::Before => "before",
            Kind::Ring => "ring",
            Kind::Peer | Kind::Planted => "peer",
        };
        let ring = if row.kind.is_ring() { " (a ring, spinning)" } else { "" };
        let beyond = if median > most { " →" } else { "" };
        content += &text(bold, [0.0, y + 13.0], "", &format!("{}{ring}", row.subject));
        content += &text(bold, [WIDTH - 2.0, y + 13.0], "end", &format!("{}{beyond}", figure(median)));
        let (top, width) = (y + 17.0, x(median).max(1.5));
        let bar = format!("x=\"0\" y=\"{top}\" width=\"{width:.1}\" height=\"{BAR}\" rx=\"2\"");
        content.extend(["<rect class=\"f-", colour, "\" ", &bar, "/>\n"]);
        if let Some(ends) = bounds {
            let ([low, high], middle) = (ends.map(x), top + BAR / 2.0);
            let (up, down) = (middle - 3.0, middle + 3.0);
            let whisker = [[low, up], [low, down], [low, middle], [high, middle], [high, up], [high, down]];
            content += &path("whisker", whisker);
        }
    }
    if metric.floor > 0.0 {
        content += &path("floor", [0.0, height].map(|y| [x(metric.floor), y]));
    }
    let unit = if metric.unit.is_empty() { String::new() } else { format!(", {}", metric.unit) };
    let direction = if metric.more_is_better { "longer is better" } else { "shorter is better" };
    let floor = of.floor().map_or(String::new(), |floor| format!("; {floor} (dashed line)"));
    let caption = format!("{}{unit}: {direction}{floor}", metric.name);
    picture(&caption, &format!("{} of each subject in {}", metric.name, of.case.id), height, &content)
}

/// Curves over a few places from left to right: at most five, the first one in hel's colour. A value may be missing.
fn curves(caption: &str, places: &[String], curves: &[(&str, Vec<Option<f64>>)]) -> String {
    let values = curves.iter().flat_map(|(_, values)| values.iter().flatten().copied());
    let scale = Scale::of(values, [BOTTOM, TOP]);
    let last = places.len().saturating_sub(1).max(1) as f64;
    let x = |place: usize| LEFT + 8.0 + place as f64 / last * (RIGHT - LEFT - 16.0);
    let mut content = String::new();
    for tick in scale.ticks() {
        let y = scale.at(tick);
        content += &path("grid", [[LEFT, y], [RIGHT, y]]);
        content += &text("m s", [LEFT - 5.0, y + 4.0], "end", &short(tick));
    }
    for (place, name) in places.iter().enumerate() {
        content += &text("m s", [x(place), BOTTOM + 18.0], "middle", name);
    }
    let end = |values: &Vec<Option<f64>>| values.iter().flatten().next_back().map(|value| scale.at(*value));
    let ends: Vec<f64> = curves.iter().map(|(_, values)| end(values).unwrap_or(BOTTOM)).collect();
    let labels = apart(&ends, 14.0, [TOP + 4.0, BOTTOM]);
    // hel comes last: over the others.
    for (number, (name, values)) in curves.iter().enumerate().rev() {
        let class = CLASSES[number.min(CLASSES.len() - 1)];
        let bold = if number == 0 { " bold" } else { "" };
        let points = values.iter().enumerate();
        let points = points.filter_map(|(place, value)| Some([x(place), scale.at((*value)?)]));
        content += &path(&format!("curve s-{class}"), points);
        let lead = [[RIGHT - 8.0, ends[number]], [RIGHT + 6.0, labels[number]]];
        content += &path(&format!("curve lead s-{class}"), lead);
        let label = [RIGHT + 9.0, labels[number] + 4.0];
        content += &text(&format!("t-{class}{bold} s"), label, "", name);
    }
    picture(caption, caption, HEIGHT, &content)
}

/// hel's row, and those of the peers that are best in that figure: one of each library.
fn leaders(of: Headline<'_>) -> Vec<&Row> {
    let is_measured_peer = |row: &&Row| row.kind == Kind::Peer && of.median(row).is_some();
    let peers = of.ranked().into_iter().filter(is_measured_peer).map(|row| (row.library(), row));
    let best_of_each = grouped(peers).into_iter().map(|(_, rows)| rows[0]);
    of.case.row(&of.case.hel).into_iter().chain(best_of_each).take(CLASSES.len()).collect()
}

/// Times by percentile, of a case whose figures are points of a curve: how long half of the operations take, and the rare ones.
pub(super) fn percentiles(case: &CaseReport) -> String {
    let points: Vec<Headline<'_>> = case.figures().filter(|of| of.metric.quantile.is_some()).collect();
    let [first, _, ..] = points[..] else { return String::new() };
    let curve = |row: &Row| points.iter().map(|of| of.median(row)).collect();
    let of_leaders: Vec<_> = leaders(first).into_iter().map(|row| (row.library(), curve(row))).collect();
    let places: Vec<String> = points.iter().map(|of| of.metric.name.clone()).collect();
    let caption = format!("time by percentile, {}, log scale: lower is better", first.metric.unit);
    curves(&caption, &places, &of_leaders)
}

/// Each figure that is compared against the offered load, for the cases of each series of a scenario.
pub(super) fn loads(cases: &[&CaseReport]) -> String {
    let keyed = cases.iter().filter_map(|case| {
        Some(((case.series.as_deref()?, case.runtime.as_deref()), (case.offered?, *case)))
    });
    let mut series = grouped(keyed);
    series.retain(|(_, cases)| cases.len() > 1);
    if series.is_empty() {
        return String::new();
    }
    let mut page = "<h3>Each figure against the offered load</h3>\n".to_owned();
    for ((name, runtime), mut cases) in series {
        cases.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        let runtime = runtime.map_or(String::new(), |runtime| format!(" on {runtime}"));
        page.extend(["<h3>", &escaped(name), &escaped(&runtime), "</h3>\n<div class=\"charts\">\n"]);
        let places: Vec<String> = cases.iter().map(|(offered, _)| short(*offered)).collect();
        for of in cases[cases.len() / 2].1.headlines() {
            let at =
                |case: &CaseReport, subject: &str| case.figures().nth(of.number)?.median(case.row(subject)?);
            let curve = |row: &Row| cases.iter().map(|(_, case)| at(case, &row.subject)).collect();
            let of_leaders: Vec<_> = leaders(of).into_iter().map(|row| (row.library(), curve(row))).collect();
            let caption = format!("{}, {}, by messages a second", of.metric.name, of.metric.unit);
            page += &curves(&caption, &places, &of_leaders);
        }
        page.push_str("</div>\n");
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_factors_are_equal_distances_and_nothing_leaves_the_picture() {
        let scale = Scale::of([1.0, 100.0].into_iter(), [0.0, 200.0]);
        let [one, ten, hundred] = [1.0, 10.0, 100.0].map(|value| scale.at(value));
        assert!((ten - one - (hundred - ten)).abs() < 1e-9 && one > 0.0 && hundred < 200.0);
        assert!((scale.at(1e9) - 200.0).abs() < 1e-9 && scale.at(0.0).abs() < 1e-9);
        assert_eq!(
            scale.ticks().into_iter().map(short).collect::<Vec<_>>(),
            ["1", "2", "5", "10", "20", "50", "100"]
        );
        assert!(Scale::of([].into_iter(), [0.0, 1.0]).at(5.0).is_finite());
    }

    #[test]
    fn labels_keep_their_order_and_their_distance() {
        let placed = apart(&[50.0, 51.0, 49.0, 99.0], 12.0, [0.0, 100.0]);
        assert_eq!(placed, [61.0, 73.0, 49.0, 99.0]);
        assert_eq!(apart(&[99.0, 98.0], 12.0, [0.0, 100.0]), [100.0, 88.0]);
    }
}
