//! A report as one page: nothing to fetch, no script, light and dark, readable on a phone.
//!
//! ```text
//! page.css   how it looks                         bars      a figure of a case, subject by subject
//! summary    what it comes to, in tiles and lists curves    times by percentile
//! matrix     hel to each peer, cell by cell       load      times and CPU against the offered load
//! svg        the small change of drawing          sections  a scenario with all its cases
//! ```

mod bars;
mod curves;
mod load;
mod matrix;
mod sections;
mod summary;
mod svg;

use std::fmt::Write as _;

use super::Report;
use super::before::judge;
use super::figure::figure;

/// By how many percent hel must have changed until the page gives it a word.
const NOTICED: f64 = 10.0;

/// What the page looks like.
const STYLE: &str = include_str!("page.css");

/// The page of `report`. It grows with the number of cases, to about a megabyte for a hundred of them.
pub fn render(report: &Report) -> String {
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>hel beside other channels</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n"
    );
    page += "<h1>hel beside other channels</h1>\n";
    facts(&mut page, report);
    navigation(&mut page, report);
    summary::render(&mut page, report);
    how_to_read(&mut page);
    against(&mut page, report);
    matrix::render(&mut page, report);
    matrix::runtimes(&mut page, report);
    for (_, cases) in report.by_scenario() {
        sections::render(&mut page, &cases);
    }
    page += "</main>\n</body>\n</html>\n";
    page
}

fn facts(page: &mut String, report: &Report) {
    let machine = &report.machine;
    let length = if report.settings.quick { "a first look" } else { "at full length" };
    let facts = [
        machine.cpu.clone(),
        format!("{} CPUs", machine.cpus),
        machine.system.clone(),
        machine.rustc.clone(),
        format!("commit {}", machine.commit),
        machine.date.clone(),
        format!("{} rounds, {length}", report.settings.rounds),
    ];
    let facts: Vec<String> = facts.iter().filter(|fact| !fact.is_empty()).map(|fact| escaped(fact)).collect();
    let _ = writeln!(page, "<p class=\"facts\">{}</p>", facts.join(" · "));
    if let Some(warning) = super::notes::load(report) {
        let _ = writeln!(page, "<p><strong>{}</strong></p>", escaped(&warning));
    }
}

fn navigation(page: &mut String, report: &Report) {
    page.push_str("<nav aria-label=\"Sections\">");
    for (name, _) in report.by_scenario() {
        let _ = write!(page, "<a href=\"#{0}\">{0}</a>", escaped(name));
    }
    page.push_str("</nav>\n");
}

fn how_to_read(page: &mut String) {
    page.push_str(
        "<h2>How to read this</h2>\n<dl>\n\
         <dt>a ratio</dt><dd>hel's median to another's. <strong>Above 1, hel is the better one</strong>, for rates, times, CPU and bytes alike. \
         In brackets: where the ratio lies with 95 % confidence within this run. Another day may find another.</dd>\n\
         <dt>a round</dt><dd>every subject runs once, side by side; the next round begins with another. A first round warms up and does not count.</dd>\n\
         <dt>8x8, 16x4</dt><dd>8 senders and 8 receivers; 16 clients and 4 workers.</dd>\n\
         <dt>u64, trade</dt><dd>values of 8 bytes; values of 80 bytes, as a trade on an exchange.</dd>\n\
         <dt>256, 1024</dt><dd>slots of each channel or shard.</dd>\n\
         <dt>xN</dt><dd>a library without shards: N channels, and the routing that its user would write by hand.</dd>\n\
         <dt>10k, 100k, 1M</dt><dd>messages a second that arrive at random, whether the channel keeps up or not.</dd>\n\
         <dt>p50, p99, p99.9</dt><dd>half, 1 in 100, 1 in 1,000 of the operations take longer.</dd>\n\
         <dt>a dash</dt><dd>the library cannot do this. Why stands with the case.</dd>\n</dl>\n",
    );
}

/// hel beside itself at another commit, if that was measured.
fn against(page: &mut String, report: &Report) {
    let judgement = judge(report, NOTICED);
    if judgement.changes.is_empty() && judgement.missing.is_empty() {
        return;
    }
    page.push_str("<h2>hel now beside hel at the other commit</h2>\n<div class=\"wide\"><table>\n");
    page.push_str("<thead><tr><th>figure</th><th>before</th><th>now</th><th>now to before</th><th></th></tr></thead>\n<tbody>\n");
    for change in &judgement.changes {
        let [before, now] = change.medians.map(figure);
        let (class, verdict) = (matrix::class(change.ratio.value), change.verdict(judgement.threshold));
        let _ = writeln!(
            page,
            "<tr><td>{}</td><td>{before}</td><td>{now}</td><td class=\"{class}\">{}</td><td>{verdict}</td></tr>",
            escaped(&change.case),
            change.ratio
        );
    }
    page.push_str("</tbody></table></div>\n");
    for name in &judgement.missing {
        let _ = writeln!(page, "<p>{}: no figures of both.</p>", escaped(name));
    }
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
    use crate::report::{CaseReport, Outcome};

    fn rows() -> Vec<crate::report::Row> {
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
        let page = render(&report(vec![
            case(rows()),
            offered(10_000.0),
            offered(100_000.0),
            on("tokio"),
            on("smol"),
        ]));
        assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
        for elsewhere in ["<script", "http:", "https:", "src=", "@import", "url("] {
            assert!(!page.contains(elsewhere), "{elsewhere}");
        }
        for part in [
            "prefers-color-scheme: dark",
            "How to read this",
            "hel now beside hel at the other commit",
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
    }

    #[test]
    fn an_empty_report_is_a_page_too() {
        assert!(render(&report(vec![])).ends_with("</html>\n"));
    }
}
