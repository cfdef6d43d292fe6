//! A case's figures, drawn: a bar for each subject, and curves of times by percentile or by offered load.

use super::escaped;
use super::scale::{Scale, apart, short};
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

/// A text that starts, has its middle or ends (`anchor`) at a point.
fn text(class: &str, [x, y]: [f64; 2], anchor: &str, content: &str) -> String {
    let content = escaped(content);
    format!("<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{content}</text>\n")
}

/// A line from point to point; nothing without points.
fn path(class: &str, points: impl IntoIterator<Item = [f64; 2]>) -> String {
    let points: Vec<String> = points.into_iter().map(|[x, y]| format!("{x:.1} {y:.1}")).collect();
    if points.is_empty() {
        return String::new();
    }
    format!("<path class=\"{class}\" d=\"M{}\"/>\n", points.join("L"))
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
    let scale = Scale::linear(most.max(metric.floor), [0.0, WIDTH - 8.0]);
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
        content += &text(bold, [0.0, y + 13.0], "start", &format!("{}{ring}", row.subject));
        content += &text(bold, [WIDTH - 2.0, y + 13.0], "end", &format!("{}{beyond}", figure(median)));
        let (top, width) = (y + 17.0, scale.at(median).max(1.5));
        let bar = format!("x=\"0\" y=\"{top}\" width=\"{width:.1}\" height=\"{BAR}\" rx=\"2\"");
        content.extend(["<rect class=\"f-", colour, "\" ", &bar, "/>\n"]);
        if let Some(ends) = bounds {
            let ([low, high], middle) = (ends.map(|end| scale.at(end)), top + BAR / 2.0);
            let (up, down) = (middle - 3.0, middle + 3.0);
            let whisker = [[low, up], [low, down], [low, middle], [high, middle], [high, up], [high, down]];
            content += &path("whisker", whisker);
        }
    }
    if metric.floor > 0.0 {
        let x = scale.at(metric.floor);
        content += &path("floor", [[x, 0.0], [x, height]]);
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
    let scale = Scale::logarithmic(values, [BOTTOM, TOP]);
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
        content += &text(&format!("t-{class}{bold} s"), label, "start", name);
    }
    picture(caption, caption, HEIGHT, &content)
}

/// hel's row, and those of the peers that are best in that figure: one of each library.
fn leaders(of: Headline<'_>) -> Vec<&Row> {
    let mut leaders: Vec<&Row> = of.case.row(&of.case.hel).into_iter().collect();
    for row in of.ranked().into_iter().filter(|row| row.kind == Kind::Peer && of.median(row).is_some()) {
        if leaders.len() < CLASSES.len() && leaders.iter().all(|leader| leader.library() != row.library()) {
            leaders.push(row);
        }
    }
    leaders
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
