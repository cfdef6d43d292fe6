//! hel's ratio to each peer, cell by cell; and to the best peer on each runtime.

use std::fmt::Write as _;

use super::escaped;
use crate::catalog::Kind;
use crate::report::figure::figure;
use crate::report::headline::{Headline, Standing};
use crate::report::summary::{everywhere, runtimes as runtimes_of};
use crate::report::{Report, Row};

/// The colour of a ratio, as a class of the page's style: blue where hel is ahead, orange where it is behind.
pub(super) fn class(ratio: f64) -> &'static str {
    match ratio {
        3.0.. => "a3",
        1.5.. => "a2",
        1.05.. => "a1",
        0.952.. => "l0",
        0.666.. => "b1",
        0.333.. => "b2",
        _ => "b3",
    }
}

/// The legend of [`class`].
fn legend(page: &mut String) {
    page.push_str("<p class=\"legend\">");
    let steps = [
        (0.2, "under 1/3"),
        (0.5, "1/3 to 2/3"),
        (0.8, "2/3 to 0.95"),
        (1.0, "level"),
        (1.2, "1.05 to 1.5"),
        (2.0, "1.5 to 3"),
        (4.0, "over 3"),
    ];
    for (ratio, words) in steps {
        let _ = write!(page, "<span class=\"{}\">{words}</span>", class(ratio));
    }
    page.push_str(" hel's median to the other's</p>\n");
}

/// The matrices: of channels, and of rings.
pub(super) fn render(page: &mut String, report: &Report) {
    for (kind, title) in
        [(Kind::Peer, "hel to each other channel"), (Kind::Ring, "hel-ring to each other ring")]
    {
        let rows: Vec<Headline<'_>> = report.headlines().filter(|of| rivals(*of) == Some(kind)).collect();
        let libraries = libraries(&rows, kind);
        if libraries.is_empty() {
            continue;
        }
        let _ =
            writeln!(page, "<h2>{title}</h2>\n<p>Of each library, its best channel for the case counts.</p>");
        legend(page);
        page.push_str(
            "<div class=\"wide\"><table class=\"matrix\">\n<thead><tr><th>figure</th><th>best</th>",
        );
        for library in &libraries {
            let _ = write!(page, "<th>{}</th>", escaped(library));
        }
        page.push_str("</tr></thead>\n<tbody>\n");
        let mut scenario = "";
        for of in rows {
            if of.case.scenario != scenario {
                scenario = &of.case.scenario;
                let _ = writeln!(
                    page,
                    "<tr class=\"scenario\"><th scope=\"rowgroup\" colspan=\"{}\">{}</th></tr>",
                    libraries.len() + 2,
                    escaped(scenario)
                );
            }
            row(page, of, kind, &libraries);
        }
        page.push_str("</tbody></table></div>\n");
    }
}

/// What hel is compared with in a figure.
fn rivals(of: Headline<'_>) -> Option<Kind> {
    of.case.row(&of.case.hel).map(|hel| hel.kind.rivals())
}

fn libraries<'a>(rows: &[Headline<'a>], kind: Kind) -> Vec<&'a str> {
    let mut libraries: Vec<&str> = Vec::new();
    for row in rows.iter().flat_map(|of| &of.case.rows).filter(|row| row.kind == kind) {
        if !libraries.contains(&row.library()) {
            libraries.push(row.library());
        }
    }
    libraries
}

fn row(page: &mut String, of: Headline<'_>, kind: Kind, libraries: &[&str]) {
    let name = of.name();
    let name = name.split_once('/').map_or(name.as_str(), |(_, case)| case);
    let _ = write!(
        page,
        "<tr><th scope=\"row\"><a href=\"#{}\">{}</a></th>",
        escaped(&of.case.id),
        escaped(name)
    );
    let best = of.standing().ok();
    cell(page, best.as_ref().map(|standing| (standing.ratio.value, standing.peer)), of);
    for library in libraries {
        let other = of.best(|row: &Row| row.kind == kind && row.library() == *library);
        let hel = of.case.row(&of.case.hel);
        let ratio = hel.zip(other).and_then(|(hel, other)| Some((of.advantage(hel, other)?.value, other)));
        cell(page, ratio, of);
    }
    page.push_str("</tr>\n");
}

fn cell(page: &mut String, ratio: Option<(f64, &Row)>, of: Headline<'_>) {
    let _ = match ratio {
        None => write!(page, "<td>—</td>"),
        Some((ratio, other)) => write!(
            page,
            "<td class=\"{}\" title=\"{}: {}\">{}</td>",
            class(ratio),
            escaped(&other.subject),
            of.with_unit(other).unwrap_or_default(),
            figure(ratio)
        ),
    };
}

/// One channel, every runtime.
pub(super) fn runtimes(page: &mut String, report: &Report) {
    let everywhere = everywhere(report);
    if everywhere.is_empty() {
        return;
    }
    page.push_str("<h2>One channel, every runtime</h2>\n<p>hel's ratio to the best peer on each runtime, and who that is.</p>\n");
    legend(page);
    page.push_str("<div class=\"wide\"><table class=\"matrix\">\n<thead><tr><th>figure</th>");
    for runtime in runtimes_of(report) {
        let _ = write!(page, "<th>{}</th>", escaped(runtime));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for entry in everywhere {
        let _ = write!(page, "<tr><th scope=\"row\">{}</th>", escaped(&entry.name));
        for standing in entry.standings {
            let _ = match standing {
                None => write!(page, "<td>—</td>"),
                Some(Standing { peer, ratio, .. }) => write!(
                    page,
                    "<td class=\"{}\">{} <small>{}</small></td>",
                    class(ratio.value),
                    figure(ratio.value),
                    escaped(peer.library())
                ),
            };
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody></table></div>\n");
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
