//! Times and CPU against the offered load, for cases of one series.

use std::fmt::Write as _;

use super::curves::{Chart, leaders};
use super::escaped;
use super::svg::short;
use crate::report::CaseReport;

/// The pictures of all series of a scenario: one for each figure that is compared.
pub(super) fn render(page: &mut String, cases: &[&CaseReport]) {
    let mut series: Vec<Vec<&CaseReport>> = Vec::new();
    for case in cases.iter().filter(|case| case.series.is_some() && case.offered.is_some()) {
        let alike = |known: &&mut Vec<&CaseReport>| {
            (&known[0].series, &known[0].runtime) == (&case.series, &case.runtime)
        };
        match series.iter_mut().find(alike) {
            Some(known) => known.push(case),
            None => series.push(vec![case]),
        }
    }
    series.retain(|cases| cases.len() > 1);
    if series.is_empty() {
        return;
    }
    page.push_str("<h3>Each figure against the offered load</h3>\n");
    for mut cases in series {
        cases.sort_by(|a, b| a.offered.unwrap_or_default().total_cmp(&b.offered.unwrap_or_default()));
        let runtime = cases[0].runtime.as_ref().map_or_else(String::new, |runtime| format!(" on {runtime}"));
        let name = cases[0].series.as_deref().unwrap_or_default();
        let _ = writeln!(page, "<h3>{}{runtime}</h3>\n<div class=\"charts\">", escaped(name));
        for of in cases[cases.len() / 2].headlines() {
            let leaders = leaders(of).into_iter();
            let at = |case: &&CaseReport, subject: &str| case.figure(of.number)?.median(case.row(subject)?);
            let chart = Chart {
                caption: format!("{}, {}, by messages a second", of.metric.name, of.metric.unit),
                places: cases.iter().map(|case| short(case.offered.unwrap_or_default())).collect(),
                curves: leaders
                    .map(|row| (row.library(), cases.iter().map(|case| at(case, &row.subject)).collect()))
                    .collect(),
            };
            chart.render(page);
        }
        page.push_str("</div>\n");
    }
}
