//! Where hel stands, as a picture: a dot for each case on a logarithmic axis, its interval as a whisker.
//!
//! The picture is a vector graphic, written by hand: lines, dots and text need no library. Its background is white, as the
//! page that shows it may be dark.

use std::fmt::Write as _;

use super::figure::figure;
use super::standing::Standing;
use super::stats::{Ratio, geometric_mean};
use super::{CaseReport, Machine, Report};

const WIDTH: f64 = 960.0;
const MARGIN: f64 = 24.0;
/// The axis goes from here to [`RIGHT`]; names stand to its left, figures to its right.
const LEFT: f64 = 210.0;
const RIGHT: f64 = 660.0;
const TOP: f64 = 112.0;
const ROW: f64 = 20.0;
/// Between two scenarios.
const GAP: f64 = 10.0;
const BOTTOM: f64 = 58.0;

const TEXT: &str = "#24292f";
const MUTED: &str = "#57606a";
const BAND: &str = "#f6f8fa";
const GRID: &str = "#d8dee4";
const AHEAD: &str = "#0a69b8";
const BEHIND: &str = "#c25700";
const LEVEL: &str = "#8c959f";

/// The picture of `report`, as the text of an SVG file. It grows with the number of cases.
pub fn render(report: &Report) -> String {
    let groups: Vec<Group<'_>> = report.by_scenario().into_iter().map(Group::of).collect();
    let end = TOP + groups.iter().map(|group| group.height() + GAP).sum::<f64>();
    let axis = Axis::of(groups.iter().flat_map(Group::ratios));
    let mut picture = Picture::new(end + BOTTOM);
    picture.head(&report.machine);
    let mut y = TOP;
    for group in &groups {
        picture.band(y + GAP, group.height());
        y += GAP + group.height();
    }
    picture.axis(&axis, end);
    y = TOP + ROW / 2.0;
    for group in &groups {
        y += GAP;
        picture.scenario(group, y);
        for entry in &group.entries {
            y += ROW;
            picture.entry(entry, &axis, y);
        }
        y += ROW;
    }
    picture.finish()
}

/// A scenario.
struct Group<'a> {
    name: &'a str,
    entries: Vec<Entry<'a>>,
}

/// A case: its name within the scenario, and where hel stands in it.
type Entry<'a> = (String, Result<Standing<'a>, String>);

impl<'a> Group<'a> {
    fn of((name, cases): (&'a str, Vec<&'a CaseReport>)) -> Self {
        let entry = |case: &'a CaseReport| {
            (format!("{} {} {}", case.shape, case.payload.name(), case.capacity), case.standing())
        };
        Self { name, entries: cases.into_iter().map(entry).collect() }
    }

    /// Of its heading and its entries.
    fn height(&self) -> f64 {
        (self.entries.len() + 1) as f64 * ROW
    }

    fn ratios(&self) -> impl Iterator<Item = Ratio> {
        self.entries.iter().filter_map(|(_, standing)| Some(standing.as_ref().ok()?.ratio))
    }
}

/// A logarithmic axis of ratios.
struct Axis {
    /// The logarithms of its ends.
    ends: [f64; 2],
}

impl Axis {
    /// Long enough for all intervals, and at least from one half to two.
    fn of(ratios: impl Iterator<Item = Ratio>) -> Self {
        let bounds = ratios.flat_map(|ratio| ratio.interval.unwrap_or([ratio.value; 2]));
        let ends =
            bounds.fold([0.5, 2.0], |[least, most]: [f64; 2], bound| [least.min(bound), most.max(bound)]);
        let [low, high] = ends.map(f64::ln);
        let margin = (high - low) * 0.04;
        Self { ends: [low - margin, high + margin] }
    }

    fn x(&self, ratio: f64) -> f64 {
        let [low, high] = self.ends;
        LEFT + (ratio.ln() - low) / (high - low) * (RIGHT - LEFT)
    }

    /// Round ratios on the axis: of all powers of ten, and as many of their multiples as there is room for.
    fn ticks(&self) -> Vec<f64> {
        let decades = (self.ends[1] - self.ends[0]) / std::f64::consts::LN_10;
        let digits: &[u32] = match decades {
            ..1.5 => &[1, 2, 3, 5, 7],
            ..3.5 => &[1, 2, 5],
            _ => &[1],
        };
        let ticks = (-12..12).flat_map(|power| digits.iter().map(move |digit| format!("{digit}e{power}")));
        let ticks = ticks.filter_map(|tick| tick.parse::<f64>().ok());
        ticks.filter(|tick| (self.ends[0]..=self.ends[1]).contains(&tick.ln())).collect()
    }
}

/// The text of an SVG file, so far.
struct Picture {
    svg: String,
}

impl Picture {
    fn new(height: f64) -> Self {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
             height=\"{height}\" font-family=\"'DejaVu Sans', Verdana, sans-serif\" font-size=\"12\">\n\
             <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
        );
        Self { svg }
    }

    fn finish(mut self) -> String {
        self.svg.push_str("</svg>\n");
        self.svg
    }

    fn head(&mut self, machine: &Machine) {
        let cpus = if machine.cpus == 0 { String::new() } else { format!("{} CPUs", machine.cpus) };
        let facts = [&machine.cpu, &cpus, &machine.system, &machine.date, &machine.commit];
        let facts: Vec<&str> =
            facts.iter().map(|fact| fact.as_str()).filter(|fact| !fact.is_empty()).collect();
        self.text(MARGIN, 34.0, "font-size=\"20\" font-weight=\"bold\"", TEXT, "Where hel stands");
        self.text(MARGIN, 56.0, "", MUTED, &facts.join(" · "));
        let mut x = LEFT;
        for (colour, meaning) in
            [(AHEAD, "hel ahead of the best peer"), (LEVEL, "no difference shown"), (BEHIND, "hel behind")]
        {
            self.dot(x + 5.0, 78.0, colour);
            self.text(x + 16.0, 82.0, "", TEXT, meaning);
            x += 48.0 + meaning.len() as f64 * 6.4;
        }
    }

    fn axis(&mut self, axis: &Axis, end: f64) {
        for tick in axis.ticks() {
            let x = axis.x(tick);
            let one = (tick - 1.0).abs() < 1e-9;
            let (colour, width) = if one { (MUTED, 1.5) } else { (GRID, 1.0) };
            self.line([x, TOP], [x, end], colour, width);
            let weight =
                if one { "text-anchor=\"middle\" font-weight=\"bold\"" } else { "text-anchor=\"middle\"" };
            for y in [TOP - 6.0, end + 16.0] {
                self.text(x, y, weight, MUTED, &tick.to_string());
            }
        }
        let middle = f64::midpoint(LEFT, RIGHT);
        let label = "hel's median beside the best peer's, log scale; right of 1, hel is the better one";
        self.text(middle, end + 38.0, "text-anchor=\"middle\"", TEXT, label);
    }

    /// Behind a scenario, so that the eye keeps to its line from a name to its dot.
    fn band(&mut self, y: f64, height: f64) {
        let (x, width) = (MARGIN / 2.0, WIDTH - MARGIN);
        let _ = writeln!(
            self.svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"4\" fill=\"{BAND}\"/>"
        );
    }

    fn scenario(&mut self, group: &Group<'_>, y: f64) {
        self.text(MARGIN, y + 4.0, "font-weight=\"bold\"", TEXT, group.name);
        let ratios: Vec<f64> = group.ratios().map(|ratio| ratio.value).collect();
        if let Some(mean) = geometric_mean(&ratios).filter(|_| ratios.len() > 1) {
            self.figure(y, mean, "geometric mean", "font-weight=\"bold\"");
        }
    }

    fn entry(&mut self, (name, standing): &Entry<'_>, axis: &Axis, y: f64) {
        self.text(LEFT - 14.0, y + 4.0, "text-anchor=\"end\"", TEXT, name);
        let Standing { peer, ratio, .. } = match standing {
            Ok(standing) => standing,
            Err(why) => return self.text(RIGHT + 16.0, y + 4.0, "", MUTED, &shortened(why)),
        };
        let colour = match ratio.interval {
            Some([low, _]) if low > 1.0 => AHEAD,
            Some([_, high]) if high < 1.0 => BEHIND,
            _ => LEVEL,
        };
        if let Some([low, high]) = ratio.interval {
            let (low, high) = (axis.x(low), axis.x(high));
            self.line([low, y], [high, y], colour, 2.0);
            for end in [low, high] {
                self.line([end, y - 4.0], [end, y + 4.0], colour, 2.0);
            }
        }
        self.dot(axis.x(ratio.value), y, colour);
        self.figure(y, ratio.value, &format!("of {}", peer.subject), "");
    }

    /// A figure on the right, and what it is.
    fn figure(&mut self, y: f64, value: f64, what: &str, attributes: &str) {
        let right = format!("text-anchor=\"end\" {attributes}");
        self.text(RIGHT + 54.0, y + 4.0, &right, TEXT, &figure(value));
        self.text(RIGHT + 62.0, y + 4.0, attributes, MUTED, what);
    }

    fn line(&mut self, [x1, y1]: [f64; 2], [x2, y2]: [f64; 2], colour: &str, width: f64) {
        let _ = writeln!(
            self.svg,
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{colour}\" \
             stroke-width=\"{width}\"/>"
        );
    }

    fn dot(&mut self, x: f64, y: f64, colour: &str) {
        let _ = writeln!(self.svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\" fill=\"{colour}\"/>");
    }

    fn text(&mut self, x: f64, y: f64, attributes: &str, colour: &str, text: &str) {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        let _ = writeln!(
            self.svg,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" fill=\"{colour}\" {attributes}>{text}</text>"
        );
    }
}

/// As much of `text` as there is room for on the right.
fn shortened(text: &str) -> String {
    const ROOM: usize = 38;
    match text.char_indices().nth(ROOM) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Kind;
    use crate::report::Outcome;
    use crate::report::made_up::{case, other, report, row};

    fn beside_ten(hel: &[f64]) -> CaseReport {
        let peer = vec![10.0; hel.len()];
        case(vec![row("a&b/mpmc", Kind::Peer, &peer), row("hel/bounded", Kind::Hel, hel)])
    }

    fn axis(bounds: [f64; 2]) -> Axis {
        Axis::of([Ratio { value: 1.0, interval: Some(bounds) }].into_iter())
    }

    /// The x of each dot of `colour` that stands for a case.
    fn dots(picture: &str, colour: &str) -> Vec<f64> {
        let of_colour = format!("fill=\"{colour}\"");
        let dots = picture.lines().filter(|line| line.starts_with("<circle") && line.contains(&of_colour));
        dots.skip(1).map(|line| line.split('"').nth(1).unwrap().parse().unwrap()).collect()
    }

    #[test]
    fn equal_factors_are_equal_distances() {
        let axis = axis([0.1, 10.0]);
        let [tenth, one, ten] = [0.1, 1.0, 10.0].map(|ratio| axis.x(ratio));
        assert!((ten - one - (one - tenth)).abs() < 1e-9);
        assert!(LEFT < tenth && ten < RIGHT);
    }

    #[test]
    fn an_axis_has_round_ticks_and_always_one() {
        assert_eq!(axis([0.9, 1.1]).ticks(), [0.5, 0.7, 1.0, 2.0]);
        assert_eq!(axis([0.1, 1.0]).ticks(), [0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 2.0]);
        assert_eq!(axis([0.05, 10.0]).ticks(), [0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0]);
        assert_eq!(axis([0.001, 100.0]).ticks(), [0.001, 0.01, 0.1, 1.0, 10.0, 100.0]);
    }

    #[test]
    fn a_dot_has_the_colour_of_what_its_interval_shows() {
        let cases = [&[20.0; 3][..], &[5.0; 3], &[20.0, 20.0], &[2.0, 9.0, 11.0, 12.0, 40.0]].map(beside_ten);
        let picture = render(&report(cases.to_vec()));
        let [ahead, behind, level] = [AHEAD, BEHIND, LEVEL].map(|colour| dots(&picture, colour));
        assert_eq!((ahead.len(), behind.len(), level.len()), (1, 1, 2));
        assert!(behind[0] < level[1] && level[1] < ahead[0], "{behind:?} {level:?} {ahead:?}");
        assert!((level[0] - ahead[0]).abs() < 0.01, "two rounds have a ratio, but show nothing");
    }

    #[test]
    fn a_picture_grows_with_its_cases() {
        let height = |cases: usize| -> f64 {
            let picture = render(&report(vec![beside_ten(&[10.0; 3]); cases]));
            picture.split("height=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
        };
        assert!((height(60) - height(1) - 59.0 * ROW).abs() < 1e-9);
    }

    #[test]
    fn a_case_without_a_ratio_shows_why_and_names_are_escaped() {
        let failed = Outcome::Failed("it lost 1 value of 1000000 values, and then another one".to_owned());
        let failed = case(vec![other("hel/bounded", Kind::Hel, failed)]);
        let picture = render(&report(vec![failed, beside_ten(&[20.0; 3])]));
        assert!(picture.contains(">FAILED: it lost 1 value of 1000000 val…</text>"), "{picture}");
        assert!(picture.contains(">of a&amp;b/mpmc</text>"), "{picture}");
    }
}
