//! What it comes to: in how many figures hel leads, and where it is worst and best.

use std::fmt::Write as _;

use super::{escaped, matrix};
use crate::report::Report;
use crate::report::figure::figure;
use crate::report::headline::{Headline, Standing};
use crate::report::summary::{FEW, Tally, ranked};

pub(super) fn render(page: &mut String, report: &Report) {
    let ranked = ranked(report);
    let tally = Tally::of(ranked.iter().map(|(_, standing)| standing.ratio));
    let Some(mean) = tally.mean else { return };
    page.push_str("<p>Each figure of each case is compared with the best of the other libraries <em>in that figure</em>.</p>\n");
    page.push_str("<div class=\"tiles\">\n");
    let of = tally.all();
    let tiles = [
        (figure(mean), "geometric mean of hel to the best peer; above 1, hel is better".to_owned()),
        (tally.ahead.to_string(), format!("of {of} figures: hel ahead")),
        (tally.level.to_string(), "no difference shown".to_owned()),
        (tally.behind.to_string(), "hel behind".to_owned()),
    ];
    for (number, what) in tiles {
        let _ = writeln!(page, "<div class=\"tile\"><b>{number}</b>{what}</div>");
    }
    page.push_str("</div>\n<div class=\"lists\">\n");
    list(page, "Where hel is furthest behind", ranked.iter().take(FEW));
    list(page, "Where hel is furthest ahead", ranked.iter().rev().take(FEW));
    page.push_str("</div>\n");
}

fn list<'a>(page: &mut String, title: &str, few: impl Iterator<Item = &'a (Headline<'a>, Standing<'a>)>) {
    let _ = writeln!(page, "<div><h3>{title}</h3><div class=\"wide\"><table>");
    page.push_str("<thead><tr><th>figure</th><th>ratio</th><th>best peer</th></tr></thead>\n<tbody>\n");
    for (of, Standing { peer, ratio, .. }) in few {
        let class = matrix::class(ratio.value);
        let _ = writeln!(
            page,
            "<tr><td><a href=\"#{}\">{}</a></td><td class=\"{class}\">{}</td><td>{}</td></tr>",
            escaped(&of.case.id),
            escaped(&of.name()),
            figure(ratio.value),
            escaped(&peer.subject)
        );
    }
    page.push_str("</tbody></table></div></div>\n");
}
