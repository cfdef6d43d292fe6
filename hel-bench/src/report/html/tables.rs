//! hel's ratio to each peer, cell by cell; to the best peer on each runtime; and to itself at another commit.

use super::{attribute, escaped};
use crate::catalog::Kind;
use crate::report::before::{HEAD, judge};
use crate::report::headline::{Headline, Standing, grouped};
use crate::report::stats::figure;
use crate::report::summary::everywhere;
use crate::report::table::NONE;
use crate::report::{Report, Row};

/// The colours of ratios, as classes of the page's style: from which ratio on, and what the legend says. Blue where hel is
/// ahead, orange where it is behind.
const COLOURS: [(f64, &str, &str); 7] = [
    (0.0, "b3", "under 1/3"),
    (0.333, "b2", "1/3 to 2/3"),
    (0.666, "b1", "2/3 to 0.95"),
    (0.952, "l0", "level"),
    (1.05, "a1", "1.05 to 1.5"),
    (1.5, "a2", "1.5 to 3"),
    (3.0, "a3", "over 3"),
];

/// The class of a ratio.
fn class(ratio: f64) -> &'static str {
    COLOURS.iter().rfind(|(least, ..)| ratio >= *least).map_or("b3", |(_, class, _)| class)
}

/// What the colours mean.
fn legend() -> String {
    let steps = COLOURS.map(|(_, class, words)| format!("<span class=\"{class}\">{words}</span>"));
    format!("<p class=\"legend\">{} hel's median to the other's</p>\n", steps.concat())
}

/// A table with a head, and rows of finished cells.
pub(super) fn table<H: AsRef<str>>(class: &str, head: &[H], rows: impl Iterator<Item = String>) -> String {
    let head: Vec<String> = head.iter().map(|name| format!("<th>{}</th>", escaped(name.as_ref()))).collect();
    let rows: Vec<String> = rows.map(|cells| format!("<tr>{cells}</tr>\n")).collect();
    format!(
        "<div class=\"wide\"><table{}>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody></table></div>\n",
        attribute("class", class),
        head.concat(),
        rows.concat()
    )
}

/// A cell in the colour of `ratio`.
fn coloured(ratio: f64, title: &str, content: &str) -> String {
    format!("<td class=\"{}\"{}>{content}</td>", class(ratio), attribute("title", title))
}

/// The name of a figure, which leads to its case.
fn link(of: &Headline<'_>, name: &str) -> String {
    format!("<a href=\"#{}\">{}</a>", escaped(&of.case.id), escaped(name))
}

/// Some figures, hel's ratio and the best peer.
pub(super) fn list(title: &str, few: Vec<&Standing<'_>>) -> String {
    let rows = few.into_iter().map(|Standing { of, peer, ratio, .. }| {
        let (figure, ratio) = (link(of, &of.name()), coloured(ratio.value, "", &figure(ratio.value)));
        format!("<td>{figure}</td>{ratio}<td>{}</td>", escaped(&peer.subject))
    });
    format!("<div><h3>{title}</h3>{}</div>\n", table("", &["figure", "ratio", "best peer"], rows))
}

/// hel beside itself at another commit, if that was measured.
pub(super) fn against(report: &Report, threshold: f64) -> String {
    let judgement = judge(report, threshold);
    if judgement.changes.is_empty() && judgement.missing.is_empty() {
        return String::new();
    }
    let rows = judgement.changes.iter().map(|change| {
        let [name, before, now, ratio, verdict] = change.cells().map(|cell| escaped(&cell));
        let ratio = coloured(change.ratio.value, "", &ratio);
        format!("<td>{name}</td><td>{before}</td><td>{now}</td>{ratio}<td>{verdict}</td>")
    });
    let table = table("", &HEAD, rows);
    let missing =
        judgement.missing.iter().map(|name| format!("<p>{}: no figures of both.</p>\n", escaped(name)));
    format!("<h2>hel now beside hel at the other commit</h2>\n{table}{}", missing.collect::<String>())
}

/// hel to each library: of channels, and of rings.
pub(super) fn matrices(report: &Report) -> String {
    matrix(report, Kind::Peer, "hel to each other channel")
        + &matrix(report, Kind::Ring, "hel-ring to each other ring")
}

fn matrix(report: &Report, kind: Kind, title: &str) -> String {
    let is_rival = |of: &Headline<'_>| of.case.row(&of.case.hel).is_some_and(|hel| hel.kind.rivals() == kind);
    let figures: Vec<Headline<'_>> = report.headlines().filter(is_rival).collect();
    let rows = figures.iter().flat_map(|of| &of.case.rows).filter(|row| row.kind == kind);
    let by_library = grouped(rows.map(|row| (row.library(), ())));
    let libraries: Vec<&str> = by_library.into_iter().map(|(library, _)| library).collect();
    if libraries.is_empty() {
        return String::new();
    }
    let head: Vec<&str> = ["figure", "best"].into_iter().chain(libraries.iter().copied()).collect();
    let heading = |scenario: &str| {
        let columns = head.len();
        format!("<th class=\"scenario\" scope=\"rowgroup\" colspan=\"{columns}\">{}</th>", escaped(scenario))
    };
    let of_scenarios = figures.chunk_by(|a, b| a.case.scenario == b.case.scenario).flat_map(|figures| {
        let heading = heading(&figures[0].case.scenario);
        [heading].into_iter().chain(figures.iter().map(|of| row(of, kind, &libraries)))
    });
    let table = table("matrix", &head, of_scenarios);
    format!(
        "<h2>{title}</h2>\n<p>Of each library, its best channel for the case counts.</p>\n{}{table}",
        legend()
    )
}

fn row(of: &Headline<'_>, kind: Kind, libraries: &[&str]) -> String {
    let to = |other: Option<&Row>| {
        let ratio = other.zip(of.case.row(&of.case.hel)).and_then(|(other, hel)| of.advantage(hel, other));
        other.zip(ratio).map_or(format!("<td>{NONE}</td>"), |(other, ratio)| {
            let title = format!("{}: {}", other.subject, of.with_unit(other).unwrap_or_default());
            coloured(ratio.value, &title, &figure(ratio.value))
        })
    };
    let best = to(of.best(|row| row.kind == kind));
    let others =
        libraries.iter().map(|library| to(of.best(|row| row.kind == kind && row.library() == *library)));
    format!("<th scope=\"row\">{}</th>{best}{}", link(of, &of.short_name()), others.collect::<String>())
}

/// One channel, every runtime.
pub(super) fn runtimes(report: &Report) -> String {
    let (runtimes, everywhere) = everywhere(report);
    if everywhere.is_empty() {
        return String::new();
    }
    let cell = |Standing { peer, ratio, .. }| {
        let content = format!("{} <small>{}</small>", figure(ratio.value), escaped(peer.library()));
        coloured(ratio.value, "", &content)
    };
    let rows = everywhere.into_iter().map(|(name, standings)| {
        let cells = standings.into_iter().map(|standing| standing.map_or(format!("<td>{NONE}</td>"), cell));
        format!("<th scope=\"row\">{}</th>{}", escaped(&name), cells.collect::<String>())
    });
    let head: Vec<&str> = ["figure"].into_iter().chain(runtimes).collect();
    format!(
        "<h2>One channel, every runtime</h2>\n<p>hel's ratio to the best peer on each runtime, and who that is.</p>\n{}{}",
        legend(),
        table("matrix", &head, rows)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_and_its_inverse_have_opposite_colours() {
        for ratio in [1.0, 1.04, 1.2, 2.0, 5.0] {
            let [there, back] = [class(ratio), class(1.0 / ratio)];
            assert_eq!(there[1..], back[1..], "{ratio}");
            assert!(there == "l0" || (there.starts_with('a') && back.starts_with('b')), "{ratio}");
        }
    }
}
