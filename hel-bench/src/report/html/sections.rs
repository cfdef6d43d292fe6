//! A scenario: its sentence, and each of its cases in pictures, in words and as a table.

use std::fmt::Write as _;

use super::{bars, curves, escaped, load};
use crate::report::CaseReport;
use crate::report::headline::{Headline, trouble};
use crate::report::notes::notes;
use crate::report::rows::{Line, Rows};

pub(super) fn render(page: &mut String, cases: &[&CaseReport]) {
    let Some(first) = cases.first() else { return };
    let _ = writeln!(
        page,
        "<h2 id=\"{0}\">{0}</h2>\n<p>{1}.</p>",
        escaped(&first.scenario),
        escaped(&first.about)
    );
    load::render(page, cases);
    for case in cases {
        self::case(page, case);
    }
}

fn case(page: &mut String, case: &CaseReport) {
    let _ = writeln!(page, "<h3 id=\"{0}\">{0}</h3>", escaped(&case.id));
    if !case.shape_about.is_empty() {
        let _ = writeln!(page, "<p class=\"muted\">{}.</p>", escaped(&case.shape_about));
    }
    for of in case.headlines() {
        let _ = writeln!(page, "<p>{}</p>", standing(of));
    }
    for (row, trouble) in case.rows.iter().filter_map(|row| Some((row, trouble(row)?))) {
        let _ = writeln!(page, "<p>{} <strong>{}</strong></p>", escaped(&row.subject), escaped(&trouble));
    }
    page.push_str("<div class=\"charts\">\n");
    case.headlines().for_each(|of| bars::render(page, of));
    curves::render(page, case);
    page.push_str("</div>\n");
    table(page, case);
}

fn standing(of: Headline<'_>) -> String {
    let name = escaped(&of.metric.name);
    match of.standing() {
        Err(why) => format!("{name}: {}", escaped(&why)),
        Ok(standing) => format!(
            "{name}: <strong>{}</strong> has {} of the best peer, {}",
            escaped(&standing.hel.subject),
            standing.ratio,
            escaped(&standing.peer.subject)
        ),
    }
}

fn table(page: &mut String, case: &CaseReport) {
    let rows = Rows::of(case, None);
    page.push_str(
        "<details><summary>All figures, who does not take part, and what the machine did</summary>\n",
    );
    page.push_str("<div class=\"wide\"><table><thead><tr>");
    for head in &rows.head {
        let _ = write!(page, "<th>{}</th>", escaped(head));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for Line { cells, best } in &rows.lines {
        page.push_str("<tr>");
        for cell in cells {
            let cell = escaped(cell);
            let _ = if *best {
                write!(page, "<td><strong>{cell}</strong></td>")
            } else {
                write!(page, "<td>{cell}</td>")
            };
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody></table></div>\n<ul>\n");
    for (reason, libraries) in &rows.dashes {
        let _ = writeln!(page, "<li>{}: {}</li>", escaped(&libraries.join(", ")), escaped(reason));
    }
    for note in notes(case) {
        let _ = writeln!(page, "<li>{}</li>", escaped(&note));
    }
    page.push_str("</ul></details>\n");
}
