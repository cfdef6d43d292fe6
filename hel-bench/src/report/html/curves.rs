//! Times by percentile: how long half of the operations take, and how long the rare ones.

use std::fmt::Write as _;

use super::escaped;
use super::svg::{Scale, apart, short};
use crate::catalog::Kind;
use crate::report::headline::Headline;
use crate::report::{CaseReport, Row};

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 230.0;
/// The plot within it; labels of curves stand to its right.
const LEFT: f64 = 40.0;
const RIGHT: f64 = 236.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 200.0;

/// The classes of hel's curve and of its rivals'.
const CLASSES: [&str; 5] = ["hel", "c1", "c2", "c3", "c4"];

/// A picture of curves over a few places from left to right.
pub(super) struct Chart<'a> {
    /// Above the picture.
    pub(super) caption: String,
    /// Below each place.
    pub(super) places: Vec<String>,
    /// Names, and a value at each place; none where there is none.
    pub(super) curves: Vec<(&'a str, Vec<Option<f64>>)>,
}

impl Chart<'_> {
    /// The picture: at most five curves, the first one in hel's colour.
    pub(super) fn render(&self, page: &mut String) {
        let values = self.curves.iter().flat_map(|(_, values)| values.iter().flatten().copied());
        let scale = Scale::logarithmic(values, [BOTTOM, TOP]);
        let last = self.places.len().saturating_sub(1).max(1) as f64;
        let x = |place: usize| LEFT + 8.0 + place as f64 / last * (RIGHT - LEFT - 16.0);
        let _ = writeln!(
            page,
            "<figure><figcaption>{0}</figcaption>\n<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{0}\">",
            escaped(&self.caption)
        );
        for tick in scale.ticks() {
            let y = scale.at(tick);
            let _ = writeln!(
                page,
                "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
                 <text class=\"m s\" x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                LEFT - 5.0,
                y + 4.0,
                short(tick)
            );
        }
        for (place, name) in self.places.iter().enumerate() {
            let _ = writeln!(
                page,
                "<text class=\"m s\" x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                x(place),
                BOTTOM + 18.0,
                escaped(name)
            );
        }
        let ends: Vec<f64> = self
            .curves
            .iter()
            .map(|(_, values)| values.iter().flatten().next_back().map_or(BOTTOM, |value| scale.at(*value)))
            .collect();
        let labels = apart(&ends, 14.0, [TOP + 4.0, BOTTOM]);
        // hel comes last: over the others.
        for (number, (name, values)) in self.curves.iter().enumerate().rev() {
            let class = CLASSES[number.min(CLASSES.len() - 1)];
            let mut path = String::new();
            for (place, value) in values.iter().enumerate() {
                let Some(value) = value else { continue };
                let _ = write!(
                    path,
                    "{}{:.1} {:.1}",
                    if path.is_empty() { 'M' } else { 'L' },
                    x(place),
                    scale.at(*value)
                );
            }
            let bold = if number == 0 { " bold" } else { "" };
            let _ = writeln!(
                page,
                "<path class=\"curve s-{class}\" d=\"{path}\"/><path class=\"curve s-{class}\" d=\"M{} {:.1}L{} {:.1}\" opacity=\"0.5\"/>\
                 <text class=\"t-{class}{bold} s\" x=\"{}\" y=\"{:.1}\">{}</text>",
                RIGHT - 8.0,
                ends[number],
                RIGHT + 6.0,
                labels[number],
                RIGHT + 9.0,
                labels[number] + 4.0,
                escaped(name)
            );
        }
        page.push_str("</svg></figure>\n");
    }
}

/// hel's row, and those of the peers that are best in that figure: one of each library.
pub(super) fn leaders(of: Headline<'_>) -> Vec<&Row> {
    let mut rows: Vec<&Row> =
        of.case.rows.iter().filter(|row| row.kind == Kind::Peer && of.median(row).is_some()).collect();
    rows.sort_by(|a, b| of.by_rank(a, b));
    let mut leaders: Vec<&Row> = of.case.row(&of.case.hel).into_iter().collect();
    for row in rows {
        if leaders.len() < CLASSES.len() && leaders.iter().all(|leader| leader.library() != row.library()) {
            leaders.push(row);
        }
    }
    leaders
}

/// The curves of a case whose figures are points of one.
pub(super) fn render(page: &mut String, case: &CaseReport) {
    let points: Vec<Headline<'_>> = (0..case.metrics.len())
        .filter_map(|number| case.figure(number))
        .filter(|of| of.metric.quantile.is_some())
        .collect();
    let Some(first) = points.first().filter(|_| points.len() > 1) else { return };
    let curve = |row: &'_ Row| points.iter().map(|of| of.median(row)).collect();
    let curves = leaders(*first).into_iter().map(|row| (row.library(), curve(row))).collect();
    let caption = format!("time by percentile, {}, log scale: lower is better", first.metric.unit);
    Chart { caption, places: points.iter().map(|of| of.metric.name.clone()).collect(), curves }.render(page);
}
