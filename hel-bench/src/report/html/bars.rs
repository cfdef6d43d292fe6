//! A figure of a case, subject by subject: a bar for the median, a whisker for its interval.

use std::fmt::Write as _;

use super::escaped;
use super::svg::Scale;
use crate::catalog::Kind;
use crate::report::Row;
use crate::report::figure::figure;
use crate::report::headline::Headline;
use crate::report::stats::interval;

const WIDTH: f64 = 360.0;
/// A line of text, and the bar below it.
const ROW: f64 = 27.0;
const BAR: f64 = 8.0;

/// The picture; nothing where nobody was measured.
pub(super) fn render(page: &mut String, of: Headline<'_>) {
    let mut rows: Vec<&Row> = of.case.rows.iter().filter(|row| of.median(row).is_some()).collect();
    if rows.is_empty() {
        return;
    }
    // Rings come after channels: they are no rivals of them.
    rows.sort_by(|a, b| a.kind.is_ring().cmp(&b.kind.is_ring()).then_with(|| of.by_rank(a, b)));
    let reach = |row: &&Row| {
        let median = of.median(row).unwrap_or_default();
        of.bounds(row).map_or(median, |[_, high]| high.min(median * 1.6).max(median))
    };
    // One subject that is ten times slower must not make all others look alike.
    let mut reaches: Vec<f64> = rows.iter().map(reach).collect();
    reaches.sort_by(f64::total_cmp);
    let typical = reaches[(reaches.len() * 3 / 4).min(reaches.len() - 1)];
    let most = if of.metric.more_is_better {
        reaches[reaches.len() - 1]
    } else {
        reaches[reaches.len() - 1].min(typical * 4.0)
    };
    let scale = Scale::linear(most.max(of.metric.floor), [0.0, WIDTH - 8.0]);
    let height = rows.len() as f64 * ROW + 4.0;
    let direction = if of.metric.more_is_better { "longer is better" } else { "shorter is better" };
    let floor = of.floor().map_or_else(String::new, |floor| format!("; {floor} (dashed line)"));
    let unit = if of.metric.unit.is_empty() { String::new() } else { format!(", {}", of.metric.unit) };
    let _ = writeln!(
        page,
        "<figure><figcaption>{}{unit}: {direction}{floor}</figcaption>\n\
         <svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{} of each subject in {}\">",
        escaped(&of.metric.name),
        escaped(&of.metric.name),
        escaped(&of.case.id)
    );
    for (place, row) in rows.into_iter().enumerate() {
        bar(page, of, row, place as f64 * ROW, &scale, most);
    }
    if of.metric.floor > 0.0 {
        let x = scale.at(of.metric.floor);
        let _ =
            writeln!(page, "<line class=\"floor\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"0\" y2=\"{height}\"/>");
    }
    page.push_str("</svg></figure>\n");
}

fn bar(page: &mut String, of: Headline<'_>, row: &Row, y: f64, scale: &Scale, most: f64) {
    let median = of.median(row).unwrap_or_default();
    let (class, bold) = match row.kind {
        _ if row.subject == of.case.hel => ("f-hel", " class=\"bold\""),
        Kind::Hel | Kind::HelRing => ("f-hel", ""),
        Kind::Before => ("f-before", ""),
        Kind::Ring => ("f-ring", ""),
        _ => ("f-peer", ""),
    };
    let (text, top) = (y + 13.0, y + 17.0);
    let ring = if row.kind.is_ring() { " (a ring, spinning)" } else { "" };
    let beyond = if median > most { " →" } else { "" };
    let _ = writeln!(
        page,
        "<text x=\"0\" y=\"{text}\"{bold}>{}{ring}</text><text x=\"{}\" y=\"{text}\" text-anchor=\"end\"{bold}>{}{beyond}</text>\
         <rect class=\"{class}\" x=\"0\" y=\"{top}\" width=\"{:.1}\" height=\"{BAR}\" rx=\"2\"/>",
        escaped(&row.subject),
        WIDTH - 2.0,
        figure(median),
        scale.at(median).max(1.5)
    );
    if let Some([low, high]) = of.bounds(row) {
        let (low, high, middle) = (scale.at(low), scale.at(high), top + BAR / 2.0);
        let _ = writeln!(
            page,
            "<path class=\"whisker\" d=\"M{low:.1} {middle}H{high:.1}M{low:.1} {}v6M{high:.1} {}v6\"/>",
            middle - 3.0,
            middle - 3.0
        );
    }
}

impl Headline<'_> {
    /// Between which bounds the median of `row` lies.
    fn bounds(&self, row: &Row) -> Option<[f64; 2]> {
        interval(&row.figures(self.number)?)
    }
}
