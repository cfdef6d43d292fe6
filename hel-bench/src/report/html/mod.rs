//! A report as one page: nothing to fetch, no script, light and dark, readable on a phone.
//!
//! ```text
//! page.css   how it looks                                svg   a case's figures, drawn
//! tables     hel to each peer, cell by cell, and lists
//! ```

mod svg;
mod tables;

use super::headline::Ranking;
use super::notes::{notes, standings, warnings};
use super::stats::figure;
use super::table::Rows;
use super::{CaseReport, Report};
use tables::table;

/// What the page looks like.
const STYLE: &str = include_str!("page.css");

/// What its words mean.
const HOW_TO_READ: &str = include_str!("how_to_read.html");

/// The page of `report`. It grows with the number of cases, to about a megabyte for a hundred of them. A change since another
/// commit gets a word from `threshold` percent on.
pub(crate) fn render(report: &Report, threshold: f64) -> String {
    let scenarios = report.by_scenario();
    let link = |name: &str| format!("<a href=\"#{name}\">{name}</a>");
    let links: Vec<String> = scenarios.iter().map(|(name, _)| link(&escaped(name))).collect();
    let parts = [
        facts(report),
        format!("<nav aria-label=\"Sections\">{}</nav>\n", links.concat()),
        summary(report),
        HOW_TO_READ.to_owned(),
        tables::against(report, threshold),
        tables::matrices(report),
        tables::runtimes(report),
    ];
    let sections = scenarios.iter().map(|(_, cases)| section(cases));
    let main: String = parts.into_iter().chain(sections).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>hel beside other channels</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>hel beside other channels</h1>\n{main}</main>\n</body>\n</html>\n"
    )
}

/// Where and how it was measured.
fn facts(report: &Report) -> String {
    let machine = &report.machine;
    let length = if report.settings.quick { "a first look" } else { "at full length" };
    let cpus = format!("{} CPUs", machine.cpus);
    let commit = format!("commit {}", machine.commit);
    let rounds = format!("{} rounds, {length}", report.settings.rounds);
    let mut facts =
        vec![&machine.cpu, &cpus, &machine.system, &machine.rustc, &commit, &machine.date, &rounds];
    facts.retain(|fact| !fact.is_empty());
    let facts: Vec<String> = facts.into_iter().map(|fact| escaped(fact)).collect();
    let warnings =
        warnings(report).into_iter().map(|text| format!("<p><strong>{}</strong></p>\n", escaped(&text)));
    format!("<p class=\"facts\">{}</p>\n{}", facts.join(" · "), warnings.collect::<String>())
}

/// What it comes to: in how many figures hel leads, and where it is worst and best.
fn summary(report: &Report) -> String {
    let Some(ranking) = Ranking::of(&report.cases) else { return String::new() };
    let ([ahead, level, behind], of) = (ranking.counts(), ranking.standings.len());
    let [worst, best] = ranking.ends();
    format!(
        "<p>Each figure of each case is compared with the best of the other libraries <em>in that figure</em>.</p>\n\
         <div class=\"tiles\">\n\
         <div class=\"tile\"><b>{}</b>geometric mean of hel to the best peer; above 1, hel is better</div>\n\
         <div class=\"tile\"><b>{ahead}</b>of {of} figures: hel ahead</div>\n\
         <div class=\"tile\"><b>{level}</b>no difference shown</div>\n\
         <div class=\"tile\"><b>{behind}</b>hel behind</div>\n\
         </div>\n<div class=\"lists\">\n{}{}</div>\n",
        figure(ranking.mean),
        tables::list("Where hel is furthest behind", worst),
        tables::list("Where hel is furthest ahead", best)
    )
}

/// A scenario: its sentence, and each of its cases in pictures, in words and as a table.
fn section(cases: &[&CaseReport]) -> String {
    let Some(first) = cases.first() else { return String::new() };
    let (name, about) = (escaped(&first.scenario), escaped(&first.about));
    let cases_of_it: Vec<String> = cases.iter().map(|case| self::case(case)).collect();
    format!("<h2 id=\"{name}\">{name}</h2>\n<p>{about}.</p>\n{}{}", svg::loads(cases), cases_of_it.concat())
}

fn case(case: &CaseReport) -> String {
    let id = escaped(&case.id);
    let mut text = format!("<h3 id=\"{id}\">{id}</h3>\n");
    if !case.shape_about.is_empty() {
        text.extend(["<p class=\"muted\">", &escaped(&case.shape_about), ".</p>\n"]);
    }
    for standing in standings(case) {
        text.extend(["<p>", &escaped(&standing), "</p>\n"]);
    }
    for (row, trouble) in case.rows.iter().filter_map(|row| Some((row, row.trouble()?))) {
        text.extend(["<p>", &escaped(&row.subject), " <strong>", &escaped(&trouble), "</strong></p>\n"]);
    }
    text.push_str("<div class=\"charts\">\n");
    text.extend(case.headlines().map(svg::bars));
    text + &svg::percentiles(case) + "</div>\n" + &details(case)
}

/// All that is known of a case.
fn details(case: &CaseReport) -> String {
    let rows = Rows::of(case);
    let line = |line: &super::table::Line| -> String {
        let [open, close] = if line.best { ["<td><strong>", "</strong></td>"] } else { ["<td>", "</td>"] };
        line.cells.iter().flat_map(|cell| [open.to_owned(), escaped(cell), close.to_owned()]).collect()
    };
    let dashes = rows.dashes.iter().map(|(reason, libraries)| format!("{}: {reason}", libraries.join(", ")));
    let items = dashes.chain(notes(case)).map(|item| format!("<li>{}</li>\n", escaped(&item)));
    format!(
        "<details><summary>All figures, who does not take part, and what the machine did</summary>\n\
         {}<ul>\n{}</ul></details>\n",
        table("", &rows.head, rows.lines.iter().map(line)),
        items.collect::<String>()
    )
}

/// An attribute of a tag, if it has a value.
fn attribute(name: &str, value: &str) -> String {
    if value.is_empty() { String::new() } else { format!(" {name}=\"{}\"", escaped(value)) }
}

/// Without what HTML would take for its own.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Kind;
    use crate::report::made_up::{case, dash, other, ping_pong, report, row, samples};
    use crate::report::{Outcome, Row};

    fn rows() -> Vec<Row> {
        vec![
            row("kanal/a&b", Kind::Peer, &[10.0, 11.0, 12.0]),
            row("hel/bounded", Kind::Hel, &[20.0, 21.0, 22.0]),
            row("hel@0123abc/bounded", Kind::Before, &[40.0, 41.0, 42.0]),
            dash("flume", Kind::Peer, "it has one consumer"),
            other("loole/bounded", Kind::Peer, Outcome::Failed("lost 1 of <9> values".to_owned())),
        ]
    }

    #[test]
    fn a_page_needs_nothing_from_elsewhere_and_has_every_part() {
        let offered = |load: f64| CaseReport {
            id: format!("paced/threads-{load}"),
            scenario: "paced".to_owned(),
            series: Some("threads".to_owned()),
            offered: Some(load),
            ..ping_pong(vec![
                samples("hel/bounded", Kind::Hel, &[[30.0, 90.0]; 3]),
                samples("flume/bounded", Kind::Peer, &[[20.0, 60.0]; 3]),
            ])
        };
        let on = |runtime: &str| CaseReport {
            id: format!("tasks/2x2/{runtime}"),
            runtime: Some(runtime.to_owned()),
            ..case(rows())
        };
        let report =
            self::report(vec![case(rows()), offered(10_000.0), offered(100_000.0), on("tokio"), on("smol")]);
        let page = render(&report, 10.0);
        assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
        for elsewhere in ["<script", "http:", "https:", "src=", "@import", "url("] {
            assert!(!page.contains(elsewhere), "{elsewhere}");
        }
        for part in [
            "prefers-color-scheme: dark",
            "How to read this",
            "hel now beside hel at the other commit",
            "<td>slower</td>",
            "One channel, every runtime",
            "by percentile",
            "against the offered load",
            "kanal/a&amp;b",
            "lost 1 of &lt;9&gt; values",
            "it has one consumer",
        ] {
            assert!(page.contains(part), "`{part}` is not in the page");
        }
        for tag in ["table", "svg", "figure", "details", "div", "dl"] {
            let [opened, closed] =
                [format!("<{tag}"), format!("</{tag}>")].map(|text| page.matches(&text).count());
            assert_eq!(opened, closed, "{tag}");
        }
        assert!(render(&report, 60.0).contains("<td>no change shown</td>"), "it is slower by half");
        assert!(render(&self::report(vec![]), 10.0).ends_with("</html>\n"), "an empty one is a page too");
    }
}
